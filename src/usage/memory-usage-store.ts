import type { Health } from '../contracts/attempt.js';
import type { Clock } from '../contracts/clock.js';
import type { ModelId } from '../contracts/model.js';
import type {
  Admission,
  Cooldown,
  CooldownStart,
  ModelStats,
  Reservation,
  Settlement,
  UsageSnapshot,
  UsageStore,
} from '../contracts/usage-store.js';
import { Heap, type HeapEntry } from '../support/heap.js';
import { systemClock } from '../support/system-clock.js';
import { ModelUsage } from './model-usage.js';
import { type Hold, QuotaLedger } from './quota-ledger.js';
import { RecentMap } from './recent-map.js';
import { describeRest, type Lease, type Passage, type Rest, Rests } from './rests.js';

export interface MemoryUsageStoreOptions {
  /** @default the clock of this machine */
  readonly clock?: Clock | undefined;
}

/** An attempt from its admission on; when its lease expires it lives on, holding nothing. */
interface Attempt extends Lease, HeapEntry {
  state: 'open' | 'expired' | 'settled';
  readonly usage: ModelUsage;
  readonly holds: readonly Hold[];
  /** The rests whose probe it was admitted as. */
  readonly probed: readonly Rest[];
  readonly overridden: readonly Rest[];
  /** How many rests the store had seen start when it was admitted. */
  readonly restsBefore: number;
  /** It was admitted as the last resort, in spite of a rest in force. */
  readonly duringRest: boolean;
}

const ADMITTED: Admission = Object.freeze({ admitted: true, probe: false });
const ADMITTED_AS_PROBE: Admission = Object.freeze({ admitted: true, probe: true });
/** In place of an attempt that was settled without having been admitted here. */
const SETTLED = { state: 'settled' } as const;
/** Who settles twice does so at once. A larger map would miss the processor's caches at every look. */
const REMEMBERED = { keepMs: 600_000, capacity: 1_024 };

/**
 * Keeps usage, rests and reservations in this process: exact rolling windows, bounded memory, no timers.
 * Every method answers at once, never with a promise.
 *
 * - All decisions go by the clock's monotonic time, and one that goes back stands still instead. Wall time is only shown.
 * - Attempt ids count once as long as they are remembered: for ten minutes, or until 1,024 others have come.
 * - At most 100,000 counters of quotas and tenants are kept; beyond that the one idle for longest is forgotten.
 *
 * @example
 * const store = new MemoryUsageStore();
 * store.snapshot({ tenant: 'acme' }).tenant?.lastHour.nanoUsd;
 */
export class MemoryUsageStore implements UsageStore {
  readonly #clock: Clock;
  readonly #models = new Map<ModelId, ModelUsage>();
  readonly #ledger = new QuotaLedger();
  readonly #rests = new Rests();
  readonly #leases = new Heap<Attempt>((one, other) => one.expiresAt < other.expiresAt);
  readonly #attempts = new RecentMap<string, Attempt | typeof SETTLED>({
    ...REMEMBERED,
    isNeeded: ({ state }) => state === 'open',
  });
  #latest = Number.NEGATIVE_INFINITY;
  #restsStarted = 0;

  constructor({ clock = systemClock }: MemoryUsageStoreOptions = {}) {
    this.#clock = clock;
  }

  reserve(reservation: Reservation): Admission {
    const now = this.#tick();
    const passage = this.#rests.passage(reservation, reservation.lastResort, now);
    const refusal = passage.refusal ?? this.#ledger.refusal(reservation, now);
    return refusal ?? admissionOf(this.#admit(reservation, passage, now));
  }

  settle(settlement: Settlement): ModelStats {
    const now = this.#tick();
    const { reservation } = settlement;
    const id = reservation.attemptId;
    const usage = this.#usageOf(reservation);
    const attempt = this.#attempts.get(id);
    if (settlement.probeOnly === true) {
      if (attempt?.state === 'open') this.#endProbe(attempt, settlement.health);
    } else if (attempt?.state !== 'settled') {
      this.#record(settlement, usage, this.#counts(attempt, usage, now), now);
      if (attempt === undefined) this.#attempts.set(id, SETTLED, now);
      else {
        this.#end(attempt, settlement.health);
        // However long it took: it is from now on that it may be settled a second time.
        this.#attempts.renew(id, now);
      }
    }
    return usage.statsSinceRest(now, this.#rests.startedLastHour(usage, now));
  }

  coolDown(cause: CooldownStart): { readonly cooldown: Cooldown; readonly started: boolean } {
    const now = this.#tick();
    const { rest, started } = this.#rests.begin(cause, now, this.#clock.now());
    if (started) {
      this.#restsStarted++;
      for (const usage of this.#models.values()) {
        if (usage[cause.scope] === cause.target) usage.beginAfter(this.#restsStarted);
      }
    }
    return { cooldown: describeRest(rest, now), started };
  }

  snapshot(query: { readonly tenant?: string | undefined } = {}): UsageSnapshot {
    const now = this.#tick();
    const models = [...this.#models.values()].map((usage) =>
      usage.stats(now, this.#rests.startedLastHour(usage, now)),
    );
    const snapshot = { at: this.#clock.now(), models, cooldowns: this.#rests.list(now) };
    if (query.tenant === undefined) return snapshot;
    return { ...snapshot, tenant: this.#ledger.tenant(query.tenant, now) };
  }

  reset(model?: ModelId): void {
    this.#rests.reset(model);
    if (model === undefined) this.#ledger.reset();
    for (const usage of this.#models.values()) {
      if (model !== undefined && usage.model !== model) continue;
      if (usage.inFlight > 0) usage.reset();
      else this.#models.delete(usage.model);
    }
  }

  /** The time, which never goes back, and the leases that have expired by then are freed. */
  #tick(): number {
    const now = Math.max(this.#latest, this.#clock.monotonic());
    this.#latest = now;
    for (let first = this.#leases.first; first; first = this.#leases.first) {
      if (first.expiresAt > now) break;
      this.#leases.delete(first);
      this.#free(first);
      first.state = 'expired';
    }
    return now;
  }

  #admit(reservation: Reservation, { toProbe, overridden }: Passage, now: number): Attempt {
    const usage = this.#usageOf(reservation);
    const attempt: Attempt = {
      state: 'open',
      usage,
      holds: this.#ledger.hold(reservation, now),
      probed: toProbe,
      overridden,
      restsBefore: this.#restsStarted,
      duringRest: overridden.some((rest) => rest.until > now),
      expiresAt: now + reservation.leaseMs,
      place: -1,
    };
    for (const rest of toProbe) rest.probe = attempt;
    usage.inFlight++;
    this.#attempts.set(reservation.attemptId, attempt, now);
    this.#leases.add(attempt);
    return attempt;
  }

  /** An attempt says nothing about the time after a rest when it was admitted before the end of that rest. */
  #counts(attempt: Attempt | undefined, usage: ModelUsage, now: number): boolean {
    // Nobody knows when an unknown one was admitted: as far as it matters here, now.
    if (attempt === undefined) return !this.#rests.isInForce(usage, now);
    return !attempt.duringRest && attempt.restsBefore >= usage.lastRest;
  }

  #record(
    { reservation, spent, health }: Settlement,
    usage: ModelUsage,
    counts: boolean,
    now: number,
  ): void {
    if (spent === undefined && health === 'neutral') return;
    const amounts = {
      requests: 1,
      failures: health === 'bad' ? 1 : 0,
      inputTokens: spent?.inputTokens ?? 0,
      outputTokens: spent?.outputTokens ?? 0,
      nanoUsd: spent?.nanoUsd ?? 0,
    };
    usage.record(now, amounts, health, counts);
    if (spent !== undefined) this.#ledger.record(reservation, amounts, now);
  }

  #end(attempt: Attempt, health: Health): void {
    this.#endProbe(attempt, health);
    if (attempt.state === 'open') {
      this.#leases.delete(attempt);
      this.#free(attempt);
    }
    attempt.state = 'settled';
  }

  #endProbe(attempt: Attempt, health: Health): void {
    if (health === 'good') {
      for (const rest of attempt.overridden) this.#rests.close(rest);
    }
    for (const rest of attempt.probed) {
      if (rest.probe !== attempt) continue;
      if (health === 'good') this.#rests.close(rest);
      rest.probe = undefined;
    }
  }

  #free(attempt: Attempt): void {
    this.#ledger.release(attempt.holds);
    attempt.usage.inFlight--;
    for (const rest of attempt.probed) if (rest.probe === attempt) rest.probe = undefined;
  }

  #usageOf({ model, provider, pool }: Reservation): ModelUsage {
    let usage = this.#models.get(model);
    if (usage === undefined) {
      usage = new ModelUsage(model, provider);
      // What it does while a rest of its provider lasts does not count afterwards.
      if (this.#restsStarted > 0) usage.beginAfter(this.#restsStarted);
      this.#models.set(model, usage);
    }
    usage.pool = pool;
    return usage;
  }
}

function admissionOf(attempt: Attempt): Admission {
  return attempt.probed.length > 0 ? ADMITTED_AS_PROBE : ADMITTED;
}
