import type { Health } from './attempt.js';
import type { Awaitable } from './basics.js';
import type { ModelId } from './model.js';

/** What one attempt takes. Integers. */
export interface Spend {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** 1e-9 USD, so that sums stay exact; absent where the price is unknown. */
  readonly nanoUsd?: number;
}

/** One limit or budget, resolved for one attempt: the rolling sum of `unit` under `key` must stay within `max`. */
export interface Quota {
  /** For people: `openai/gpt-6-luna tokensPerMinute`, `budget daily of tenant acme`. */
  readonly id: string;
  /** Whose counter; at most 256 characters. */
  readonly key: string;
  readonly unit: 'requests' | 'tokens' | 'nanoUsd' | 'in-flight';
  /** Unused for `in-flight`. */
  readonly windowMs: number;
  readonly max: number;
  /** What the attempt holds of it until it is settled; absent: its estimate, or all of `max` where that is less. */
  readonly holds?: number;
}

/** What an attempt is going to take, booked before it begins. */
export interface Reservation {
  /** A new one for each attempt. */
  readonly attemptId: string;
  readonly model: ModelId;
  readonly provider: string;
  /** `provider#pool`, as it is named in a `CooldownStart`. */
  readonly pool?: string;
  readonly tenant?: string;
  readonly estimate: Spend;
  readonly quotas: readonly Quota[];
  /** Freed by itself after this, so that a crash leaks nothing. */
  readonly leaseMs: number;
  /** Admit although it rests, where the rest may be overridden (`overrideEveryMs`). Other rests and quotas hold. */
  readonly lastResort: boolean;
}

/** Whether an attempt may begin. */
export type Admission =
  /** `probe`: the first attempt after a rest that needs proof; until it is settled no other gets in. */
  | { readonly admitted: true; readonly probe: boolean }
  | {
      readonly admitted: false;
      readonly reason: 'cooling' | 'probing';
      readonly retryAfterMs: number;
    }
  | {
      readonly admitted: false;
      readonly reason: 'over-quota';
      readonly quota: Quota;
      readonly used: number;
      readonly retryAfterMs: number;
    };

/** The truth about a reservation. An unknown one (expired, or made while the store was away) is booked now. */
export interface Settlement {
  readonly reservation: Reservation;
  /** Undefined: nothing was used, free it. */
  readonly spent: Spend | undefined;
  readonly health: Health;
  /** Only the probe ends, as a stream's does with its first content. The reservation stays until it is settled. */
  readonly probeOnly?: true | undefined;
}

/** Sums over one rolling window. */
export interface WindowStats {
  readonly requests: number;
  readonly failures: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly nanoUsd: number;
}

/** What is counted of one model. */
export interface ModelStats {
  readonly model: ModelId;
  readonly provider: string;
  readonly lastMinute: WindowStats;
  readonly lastHour: WindowStats;
  /** Since its last success, and since its last rest. */
  readonly consecutiveFailures: number;
  /** By policy: how often it, its pool or its provider had to rest within the last hour. */
  readonly cooldownsLastHour: { readonly [policy: string]: number };
  readonly inFlight: number;
}

/** Who rests: a model, a pool of models that share a limit, or all models of a provider. */
export type CooldownScope = 'model' | 'pool' | 'provider';

/** A rest that is asked for. */
export interface CooldownStart {
  readonly scope: CooldownScope;
  /** `openai/gpt-6-luna`, `anthropic#opus` or `openai`. */
  readonly target: string;
  readonly forMs: number;
  readonly reason: string;
  readonly policy: string;
  /** Whether one probe must succeed before the others return. */
  readonly probe: boolean;
  /** See `CooldownDecision.overrideEveryMs`. */
  readonly overrideEveryMs?: number;
}

/** A rest in force, or over and waiting for its probe. */
export interface Cooldown extends CooldownStart {
  /** By the store's clock; 0 when over and waiting for its probe. */
  readonly remainingMs: number;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly endsAt: number;
}

/** All counts and rests at one moment. */
export interface UsageSnapshot {
  /** Epoch ms. */
  readonly at: number;
  readonly models: readonly ModelStats[];
  /** In force, or over and waiting for their probe. */
  readonly cooldowns: readonly Cooldown[];
  /** Present when asked for. */
  readonly tenant?: {
    readonly tenant: string;
    readonly lastMinute: WindowStats;
    readonly lastHour: WindowStats;
  };
}

/**
 * Counts, cooldowns and probes, for one process or a fleet. Each method is one atomic step by the store's own
 * clock, and only durations cross it. `describeUsageStore` of `llm-orchestrator/testing` checks an implementation.
 */
export interface UsageStore {
  /** Books the estimate if the model is not resting and every quota has room; otherwise books nothing. */
  reserve(reservation: Reservation): Awaitable<Admission>;
  /**
   * Once per attempt id, however often called. The windows returned begin no earlier than the model's last
   * cooldown, and leave out attempts that were admitted before it ended. A probe's end is decided here: `good`
   * closes its rest, anything else gives the probe back. A `good` last resort closes the rests it overrode.
   */
  settle(settlement: Settlement): Awaitable<ModelStats>;
  /** Never shortens one in force. `started` is true for exactly one caller per rest, in a fleet too. */
  coolDown(
    cooldown: CooldownStart,
  ): Awaitable<{ readonly cooldown: Cooldown; readonly started: boolean }>;
  /** Whole windows. The core reads it at most once per `storeCacheMs`. */
  snapshot(query?: { readonly tenant?: string | undefined }): Awaitable<UsageSnapshot>;
  /** Forgets counts and rests, not what is in flight. Without a model: of everything. */
  reset(model?: ModelId): Awaitable<void>;
  close?(): Awaitable<void>;
}
