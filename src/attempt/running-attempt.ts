import type { AssistantPart, ChatRequest, ChatResponse, ReportedUsage } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { CallContext, Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import type { Cancellation } from '../support/cancellation.js';

/** A timer that fires so much later than it should: the event loop was blocked, and the answer may be waiting. */
const LATE_MS = 50;

/** What came of an answer that did not come to its end. */
export interface PartialAnswer {
  /** What its reader may have seen. */
  readonly content: readonly AssistantPart[];
  /** What was written, half a tool call included. */
  readonly written: readonly AssistantPart[];
  /** As of the last report. */
  readonly usage: ReportedUsage | undefined;
}

interface EndingFacts {
  readonly latencyMs: number;
  /** By the monotonic clock. */
  readonly endedAt: number;
  /** Only a stream has a first token. */
  readonly timeToFirstTokenMs?: number;
  /** How long a stream was waited for, without the time that its reader took. */
  readonly waitedMs?: number;
}

/** How one attempt ended. */
export type Ending = EndingFacts &
  (
    | { readonly outcome: 'success'; readonly response: ChatResponse }
    | {
        readonly outcome: 'error';
        readonly failure: ProviderError;
        readonly partial?: PartialAnswer;
        /** Not the model's own limit ran out, but the request's time. */
        readonly byDeadline?: true;
      }
    /** `isSent`: the provider was called before. */
    | { readonly outcome: 'aborted'; readonly isSent: boolean; readonly partial?: PartialAnswer }
  );

type WithoutFacts<E> = E extends unknown ? Omit<E, keyof EndingFacts> : never;
export type EndingKind = WithoutFacts<Ending>;

export interface AttemptCall {
  readonly attemptId: string;
  readonly provider: Provider;
  readonly request: ChatRequest;
  /** To the answer, of a stream to its first content. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
}

/**
 * One model, one try. When the request is cancelled or the time is up the provider's signal fires, so that the HTTP
 * request ends, and the attempt ends at once, even if the provider is deaf to the signal. Its timer and its listener
 * are gone when it ends.
 */
export abstract class RunningAttempt {
  protected readonly call: AttemptCall;
  protected readonly startedAt: number;
  readonly #controller = new AbortController();
  #timer: unknown;
  #dueAt = 0;
  #stopListening: () => void = () => {};
  #hasEnded = false;

  constructor(call: AttemptCall) {
    this.call = call;
    this.startedAt = call.clock.monotonic();
  }

  protected get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What the provider is told. */
  protected get context(): CallContext {
    const { attemptId, timeoutMs } = this.call;
    return { attemptId, signal: this.#controller.signal, timeoutMs: Math.ceil(timeoutMs) };
  }

  /** False where the request was cancelled meanwhile: then nothing is to be sent. */
  protected begin(): boolean {
    const { timeoutMs, cancellation } = this.call;
    // Cancelled while it was reserved: nobody would tell it.
    if (cancellation.aborted) {
      this.end({ outcome: 'aborted', isSent: false });
      return false;
    }
    this.#setTimer(this.startedAt + timeoutMs, timeoutMs);
    this.#stopListening = cancellation.listen((reason) => {
      this.end(this.abortion());
      this.cutOff(reason);
    });
    return true;
  }

  /** Calls `onTime` after so long, and no longer at the time set before. */
  protected wake(delayMs: number): void {
    const { clock } = this.call;
    clock.clearTimeout(this.#timer);
    this.#setTimer(clock.monotonic() + delayMs, delayMs);
  }

  protected fail(failure: ProviderError, more: { readonly byDeadline?: true } = {}): void {
    this.end({ outcome: 'error', failure, ...more });
  }

  /** Fails for lack of time, and ends the HTTP request. */
  protected expire(what: string, ms: number, more?: { readonly byDeadline?: true }): void {
    const message = `no ${what} within ${Math.round(ms)} ms`;
    this.cutOff(new DOMException(message, 'TimeoutError'));
    this.fail(new ProviderError({ kind: 'timeout', message }), more);
  }

  /** Ends the HTTP request, if the provider has not. */
  protected cutOff(reason: unknown): void {
    this.#controller.abort(reason);
  }

  protected end(kind: EndingKind): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { clock } = this.call;
    clock.clearTimeout(this.#timer);
    this.#stopListening();
    const endedAt = clock.monotonic();
    this.onEnd({ ...kind, latencyMs: endedAt - this.startedAt, endedAt } as Ending);
  }

  protected abstract onTime(): void;
  protected abstract onEnd(ending: Ending): void;
  protected abortion(): EndingKind {
    return { outcome: 'aborted', isSent: true };
  }

  #setTimer(dueAt: number, delayMs: number): void {
    this.#dueAt = dueAt;
    this.#timer = this.call.clock.setTimeout(() => this.#onTimer(), delayMs);
  }

  #onTimer(): void {
    const { clock } = this.call;
    const isLate = clock.monotonic() > this.#dueAt + LATE_MS;
    if (isLate) this.#timer = clock.setTimeout(() => this.onTime(), 0);
    else this.onTime();
  }
}
