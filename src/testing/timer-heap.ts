import { Heap, type HeapEntry } from '../support/heap.js';

/** A timer, from when it is set until it fires or is cleared. */
export interface Timer extends HeapEntry {
  readonly at: number;
  readonly callback: () => void;
  /** How many were set before it. */
  readonly order: number;
}

/** Timers by their time, those of the same time by their creation. Most are time limits, set to be cleared. */
export class TimerHeap {
  readonly #timers = new Heap<Timer>(isBefore);
  #added = 0;

  get size(): number {
    return this.#timers.size;
  }

  add(at: number, callback: () => void): Timer {
    const timer: Timer = { at, callback, order: this.#added++, place: -1 };
    this.#timers.add(timer);
    return timer;
  }

  /** One that has fired or is cleared is left alone. */
  clear(timer: Timer): void {
    this.#timers.delete(timer);
  }

  /** The next one due by `end`, taken out. */
  takeDue(end: number): Timer | undefined {
    const { first } = this.#timers;
    if (first === undefined || first.at > end) return undefined;
    this.#timers.delete(first);
    return first;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
