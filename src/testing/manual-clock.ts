import { macrotasks } from './macrotasks.js';
import { DEFAULT_NOW, TimerClock } from './timer-clock.js';

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
export class ManualClock extends TimerClock {
  constructor(options: ManualClockOptions = {}) {
    super(options.now ?? DEFAULT_NOW);
  }

  /**
   * Moves time by `ms`, firing what falls due on the way, timers set by timers included. It gives promises no turn:
   * for code that awaits use `advance`. Throws a `RangeError` for a step back, and what a timer throws.
   */
  step(ms: number): void {
    const end = this.#after(ms);
    while (this.fireNext(end));
    this.moveTo(end);
  }

  /** Like `step`, and lets all pending promises settle before, between and after the timers. Of two that overlap the later end holds. */
  async advance(ms: number): Promise<void> {
    const end = this.#after(ms);
    await promisesSettled();
    while (this.fireNext(end)) await promisesSettled();
    this.moveTo(end);
  }

  #after(ms: number): number {
    if (!(ms >= 0)) throw new RangeError(`ms: expected a number from 0, got ${ms}`);
    return this.monotonic() + ms;
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
