/** How a request ended, as a bar of the chart counts it. */
export type Ending = 'answered' | 'fell back' | 'failed';

/** How many ended in one second, by how. */
export type SecondCounts = { readonly [ending in Ending]: number };

/** How far back it goes. */
const SECONDS = 60;

const NONE: SecondCounts = { answered: 0, 'fell back': 0, failed: 0 };

/** Requests that ended within the last minute, second by second. */
export class Activity {
  readonly #seconds = new Map<number, SecondCounts>();

  /** @param at - ms, by the clock that `lastMinute` is asked with */
  add(ending: Ending, at: number): void {
    const second = Math.floor(at / 1_000);
    const counts = this.#seconds.get(second) ?? NONE;
    this.#seconds.set(second, { ...counts, [ending]: counts[ending] + 1 });
  }

  /** The oldest first. */
  lastMinute(now: number): readonly SecondCounts[] {
    const current = Math.floor(now / 1_000);
    for (const second of this.#seconds.keys()) {
      if (second <= current - SECONDS) this.#seconds.delete(second);
    }
    return Array.from({ length: SECONDS }, (_, index) => {
      return this.#seconds.get(current - SECONDS + 1 + index) ?? NONE;
    });
  }
}

/** All of them together. */
export function total(seconds: readonly SecondCounts[]): SecondCounts {
  return seconds.reduce(
    (sum, counts) => ({
      answered: sum.answered + counts.answered,
      'fell back': sum['fell back'] + counts['fell back'],
      failed: sum.failed + counts.failed,
    }),
    NONE,
  );
}
