import type { HealthReport, UsageLimit } from '../../../../contracts/generate.js';
import type { ModelId } from '../../../../contracts/model.js';
import type { ModelStats, WindowStats } from '../../../../contracts/usage-store.js';
import type { Latencies } from './samples.js';
import type { Snapshot } from './snapshot.js';

/** What was used of a window, and the least of what is configured for it. */
export interface Gauge {
  readonly used: number;
  readonly limit: UsageLimit | undefined;
}

/** What the page itself knows of a model. */
export interface Watched {
  readonly inFlight: number;
  /** What is left of its rest, 0 while it waits for its probe; undefined where it does not rest, as far as the page knows. */
  readonly restMs: number | undefined;
  readonly latencies: Latencies;
}

/** A model as it stands. */
export interface ModelRow extends Watched {
  readonly model: ModelId;
  readonly state: ModelState;
  readonly lastMinute: WindowStats;
  readonly lastHour: WindowStats;
  readonly requestsPerMinute: Gauge;
  readonly tokensPerMinute: Gauge;
  readonly tokensPerHour: Gauge;
  readonly concurrency: Gauge;
}

/** Whether it may be asked; `remainingMs` of a rest. */
export interface ModelState {
  readonly name: 'available' | 'resting' | 'probe' | 'off';
  /** Why it is off, in the orchestrator's word. */
  readonly reason?: string;
  readonly remainingMs?: number;
}

const NOTHING_USED: WindowStats = {
  requests: 0,
  failures: 0,
  inputTokens: 0,
  outputTokens: 0,
  nanoUsd: 0,
};

/**
 * Every model, in the order of the configuration.
 * @param age - of the snapshot, ms
 */
export function modelRows(
  { health, stats }: Snapshot,
  age: number,
  watched: (model: ModelId, provider: string) => Watched,
): readonly ModelRow[] {
  const statsOf = new Map(stats.models.map((one) => [one.model, one]));
  return health.models.map((reported) => {
    const { model } = reported;
    const own = watched(model, model.slice(0, model.indexOf('/')));
    const limits = stats.limits.filter((limit) => limit.model === model);
    return {
      model,
      ...own,
      state: stateOf(reported, own.restMs, age),
      ...windows(statsOf.get(model), limits, own.inFlight),
    };
  });
}

function windows(stats: ModelStats | undefined, limits: readonly UsageLimit[], inFlight: number) {
  const { lastMinute = NOTHING_USED, lastHour = NOTHING_USED } = stats ?? {};
  const gauge = (used: number, unit: UsageLimit['unit'], window?: UsageLimit['window']): Gauge => {
    const these = limits.filter((limit) => limit.unit === unit && limit.window === window);
    return { used, limit: these.toSorted((one, other) => one.max - other.max)[0] };
  };
  return {
    lastMinute,
    lastHour,
    requestsPerMinute: gauge(lastMinute.requests, 'requests', 'minute'),
    tokensPerMinute: gauge(tokens(lastMinute), 'tokens', 'minute'),
    tokensPerHour: gauge(tokens(lastHour), 'tokens', 'hour'),
    concurrency: gauge(inFlight, 'in-flight'),
  };
}

function tokens({ inputTokens, outputTokens }: WindowStats): number {
  return inputTokens + outputTokens;
}

function stateOf(
  { available, reason, retryAfterMs }: HealthReport['models'][number],
  rest: number | undefined,
  age: number,
): ModelState {
  if (reason === 'disabled' || reason === 'retired') return { name: 'off', reason };
  if (rest !== undefined) return resting(rest);
  // Of a pool: who is in it, the server knows alone.
  if (!available && retryAfterMs !== undefined) return resting(retryAfterMs - age);
  return { name: 'available' };
}

function resting(remainingMs: number): ModelState {
  return remainingMs > 0 ? { name: 'resting', remainingMs } : { name: 'probe' };
}
