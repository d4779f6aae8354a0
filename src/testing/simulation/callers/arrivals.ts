import type { Traffic } from '../simulation-options.js';

/**
 * When requests arrive: a Poisson process, so that they come in bursts and lulls as real ones do. What is drawn is how
 * many are to be expected until the next one comes, and the time that takes is reckoned over the rates on the way: so a
 * rate holds from the very moment it is set for.
 */
export class Arrivals {
  readonly #random: () => number;
  readonly #rates: readonly { readonly fromMs: number; readonly perMs: number }[];
  /** The one in force at `#at`. */
  #rate = 0;
  #at: number;

  constructor(perSecond: Traffic['perSecond'], random: () => number) {
    const steps = typeof perSecond === 'number' ? [{ fromSeconds: 0, perSecond }] : perSecond;
    this.#random = random;
    this.#rates = steps.map((step) => ({
      fromMs: step.fromSeconds * 1_000,
      perMs: step.perSecond / 1_000,
    }));
    this.#at = this.#startOf(0);
  }

  /** The next one, ms since the start; infinity when none will ever come. */
  next(): number {
    let expected = -Math.log(1 - this.#random());
    for (; this.#at < Number.POSITIVE_INFINITY; this.#rate++) {
      const { perMs } = this.#rates[this.#rate] as { perMs: number };
      const end = this.#startOf(this.#rate + 1);
      const at = perMs === 0 ? end : this.#at + expected / perMs;
      if (at < end) {
        this.#at = at;
        break;
      }
      if (perMs > 0) expected -= (end - this.#at) * perMs;
      this.#at = end;
    }
    return this.#at;
  }

  #startOf(rate: number): number {
    return this.#rates[rate]?.fromMs ?? Number.POSITIVE_INFINITY;
  }
}
