import type { Awaitable } from '../../src/contracts/basics.js';
import type { UsageStore } from '../../src/contracts/usage-store.js';
import type { ManualClock } from '../../src/testing/index.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';

export type Mode = 'sync' | 'async' | 'throws' | 'rejects' | 'hangs';

/** What it fails with. */
export const AWAY = new Error('connection refused');

/** A store that is there, far away, broken or silent, as the test says; what it is asked it notes. */
export class UnsteadyStore implements UsageStore {
  mode: Mode = 'async';
  readonly asked: string[] = [];
  readonly inner: MemoryUsageStore;
  #late: (() => void)[] = [];

  constructor(clock: ManualClock) {
    this.inner = new MemoryUsageStore({ clock });
  }

  reserve: UsageStore['reserve'] = (it) => this.#answer('reserve', () => this.inner.reserve(it));
  settle: UsageStore['settle'] = (it) => this.#answer('settle', () => this.inner.settle(it));
  coolDown: UsageStore['coolDown'] = (it) =>
    this.#answer('coolDown', () => this.inner.coolDown(it));
  snapshot: UsageStore['snapshot'] = (it) =>
    this.#answer('snapshot', () => this.inner.snapshot(it));
  reset: UsageStore['reset'] = (it) => this.#answer('reset', () => this.inner.reset(it));

  /** Lets what hangs answer at last. */
  answerLate(): void {
    for (const answer of this.#late.splice(0)) answer();
  }

  #answer<T>(operation: string, answer: () => T): Awaitable<T> {
    this.asked.push(operation);
    if (this.mode === 'throws') throw AWAY;
    if (this.mode === 'rejects') return Promise.reject(AWAY);
    if (this.mode === 'sync') return answer();
    if (this.mode === 'async') return Promise.resolve().then(answer);
    return new Promise((resolve) => this.#late.push(() => resolve(answer())));
  }
}
