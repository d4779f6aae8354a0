import type { Clock } from '../contracts/clock.js';
import { MAX_DELAY_MS } from '../support/checks.js';
import { type Timer, TimerHeap } from './timer-heap.js';

/** 2026-01-01T00:00:00Z: a time that nobody takes for a duration, or for nothing. */
export const DEFAULT_NOW = 1_767_225_600_000;

/** A clock that stands still, with timers that somebody has to fire: how, its kinds differ. */
export abstract class TimerClock implements Clock {
  protected readonly timers = new TimerHeap();
  #monotonic = 0;
  /** Wall time less monotonic time. */
  #offset: number;

  constructor(now: number) {
    this.#offset = now;
  }

  /** How many timers are set, neither fired nor cleared: 0 when nothing has been left behind. */
  get pending(): number {
    return this.timers.size;
  }

  now(): number {
    return this.#offset + this.#monotonic;
  }

  /** Ms since the clock was made. */
  monotonic(): number {
    return this.#monotonic;
  }

  /** Throws a `RangeError` for a delay that a real timer would cut to 1 ms: NaN, or more than 2^31 - 1. */
  setTimeout(callback: () => void, delayMs: number): unknown {
    if (!(delayMs <= MAX_DELAY_MS)) {
      throw new RangeError(`delayMs: expected at most ${MAX_DELAY_MS}, got ${delayMs}`);
    }
    return this.timers.add(this.#monotonic + Math.max(0, delayMs), callback);
  }

  clearTimeout(timer: unknown): void {
    if (timer !== undefined) this.timers.clear(timer as Timer);
  }

  /** Sets the wall clock alone, forth or back, as a correction of the host's time does. Epoch ms. */
  setWall(now: number): void {
    this.#offset = now - this.#monotonic;
  }

  /** Fires the next timer that is due by `end`, at its time; false where there is none. Throws what it throws. */
  protected fireNext(end: number): boolean {
    const timer = this.timers.takeDue(end);
    if (timer === undefined) return false;
    this.moveTo(timer.at);
    timer.callback();
    return true;
  }

  /** Never back. */
  protected moveTo(monotonic: number): void {
    this.#monotonic = Math.max(this.#monotonic, monotonic);
  }
}
