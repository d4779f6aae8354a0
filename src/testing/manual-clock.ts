import type { Clock } from '../contracts/clock.js';
import { MAX_DELAY_MS } from '../support/checks.js';
import { macrotasks } from './macrotasks.js';
import { type Timer, TimerHeap } from './timer-heap.js';

/** 2026-01-01T00:00:00Z: a time that nobody takes for a duration, or for nothing. */
const DEFAULT_NOW = 1_767_225_600_000;

export interface ManualClockOptions {
  /** Wall time to begin at, epoch ms. @default 1_767_225_600_000 */
  readonly now?: number | undefined;
}

/**
 * A clock that stands still until it is moved. Timers fire in the order of their time, those of the same time in the
 * order in which they were set.
 *
 * @example
 * const clock = new ManualClock();
 * const answer = orchestrator.generate('Hi'); // given this clock
 * await clock.advance(1_000); // a second passes, and whoever waited for it has gone on
 */
export class ManualClock implements Clock {
  readonly #timers = new TimerHeap();
  #monotonic = 0;
  /** Wall time less monotonic time. */
  #offset: number;

  constructor(options: ManualClockOptions = {}) {
    this.#offset = options.now ?? DEFAULT_NOW;
  }

  /** How many timers are set, neither fired nor cleared: 0 when nothing has been left behind. */
  get pending(): number {
    return this.#timers.size;
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
    return this.#timers.add(this.#monotonic + Math.max(0, delayMs), callback);
  }

  clearTimeout(timer: unknown): void {
    if (timer !== undefined) this.#timers.clear(timer as Timer);
  }

  /**
   * Moves time by `ms`, firing what falls due on the way, timers set by timers included. It gives promises no turn:
   * for code that awaits use `advance`. Throws a `RangeError` for a step back, and what a timer throws.
   */
  step(ms: number): void {
    const end = this.#after(ms);
    while (this.#fireNext(end));
    this.#moveTo(end);
  }

  /** Like `step`, and lets all pending promises settle before, between and after the timers. */
  async advance(ms: number): Promise<void> {
    const end = this.#after(ms);
    await promisesSettled();
    while (this.#fireNext(end)) await promisesSettled();
    this.#moveTo(end);
  }

  /** Sets the wall clock alone, forth or back, as a correction of the host's time does. Epoch ms. */
  setWall(now: number): void {
    this.#offset = now - this.#monotonic;
  }

  #after(ms: number): number {
    if (!(ms >= 0)) throw new RangeError(`ms: expected a number from 0, got ${ms}`);
    return this.#monotonic + ms;
  }

  #fireNext(end: number): boolean {
    const timer = this.#timers.takeDue(end);
    if (timer === undefined) return false;
    this.#moveTo(timer.at);
    timer.callback();
    return true;
  }

  /** Never back: of two overlapping calls of `advance` the later end holds. */
  #moveTo(monotonic: number): void {
    this.#monotonic = Math.max(this.#monotonic, monotonic);
  }
}

/** One macrotask: every promise that can settle without time or I/O has done so by then. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => {
    const turns = macrotasks(() => {
      turns.close();
      resolve();
    });
    turns.next();
  });
}
