import { macrotasks } from '../macrotasks.js';
import { DEFAULT_NOW, TimerClock } from '../timer-clock.js';

/** See `macrotasks`; with more the gain is lost in the noise. */
const TURNS_AT_ONCE = 64;

export interface RunEnd {
  /** The virtual time at which it ends, then or before. @default never */
  readonly untilMs?: number | undefined;
  /** Asked before each timer. @default () => false */
  readonly isOver?: (() => boolean) | undefined;
}

/**
 * A clock whose time passes as fast as the machine can: it leaps from timer to timer. Between two of them every promise
 * settles that can do so without time or I/O. The same code sees the same times in the same order, always.
 *
 * @example
 * const clock = new VirtualClock();
 * const answer = orchestrator.generate('Hi'); // given this clock
 * await clock.run(); // until no timer is left
 */
export class VirtualClock extends TimerClock {
  constructor() {
    // The same for each simulation: its report must not depend on when it was made.
    super(DEFAULT_NOW);
  }

  /** A timer by its monotonic time, however far away. What has passed already is now. */
  at(ms: number, callback: () => void): unknown {
    return this.timers.add(Math.max(this.monotonic(), ms), callback);
  }

  /** Moves the wall clock alone, forth or back, as a correction of the host's time does. */
  stepWall(byMs: number): void {
    this.setWall(this.now() + byMs);
  }

  /**
   * Fires timer after timer, timers set by timers included, until none is left that is due by then. Time stands at
   * `untilMs` afterwards, if it was given and the end was not reached otherwise. Not to be called again meanwhile.
   * Rejects with what a timer throws.
   */
  run({ untilMs = Number.POSITIVE_INFINITY, isOver = () => false }: RunEnd = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      let isDone = false;
      const end = (settle: () => void) => {
        isDone = true;
        turns.close();
        settle();
      };
      const turns = macrotasks(() => {
        if (isDone) return;
        try {
          if (this.#turn(untilMs, isOver)) turns.next();
          else end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      });
      for (let turn = 0; turn < TURNS_AT_ONCE; turn++) turns.next();
    });
  }

  /** Fires one timer; false where there is nothing to do any more. */
  #turn(untilMs: number, isOver: () => boolean): boolean {
    if (isOver()) return false;
    if (this.fireNext(untilMs)) return true;
    if (Number.isFinite(untilMs)) this.moveTo(untilMs);
    return false;
  }
}
