import { DecayingMean } from './decaying-mean.js';

const FADING = { priorWeight: 4, maxSamples: 20, halfLifeMs: 600_000 } as const;
/** As its profile says. */
const PRESUMED = 1;
/** Nothing is taken for more than so many times as slow as the profile says, or as fast. */
const MOST = 100;

/**
 * How much slower a model is at one thing than its profile says: 1 as it says, 2 twice as slow. What was measured fades
 * back to 1.
 */
export class Slowness {
  readonly #mean = new DecayingMean(FADING);

  at(now: number): number {
    return this.#mean.at(now, PRESUMED);
  }

  /** How many measurements are left of those that were made. */
  samples(now: number): number {
    return this.#mean.samples(now);
  }

  note(slowness: number, now: number): void {
    this.#mean.note(Math.min(MOST, Math.max(1 / MOST, slowness)), now);
  }

  /** What is only known to lie between two bounds counts where that is not what was thought anyway. */
  noteBetween(least: number, most: number, now: number): void {
    const thought = this.at(now);
    if (thought < least) this.note(least, now);
    else if (thought > most) this.note(most, now);
  }
}
