/** A count that halves in each half-life. */
export class Decaying {
  readonly #halfLifeMs: number;
  #count = 0;
  #at = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  at(now: number): number {
    // Within a millisecond nothing decays that anybody could tell; the time is made up for later.
    if (now - this.#at < 1) return this.#count;
    if (this.#count > 0) this.#count *= 0.5 ** ((now - this.#at) / this.#halfLifeMs);
    this.#at = now;
    return this.#count;
  }

  add(count: number, now: number, max = Number.POSITIVE_INFINITY): number {
    this.#count = Math.min(max, this.at(now) + count);
    return this.#count;
  }
}
