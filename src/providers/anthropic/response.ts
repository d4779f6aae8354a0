import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReasoningPart,
  ReportedUsage,
  ToolCallPart,
} from '../../contracts/chat.js';
import { type SdkAnswer, unusableAnswer } from '../sdk-call.js';

/** An answer as it may come: nothing in it is certain. */
interface Answer {
  readonly content?: readonly (ContentBlock | null)[];
  readonly stop_reason?: string | null;
  readonly usage?: MessageUsage | null;
}
/** A block of an answer, or the beginning of one in a stream. */
export interface ContentBlock {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly data?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
}
/** What a message has used, in Anthropic's words. */
export interface MessageUsage {
  readonly input_tokens?: number | null | undefined;
  readonly output_tokens?: number | null | undefined;
  readonly cache_creation_input_tokens?: number | null | undefined;
  readonly cache_read_input_tokens?: number | null | undefined;
  readonly output_tokens_details?:
    | { readonly thinking_tokens?: number | null | undefined }
    | null
    | undefined;
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
    content: (answer?.content ?? []).flatMap((block) => partsOf(block ?? {}, provider)),
    finishReason: finishReasonOf(answer?.stop_reason),
    ...(usage === undefined ? {} : { usage }),
    ...headers,
    raw: body,
  };
}

/** Why a message ended, in our words. A refusal is an answer too, and paid for. */
export function finishReasonOf(stopReason: string | null | undefined): FinishReason {
  return FINISH_REASONS.get(stopReason) ?? 'other';
}

/** Thinking with its signature, or as the blob that stands for it. */
export function reasoningOf(block: ContentBlock, provider: string): ReasoningPart {
  if (block.type === 'redacted_thinking') {
    return { type: 'reasoning', text: '', provider, opaque: { redacted: block.data ?? '' } };
  }
  const { thinking: text = '', signature = '' } = block;
  return { type: 'reasoning', text, provider, opaque: { signature } };
}

/** A call whose input is an object already. */
export function toolCallOf(block: ContentBlock): ToolCallPart {
  const { id: toolCallId = '', name: toolName = '', input = {} } = block;
  return { type: 'tool-call', toolCallId, toolName, input };
}

/** Anthropic counts cached input beside `input_tokens`, we count it within. */
export function usageOf(usage: MessageUsage | null | undefined): ReportedUsage | undefined {
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

function partsOf(block: ContentBlock, provider: string): AssistantPart[] {
  switch (block.type ?? '') {
    case 'text':
      return [{ type: 'text', text: block.text ?? '' }];
    case 'thinking':
    case 'redacted_thinking':
      return [reasoningOf(block, provider)];
    case 'tool_use':
      return [toolCallOf(block)];
    default:
      return [];
  }
}
