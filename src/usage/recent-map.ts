/**
 * A map that forgets: each entry is kept for at least `keepMs`, or until `capacity` younger ones have come, and at
 * most twice `capacity` are held. Two generations instead of a time per entry: adding costs what it costs in a `Map`.
 */
export class RecentMap<K, V> {
  readonly #keepMs: number;
  readonly #capacity: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  #youngSince = 0;

  constructor({ keepMs, capacity }: { keepMs: number; capacity: number }) {
    this.#keepMs = keepMs;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: K, value: V, now: number): void {
    if (this.#young.size >= this.#capacity || now - this.#youngSince >= this.#keepMs) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngSince = now;
    }
    this.#young.set(key, value);
  }
}
