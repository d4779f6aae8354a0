import type {
  ModelStats,
  Quota,
  Reservation,
  Settlement,
  Spend,
  WindowStats,
} from '../../src/contracts/usage-store.js';
import { type Dated, inWindow, sumOf } from '../support/naive-window.js';

export const MINUTE_MS = 60_000;
/** Nobody knows how long attempts in flight take. */
const IN_FLIGHT_RETRY_MS = 1_000;
const HOUR_MS = 3_600_000;
/** How long an attempt is known after its settlement. */
const REMEMBERED_MS = 600_000;
const METRICS = ['requests', 'failures', 'inputTokens', 'outputTokens', 'nanoUsd'] as const;

/** The truth about an attempt. */
export type End = Pick<Settlement, 'spent' | 'health'>;

/** One that was admitted, or settled without having been. */
export interface Attempt {
  readonly reservation: Reservation;
  readonly admittedAt: number;
  readonly expiresAt: number;
  settledAt: number | undefined;
}

/** What was counted when an attempt was settled, and for whom. */
interface Booking extends WindowStats, Dated {
  readonly model: string | undefined;
  readonly tenant: string | undefined;
  readonly quotas: readonly Quota[];
  /** What had been held for it until then: nothing once its lease had expired. */
  readonly held: (quota: Quota) => number;
}

/**
 * What a usage store without rests has to say, by two lists: of everything that was admitted, and of everything that
 * was booked. Every answer is counted anew from them.
 */
export class NaiveBooks {
  now = 0;
  readonly #attempts: Attempt[] = [];
  #bookings: Booking[] = [];
  readonly #failuresInARow = new Map<string, number>();

  get unsettled(): readonly Attempt[] {
    return this.#attempts.filter(({ settledAt }) => settledAt === undefined);
  }

  /** Settled ones that a store must still know. */
  get settled(): readonly Attempt[] {
    return this.#attempts.filter(
      ({ settledAt = Number.NEGATIVE_INFINITY }) => settledAt > this.now - REMEMBERED_MS,
    );
  }

  /** Of its quotas that have no room for it the one that frees last, and when. */
  shortQuota({ quotas, estimate }: Reservation) {
    return quotas
      .filter((quota) => this.used(quota) + asked(estimate, quota) > quota.max)
      .map((quota) => ({ quota, retryAfterMs: this.#retryAfterMs(quota, estimate) }))
      .sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
  }

  /** What is held is spent now at the earliest, and leaves a window later. */
  #retryAfterMs(quota: Quota, estimate: Spend): number {
    const heldMs = quota.unit === 'in-flight' ? IN_FLIGHT_RETRY_MS : quota.windowMs;
    return Math.ceil(this.freesInMs(quota, estimate) ?? heldMs);
  }

  /** What is in the window and what is held, together. */
  used(quota: Quota): number {
    return this.#spent(quota) + held(this.#holders(quota), quota);
  }

  /** By how much the quota may be exceeded: by the mistakes of those it admitted, and by all that did not ask it. */
  allowedExcess(quota: Quota): number {
    const strangers = this.#holders(quota).filter(({ quotas }) => !asks(quotas, quota));
    const mistakes = sumOf(this.#inWindow(quota), (booking) => {
      const expected = asks(booking.quotas, quota) ? booking.held(quota) : 0;
      return Math.max(0, amountIn(booking, quota) - expected);
    });
    return mistakes + held(strangers, quota);
  }

  /** Tries every moment at which anything may leave the window. Undefined when time alone will not do. */
  freesInMs(quota: Quota, estimate: Spend): number | undefined {
    const excess = this.used(quota) + asked(estimate, quota) - quota.max;
    const wanted = this.#spent(quota) - excess;
    const moments = this.#inWindow(quota).map(({ at }) => at + quota.windowMs);
    const free = moments.find((at) => at > this.now && this.#spent(quota, at) <= wanted);
    return free === undefined ? undefined : free - this.now;
  }

  admit(reservation: Reservation): void {
    const expiresAt = this.now + reservation.leaseMs;
    this.#attempts.push({ reservation, admittedAt: this.now, expiresAt, settledAt: undefined });
  }

  settle(attempt: Attempt, { spent, health }: End): void {
    const { reservation } = attempt;
    const { model } = reservation;
    const wasOpen = this.#isOpen(attempt);
    attempt.settledAt = this.now;
    if (spent === undefined && health === 'neutral') return;
    this.#bookings.push({
      at: this.now,
      model,
      // Who was given nothing pays nothing: that it failed is noted of the model alone.
      tenant: spent && reservation.tenant,
      quotas: spent === undefined ? [] : reservation.quotas,
      held: (quota) => (wasOpen ? held([reservation], quota) : 0),
      requests: 1,
      failures: health === 'bad' ? 1 : 0,
      inputTokens: spent?.inputTokens ?? 0,
      outputTokens: spent?.outputTokens ?? 0,
      nanoUsd: spent?.nanoUsd ?? 0,
    });
    if (health === 'good') this.#failuresInARow.delete(model);
    if (health === 'bad') this.#failuresInARow.set(model, this.#failuresOf(model) + 1);
  }

  /** Without having been admitted. */
  settleUnknown(reservation: Reservation, end: End): void {
    const unknown = {
      reservation,
      admittedAt: this.now,
      expiresAt: this.now,
      settledAt: undefined,
    };
    this.#attempts.push(unknown);
    this.settle(unknown, end);
  }

  reset(model?: string): void {
    if (model === undefined) this.#bookings = [];
    if (model === undefined) this.#failuresInARow.clear();
    else this.#failuresInARow.delete(model);
    this.#bookings = this.#bookings.map((booking) =>
      booking.model === model ? { ...booking, model: undefined } : booking,
    );
  }

  statsOf(model: string): Partial<ModelStats> {
    const bookings = this.#bookings.filter((booking) => booking.model === model);
    const open = this.#open().filter((reservation) => reservation.model === model);
    return {
      lastMinute: this.#sums(bookings, MINUTE_MS),
      lastHour: this.#sums(bookings, HOUR_MS),
      consecutiveFailures: this.#failuresOf(model),
      inFlight: open.length,
    };
  }

  tenant(tenant: string) {
    const bookings = this.#bookings
      .filter((booking) => booking.tenant === tenant)
      // A failure is the model's.
      .map((booking) => ({ ...booking, failures: 0 }));
    const lastMinute = this.#sums(bookings, MINUTE_MS);
    return { tenant, lastMinute, lastHour: this.#sums(bookings, HOUR_MS) };
  }

  #failuresOf(model: string): number {
    return this.#failuresInARow.get(model) ?? 0;
  }

  #isOpen({ settledAt, expiresAt }: Attempt): boolean {
    return settledAt === undefined && expiresAt > this.now;
  }

  #open(): readonly Reservation[] {
    const open = this.#attempts.filter((attempt) => this.#isOpen(attempt));
    return open.map(({ reservation }) => reservation);
  }

  #holders(quota: Quota): readonly Reservation[] {
    return this.#open().filter(({ quotas }) => shares(quotas, quota));
  }

  #inWindow(quota: Quota, now = this.now): readonly Booking[] {
    if (quota.unit === 'in-flight') return [];
    const bookings = this.#bookings.filter(({ quotas }) => shares(quotas, quota));
    return inWindow(bookings, now, quota.windowMs);
  }

  #spent(quota: Quota, now = this.now): number {
    return sumOf(this.#inWindow(quota, now), (booking) => amountIn(booking, quota));
  }

  #sums(bookings: readonly Booking[], widthMs: number): WindowStats {
    const inside = inWindow(bookings, this.now, widthMs);
    const sums = METRICS.map((metric) => [metric, sumOf(inside, (booking) => booking[metric])]);
    return Object.fromEntries(sums);
  }
}

/** Whether one of them has the quota's key and window: all of these spend from one counter, whatever their units. */
function shares(quotas: readonly Quota[], quota: Quota): boolean {
  return quotas.some(
    ({ key, unit, windowMs }) =>
      key === quota.key &&
      windowMs === quota.windowMs &&
      (unit === 'in-flight') === (quota.unit === 'in-flight'),
  );
}

/** That of one of them, whatever it holds of it. */
function asks(quotas: readonly Quota[], { id }: Quota): Quota | undefined {
  return quotas.find((own) => own.id === id);
}

/** Who never asked the quota holds its estimate of it all the same. */
function held(reservations: readonly Reservation[], quota: Quota): number {
  return sumOf(reservations, ({ quotas, estimate }) => {
    const own = asks(quotas, quota);
    return own === undefined ? amountOf(estimate, quota) : asked(estimate, own);
  });
}

/** What is larger than the whole quota must fit all the same, unless it is said how much it is to hold. */
function asked(estimate: Spend, quota: Quota): number {
  return quota.holds ?? Math.min(amountOf(estimate, quota), quota.max);
}

function amountOf({ inputTokens, outputTokens, nanoUsd = 0 }: Spend, quota: Quota): number {
  return amountIn({ requests: 1, inputTokens, outputTokens, nanoUsd }, quota);
}

function amountIn(sums: Omit<WindowStats, 'failures'>, { unit }: Quota): number {
  if (unit === 'tokens') return sums.inputTokens + sums.outputTokens;
  return unit === 'nanoUsd' ? sums.nanoUsd : sums.requests;
}
