import { vi } from 'vitest';
import type { ChatEvent, ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import { collect } from '../../src/testing/collect.js';
import {
  describeProvider,
  MockSuccessProvider,
  type ProviderSuiteOptions,
} from '../../src/testing/index.js';
import { brokenRules } from './broken-rules.js';

export type Stream = (request: ChatRequest, call: CallContext) => AsyncIterable<ChatEvent>;
export type Events = readonly unknown[];

export const good = new MockSuccessProvider({ text: ({ messages }) => JSON.stringify(messages) });
export const FINISH: ChatEvent = { type: 'finish', finishReason: 'stop' };
export const HI: ChatEvent = { type: 'text-delta', text: 'Hi' };
export const DELTA = {
  type: 'tool-call-delta',
  toolCallId: '1',
  toolName: 'add',
  inputText: '{}',
} as const;

/** A good provider but for its stream. */
export function providerWith(stream: Stream, fields: Partial<Provider> = {}): Provider {
  const { name, models } = good;
  return {
    name,
    models,
    generate: (request, call) => good.generate(request, call),
    stream,
    ...fields,
  };
}

/** Streams other events in place of the good ones, and hears the signal. */
export function streaming(
  events: (good: readonly ChatEvent[], request: ChatRequest) => Events,
): Stream {
  return async function* (request, call) {
    const goodEvents = await collect(good.stream(request, call));
    for (const event of events(goodEvents, request)) {
      call.signal.throwIfAborted();
      yield event as ChatEvent;
    }
  };
}

/** Events that end by failing. */
export function failing(events: Events, error: (request: ChatRequest) => unknown): Stream {
  return async function* (request) {
    yield* events as readonly ChatEvent[];
    await Promise.reject(error(request));
  };
}

export function serverError(): ProviderError {
  return new ProviderError({ kind: 'server', message: '500' });
}

export function usageOf(inputTokens: number, outputTokens: number): ChatEvent {
  return { type: 'usage', usage: { inputTokens, outputTokens } };
}

/** The rules that it breaks, or that those of the options do. */
export function broken(make: () => Provider, options: ProviderSuiteOptions = {}) {
  return brokenRules((fake) => describeProvider('It', make, { ...options, ...fake }));
}

/** For streams that take their time, none of which really passes. */
export async function inTime<T>(rules: () => Promise<T>): Promise<T> {
  vi.useFakeTimers();
  try {
    const found = rules();
    await vi.advanceTimersByTimeAsync(100_000);
    return await found;
  } finally {
    vi.useRealTimers();
  }
}
