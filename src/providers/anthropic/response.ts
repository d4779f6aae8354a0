import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
} from '../../contracts/chat.js';
import { type SdkAnswer, unusableAnswer } from '../sdk-call.js';

/** An answer as it may come: nothing in it is certain. */
interface Answer {
  readonly content?: readonly Block[];
  readonly stop_reason?: string | null;
  readonly usage?: Usage | null;
}
interface Block {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly data?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
}
interface Usage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null;
}

const FINISH_REASONS: ReadonlyMap<string | null | undefined, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
]);

/**
 * Anthropic's answer in our words. Blocks of the vendor's own tools are only in `raw`.
 *
 * @throws ProviderError `protocol` for a body without content, or what an error inside it says
 */
export function fromAnthropicAnswer(
  { body, ...headers }: SdkAnswer,
  provider: string,
  secrets: readonly string[],
): ChatResponse {
  const answer = body as Answer | null | undefined;
  if (!Array.isArray(answer?.content)) throw unusableAnswer(body, 'a message', secrets);
  const usage = usageOf(answer?.usage);
  return {
    content: (answer?.content ?? []).flatMap((block) => partsOf(block, provider)),
    finishReason: FINISH_REASONS.get(answer?.stop_reason) ?? 'other',
    ...(usage === undefined ? {} : { usage }),
    ...headers,
    raw: body,
  };
}

function partsOf(block: Block, provider: string): AssistantPart[] {
  switch (block.type ?? '') {
    case 'text':
      return [{ type: 'text', text: block.text ?? '' }];
    case 'thinking': {
      const { thinking: text = '', signature = '' } = block;
      return [{ type: 'reasoning', text, provider, opaque: { signature } }];
    }
    case 'redacted_thinking':
      return [{ type: 'reasoning', text: '', provider, opaque: { redacted: block.data ?? '' } }];
    case 'tool_use': {
      const { id: toolCallId = '', name: toolName = '', input = {} } = block;
      return [{ type: 'tool-call', toolCallId, toolName, input }];
    }
    default:
      return [];
  }
}

/** Anthropic counts cached input beside `input_tokens`, we count it within. */
function usageOf(usage: Usage | null | undefined): ReportedUsage | undefined {
  const { input_tokens, output_tokens: outputTokens } = usage ?? {};
  if (typeof input_tokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  const written = usage?.cache_creation_input_tokens ?? undefined;
  const cached = usage?.cache_read_input_tokens ?? undefined;
  const thought = usage?.output_tokens_details?.thinking_tokens ?? undefined;
  return {
    inputTokens: input_tokens + (written ?? 0) + (cached ?? 0),
    outputTokens,
    ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    ...(written === undefined ? {} : { cacheWriteTokens: written }),
    ...(thought === undefined ? {} : { reasoningTokens: thought }),
  };
}
