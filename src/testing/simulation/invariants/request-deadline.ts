import type { GenerateRequest } from '../../../contracts/generate.js';
import type { SimulatedSettings } from '../simulation-options.js';

/** How late a request may be, ms of virtual time. */
const GRACE_MS = 50;
/** How much later with a store of the user's: it is asked three times at the end, each for up to 100 ms. */
const STORE_MS = 3 * 100;
/** Unless the orchestrator's options or the request say otherwise. */
const TOTAL_MS = 120_000;
const WAIT_UP_TO_MS = 10_000;

/** What a caller asks for, and when, by the monotonic clock. */
export interface Asked {
  readonly id: string;
  readonly request: string | GenerateRequest;
  readonly streaming: boolean;
  readonly settings: SimulatedSettings;
  readonly now: number;
}

/** When a request has to be over. */
export class RequestDeadline {
  readonly #startedAt: number;
  /** How long it may wait for a limit to free before its first attempt. */
  readonly #waitUpToMs: number;
  readonly #graceMs: number;
  /** By the monotonic clock. */
  #dueAt: number;
  #hasLeft = false;

  constructor({ request, streaming, settings, now }: Asked) {
    const own = typeof request === 'string' ? undefined : request.timeouts?.totalMs;
    const totalMs = own ?? settings.timeouts?.totalMs;
    this.#startedAt = now;
    this.#dueAt = now + (totalMs ?? (streaming ? Number.POSITIVE_INFINITY : TOTAL_MS));
    this.#waitUpToMs = patienceOf(settings);
    this.#graceMs = settings.store === undefined ? GRACE_MS : GRACE_MS + STORE_MS;
  }

  /** Its caller no longer waits for it. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  leave(now: number): void {
    this.#hasLeft = true;
    this.#dueAt = Math.min(this.#dueAt, now);
  }

  /** How late it is, if it is over now after so many attempts. */
  problem(attempts: number, now: number): string | undefined {
    const lateMs = Math.round(now - this.#dueAt);
    if (lateMs > this.#graceMs) return `settled ${lateMs} ms after it had to be over`;
    const waitedMs = Math.round(now - this.#startedAt);
    if (attempts > 0 || waitedMs <= this.#waitUpToMs + GRACE_MS) return undefined;
    return `gave up after ${waitedMs} ms without an attempt, ${this.#waitUpToMs} are allowed`;
  }
}

function patienceOf({ whenExhausted, detector, store }: SimulatedSettings): number {
  // What others have written takes its own time.
  if (detector !== undefined || store !== undefined) return Number.POSITIVE_INFINITY;
  const limits = whenExhausted?.limits;
  return limits === 'fail' ? 0 : (limits?.waitUpToMs ?? WAIT_UP_TO_MS);
}
