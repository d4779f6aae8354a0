import type { JsonValue } from '../../../contracts/basics.js';
import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReasoningPart,
  ReportedUsage,
  ToolCallPart,
} from '../../../contracts/chat.js';
import { ProviderError } from '../../../errors/provider-error.js';
import { safeToken } from '../../../errors/redact.js';
import { type SdkAnswer, unusableAnswer } from '../../sdk-call.js';
import { toolCallPart } from '../chat/response.js';
import { reportedUsage } from '../usage.js';

/** A response as it may come: nothing in it is certain. */
export interface ResponseBody {
  readonly status?: string | null;
  readonly output?: readonly OutputItem[] | null;
  readonly error?: unknown;
  readonly incomplete_details?: { readonly reason?: string | null } | null;
  readonly usage?: Usage | null;
}
/** A message, a call or a thought. */
export interface OutputItem {
  readonly type?: string;
  readonly id?: string;
  readonly content?: readonly Content[] | null;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly summary?: readonly Content[] | null;
  readonly encrypted_content?: string | null;
}
interface Content {
  readonly type?: string;
  readonly text?: string;
  readonly refusal?: string;
}
interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly input_tokens_details?: Readonly<Record<string, unknown>> | null;
  readonly output_tokens_details?: Readonly<Record<string, unknown>> | null;
}

/** What an answer had in it, as far as it decides how it ended. */
export interface Seen {
  readonly call: boolean;
  readonly refusal: boolean;
}

/** Between the parts of a summary. */
export const PARAGRAPH = '\n\n';

const INCOMPLETE: ReadonlyMap<string | null | undefined, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content-filter'],
]);

/**
 * A response in our words. Items of the vendor's own tools are only in `raw`.
 *
 * @throws ProviderError `protocol` for a body without output or one that is not finished, or what an error inside it says
 */
export function fromResponsesAnswer(
  { body, ...headers }: SdkAnswer,
  provider: string,
  secrets: readonly string[],
): ChatResponse {
  const response = (body ?? {}) as ResponseBody;
  const { output: items } = response;
  if (!isList(items)) throw unusableAnswer(body, 'a response', secrets);
  const seen = {
    call: items.some(({ type }) => type === 'function_call'),
    refusal: items.some(({ content }) => content?.some(({ refusal }) => refusal) === true),
  };
  return {
    content: items.flatMap((item) => partsOf(item, provider)),
    ...endOf(response, seen, secrets),
    ...headers,
  };
}

/**
 * How a response ended, what it cost, and all of it as it came.
 *
 * @throws ProviderError for one that failed or is not finished
 */
export function endOf(
  response: ResponseBody,
  seen: Seen,
  secrets: readonly string[],
): Omit<ChatResponse, 'content'> {
  const usage = usageOf(response.usage);
  return {
    finishReason: finishReasonOf(response, seen, secrets),
    ...(usage === undefined ? {} : { usage }),
    raw: response,
  };
}

/** A call as the model made it. */
export function toolCallOf({
  call_id = '',
  name = '',
  arguments: text = '',
}: OutputItem): ToolCallPart {
  return toolCallPart(call_id, name, text);
}

/** A thought, with what it takes to send it back; undefined if there is neither that nor any text. */
export function reasoningOf(item: OutputItem, provider: string): ReasoningPart | undefined {
  const { id, encrypted_content, summary, content } = item;
  const texts = [...(summary ?? []), ...(content ?? [])].map(({ text = '' }) => text);
  const part = { type: 'reasoning', text: texts.join(PARAGRAPH), provider } as const;
  if (typeof id !== 'string' || typeof encrypted_content !== 'string') {
    return part.text === '' ? undefined : part;
  }
  const opaque = { id, encrypted_content, summary: (summary ?? []) as unknown as JsonValue };
  return { ...part, opaque };
}

function partsOf(item: OutputItem, provider: string): AssistantPart[] {
  switch (item.type ?? '') {
    case 'message':
      return (item.content ?? []).flatMap(({ text, refusal }) => textParts(text ?? refusal));
    case 'function_call':
      return [toolCallOf(item)];
    case 'reasoning':
      return [reasoningOf(item, provider) ?? []].flat();
    default:
      return [];
  }
}

/** `Array.isArray` would not know of what. */
function isList(items: ResponseBody['output']): items is readonly OutputItem[] {
  return Array.isArray(items);
}

function textParts(text: string | undefined): AssistantPart[] {
  return text ? [{ type: 'text', text }] : [];
}

function finishReasonOf(
  response: ResponseBody,
  { call, refusal }: Seen,
  secrets: readonly string[],
): FinishReason {
  const { status, error, incomplete_details: details } = response;
  switch (status ?? '') {
    case 'completed':
      if (refusal) return 'content-filter';
      return call ? 'tool-calls' : 'stop';
    case 'incomplete':
      return refusal ? 'content-filter' : (INCOMPLETE.get(details?.reason) ?? 'other');
    case 'failed':
      throw ProviderError.from({ error: error ?? { code: 'server_error' } }, { secrets });
    default:
      throw new ProviderError({
        kind: 'protocol',
        message: `unusable answer: the response is ${safeToken(status, secrets) ?? 'of no known status'}`,
      });
  }
}

function usageOf(usage: Usage | null | undefined): ReportedUsage | undefined {
  return reportedUsage(usage?.input_tokens, usage?.output_tokens, {
    input: usage?.input_tokens_details,
    output: usage?.output_tokens_details,
  });
}
