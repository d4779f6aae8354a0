import type { Clock } from '../contracts/clock.js';

export interface RetryBudgetOptions {
  /** Retries allowed for each request. */
  readonly ratio: number;
  /** And for each second, so that a quiet process may retry at all. */
  readonly perSecond: number;
  /** The most that can be saved up. */
  readonly burst: number;
}

/**
 * How many attempts on the same model may be repeated, over all requests of the process: in an outage retries would
 * multiply the load on what is down (Finagle's retry budget; Google's SRE book, "Handling Overload").
 */
export class RetryBudget {
  readonly #options: RetryBudgetOptions;
  readonly #clock: Clock;
  #saved: number;
  #savedAt: number;

  constructor(options: RetryBudgetOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#saved = options.burst;
    this.#savedAt = clock.monotonic();
  }

  noteRequest(): void {
    this.#save(this.#options.ratio);
  }

  /** Takes one retry, if there is one. */
  take(): boolean {
    const now = this.#clock.monotonic();
    this.#save((Math.max(0, now - this.#savedAt) / 1_000) * this.#options.perSecond);
    this.#savedAt = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }

  #save(retries: number): void {
    this.#saved = Math.min(this.#options.burst, this.#saved + retries);
  }
}
