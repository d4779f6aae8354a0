import type { Clock } from '../../src/contracts/clock.js';

/** A clock whose timers fire by hand: with a blocked event loop they fire late. */
export class LateClock implements Clock {
  time = 0;
  readonly timers = new Map<number, { readonly delayMs: number; readonly callback: () => void }>();
  #count = 0;
  now = () => this.time;
  monotonic = () => this.time;
  setTimeout = (callback: () => void, delayMs: number) => {
    this.timers.set(++this.#count, { delayMs, callback });
    return this.#count;
  };
  clearTimeout = (timer: unknown) => void this.timers.delete(timer as number);

  /** Blocks until `time`, then fires the only timer. */
  fireAt(time: number): void {
    this.time = time;
    const [[id, timer] = []] = this.timers;
    this.timers.delete(id as number);
    timer?.callback();
  }
}
