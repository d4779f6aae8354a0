import type { ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext } from '../../src/contracts/provider.js';

export function requestOf(text: string, model = 'default'): ChatRequest {
  return { model, messages: [{ role: 'user', content: [{ type: 'text', text }] }] };
}

export function callWith(signal = new AbortController().signal): CallContext {
  return { attemptId: 'attempt-1', signal, timeoutMs: 60_000 };
}
