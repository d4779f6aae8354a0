import type { Clock } from '../contracts/clock.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Quota } from '../contracts/usage-store.js';
import type { Cancellation } from '../support/cancellation.js';
import { pause } from '../support/pause.js';
import type { Refusal } from './exhausted.js';

/** How many requests may wait at once: more would only time out together. */
const SEATS = 100;

const NO_REFUSALS: Refusals = new Map();

/** Who turned a request away, and why. */
export type Refusals = ReadonlyMap<ConfiguredModel, Refusal>;

/** The seat of one request, from its first wait until it gets in or gives up. */
export interface Seat {
  /** When it has waited long enough, by the monotonic clock. */
  readonly leavesAt: number;
  /** Who turned it away before it sat down, and why. */
  refused: Refusals;
  since: number;
  /** What may free before its time. */
  keys: ReadonlySet<string>;
  /** While it waits: ends that. */
  wake: (() => void) | undefined;
}

/** What is freed when the probe ends that a model of this provider was. */
export function probeKey(provider: string): string {
  return `p:${provider}`;
}

/**
 * The bounded room of requests that wait for a limit to free. Whose time to wait runs out first comes first: those that
 * look again too early, or come anew, do not overtake. When an attempt ends and frees something the first who waits for
 * it looks again, and when that one has left, the next.
 */
export class WaitingRoom {
  /** In the order in which their time runs out. */
  readonly #seats: Seat[] = [];

  get isEmpty(): boolean {
    return this.#seats.length === 0;
  }

  /** Undefined, at once, when every seat is taken. */
  enter(leavesAt: number): Seat | undefined {
    if (this.#seats.length >= SEATS) return undefined;
    const seat: Seat = {
      leavesAt,
      refused: NO_REFUSALS,
      since: 0,
      keys: new Set(),
      wake: undefined,
    };
    const behind = this.#seats.findIndex((other) => other.leavesAt > leavesAt);
    this.#seats.splice(behind < 0 ? this.#seats.length : behind, 0, seat);
    return seat;
  }

  /** For so long, or until what the request was refused may be free. Rejects with the reason when it is cancelled. */
  async wait(
    seat: Seat,
    refused: Refusals,
    { ms, clock, cancellation }: WaitLimits,
  ): Promise<void> {
    seat.refused = refused;
    seat.since = clock.monotonic();
    seat.keys = keysOf(refused);
    const takeWake = (wake: () => void) => {
      seat.wake = () => {
        seat.wake = undefined;
        wake();
      };
    };
    try {
      await pause(ms, clock, cancellation, takeWake);
    } finally {
      seat.wake = undefined;
    }
  }

  /** It got in or gave up: the next one's turn. */
  leave(seat: Seat): void {
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    this.free(seat.keys);
  }

  /** What goes by these keys may be free. */
  free(keys: Iterable<string>): void {
    for (const key of keys) {
      const first = this.#seats.find(({ wake, keys: own }) => wake !== undefined && own.has(key));
      first?.wake?.();
    }
  }

  /** The model is waited for by others that come first, each for one place: what they were told. */
  refusal(model: ConfiguredModel, self: Pick<Seat, 'leavesAt'>, now: number): Refusal | undefined {
    for (const seat of this.#seats) {
      if (seat === self || seat.leavesAt > self.leavesAt) return undefined;
      const refusal = seat.refused.get(model);
      if (refusal?.reason !== 'over-quota' || !isCounted(refusal.quota)) continue;
      const retryAfterMs = Math.max(1, refusal.retryAfterMs - (now - seat.since));
      return { ...refusal, retryAfterMs };
    }
    return undefined;
  }
}

interface WaitLimits {
  readonly ms: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
}

/** Every request takes one of them: a small one has no reason to go before a large one. */
function isCounted({ unit }: Quota): boolean {
  return unit === 'in-flight' || unit === 'requests';
}

function keysOf(refused: Refusals): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const [{ provider }, refusal] of refused) {
    if (refusal.reason === 'over-quota') keys.add(refusal.quota.key);
    if (refusal.reason === 'probing') keys.add(probeKey(provider.name));
  }
  return keys;
}
