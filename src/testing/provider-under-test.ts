import type { Awaitable } from '../contracts/basics.js';
import type { ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import { systemClock } from '../support/system-clock.js';
import { within } from '../support/within.js';
import { isErrorKind } from './error-kinds.js';
import { assert } from './suite.js';

export type MakeProvider = () => Awaitable<Provider>;
/** What a provider must do, by the sentence that says it. */
export type Rules = { readonly [rule: string]: (make: MakeProvider) => Promise<void> };
export type StreamingProvider = Provider & Required<Pick<Provider, 'stream'>>;

export const TEXTS = ['Say one.', 'Say two.', 'Say three.', 'Say four.', 'Say five.'];

/** Real time: how soon a request must be over once its signal fires. */
const PROMPT_MS = 2_000;
/** In no error message may it turn up. */
const CANARY = 'canary-6c1f';

/** Uses a provider, and closes it afterwards. */
export async function opened<T>(
  make: MakeProvider,
  use: (provider: Provider) => Awaitable<T>,
): Promise<T> {
  const provider = await make();
  try {
    return await use(provider);
  } finally {
    await provider.close?.();
  }
}

/** The same, if it can stream; else undefined. */
export function streaming<T>(
  make: MakeProvider,
  use: (provider: StreamingProvider) => Awaitable<T>,
): Promise<T | undefined> {
  return opened(make, (provider) => (canStream(provider) ? use(provider) : undefined));
}

function canStream(provider: Provider): provider is StreamingProvider {
  return provider.stream !== undefined;
}

export function requestOf({ models }: Provider, text = 'Say hello.'): ChatRequest {
  return {
    model: models[0]?.id ?? '',
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  };
}

/** What a provider must not quote when it fails. */
export function secretRequestOf(provider: Provider): ChatRequest {
  return requestOf(provider, `Say ${CANARY}.`);
}

export function ask(
  provider: Provider,
  request: ChatRequest,
  signal?: AbortSignal,
): Promise<ChatResponse> {
  return provider.generate(request, callWith(signal));
}

/** Nothing is read of it yet. */
export function open(
  provider: StreamingProvider,
  request: ChatRequest,
  signal?: AbortSignal,
): AsyncIterable<ChatEvent> {
  return provider.stream(request, callWith(signal));
}

function callWith(signal = new AbortController().signal): CallContext {
  return Object.freeze({ attemptId: crypto.randomUUID(), signal, timeoutMs: 60_000 });
}

/** Fails the test when it does not settle in time. */
export function soon<T>(promise: Promise<T>): Promise<T> {
  return within(promise, PROMPT_MS, systemClock);
}

/** Whether it rejects rather than answers; fails the test when it does neither in time. */
export async function rejectsSoon(answer: Promise<unknown>): Promise<boolean> {
  const [outcome] = await soon(Promise.allSettled([answer]));
  return outcome.status === 'rejected';
}

/** Fails the test unless it is what a failing `Provider` throws. */
export function assertFailure(error: unknown): void {
  assert(ProviderError.isInstance(error), 'a ProviderError');
  assert(isErrorKind(error.kind), `a known kind, got ${error.kind}`);
  assert(!error.message.includes(CANARY), 'a message without text of the prompt');
}

/** What came of a stream. */
export interface StreamOutcome {
  readonly events: readonly ChatEvent[];
  /** What it threw after them; in an object, as anything can be thrown. */
  readonly failure?: { readonly error: unknown };
}

/** Reads it to its end, however it ends. */
export async function outcomeOf(stream: AsyncIterable<ChatEvent>): Promise<StreamOutcome> {
  const events: ChatEvent[] = [];
  try {
    for await (const event of stream) events.push(event);
    return { events };
  } catch (error) {
    return { events, failure: { error } };
  }
}
