import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
  ToolCallPart,
} from '../../../contracts/chat.js';
import { ProviderError } from '../../../errors/provider-error.js';
import { type SdkAnswer, unusableAnswer } from '../../sdk-call.js';
import { reportedUsage } from '../usage.js';

/** An answer as it may come: nothing in it is certain, least of all from a look-alike server. */
interface Completion {
  readonly choices?: readonly Choice[];
  readonly usage?: CompletionUsage | null;
}
interface Choice {
  readonly finish_reason?: string | null;
  readonly message?: Message | null;
}
interface Message extends Thinking {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCall[] | null;
}
/** A model's thinking, as it stands in a message and in a delta. OpenAI shows none. */
export interface Thinking {
  /** What DeepSeek and others call it. */
  readonly reasoning_content?: unknown;
  /** What OpenRouter and vLLM call it. */
  readonly reasoning?: unknown;
}
interface ToolCall {
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: unknown };
}
/** What a completion has used, in OpenAI's words. */
export interface CompletionUsage {
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
  const { message, finish_reason: reason } = choice ?? {};
  if (reason === 'error') throw brokenOff(choice, secrets);
  if (typeof message !== 'object' || message === null) {
    throw unusableAnswer(body, 'a chat completion', secrets);
  }
  const refused = Boolean(message.refusal);
  const calls = message.tool_calls?.length ?? 0;
  const usage = usageOf(completion?.usage);
  return {
    content: contentOf(message, provider),
    finishReason: finishReasonOf(reason, { refused, calls }),
    ...(usage === undefined ? {} : { usage }),
    ...headers,
    raw: body,
  };
}

/** What ends with `error` is no answer. Routers say so where the model behind them fails; some say why. */
export function brokenOff(choice: unknown, secrets: readonly string[]): ProviderError {
  const { error } = choice as { readonly error?: unknown };
  if (typeof error === 'object' && error !== null) return ProviderError.from(error, { secrets });
  const message = 'server error: the vendor broke off the answer and did not say why';
  return new ProviderError({ kind: 'server', message, billed: 'maybe' });
}

/** The text of the thinking; empty where there is none. Servers that change the name send it under both for a while. */
export function thoughtOf({ reasoning_content: thought, reasoning }: Thinking): string {
  if (typeof thought === 'string' && thought !== '') return thought;
  return typeof reasoning === 'string' ? reasoning : '';
}

/** The id of a call to which the server gave none, by its place, so that its result finds it. */
export function ownCallId(place: number): string {
  return `call_${place}`;
}

/** A call's arguments as text. Some servers send them parsed. */
export function argumentsText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A whole call, its arguments parsed; as they are if they are no JSON: what to make of that is the caller's to say. */
export function toolCallPart(toolCallId: string, toolName: string, text: string): ToolCallPart {
  const call = { type: 'tool-call', toolCallId, toolName } as const;
  if (text.trim() === '') return { ...call, input: {} };
  try {
    return { ...call, input: JSON.parse(text) as unknown };
  } catch {
    return { ...call, input: text, unparsed: true };
  }
}

/** Why an answer ended. A refusal comes with `stop`, and so does a call that was forced by name. */
export function finishReasonOf(
  reason: string | null | undefined,
  { refused, calls }: { readonly refused: boolean; readonly calls: number },
): FinishReason {
  if (refused) return 'content-filter';
  if (reason === 'stop' && calls > 0) return 'tool-calls';
  return FINISH_REASONS.get(reason) ?? 'other';
}

export function usageOf(usage: CompletionUsage | null | undefined): ReportedUsage | undefined {
  return reportedUsage(usage?.prompt_tokens, usage?.completion_tokens, {
    input: usage?.prompt_tokens_details,
    output: usage?.completion_tokens_details,
  });
}

function contentOf(message: Message, provider: string): AssistantPart[] {
  const { content, refusal, tool_calls: calls } = message;
  const thought = thoughtOf(message);
  return [
    ...(thought ? [{ type: 'reasoning', text: thought, provider } as const] : []),
    ...[content, refusal].flatMap((text) => (text ? [{ type: 'text', text } as const] : [])),
    ...(calls ?? []).map(toolCallOf),
  ];
}

function toolCallOf({ id, function: called }: ToolCall, place: number): ToolCallPart {
  const text = argumentsText(called?.arguments);
  return toolCallPart(id || ownCallId(place), called?.name ?? '', text);
}
