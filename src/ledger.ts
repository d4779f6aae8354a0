import type { Settings } from './configuration/resolve-options.js';
import type { AttemptOutcome } from './contracts/attempt.js';
import type { Awaitable } from './contracts/basics.js';
import type { UsageReport } from './contracts/generate.js';
import type { ModelId } from './contracts/model.js';
import type {
  Admission,
  Cooldown,
  CooldownStart,
  ModelStats,
  Reservation,
  Settlement,
  UsageSnapshot,
  UsageStore,
  WindowStats,
} from './contracts/usage-store.js';
import { assessAttempt } from './cooldown/assess-attempt.js';
import { covers, RestView } from './cooldown/rest-view.js';
import { SlowStart } from './cooldown/slow-start.js';
import { isPromise } from './support/awaitable.js';
import type { Emitter } from './support/emitter.js';
import { GuardedStore } from './usage/guarded-store.js';
import { usageLimits } from './usage-limits.js';

/**
 * What was used and who rests: the one place that talks to the store, asks the policies and tells of cooldowns.
 * Where the store answers without a promise, so does the ledger.
 */
export class Ledger {
  readonly #settings: Settings;
  readonly #emitter: Emitter;
  readonly #store: GuardedStore;
  readonly #rests = new RestView();
  readonly #slowStart = new SlowStart();
  #stats = new Map<ModelId, ModelStats>();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(settings: Settings, emitter: Emitter, substitute: () => UsageStore) {
    this.#settings = settings;
    this.#emitter = emitter;
    const { clock } = settings;
    this.#store = new GuardedStore({
      store: settings.store,
      substitute,
      isRequired: settings.isStoreRequired,
      clock,
      onDegraded: (operation, message) => {
        emitter.emit({ type: 'store-degraded', at: clock.now(), operation, message });
      },
      onRecovered: (degradedMs, replayed) => {
        emitter.emit({ type: 'store-recovered', at: clock.now(), degradedMs, replayed });
      },
    });
  }

  get rests(): RestView {
    return this.#rests;
  }

  get slowStart(): SlowStart {
    return this.#slowStart;
  }

  get isDegraded(): boolean {
    return this.#store.isDegraded;
  }

  statsOf(model: ModelId): ModelStats | undefined {
    return this.#stats.get(model);
  }

  /** Makes the view no older than `storeCacheMs`. */
  look(now: number): Awaitable<void> {
    if (now - this.#readAt <= this.#settings.storeCacheMs) {
      this.#tellEnded(this.#rests.expire(now));
      return undefined;
    }
    return this.refresh();
  }

  refresh(): Awaitable<void> {
    const snapshot = this.#store.snapshot();
    if (!isPromise(snapshot)) return this.#take(snapshot);
    return snapshot.then((late) => this.#take(late));
  }

  reserve(reservation: Reservation): Awaitable<Admission> {
    return this.#store.reserve(reservation);
  }

  /** Gives back what was reserved for an attempt that is not made. Nobody waits for that. */
  release(reservation: Reservation): void {
    const settled = this.#store.settle({ reservation, spent: undefined, health: 'neutral' });
    if (isPromise(settled)) settled.then(undefined, () => {});
  }

  /** Books what an attempt used, and lets the policies see it. True when it sent somebody to rest. */
  settle(settlement: Settlement, outcome: AttemptOutcome): Awaitable<boolean> {
    const stats = this.#store.settle(settlement);
    if (isPromise(stats)) {
      return stats.then((late) => this.#assess(settlement.reservation, outcome, late));
    }
    return this.#assess(settlement.reservation, outcome, stats);
  }

  /** A stream's first content proves that its model is back, however the stream ends. */
  endProbe(reservation: Reservation): Awaitable<void> {
    const settlement = { reservation, spent: undefined, health: 'good', probeOnly: true } as const;
    const settled = this.#store.settle(settlement);
    return isPromise(settled) ? settled.then(() => this.refresh()) : this.refresh();
  }

  async report(tenant: string | undefined): Promise<UsageReport> {
    const snapshot = await this.#store.snapshot(tenant === undefined ? undefined : { tenant });
    this.#take(snapshot);
    const { models } = snapshot;
    return { ...snapshot, providers: byProvider(models), limits: usageLimits(this.#settings) };
  }

  async reset(model: ModelId | undefined): Promise<void> {
    await this.#store.reset(model);
    await this.refresh();
    // What is gone now was forgotten, not proved.
    this.#slowStart.reset(model);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #take({ models, cooldowns }: UsageSnapshot): void {
    const now = this.#settings.clock.monotonic();
    this.#readAt = now;
    this.#stats = new Map(models.map((stats) => [stats.model, stats]));
    const { ended, proved } = this.#rests.refresh(cooldowns, now);
    this.#tellEnded(ended);
    for (const cooldown of proved) this.#startSlowly(cooldown, now);
  }

  #startSlowly(cooldown: Cooldown, now: number): void {
    for (const model of this.#settings.models.values()) {
      if (covers(cooldown, model)) this.#slowStart.begin(model.id, now);
    }
  }

  #assess(
    reservation: Reservation,
    outcome: AttemptOutcome,
    stats: ModelStats,
  ): Awaitable<boolean> {
    // What the caller gave up says nothing about the model.
    if (outcome.outcome === 'aborted') return false;
    const { policies, random, clock } = this.#settings;
    const { rests, warnings } = assessAttempt(policies, outcome, stats, random);
    for (const warning of warnings) {
      this.#emitter.emit({ type: 'warning', at: clock.now(), warning });
    }
    if (rests.length > 0) return this.#coolDown(rests);
    const isProof = outcome.probe || (reservation.lastResort && !this.#rests.isEmpty);
    if (outcome.health !== 'good' || !isProof) return false;
    const refreshed = this.refresh();
    return isPromise(refreshed) ? refreshed.then(() => false) : false;
  }

  async #coolDown(rests: readonly CooldownStart[]): Promise<boolean> {
    for (const rest of rests) {
      const { cooldown, started } = await this.#store.coolDown(rest);
      const { clock } = this.#settings;
      this.#tellEnded(this.#rests.note(cooldown, started, clock.monotonic()));
      if (started) this.#emitter.emit({ type: 'cooldown-start', at: clock.now(), ...cooldown });
    }
    return true;
  }

  #tellEnded(ended: readonly Cooldown[]): void {
    for (const { scope, target, policy } of ended) {
      const at = this.#settings.clock.now();
      this.#emitter.emit({ type: 'cooldown-end', at, scope, target, policy });
    }
  }
}

/** A provider's windows are those of its models, summed: no second counter that could disagree. */
function byProvider(models: readonly ModelStats[]): UsageReport['providers'] {
  const sums = new Map<string, UsageReport['providers'][number]>();
  for (const { provider, lastMinute, lastHour } of models) {
    const sum = sums.get(provider);
    sums.set(provider, {
      provider,
      lastMinute: added(sum?.lastMinute, lastMinute),
      lastHour: added(sum?.lastHour, lastHour),
    });
  }
  return [...sums.values()];
}

function added(sum: WindowStats | undefined, window: WindowStats): WindowStats {
  return {
    requests: (sum?.requests ?? 0) + window.requests,
    failures: (sum?.failures ?? 0) + window.failures,
    inputTokens: (sum?.inputTokens ?? 0) + window.inputTokens,
    outputTokens: (sum?.outputTokens ?? 0) + window.outputTokens,
    nanoUsd: (sum?.nanoUsd ?? 0) + window.nanoUsd,
  };
}
