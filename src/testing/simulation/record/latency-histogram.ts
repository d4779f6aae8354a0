import type { Percentiles } from '../simulation-report.js';

/** Each bucket ends so many times as far up as it begins. */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
/** Where the first bucket ends, which begins at 0. */
const LEAST_MS = 0.001;
const MOST_MS = 1e9;
/** From the end of a bucket to its middle: there the greatest relative error is the same on both sides. */
const END_TO_MIDDLE = 2 / (GROWTH + 1);

/**
 * Percentiles of any number of durations, in constant memory (11 kB). What it tells is within 1 % of the duration that
 * has this rank, or within 1 µs where that is more; the maximum is exact. The way of DDSketch (Masson, Rim and Lee,
 * 2019): buckets that grow with what they hold, each told by its middle.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(bucketOf(MOST_MS) + 1);
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** Throws a `RangeError` for what is not between 0 and 1e9. */
  add(ms: number): void {
    if (!(ms >= 0 && ms <= MOST_MS)) {
      throw new RangeError(`ms: expected a number from 0 to ${MOST_MS}, got ${ms}`);
    }
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count++;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
  }

  /** By nearest rank: the p95 is the least duration that 95 % of all do not exceed. NaN where there is none. */
  percentiles(): Percentiles {
    return {
      p50: this.#percentile(50),
      p95: this.#percentile(95),
      p99: this.#percentile(99),
      max: this.#percentile(100),
    };
  }

  #percentile(percent: number): number {
    if (this.#count === 0) return Number.NaN;
    if (percent === 100) return this.#max;
    const rank = Math.ceil((this.#count * percent) / 100);
    let bucket = 0;
    let seen = this.#counts[0] as number;
    while (seen < rank) {
      bucket++;
      seen += this.#counts[bucket] as number;
    }
    return Math.min(Math.max(middleOf(bucket), this.#min), this.#max);
  }
}

function bucketOf(ms: number): number {
  if (ms < LEAST_MS) return 0;
  return 1 + Math.floor(Math.log(ms / LEAST_MS) / LOG_GROWTH);
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : LEAST_MS * GROWTH ** bucket * END_TO_MIDDLE;
}
