import type { TokenUsage } from '../../../contracts/chat.js';

const NANO_USD = 1e9;
/** What ends so soon after one another is kept together, and forgotten with the first of it. */
const STEPS = 1_024;

/** What ended within one step of the window. */
interface Ended {
  readonly since: number;
  requests: number;
  tokens: number;
  nanoUsd: number;
}

/**
 * What attempts under one limit come to: those under way, and what those used that ended within the window. It forgets
 * up to a thousandth of the window early, never late: no limit is found exceeded that is not.
 */
export class Meter {
  /** Attempts under way. */
  inFlight = 0;
  requests = 0;
  tokens = 0;
  nanoUsd = 0;
  readonly #windowMs: number;
  /** In order; those before `#first` are past. */
  #ended: Ended[] = [];
  #first = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  begin(): void {
    this.inFlight++;
  }

  /** @param usage undefined: it used nothing, and may not even count as a request */
  end(now: number, usage: TokenUsage | undefined, costUsd = 0): void {
    this.inFlight--;
    if (usage === undefined) return;
    const nanoUsd = Math.round(costUsd * NANO_USD);
    const ended = this.#stepAt(now);
    ended.requests++;
    ended.tokens += usage.totalTokens;
    ended.nanoUsd += nanoUsd;
    this.requests++;
    this.tokens += usage.totalTokens;
    this.nanoUsd += nanoUsd;
  }

  /** Forgets what the window no longer holds. */
  expire(now: number): void {
    for (let ended = this.#ended[this.#first]; ended; ended = this.#ended[this.#first]) {
      if (ended.since > now - this.#windowMs) break;
      this.requests -= ended.requests;
      this.tokens -= ended.tokens;
      this.nanoUsd -= ended.nanoUsd;
      this.#first++;
    }
    if (this.#first < STEPS) return;
    this.#ended = this.#ended.slice(this.#first);
    this.#first = 0;
  }

  #stepAt(now: number): Ended {
    const last = this.#ended.at(-1);
    const isSameStep = last !== undefined && now - last.since < this.#windowMs / STEPS;
    if (isSameStep && this.#first < this.#ended.length) return last;
    const ended = { since: now, requests: 0, tokens: 0, nanoUsd: 0 };
    this.#ended.push(ended);
    return ended;
  }
}
