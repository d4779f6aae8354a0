import type { ChatEvent, ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { AnthropicProvider } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import { sse } from './sse.js';
import {
  chatStream,
  messageStream,
  responseBody,
  responseStream,
  type StreamedAnswer,
} from './vendor-streams.js';

/** A key that must be seen nowhere but in the header of a request. */
export const CANARY_KEY = 'sk-canary-7f3a9c51e2';

export type Dialect = 'openai' | 'responses' | 'anthropic';
/** The one that each vendor's provider speaks unless it is told. */
export const DIALECTS: readonly Dialect[] = ['openai', 'anthropic'];
export const ALL_DIALECTS: readonly Dialect[] = [...DIALECTS, 'responses'];

/** The provider of a dialect against a server of the tests. */
export function providerAt(dialect: Dialect, url: string, apiKey = CANARY_KEY): Provider {
  if (dialect === 'anthropic') return new AnthropicProvider({ apiKey, baseURL: url });
  const api = dialect === 'responses' ? dialect : 'auto';
  return new OpenAIProvider({ apiKey, baseURL: `${url}/v1`, api });
}

/** What vendors say of an error. */
export interface VendorError {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly param?: string;
}

/** An error as the vendor words it. */
export function errorBody(dialect: Dialect, error: VendorError): object {
  const { type = 'invalid_request_error', code, message = 'no', param = null } = error;
  if (dialect !== 'anthropic') return { error: { type, code: code ?? null, message, param } };
  const details = code === undefined ? {} : { details: { error_code: code } };
  return { type: 'error', error: { type, message, ...details }, request_id: 'req_body' };
}

/** The shortest answer of each vendor. */
export function answerBody(dialect: Dialect, text = 'hello'): Record<string, unknown> {
  if (dialect === 'responses') return responseBody('gpt-6-luna', { text });
  if (dialect === 'openai') {
    const message = { role: 'assistant', content: text, refusal: null };
    return {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-6-luna',
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null, message }],
      usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
    };
  }
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 3 },
  };
}

const STREAMS = { openai: chatStream, responses: responseStream, anthropic: messageStream };

/** The same as a stream, or any other answer. */
export function streamBody(dialect: Dialect, answer: StreamedAnswer = { text: 'hello' }): string {
  const { opening, closing } = STREAMS[dialect](modelOf[dialect], answer);
  return sse([...opening, ...closing]);
}

/** A stream up to its last word: it neither says that it ends nor why. */
export function streamOpening(dialect: Dialect, text = 'hello'): string {
  return sse(STREAMS[dialect](modelOf[dialect], { text }).opening);
}

/** An error inside a stream. */
export function streamError(dialect: Dialect, error: VendorError): string {
  if (dialect !== 'responses') return sse([errorBody(dialect, error)]);
  const { type, code = type, message = 'no', param = null } = error;
  return sse([{ type: 'error', code, message, param, sequence_number: 9 }]);
}

export const modelOf: Readonly<Record<Dialect, string>> = {
  openai: 'gpt-6-luna',
  responses: 'gpt-6-luna',
  anthropic: 'claude-haiku-5-5',
};

/** A request that says hello. */
export function hello(dialect: Dialect, more: Partial<ChatRequest> = {}): ChatRequest {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] as const;
  return { model: modelOf[dialect], messages, ...more };
}

/** An attempt that nobody aborts. */
export function callContext(signal: AbortSignal = new AbortController().signal): CallContext {
  return { attemptId: 'attempt-1', signal, timeoutMs: 30_000 };
}

/** The two ways to call a provider. */
export type Method = 'generate' | 'stream';
/** Every dialect, called either way: for `describe.each`. */
export const CALLS = ALL_DIALECTS.flatMap((dialect) =>
  (['generate', 'stream'] as const).map((method) => ({ dialect, method })),
);

/** Calls a provider and takes all that comes; rejects with what it throws. */
export async function callBy(
  method: Method,
  provider: Provider,
  request: ChatRequest,
  call: CallContext = callContext(),
): Promise<unknown> {
  if (method === 'generate') return provider.generate(request, call);
  const events: ChatEvent[] = [];
  for await (const event of streamOf(provider, request, call)) events.push(event);
  return events;
}

function streamOf(
  provider: Provider,
  request: ChatRequest,
  call: CallContext,
): AsyncIterable<ChatEvent> {
  if (provider.stream === undefined) throw new Error(`${provider.name} has no stream`);
  return provider.stream(request, call);
}

/** What came of a stream, and with what it failed. */
export interface ReadStream {
  readonly events: readonly ChatEvent[];
  readonly text: string;
  readonly finish: Extract<ChatEvent, { type: 'finish' }> | undefined;
  readonly error: unknown;
}

/** Reads a provider's stream to its end or its failure. */
export async function readStream(
  provider: Provider,
  request: ChatRequest,
  call: CallContext = callContext(),
): Promise<ReadStream> {
  const events: ChatEvent[] = [];
  let error: unknown;
  try {
    for await (const event of streamOf(provider, request, call)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  return { events, text, finish: events.find((event) => event.type === 'finish'), error };
}
