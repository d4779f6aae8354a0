import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
  ToolCallPart,
} from '../../contracts/chat.js';
import { type SdkAnswer, unusableAnswer } from '../sdk-call.js';

/** An answer as it may come: nothing in it is certain, least of all from a look-alike server. */
interface Completion {
  readonly choices?: readonly Choice[];
  readonly usage?: Usage | null;
}
interface Choice {
  readonly finish_reason?: string | null;
  readonly message?: Message | null;
}
interface Message {
  readonly content?: string | null;
  readonly refusal?: string | null;
  /** What DeepSeek, vLLM and others call their models' thinking. */
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly ToolCall[] | null;
}
interface ToolCall {
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}
interface Usage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly prompt_tokens_details?: Readonly<Record<string, unknown>> | null;
  readonly completion_tokens_details?: Readonly<Record<string, unknown>> | null;
}

const FINISH_REASONS: ReadonlyMap<string | null | undefined, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

/**
 * OpenAI's answer in our words.
 *
 * @throws ProviderError `protocol` for a body without a message, or what an error inside it says
 */
export function fromOpenAIAnswer(
  { body, ...headers }: SdkAnswer,
  provider: string,
  secrets: readonly string[],
): ChatResponse {
  const completion = body as Completion | null | undefined;
  const choice = completion?.choices?.[0];
  const message = choice?.message;
  if (typeof message !== 'object' || message === null) {
    throw unusableAnswer(body, 'a chat completion', secrets);
  }
  const usage = usageOf(completion?.usage);
  return {
    content: contentOf(message, provider),
    finishReason: finishReasonOf(choice?.finish_reason, message),
    ...(usage === undefined ? {} : { usage }),
    ...headers,
    raw: body,
  };
}

function contentOf(message: Message, provider: string): AssistantPart[] {
  const { reasoning_content: reasoning, content, refusal, tool_calls: calls } = message;
  return [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning, provider } as const] : []),
    ...[content, refusal].flatMap((text) => (text ? [{ type: 'text', text } as const] : [])),
    ...(calls ?? []).map(toolCallOf),
  ];
}

function toolCallOf({ id = '', function: called }: ToolCall): ToolCallPart {
  const input = inputOf(called?.arguments ?? '');
  return { type: 'tool-call', toolCallId: id, toolName: called?.name ?? '', input };
}

/** The arguments parsed; as they are if they are no JSON: what to make of that is the caller's to say. */
function inputOf(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(text);
    // A JSON string would be taken for raw text when it goes back.
    return typeof input === 'string' ? text : input;
  } catch {
    return text;
  }
}

function finishReasonOf(reason: string | null | undefined, message: Message): FinishReason {
  if (message.refusal) return 'content-filter';
  // A call that was forced by name ends with `stop`.
  const calls = message.tool_calls?.length ?? 0;
  if (reason === 'stop' && calls > 0) return 'tool-calls';
  return FINISH_REASONS.get(reason) ?? 'other';
}

/** Both counts or nothing: half a report would pass for a whole one. */
function usageOf(usage: Usage | null | undefined): ReportedUsage | undefined {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage ?? {};
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return undefined;
  const { cached_tokens, cache_write_tokens } = usage?.prompt_tokens_details ?? {};
  const { reasoning_tokens } = usage?.completion_tokens_details ?? {};
  return {
    inputTokens,
    outputTokens,
    ...(typeof cached_tokens === 'number' && { cachedInputTokens: cached_tokens }),
    ...(typeof cache_write_tokens === 'number' && { cacheWriteTokens: cache_write_tokens }),
    ...(typeof reasoning_tokens === 'number' && { reasoningTokens: reasoning_tokens }),
  };
}
