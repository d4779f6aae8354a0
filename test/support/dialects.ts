import type { ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { AnthropicProvider } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';

/** A key that must be seen nowhere but in the header of a request. */
export const CANARY_KEY = 'sk-canary-7f3a9c51e2';

export type Dialect = 'openai' | 'anthropic';
export const DIALECTS: readonly Dialect[] = ['openai', 'anthropic'];

/** The provider of a dialect against a server of the tests. */
export function providerAt(dialect: Dialect, url: string, apiKey = CANARY_KEY): Provider {
  return dialect === 'openai'
    ? new OpenAIProvider({ apiKey, baseURL: `${url}/v1` })
    : new AnthropicProvider({ apiKey, baseURL: url });
}

/** An error as the vendor words it. */
export function errorBody(
  dialect: Dialect,
  error: { type?: string; code?: string; message?: string; param?: string },
): unknown {
  const { type = 'invalid_request_error', code, message = 'no', param = null } = error;
  if (dialect === 'openai') return { error: { type, code: code ?? null, message, param } };
  const details = code === undefined ? {} : { details: { error_code: code } };
  return { type: 'error', error: { type, message, ...details }, request_id: 'req_body' };
}

/** The shortest answer of each vendor. */
export function answerBody(dialect: Dialect, text = 'hello'): Record<string, unknown> {
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

export const modelOf: Readonly<Record<Dialect, string>> = {
  openai: 'gpt-6-luna',
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
