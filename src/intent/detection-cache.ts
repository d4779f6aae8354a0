import type { Clock } from '../contracts/clock.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { randomSeeds, textHash } from '../support/text-hash.js';

const check = new Checks(ConfigurationError);

/** What a detector that has to ask somebody remembers of the answers. */
export interface DetectionCacheOptions {
  /** How many answers, the least recently used forgotten first; 0 for none. @default 1_000 */
  readonly size?: number | undefined;
  /** How long each is good for, ms. @default 3_600_000 */
  readonly ttlMs?: number | undefined;
}

interface Known<T> {
  readonly value: T;
  readonly until: number;
}

interface Asked<T> {
  readonly answer: Promise<T>;
  /** Of whoever asked first. */
  readonly signal: AbortSignal;
}

/** Answers by what was asked, of which it keeps a hash: no prompt stays in memory. Failures are not kept. */
export class DetectionCache<T extends object> {
  readonly #size: number;
  readonly #ttlMs: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #seeds = randomSeeds();
  readonly #known = new Map<string, Known<T>>();
  readonly #asked = new Map<string, Asked<T>>();

  /** @throws ConfigurationError for a `cache` that is none */
  constructor(
    cache: DetectionCacheOptions | undefined,
    clock: Pick<Clock, 'monotonic'> | undefined,
  ) {
    const given = check.numbers(cache, 'cache', ['size', 'ttlMs'], { min: 0 });
    this.#size = check.number(given.size ?? 1_000, 'cache.size', { min: 0, integer: true });
    this.#ttlMs = given.ttlMs ?? 3_600_000;
    this.#clock = check.methods(clock ?? systemClock, 'clock', 'a Clock', ['monotonic']);
  }

  /** What stands for a text in the other methods. */
  keyOf(text: string): string {
    return textHash(text, this.#seeds);
  }

  get(key: string): T | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    if (known.until <= this.#clock.monotonic()) return undefined;
    this.#known.set(key, known);
    return known.value;
  }

  /**
   * Asks once for all who want to know the same at the same time. They share a failure, too, but not that whoever asked
   * first has given up: then the next one asks.
   */
  async ask(key: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    for (;;) {
      const asked = this.#asked.get(key);
      if (asked === undefined) return this.#begin(key, signal, ask).answer;
      try {
        return await asked.answer;
      } catch (error) {
        signal.throwIfAborted();
        if (!asked.signal.aborted) throw error;
      }
    }
  }

  #begin(key: string, signal: AbortSignal, ask: () => Promise<T>): Asked<T> {
    const asked: Asked<T> = { answer: this.#remember(key, ask), signal };
    this.#asked.set(key, asked);
    return asked;
  }

  async #remember(key: string, ask: () => Promise<T>): Promise<T> {
    try {
      const value = await ask();
      this.#known.set(key, { value, until: this.#clock.monotonic() + this.#ttlMs });
      if (this.#known.size > this.#size) this.#known.delete(this.#known.keys().next().value ?? key);
      return value;
    } finally {
      this.#asked.delete(key);
    }
  }
}
