import type { WindowStats } from '../contracts/usage-store.js';

/** What a window can be limited by. */
export type Unit = 'requests' | 'tokens' | 'nanoUsd';

/** Sums that are added to in place. */
export type Tally = { -readonly [metric in keyof WindowStats]: number };

/** The sums of a window that holds nothing. */
export const NOTHING: WindowStats = Object.freeze(newTally());

/** The windows of `ModelStats`. */
export const MINUTE_MS = 60_000;
/** The windows of `ModelStats`, and how long the start of a cooldown is remembered. */
export const HOUR_MS = 3_600_000;

const BUCKETS_PER_WINDOW = 60;
const FIRST_CAPACITY = 4;
// Columns of a bucket: the time of its latest record, then its sums.
const REQUESTS = 1;
const FAILURES = 2;
const INPUT_TOKENS = 3;
const OUTPUT_TOKENS = 4;
const NANO_USD = 5;
const COLUMNS = 6;

/**
 * Sums over the last `widthMs`, in amortised constant time and constant memory (at most 64 buckets of 48 bytes).
 *
 * A record joins the bucket of its 60th of the window, and a bucket leaves when its *latest* record is `widthMs` old.
 * So nothing is forgotten early, at most what is up to 1/60 of the window too old still counts, and a lone record is
 * exact: in at `t + widthMs - 1`, out at `t + widthMs`. Sums stay exact as long as amounts are integers.
 *
 * The times passed in must never go back.
 */
export class RollingWindow {
  readonly #widthMs: number;
  readonly #bucketMs: number;
  readonly #sums = newTally();
  // A ring of the buckets in use, oldest first, without gaps; its capacity is a power of two.
  #ring = new Float64Array(FIRST_CAPACITY * COLUMNS);
  #capacity = FIRST_CAPACITY;
  #oldest = 0;
  #length = 0;
  #newestId = 0;

  constructor(widthMs: number) {
    this.#widthMs = widthMs;
    this.#bucketMs = widthMs / BUCKETS_PER_WINDOW;
  }

  /** Adds integers of at least 0. */
  record(now: number, amounts: WindowStats): void {
    this.#drop(now);
    const ring = this.#ringWithBucketOf(now);
    const at = this.#offset(this.#length - 1);
    ring[at] = now;
    add(ring, at + REQUESTS, amounts.requests);
    add(ring, at + FAILURES, amounts.failures);
    add(ring, at + INPUT_TOKENS, amounts.inputTokens);
    add(ring, at + OUTPUT_TOKENS, amounts.outputTokens);
    add(ring, at + NANO_USD, amounts.nanoUsd);
    addTo(this.#sums, amounts);
  }

  /** The sums at `now`. */
  read(now: number): WindowStats {
    this.#drop(now);
    return { ...this.#sums };
  }

  /** Tokens are those of input and output together. */
  sum(now: number, unit: Unit): number {
    this.#drop(now);
    const sums = this.#sums;
    return unit === 'tokens' ? sums.inputTokens + sums.outputTokens : sums[unit];
  }

  /** In how many ms at least `amount` of what is in the window has left it; undefined when it holds less. */
  freesInMs(now: number, unit: Unit, amount: number): number | undefined {
    this.#drop(now);
    let freed = 0;
    for (let index = 0; index < this.#length; index++) {
      const at = this.#offset(index);
      freed += this.#amount(at, unit);
      if (freed >= amount) return this.#column(at) + this.#widthMs - now;
    }
    return undefined;
  }

  #drop(now: number): void {
    const lastToLeave = now - this.#widthMs;
    while (this.#length > 0 && this.#column(this.#offset(0)) <= lastToLeave) {
      this.#subtract(this.#offset(0));
      this.#oldest = (this.#oldest + 1) & (this.#capacity - 1);
      this.#length--;
    }
  }

  #subtract(at: number): void {
    const sums = this.#sums;
    sums.requests -= this.#column(at + REQUESTS);
    sums.failures -= this.#column(at + FAILURES);
    sums.inputTokens -= this.#column(at + INPUT_TOKENS);
    sums.outputTokens -= this.#column(at + OUTPUT_TOKENS);
    sums.nanoUsd -= this.#column(at + NANO_USD);
  }

  #ringWithBucketOf(now: number): Float64Array {
    const id = Math.floor(now / this.#bucketMs);
    if (this.#length > 0 && id === this.#newestId) return this.#ring;
    if (this.#length === this.#capacity) this.#grow();
    this.#newestId = id;
    this.#length++;
    const at = this.#offset(this.#length - 1);
    this.#ring.fill(0, at, at + COLUMNS);
    return this.#ring;
  }

  #grow(): void {
    const ring = new Float64Array(2 * this.#ring.length);
    const start = this.#oldest * COLUMNS;
    ring.set(this.#ring.subarray(start));
    ring.set(this.#ring.subarray(0, start), this.#ring.length - start);
    this.#ring = ring;
    this.#capacity *= 2;
    this.#oldest = 0;
  }

  #offset(index: number): number {
    return ((this.#oldest + index) & (this.#capacity - 1)) * COLUMNS;
  }

  #column(at: number): number {
    return this.#ring[at] as number;
  }

  #amount(at: number, unit: Unit): number {
    if (unit === 'requests') return this.#column(at + REQUESTS);
    if (unit === 'nanoUsd') return this.#column(at + NANO_USD);
    return this.#column(at + INPUT_TOKENS) + this.#column(at + OUTPUT_TOKENS);
  }
}

function newTally(): Tally {
  return { requests: 0, failures: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
}

function addTo(tally: Tally, amounts: WindowStats): void {
  tally.requests += amounts.requests;
  tally.failures += amounts.failures;
  tally.inputTokens += amounts.inputTokens;
  tally.outputTokens += amounts.outputTokens;
  tally.nanoUsd += amounts.nanoUsd;
}

function add(ring: Float64Array, at: number, amount: number): void {
  ring[at] = (ring[at] as number) + amount;
}
