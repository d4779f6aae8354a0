import type { SimulatedModel } from '../simulation-options.js';

/** Why a call is not let in, and when there is room again, by the monotonic clock. */
type Refusal =
  | { readonly failure: 'rate-limit'; readonly freeAt: number }
  | { readonly failure: 'overloaded' };

const MINUTE_MS = 60_000;

/**
 * A vendor's limits of one model. A call that is let in counts at once as a request, with its tokens when it ends, and
 * as one of those in flight in between; one that is refused counts as nothing. Times must never go back.
 */
export class VendorLimits {
  readonly #requests: RollingMinute;
  readonly #tokens: RollingMinute;
  readonly #maxConcurrency: number;
  #inFlight = 0;

  constructor(limits: NonNullable<SimulatedModel['limits']>) {
    const { requestsPerMinute, tokensPerMinute, maxConcurrency } = limits;
    this.#requests = new RollingMinute(requestsPerMinute);
    this.#tokens = new RollingMinute(tokensPerMinute);
    this.#maxConcurrency = maxConcurrency ?? Number.POSITIVE_INFINITY;
  }

  /** Undefined where it is let in; then `leave` must follow. */
  enter(now: number): Refusal | undefined {
    const freeAt = Math.max(this.#requests.freeAt(now), this.#tokens.freeAt(now));
    if (freeAt > now) return { failure: 'rate-limit', freeAt };
    if (this.#inFlight >= this.#maxConcurrency) return { failure: 'overloaded' };
    this.#requests.add(now, 1);
    this.#inFlight++;
    return undefined;
  }

  /** @param tokens Input and output together. */
  leave(now: number, tokens: number): void {
    this.#inFlight--;
    this.#tokens.add(now, tokens);
  }
}

/** A sum over the last minute, to the millisecond: what came at `t` is gone at `t + 60_000`. */
class RollingMinute {
  readonly #limit: number | undefined;
  #times: number[] = [];
  #amounts: number[] = [];
  /** Those before it have left. */
  #first = 0;
  #sum = 0;

  constructor(limit: number | undefined) {
    this.#limit = limit;
  }

  add(now: number, amount: number): void {
    if (this.#limit === undefined) return;
    this.#times.push(now);
    this.#amounts.push(amount);
    this.#sum += amount;
  }

  /** When the sum is, or will be, below the limit; `now` where it is. */
  freeAt(now: number): number {
    if (this.#limit === undefined) return now;
    this.#dropUntil(now - MINUTE_MS);
    let freeAt = now;
    let sum = this.#sum;
    for (let index = this.#first; sum >= this.#limit; index++) {
      sum -= this.#amounts[index] as number;
      freeAt = (this.#times[index] as number) + MINUTE_MS;
    }
    return freeAt;
  }

  #dropUntil(time: number): void {
    while ((this.#times[this.#first] ?? Number.POSITIVE_INFINITY) <= time) {
      this.#sum -= this.#amounts[this.#first] as number;
      this.#first++;
    }
    // Only when half of them have left: so each is copied once on average, however many there are.
    if (this.#first * 2 < this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#amounts = this.#amounts.slice(this.#first);
    this.#first = 0;
  }
}
