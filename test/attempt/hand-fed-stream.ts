import type { Ending } from '../../src/attempt/running-attempt.js';
import { StreamAttempt, type StreamCall } from '../../src/attempt/stream-attempt.js';
import type { ChatEvent, ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext, Provider } from '../../src/contracts/provider.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

export const ALIVE = { type: 'keep-alive' } as const;
export const FINISH = { type: 'finish', finishReason: 'stop' } as const;
export const USAGE = { type: 'usage', usage: { inputTokens: 10, outputTokens: 1 } } as const;
export const CALL = {
  type: 'tool-call',
  toolCallId: '1',
  toolName: 'find',
  input: { q: 'x' },
} as const;

export function text(delta: string) {
  return { type: 'text-delta', text: delta } as const;
}

export function thought(delta: string) {
  return { type: 'reasoning-delta', text: delta } as const;
}

export function callDelta(inputText: string) {
  return { type: 'tool-call-delta', toolCallId: '1', toolName: 'find', inputText } as const;
}

type Read = IteratorResult<ChatEvent, undefined>;

/** A provider's stream that gives what the test feeds it, and is deaf to signals. */
class HandFedStream implements AsyncIterable<ChatEvent> {
  /** How often it was asked for an event. */
  asked = 0;
  /** How often it was told to end. */
  returned = 0;
  readonly #fed: (() => Promise<Read>)[] = [];
  #waiting: ((read: Promise<Read>) => void) | undefined;

  [Symbol.asyncIterator](): AsyncIterator<ChatEvent, undefined> {
    return this;
  }

  next(): Promise<Read> {
    this.asked++;
    const fed = this.#fed.shift();
    if (fed !== undefined) return fed();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Like that of a generator which is stuck in a read: it never settles. */
  return(): Promise<Read> {
    this.returned++;
    return new Promise(() => {});
  }

  /** A `finish` that is the last of them ends it, as it mostly does. */
  feed(...events: readonly ChatEvent[]): void {
    this.feedOpen(...events);
    if (events.at(-1)?.type === 'finish') this.end();
  }

  /** Goes on whatever the last of them is. */
  feedOpen(...events: readonly ChatEvent[]): void {
    for (const value of events) this.#put(() => Promise.resolve({ done: false, value }));
  }

  end(): void {
    this.#put(() => Promise.resolve({ done: true, value: undefined }));
  }

  fail(error: unknown): void {
    // What a test makes a provider throw may be no Error.
    this.#put(() => Promise.reject(error));
  }

  #put(fed: () => Promise<Read>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#fed.push(fed);
    else waiting(fed());
  }
}

/** Knows how many listen to it. */
class WatchedCancellation extends Cancellation {
  readonly listening = new Set<object>();

  override listen(listener: (reason: unknown) => void): () => void {
    const stop = super.listen(listener);
    this.listening.add(listener);
    return () => {
      this.listening.delete(listener);
      stop();
    };
  }
}

export const REQUEST: ChatRequest = { model: 'alpha', messages: [] };

/** A provider that streams this, or whatever the function returns. */
export function streamer(stream: NonNullable<Provider['stream']>): Provider {
  const generate = () => Promise.reject(new Error('never to be called'));
  return { name: 'north', models: [], generate, stream };
}

/**
 * An attempt with a hand-fed stream: 1 s to the first token, 500 ms of silence, and a reader that is gone after 10 s,
 * unless told otherwise.
 */
export function streaming(fields: Partial<StreamCall> = {}) {
  const stream = new HandFedStream();
  const clock = new ManualClock();
  const cancellation = new WatchedCancellation();
  const calls: { readonly request: ChatRequest; readonly context: CallContext }[] = [];
  const endings: Ending[] = [];
  const attempt = new StreamAttempt({
    attemptId: 'request-1/1',
    provider: streamer((request, context) => {
      calls.push({ request, context });
      return stream;
    }),
    request: REQUEST,
    timeoutMs: 1_000,
    idleMs: 500,
    consumerMs: 10_000,
    attemptMs: undefined,
    deadline: Number.POSITIVE_INFINITY,
    onEnd: (ending) => endings.push(ending),
    ...{ clock, cancellation, ...fields },
  });
  /** The next content, or undefined when there is no more. */
  const read = () => attempt.next(() => undefined);
  const signal = () => calls[0]?.context.signal as AbortSignal;
  return { attempt, read, stream, clock, cancellation, calls, endings, signal };
}

/** The same, opened: its first content has come and been read. */
export async function begun(fields: Partial<StreamCall> = {}) {
  const made = streaming(fields);
  made.stream.feed(text('first '));
  await made.attempt.open();
  await made.read();
  return made;
}

/** Looks at a promise from outside. */
export function watched<T>(promise: Promise<T>): { isSettled: boolean; value?: T } {
  const seen: { isSettled: boolean; value?: T } = { isSettled: false };
  const settle = (value?: T) => Object.assign(seen, { isSettled: true, value });
  promise.then(settle, () => settle());
  return seen;
}
