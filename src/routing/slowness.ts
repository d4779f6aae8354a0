import { Decaying } from './decaying.js';

/** How many measurements the profile's word is worth. */
const PRIOR_WEIGHT = 4;
/** More would make an estimate that no longer moves. */
const MAX_SAMPLES = 20;
const HALF_LIFE_MS = 600_000;
/** Nothing is taken for more than so many times as slow as the profile says, or as fast. */
const MOST = 100;

/**
 * How much slower a model is at one thing than its profile says: 1 as it says, 2 twice as slow. What was measured fades
 * back to 1.
 */
export class Slowness {
  readonly #samples = new Decaying(HALF_LIFE_MS);
  #mean = 1;

  at(now: number): number {
    const samples = this.#samples.at(now);
    return (PRIOR_WEIGHT + this.#mean * samples) / (PRIOR_WEIGHT + samples);
  }

  /** How many measurements are left of those that were made. */
  samples(now: number): number {
    return this.#samples.at(now);
  }

  note(slowness: number, now: number): void {
    const sample = Math.min(MOST, Math.max(1 / MOST, slowness));
    const samples = this.#samples.add(1, now, MAX_SAMPLES);
    this.#mean += (sample - this.#mean) / samples;
  }

  /** What is only known to lie between two bounds counts where that is not what was thought anyway. */
  noteBetween(least: number, most: number, now: number): void {
    const thought = this.at(now);
    if (thought < least) this.note(least, now);
    else if (thought > most) this.note(most, now);
  }
}
