import type { WindowStats } from '../contracts/usage-store.js';
import { RollingWindow, type Unit } from './rolling-window.js';

/** One rolling sum under a key, and what open reservations hold of it. */
export interface Counter {
  readonly key: string;
  readonly held: Record<Unit, number>;
  /** Made by the first record. */
  window: RollingWindow | undefined;
  usedAt: number;
  older: Counter | undefined;
  newer: Counter | undefined;
}

/**
 * The counters of one window width, in the order of their last use. One is dropped once it has been idle for longer
 * than its window, as its sums are 0 then; what open reservations hold keeps it.
 */
export class CounterTable {
  readonly #windowMs: number;
  readonly #counters = new Map<string, Counter>();
  #oldest: Counter | undefined;
  #newest: Counter | undefined;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  get size(): number {
    return this.#counters.size;
  }

  /** The one whose last use is longest ago. */
  get oldest(): Counter | undefined {
    return this.#oldest;
  }

  /** Without noting a use. */
  find(key: string): Counter | undefined {
    return this.#counters.get(key);
  }

  /** Finds it or makes it, and notes that it is in use. */
  use(key: string, now: number): Counter {
    const counter = this.#counters.get(key) ?? this.#create(key);
    this.#touch(counter, now);
    this.#dropIdle(now);
    return counter;
  }

  /** Uses the counter and adds to its window. */
  record(key: string, now: number, amounts: WindowStats): void {
    const counter = this.use(key, now);
    counter.window ??= new RollingWindow(this.#windowMs);
    counter.window.record(now, amounts);
  }

  /** Forgets it, whatever it holds. It must be in the table. */
  drop(counter: Counter): void {
    this.#counters.delete(counter.key);
    this.#unlink(counter);
  }

  /** Forgets the sums, not what is held. */
  clearWindows(): void {
    for (const counter of this.#counters.values()) counter.window = undefined;
  }

  #create(key: string): Counter {
    const held = { requests: 0, tokens: 0, nanoUsd: 0 };
    const links = { older: undefined, newer: undefined };
    const counter: Counter = { key, held, window: undefined, usedAt: 0, ...links };
    this.#counters.set(key, counter);
    return counter;
  }

  /** One at a time, at each use of the table: more can not have become idle on the whole. */
  #dropIdle(now: number): void {
    const oldest = this.#oldest;
    if (oldest === undefined || oldest === this.#newest) return;
    if (oldest.usedAt + this.#windowMs >= now) return;
    if (oldest.held.requests === 0) this.drop(oldest);
    else this.#touch(oldest, now);
  }

  #touch(counter: Counter, now: number): void {
    counter.usedAt = now;
    if (counter === this.#newest) return;
    this.#unlink(counter);
    this.#link(counter);
  }

  #link(counter: Counter): void {
    counter.older = this.#newest;
    if (this.#newest !== undefined) this.#newest.newer = counter;
    this.#newest = counter;
    this.#oldest ??= counter;
  }

  #unlink(counter: Counter): void {
    const { older, newer } = counter;
    if (older !== undefined) older.newer = newer;
    else if (this.#oldest === counter) this.#oldest = newer;
    if (newer !== undefined) newer.older = older;
    else if (this.#newest === counter) this.#newest = older;
    counter.older = undefined;
    counter.newer = undefined;
  }
}
