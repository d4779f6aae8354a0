import type {
  Admission,
  Quota,
  Reservation,
  Spend,
  UsageSnapshot,
  WindowStats,
} from '../contracts/usage-store.js';
import { type Counter, CounterTable } from './counter-table.js';
import { HOUR_MS, MINUTE_MS, NOTHING, type Unit } from './rolling-window.js';

/** What an open reservation keeps from others in one counter. */
export interface Hold extends Record<Unit, number> {
  readonly counter: Counter;
}

type OverQuota = Extract<Admission, { readonly reason: 'over-quota' }>;

const MAX_COUNTERS = 100_000;
/** Nobody knows when an attempt in flight ends: whoever waits for it should look again so soon. */
const IN_FLIGHT_RETRY_MS = 1_000;
const NO_HOLDS: readonly Hold[] = Object.freeze([]);

/**
 * The counters of quotas and tenants: what was spent within their windows, and what open reservations hold. At most
 * 100,000 in all (a tenant has two); beyond that the one that has been idle longest goes.
 */
export class QuotaLedger {
  readonly #tenantMinute = new CounterTable(MINUTE_MS);
  readonly #tenantHour = new CounterTable(HOUR_MS);
  readonly #quotas = new Map<number, CounterTable>();
  readonly #tables = [this.#tenantMinute, this.#tenantHour];

  /** Of the quotas without room the one that frees last; undefined when all have it. Books nothing. */
  refusal({ quotas, estimate }: Reservation, now: number): OverQuota | undefined {
    let last: OverQuota | undefined;
    for (const quota of quotas) {
      const counter = this.#quotas.get(windowOf(quota))?.find(quota.key);
      const unit = unitOf(quota);
      const asked = heldOf(quota, estimate);
      const used = counter === undefined ? 0 : usedOf(counter, unit, now);
      if (used + asked <= quota.max) continue;
      const retryAfterMs = freeInMs(quota, counter, used + asked - quota.max, now);
      if (last !== undefined && retryAfterMs <= last.retryAfterMs) continue;
      last = { admitted: false, reason: 'over-quota', quota, used, retryAfterMs };
    }
    return last;
  }

  /** Holds the estimate, of no unit more than its quota allows: one larger than the whole limit must fit too. */
  hold({ quotas, estimate }: Reservation, now: number): readonly Hold[] {
    if (quotas.length === 0) return NO_HOLDS;
    const holds: Hold[] = [];
    for (const quota of quotas) {
      const counter = this.#table(windowOf(quota)).use(quota.key, now);
      // Two quotas may share a counter, as the tokens and requests of a minute do: it is held once.
      let hold = holds.find((other) => other.counter === counter);
      if (hold === undefined) {
        hold = holdOf(counter, estimate);
        holds.push(hold);
      }
      const unit = unitOf(quota);
      hold[unit] = heldOf(quota, estimate);
    }
    for (const hold of holds) change(hold, 1);
    this.#keepBound();
    return holds;
  }

  release(holds: readonly Hold[]): void {
    for (const hold of holds) change(hold, -1);
  }

  /** Books one request and what it spent, for its tenant and its quotas. */
  record({ tenant, quotas }: Reservation, spent: WindowStats, now: number): void {
    if (tenant === undefined && quotas.length === 0) return;
    // A failure is the model's, not the tenant's.
    const amounts = { ...spent, failures: 0 };
    if (tenant !== undefined) {
      this.#tenantMinute.record(tenant, now, amounts);
      this.#tenantHour.record(tenant, now, amounts);
    }
    for (let index = 0; index < quotas.length; index++) {
      const quota = quotas[index] as Quota;
      if (quota.unit === 'in-flight' || sharesCounter(quotas, index)) continue;
      this.#table(quota.windowMs).record(quota.key, now, amounts);
    }
    this.#keepBound();
  }

  /** Zeros for a tenant that spent nothing within the last hour. */
  tenant(tenant: string, now: number): NonNullable<UsageSnapshot['tenant']> {
    const lastMinute = this.#tenantMinute.find(tenant)?.window?.read(now) ?? NOTHING;
    const lastHour = this.#tenantHour.find(tenant)?.window?.read(now) ?? NOTHING;
    return { tenant, lastMinute, lastHour };
  }

  /** Forgets what was spent, not what is held. */
  reset(): void {
    for (const table of this.#tables) table.clearWindows();
  }

  #table(windowMs: number): CounterTable {
    const existing = this.#quotas.get(windowMs);
    if (existing !== undefined) return existing;
    const table = new CounterTable(windowMs);
    this.#quotas.set(windowMs, table);
    this.#tables.push(table);
    return table;
  }

  #keepBound(): void {
    while (this.#size() > MAX_COUNTERS) {
      let idlest = this.#tenantHour;
      for (const table of this.#tables) if (idleSince(table) < idleSince(idlest)) idlest = table;
      idlest.drop(idlest.oldest as Counter);
    }
  }

  #size(): number {
    let size = 0;
    for (const table of this.#tables) size += table.size;
    return size;
  }
}

/** When the counter was last used that has not been for longest. */
function idleSince(table: CounterTable): number {
  return table.oldest?.usedAt ?? Number.POSITIVE_INFINITY;
}

/** What is in flight has no window: it is held or it is not. */
function windowOf(quota: Quota): number {
  return quota.unit === 'in-flight' ? 0 : quota.windowMs;
}

function unitOf(quota: Quota): Unit {
  return quota.unit === 'in-flight' ? 'requests' : quota.unit;
}

/** Of an estimate larger than the whole limit as much as there is: such a request must get in too. */
function heldOf(quota: Quota, estimate: Spend): number {
  return quota.holds ?? Math.min(amountOf(estimate, unitOf(quota)), quota.max);
}

function amountOf(spend: Spend, unit: Unit): number {
  if (unit === 'requests') return 1;
  return unit === 'tokens' ? spend.inputTokens + spend.outputTokens : (spend.nanoUsd ?? 0);
}

function usedOf(counter: Counter, unit: Unit, now: number): number {
  return (counter.window?.sum(now, unit) ?? 0) + counter.held[unit];
}

/** What open reservations hold is spent at the latest now, for all that is known, and frees a whole window later. */
function freeInMs(quota: Quota, counter: Counter | undefined, excess: number, now: number): number {
  if (quota.unit === 'in-flight') return IN_FLIGHT_RETRY_MS;
  const freesInMs = counter?.window?.freesInMs(now, quota.unit, excess) ?? quota.windowMs;
  return Math.max(1, Math.ceil(freesInMs));
}

function holdOf(counter: Counter, estimate: Spend): Hold {
  const tokens = amountOf(estimate, 'tokens');
  return { counter, requests: 1, tokens, nanoUsd: amountOf(estimate, 'nanoUsd') };
}

function change({ counter: { held }, requests, tokens, nanoUsd }: Hold, sign: 1 | -1): void {
  held.requests += sign * requests;
  held.tokens += sign * tokens;
  held.nanoUsd += sign * nanoUsd;
}

/** Whether an earlier quota has the same counter. */
function sharesCounter(quotas: readonly Quota[], index: number): boolean {
  const quota = quotas[index] as Quota;
  for (let earlier = 0; earlier < index; earlier++) {
    const other = quotas[earlier] as Quota;
    if (other.key === quota.key && windowOf(other) === quota.windowMs) return true;
  }
  return false;
}
