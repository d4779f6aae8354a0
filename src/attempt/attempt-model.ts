import type { ChatRequest, ChatResponse } from '../contracts/chat.js';
import type { Clock } from '../contracts/clock.js';
import type { Provider } from '../contracts/provider.js';
import { ProviderError } from '../errors/provider-error.js';
import type { Cancellation } from '../support/cancellation.js';
import { checkResponse } from './check-response.js';

/** A timer that fires so much later than it should: the event loop was blocked, and the answer may be waiting. */
const LATE_MS = 50;

interface Timing {
  readonly latencyMs: number;
  /** By the monotonic clock. */
  readonly endedAt: number;
}

/** How one attempt ended. */
export type Ending = Timing &
  (
    | { readonly outcome: 'success'; readonly response: ChatResponse }
    | { readonly outcome: 'error'; readonly failure: ProviderError }
    /** `isSent`: the provider was called before. */
    | { readonly outcome: 'aborted'; readonly isSent: boolean }
  );

export interface AttemptCall {
  readonly attemptId: string;
  readonly provider: Provider;
  readonly request: ChatRequest;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
}

/**
 * One model, one try. Never rejects. When the request is cancelled or the time is up the provider's signal fires,
 * so that the HTTP request ends, and the attempt ends at once, even if the provider is deaf to the signal. Its
 * timer and its listener are gone when it ends.
 */
export function attemptModel(call: AttemptCall): Promise<Ending> {
  return new Promise((resolve) => new RunningAttempt(call, resolve).start());
}

type WithoutTiming<E> = E extends unknown ? Omit<E, keyof Timing> : never;

class RunningAttempt {
  readonly #call: AttemptCall;
  readonly #resolve: (ending: Ending) => void;
  readonly #startedAt: number;
  readonly #controller = new AbortController();
  #timer: unknown;
  #stopListening: () => void = () => {};
  #hasEnded = false;

  constructor(call: AttemptCall, resolve: (ending: Ending) => void) {
    this.#call = call;
    this.#resolve = resolve;
    this.#startedAt = call.clock.monotonic();
  }

  start(): void {
    const { attemptId, provider, request, timeoutMs, clock, cancellation } = this.#call;
    // Cancelled while it was reserved: nobody would tell it.
    if (cancellation.aborted) {
      this.#end({ outcome: 'aborted', isSent: false });
      return;
    }
    this.#timer = clock.setTimeout(() => this.#onTimer(), timeoutMs);
    this.#stopListening = cancellation.listen((reason) => {
      this.#end({ outcome: 'aborted', isSent: true });
      this.#controller.abort(reason);
    });
    const { signal } = this.#controller;
    try {
      provider.generate(request, { attemptId, signal, timeoutMs: Math.ceil(timeoutMs) }).then(
        (response) => this.#answer(response),
        (error: unknown) => this.#fail(ProviderError.from(error)),
      );
    } catch (error) {
      this.#fail(ProviderError.from(error));
    }
  }

  #answer(answer: unknown): void {
    const response = checkResponse(answer);
    if (response instanceof ProviderError) this.#fail(response);
    else this.#end({ outcome: 'success', response });
  }

  #fail(failure: ProviderError): void {
    this.#end({ outcome: 'error', failure });
  }

  #onTimer(): void {
    const { clock, timeoutMs } = this.#call;
    const isLate = clock.monotonic() - this.#startedAt > timeoutMs + LATE_MS;
    if (isLate) this.#timer = clock.setTimeout(() => this.#expire(), 0);
    else this.#expire();
  }

  #expire(): void {
    const message = `no answer within ${Math.round(this.#call.timeoutMs)} ms`;
    this.#fail(new ProviderError({ kind: 'timeout', message }));
    this.#controller.abort(new DOMException(message, 'TimeoutError'));
  }

  #end(ending: WithoutTiming<Ending>): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { clock } = this.#call;
    clock.clearTimeout(this.#timer);
    this.#stopListening();
    const endedAt = clock.monotonic();
    this.#resolve({ ...ending, latencyMs: endedAt - this.#startedAt, endedAt } as Ending);
  }
}
