import type { Awaitable } from '../contracts/basics.js';
import type { AssistantPart, ChatEvent, ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import type { Mutable } from '../support/mutable.js';
import { AnswerCollector } from './answer-collector.js';
import { checkResponse } from './check-response.js';
import {
  type AttemptCall,
  type Ending,
  type EndingKind,
  RunningAttempt,
} from './running-attempt.js';

export interface StreamCall extends AttemptCall {
  /** Between two signs of life after the first content. */
  readonly idleMs: number;
  /** A reader that asks for nothing for so long is gone. */
  readonly consumerMs: number;
  /** From the call to the end; undefined: as long as it goes on. */
  readonly attemptMs: number | undefined;
  /** Of the request, by the monotonic clock. */
  readonly deadline: number;
  /** Called once, as soon as it has ended, whether or not anybody reads. */
  readonly onEnd: (ending: Ending) => void;
}

/** A body that goes on after the `finish` is waited for so long: whatever comes, the answer is whole. */
const CLOSING_MS = 250;
const TRUNCATED = 'the stream ended without a finish reason';
const MALFORMED = "the provider's stream is malformed: an event is of no known type";
const TOO_LARGE = 'an answer of more than 16 MB';

/** What a reader gets of a stream. */
export type ContentEvent = Exclude<ChatEvent, { readonly type: 'usage' | 'keep-alive' | 'finish' }>;

/**
 * One model, one try, one stream. It reads one event when it is asked for one, so that a slow reader costs no memory.
 * Its first content commits it: until then it can be given up unseen. One timer watches over it, whatever it waits
 * for; setting one for each event would cost more than the event.
 */
export class StreamAttempt extends RunningAttempt {
  readonly #streamCall: StreamCall;
  readonly #collector: AnswerCollector;
  #iterator: AsyncIterator<ChatEvent> | undefined;
  /** The first content, and what came in silence before it, until they are read. */
  readonly #ready: ContentEvent[] = [];
  /** Of the read that is pending. */
  #resolve: ((event: never) => void) | undefined;
  #whenEnded: () => unknown = () => {};
  /** Since when the provider is waited for, or the reader. */
  #since: number;
  #waitedMs = 0;
  #timeToFirstTokenMs: number | undefined;
  /** From its `finish` on. */
  #response: ChatResponse | undefined;

  constructor(call: StreamCall) {
    super(call);
    this.#streamCall = call;
    this.#since = this.startedAt;
    this.#collector = new AnswerCollector(call.provider.name);
  }

  /** Whether anything has come that a reader could see. */
  get isCommitted(): boolean {
    return this.#timeToFirstTokenMs !== undefined;
  }

  /** All that came so far. */
  get content(): readonly AssistantPart[] {
    return this.#collector.content;
  }

  /** Sends the request. Resolves with the first content, or when it ends without any; never rejects. */
  async open(): Promise<void> {
    if (!this.begin()) return;
    try {
      const { provider, request } = this.call;
      const { context } = this;
      const events = provider.stream?.(request, context) ?? derived(provider, request, context);
      this.#iterator = events[Symbol.asyncIterator]();
    } catch (error) {
      this.fail(ProviderError.from(error));
      return;
    }
    if (this.hasEnded) {
      this.#closeUpstream();
      return;
    }
    const first = await this.#read(() => undefined);
    if (first !== undefined) this.#ready.push(first);
    if (!this.hasEnded) this.#watch();
  }

  /**
   * The next content, or what `whenEnded` says when there is no more. Not to be called again before it has settled. One
   * promise for each event is what a reader needs; one for each layer above would cost more than the layers.
   */
  next<End>(whenEnded: () => Awaitable<End>): Promise<ContentEvent | End> {
    const ready = this.#ready.shift();
    if (ready === undefined) return this.hasEnded ? promised(whenEnded) : this.#read(whenEnded);
    this.#since = this.call.clock.monotonic();
    return Promise.resolve(ready);
  }

  protected override onTime(): void {
    if (this.#response !== undefined) {
      this.#succeed();
      this.cutOff(new DOMException('the body went on after its finish', 'TimeoutError'));
      return;
    }
    if (!this.isCommitted) {
      this.expire('first token', this.call.timeoutMs);
      return;
    }
    const { clock } = this.call;
    const { attemptMs = Number.POSITIVE_INFINITY, deadline, idleMs, consumerMs } = this.#streamCall;
    const now = clock.monotonic();
    const phaseMs = now - this.#since;
    if (now >= deadline) this.expire('end', deadline - this.startedAt, { byDeadline: true });
    else if (now - this.startedAt >= attemptMs) this.#outlast(attemptMs);
    else if (this.#resolve === undefined) {
      if (phaseMs >= consumerMs) this.#giveUpReader();
      else this.#watch();
    } else if (phaseMs >= idleMs) this.expire('sign of life', idleMs);
    else this.#watch();
  }

  protected override abortion(): EndingKind {
    if (this.#response !== undefined) return { outcome: 'success', response: this.#response };
    return { outcome: 'aborted', isSent: true, partial: this.#collector.partial };
  }

  protected override onEnd(ending: Ending): void {
    const facts: Mutable<Ending> = { ...ending, waitedMs: this.#waitedUntil(ending.endedAt) };
    if (this.#timeToFirstTokenMs !== undefined) facts.timeToFirstTokenMs = this.#timeToFirstTokenMs;
    if (facts.outcome === 'error') {
      const { partial } = this.#collector;
      // What a vendor reports before it fails is known better than any guess.
      if (this.isCommitted || partial.usage !== undefined) Object.assign(facts, { partial });
    }
    this.#closeUpstream();
    if (facts.outcome === 'error') this.cutOff(facts.failure);
    this.#streamCall.onEnd(facts);
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(promised(this.#whenEnded) as never);
  }

  /** With the wait that its end cut short; that for the body's end, once the answer is whole, is none. */
  #waitedUntil(endedAt: number): number {
    const isCutShort = this.#resolve !== undefined && this.#response === undefined;
    return this.#waitedMs + (isCutShort ? endedAt - this.#since : 0);
  }

  #read<End>(whenEnded: () => Awaitable<End>): Promise<ContentEvent | End> {
    this.#since = this.call.clock.monotonic();
    return new Promise((resolve: (event: never) => void) => {
      this.#resolve = resolve;
      this.#whenEnded = whenEnded;
      this.#pull();
    });
  }

  #pull(): void {
    try {
      (this.#iterator as AsyncIterator<ChatEvent>).next().then(this.#take, this.#fail);
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #fail = (error: unknown): void => {
    if (this.hasEnded) return;
    if (this.#response !== undefined) this.#succeed();
    else this.fail(ProviderError.from(error));
  };

  readonly #take = (result: IteratorResult<ChatEvent>): void => {
    if (this.hasEnded) return;
    if (this.#response !== undefined) this.#succeed();
    // No result at all is no event either.
    else if (result?.done === true)
      this.#fail(new ProviderError({ kind: 'protocol', message: TRUNCATED }));
    else this.#note(result?.value as ChatEvent);
  };

  #note(event: ChatEvent): void {
    const now = this.call.clock.monotonic();
    this.#waitedMs += now - this.#since;
    this.#since = now;
    const taken = this.#collector.take(event);
    if (taken === 'content') this.#deliver(event as ContentEvent, now);
    else if (taken === 'silent') this.#hold(event as ContentEvent, now);
    else if (taken === 'progress') this.#pull();
    else if (taken === 'finish') this.#finish();
    else this.#refuse(taken === 'too-large' ? TOO_LARGE : MALFORMED);
  }

  /** The same provider code would make the same of the next answer. */
  #refuse(message: string): void {
    this.fail(new ProviderError({ kind: 'protocol', message, retryable: false }));
  }

  /** What says nothing commits nothing: it waits for the first content. */
  #hold(event: ContentEvent, now: number): void {
    if (this.isCommitted) {
      this.#deliver(event, now);
      return;
    }
    this.#ready.push(event);
    this.#pull();
  }

  #deliver(event: ContentEvent, now: number): void {
    this.#timeToFirstTokenMs ??= now - this.startedAt;
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(event as never);
  }

  /** The answer is whole. Its body mostly ends at once, and then its connection can be used again. */
  #finish(): void {
    const response = checkResponse(this.#collector.response);
    if (response instanceof ProviderError) {
      this.fail(response);
      return;
    }
    this.#response = response;
    const leftMs = this.#streamCall.deadline - this.call.clock.monotonic();
    this.wake(Math.max(0, Math.min(CLOSING_MS, leftMs)));
    this.#pull();
  }

  #succeed(): void {
    this.end({ outcome: 'success', response: this.#response as ChatResponse });
  }

  /** Looks again when something could have run out by then. */
  #watch(): void {
    const { attemptMs = Number.POSITIVE_INFINITY, deadline, idleMs, consumerMs } = this.#streamCall;
    const now = this.call.clock.monotonic();
    const phaseEnd = this.#since + (this.#resolve === undefined ? consumerMs : idleMs);
    const end = Math.min(phaseEnd, deadline, this.startedAt + attemptMs);
    this.wake(Math.max(1, Math.min(end - now, idleMs, consumerMs)));
  }

  /** Where its reader took the time, it says nothing about the model. */
  #outlast(attemptMs: number): void {
    this.expire('end', attemptMs, this.#resolve === undefined ? { byDeadline: true } : {});
  }

  #giveUpReader(): void {
    const message = `nobody read the stream for ${this.#streamCall.consumerMs} ms`;
    this.call.cancellation.abort(new DOMException(message, 'TimeoutError'));
  }

  /** Not awaited: a generator's `return` waits behind a read that is pending. The signal has told it, too. */
  #closeUpstream(): void {
    try {
      this.#iterator?.return?.().then(undefined, () => {});
    } catch {
      // It has ended for us, whatever it says.
    }
  }
}

async function promised<T>(answer: () => Awaitable<T>): Promise<T> {
  return answer();
}

/** The whole answer at once, of a provider that cannot stream. */
async function* derived(
  provider: Provider,
  request: ChatRequest,
  context: CallContext,
): AsyncGenerator<ChatEvent, void> {
  const answer = checkResponse(await provider.generate(request, context));
  if (answer instanceof ProviderError) throw answer;
  const { content, ...finish } = answer;
  for (const part of content) {
    yield part.type === 'text' ? { type: 'text-delta', text: part.text } : part;
  }
  yield { type: 'finish', ...finish };
}
