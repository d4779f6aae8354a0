import { ConfigurationError } from '../errors/configuration-error.js';
import { Cancellation } from '../support/cancellation.js';
import { Checks } from '../support/checks.js';
import { randomSeeds, textHash } from '../support/text-hash.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);

/** What a detector that has to ask somebody remembers of the answers. */
export interface DetectionCacheOptions {
  /** How many answers, the least recently used forgotten first; 0 for none. @default 1_000 */
  readonly size?: number | undefined;
}

/** Answers by what was asked, of which it keeps a hash: no prompt stays in memory. Failures are not kept. */
export class DetectionCache<T extends object> {
  readonly #size: number;
  readonly #seeds = randomSeeds();
  readonly #known = new Map<string, T>();
  readonly #asked = new Map<string, Promise<T>>();

  /** @throws ConfigurationError for a `cache` that is none */
  constructor(cache: DetectionCacheOptions | undefined) {
    const { size = 1_000 } = check.numbers(cache, 'cache', ['size'], { min: 0, integer: true });
    this.#size = size;
  }

  /** What stands for a text in the other methods. */
  keyOf(text: string): string {
    return textHash(text, this.#seeds);
  }

  get(key: string): T | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known;
  }

  /**
   * Asks once for all who want to know the same at the same time. They share an answer, but no failure: that may be due
   * to whoever asked, who may pay less or has less time left. Then they ask themselves, one after the other, until one
   * is answered.
   * @param signal ends the wait, however deaf whoever is asked may be
   */
  async ask(key: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      const asked = this.#asked.get(key);
      if (asked === undefined) return this.#begin(key, signal, ask);
      const answer = await asked.catch(() => undefined);
      if (answer !== undefined) return answer;
    }
  }

  #begin(key: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    const cancellation = new Cancellation(signal);
    const answer = cancellation.race(this.#remember(key, ask));
    const forget = () => {
      cancellation.dispose();
      this.#asked.delete(key);
    };
    this.#asked.set(key, answer);
    // Before those who wait hear of it: the first of them finds that nobody is asked.
    answer.then(forget, forget);
    return answer;
  }

  async #remember(key: string, ask: () => Promise<T>): Promise<T> {
    const value = await ask();
    this.#known.set(key, value);
    if (this.#known.size > this.#size) this.#known.delete(this.#known.keys().next().value ?? key);
    return value;
  }
}
