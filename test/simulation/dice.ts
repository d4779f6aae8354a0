import { seededRandom } from '../../src/testing/seeded-random.js';

/** Draws whatever a random world is made of; the same seed draws the same. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** True so often, 0 to 1. */
  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** A whole number, both ends included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  /** A whole number whose size is as likely to be small as large: of times and tokens. */
  size(min: number, max: number): number {
    return Math.round(min * (max / min) ** this.#random());
  }

  /** Between the two, to two digits. */
  share(min: number, max: number): number {
    return Math.round(100 * (min + this.#random() * (max - min))) / 100;
  }

  pick<const T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)] as T;
  }

  /** Some of them in any order, at least one. */
  some<T>(values: readonly T[]): T[] {
    const rest = [...values];
    const count = this.whole(1, values.length);
    return Array.from({ length: count }, () => {
      const [taken] = rest.splice(this.whole(0, rest.length - 1), 1);
      return taken as T;
    });
  }

  /** As many as it makes. */
  list<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** The value so often, else undefined: an option that is not set. */
  maybe<T>(share: number, make: () => T): T | undefined {
    return this.chance(share) ? make() : undefined;
  }
}
