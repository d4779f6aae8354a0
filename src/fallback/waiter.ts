import type { Clock } from '../contracts/clock.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Cancellation } from '../support/cancellation.js';
import type { Refusal } from './exhausted.js';
import { LEAST_SLICE_MS } from './time-slice.js';
import type { Refusals, Seat, WaitingRoom } from './waiting-room.js';

export interface WaitingLimits {
  /** How long the request may wait for limits to free, ms in all. */
  readonly waitUpToMs: number;
  /** By the monotonic clock. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly waitingRoom: WaitingRoom;
}

/** The patience of one request, and its seat in the waiting room while it lasts. */
export class Waiter {
  readonly #limits: WaitingLimits;
  #waitedMs = 0;
  #seat: Seat | undefined;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  /** Why the model is not for this request yet, although it may have room: others wait for it and come first. */
  refusal(model: ConfiguredModel): Refusal | undefined {
    const { waitingRoom, clock } = this.#limits;
    if (waitingRoom.isEmpty) return undefined;
    const now = clock.monotonic();
    return waitingRoom.refusal(model, this.#seat ?? { leavesAt: this.#leavesAt(now) }, now);
  }

  /**
   * Waits so long, or until what refused the request may be free. False, at once, where that is too long or too many
   * wait already. A slot in flight may be free at any moment, so that what is left of the patience is enough for it.
   */
  async wait(ms: number, refused: Refusals): Promise<boolean> {
    const { waitingRoom, clock, cancellation } = this.#limits;
    const now = clock.monotonic();
    const leavesAt = this.#leavesAt(now);
    const longest = mayFreeAnyTime(refused) ? Math.min(ms, leavesAt - now) : ms;
    if (longest <= 0 || now + longest > leavesAt) return false;
    this.#seat ??= waitingRoom.enter(leavesAt);
    if (this.#seat === undefined) return false;
    await waitingRoom.wait(this.#seat, refused, { ms: longest, clock, cancellation });
    this.#waitedMs += clock.monotonic() - now;
    return true;
  }

  /** The request got in, or gives up. */
  leave(): void {
    if (this.#seat === undefined) return;
    this.#limits.waitingRoom.leave(this.#seat);
    this.#seat = undefined;
  }

  #leavesAt(now: number): number {
    const { waitUpToMs, deadline } = this.#limits;
    return Math.min(now + waitUpToMs - this.#waitedMs, deadline - LEAST_SLICE_MS);
  }
}

function mayFreeAnyTime(refused: Refusals): boolean {
  return [...refused.values()].some(
    (refusal) => refusal.reason === 'over-quota' && refusal.quota.unit === 'in-flight',
  );
}
