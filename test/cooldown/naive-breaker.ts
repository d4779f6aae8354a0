import type { Health } from '../../src/contracts/attempt.js';
import type { Admission } from '../../src/contracts/usage-store.js';
import { type Dated, inWindow } from '../support/naive-window.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface Attempt {
  readonly expiresAt: number;
  /** The rest that it was to prove over. */
  readonly toProve: Rest | undefined;
  /** The rest that it was let through in spite of, as a last resort. */
  readonly overrode: Rest | undefined;
  /** How many rests its model had had. */
  readonly restsBefore: number;
  /** It was admitted before the last of these was over. */
  readonly isDuringRest: boolean;
  /** A stream that has given some of its answer. */
  hasBegun: boolean;
}

/** How an attempt ended. */
interface End {
  readonly health: Health;
  /** Whether it used anything. */
  readonly isCharged: boolean;
}

interface Rest {
  readonly until: number;
  probe: Attempt | undefined;
}

/** Of an attempt that began after the last rest. */
interface Result extends Dated {
  readonly health: Health;
}

/**
 * The health breaker of one model: closed without a rest, open until its time is over, half-open from then on until it
 * is proved that the model is back. What it trips by is counted anew each time, from the list of all results.
 */
export class NaiveBreaker {
  #rest: Rest | undefined;
  readonly #restStarts: number[] = [];
  #results: Result[] = [];

  get isClosed(): boolean {
    return this.#rest === undefined;
  }

  /** Of its rest; 0 when it is over, though it may wait for its proof. */
  remainingMs(now: number): number {
    return this.#rest === undefined ? 0 : Math.max(0, this.#rest.until - now);
  }

  /** What an attempt is told that wants to begin. */
  admission(now: number, isLastResort: boolean): Admission {
    const probe = this.#probeOut(now);
    if (this.isClosed) return { admitted: true, probe: false };
    if (this.#isHalfOpen(now) && probe === undefined) return { admitted: true, probe: true };
    if (isLastResort) return { admitted: true, probe: false };
    const retryAfterMs = this.remainingMs(now);
    if (retryAfterMs > 0) return { admitted: false, reason: 'cooling', retryAfterMs };
    const probeMs = (probe as Attempt).expiresAt - now;
    return { admitted: false, reason: 'probing', retryAfterMs: probeMs };
  }

  /** It was admitted. */
  begin(now: number, leaseMs: number): Attempt {
    const rest = this.#rest;
    const isProbe = this.#isHalfOpen(now) && this.#probeOut(now) === undefined;
    const attempt: Attempt = {
      expiresAt: now + leaseMs,
      toProve: isProbe ? rest : undefined,
      overrode: isProbe ? undefined : rest,
      restsBefore: this.#restStarts.length,
      isDuringRest: this.remainingMs(now) > 0,
      hasBegun: false,
    };
    if (rest !== undefined && isProbe) rest.probe = attempt;
    return attempt;
  }

  /** A stream's first content is proof enough, however it goes on. */
  startAnswer(attempt: Attempt, now: number): void {
    attempt.hasBegun = true;
    if (attempt.expiresAt > now) this.#succeed(attempt, now);
  }

  /** Returns how long the model has to rest now, if it has to. */
  end(attempt: Attempt, { health, isCharged }: End, now: number): number | undefined {
    if (health === 'good') this.#succeed(attempt, now);
    const isDisproof = attempt.toProve === this.#rest && !this.isClosed && !attempt.hasBegun;
    if (this.#rest?.probe === attempt) this.#rest.probe = undefined;
    const isNoted = health !== 'neutral' || isCharged;
    if (isNoted && this.#counts(attempt)) this.#results.push({ at: now, health });
    // A failure that does not count is one more occasion to look at those that do.
    if (health !== 'bad' || !(isDisproof || this.#isTripped(now))) return undefined;
    return this.#startRest(now);
  }

  #succeed(attempt: Attempt, now: number): void {
    const isProof = this.#probeOut(now) === attempt || attempt.overrode === this.#rest;
    if (isProof) this.#rest = undefined;
  }

  #counts({ restsBefore, isDuringRest }: Attempt): boolean {
    return restsBefore === this.#restStarts.length && !isDuringRest;
  }

  #isHalfOpen(now: number): boolean {
    return !this.isClosed && this.remainingMs(now) === 0;
  }

  #probeOut(now: number): Attempt | undefined {
    const probe = this.#rest?.probe;
    return probe !== undefined && probe.expiresAt > now ? probe : undefined;
  }

  #isTripped(now: number): boolean {
    const told = this.#results.filter(({ health }) => health !== 'neutral');
    const inARow = told.length - 1 - told.findLastIndex(({ health }) => health === 'good');
    if (inARow >= 5) return true;
    const recent = inWindow(this.#results, now, MINUTE_MS);
    const failures = recent.filter(({ health }) => health === 'bad').length;
    return recent.length >= 10 && failures >= recent.length / 2;
  }

  #startRest(now: number): number {
    const restsLastHour = this.#restStarts.filter((start) => start > now - HOUR_MS).length;
    const forMs = Math.min(300_000, 5_000 * 2 ** restsLastHour);
    this.#restStarts.push(now);
    this.#rest = { until: now + forMs, probe: undefined };
    this.#results = [];
    return forMs;
  }
}
