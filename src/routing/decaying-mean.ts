import { Decaying } from './decaying.js';

/** How a mean is begun, and how it forgets. */
export interface Fading {
  /** How many samples the presumed value is worth. */
  readonly priorWeight: number;
  /** More would make an estimate that no longer moves. */
  readonly maxSamples: number;
  readonly halfLifeMs: number;
}

/** A mean of what is presumed and of what was seen, which fades: long after the last sample only the presumed is left. */
export class DecayingMean {
  readonly #fading: Fading;
  readonly #samples: Decaying;
  #mean = 0;

  constructor(fading: Fading) {
    this.#fading = fading;
    this.#samples = new Decaying(fading.halfLifeMs);
  }

  /** Of the samples alone; 0 before the first. */
  get ofSamples(): number {
    return this.#mean;
  }

  at(now: number, presumed: number): number {
    const { priorWeight } = this.#fading;
    const samples = this.#samples.at(now);
    return (priorWeight * presumed + this.#mean * samples) / (priorWeight + samples);
  }

  /** How many samples are left of those that were noted. */
  samples(now: number): number {
    return this.#samples.at(now);
  }

  note(sample: number, now: number): void {
    const samples = this.#samples.add(1, now, this.#fading.maxSamples);
    this.#mean += (sample - this.#mean) / samples;
  }
}
