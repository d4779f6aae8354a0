/**
 * A map that forgets: each entry is kept for at least `keepMs`, or until `capacity` younger ones have come, and beyond
 * that as long as it is needed. Two generations instead of a time per entry, and nothing is ever deleted one by one: a
 * map that is emptied again and again costs more than all else of an attempt.
 */
export class RecentMap<K, V> {
  readonly #keepMs: number;
  readonly #capacity: number;
  readonly #isNeeded: (value: V) => boolean;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  #added = 0;
  #youngSince = 0;

  constructor(options: {
    readonly keepMs: number;
    readonly capacity: number;
    /** Asked when the entry would be forgotten. */
    readonly isNeeded: (value: V) => boolean;
  }) {
    this.#keepMs = options.keepMs;
    this.#capacity = options.capacity;
    this.#isNeeded = options.isNeeded;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: K, value: V, now: number): void {
    if (this.#added >= this.#capacity || now - this.#youngSince >= this.#keepMs) this.#age(now);
    this.#added++;
    this.#young.set(key, value);
  }

  /** From now on again, if it is there. */
  renew(key: K, now: number): void {
    const value = this.#young.has(key) ? undefined : this.#old.get(key);
    if (value !== undefined) this.set(key, value, now);
  }

  #age(now: number): void {
    const forgotten = this.#old;
    this.#old = this.#young;
    this.#young = new Map();
    this.#added = 0;
    this.#youngSince = now;
    forgotten.forEach((value, key) => {
      if (this.#isNeeded(value) && !this.#old.has(key)) this.#young.set(key, value);
    });
  }
}
