import type { AttemptOutcome, ErrorKind } from '../../src/contracts/attempt.js';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { ModelProfile } from '../../src/contracts/model.js';
import type { Provider } from '../../src/contracts/provider.js';
import type { ModelStats, WindowStats } from '../../src/contracts/usage-store.js';
import { ProviderError, type ProviderErrorOptions } from '../../src/errors/provider-error.js';

const EMPTY_WINDOW: WindowStats = {
  requests: 0,
  failures: 0,
  inputTokens: 0,
  outputTokens: 0,
  nanoUsd: 0,
};

/** A provider that is never called. */
function aProvider(name: string): Provider {
  return { name, models: [], generate: () => Promise.reject(new Error('never to be called')) };
}

type ModelFields = Partial<Omit<ConfiguredModel, 'profile'>> & {
  readonly profile?: Partial<ModelProfile>;
};

/** A configured model: its provider and its profile's id are taken from `id`. */
export function aModel({
  id = 'north/alpha',
  profile,
  ...fields
}: ModelFields = {}): ConfiguredModel {
  const [name = '', vendorId = ''] = id.split('/');
  return {
    id,
    provider: aProvider(name),
    profile: { id: vendorId, ...profile },
    limits: {},
    attemptMs: 60_000,
    streamAttemptMs: undefined,
    firstTokenMs: 30_000,
    idleMs: 30_000,
    ...fields,
  };
}

/** A successful attempt on `north/alpha`, unless told otherwise. */
export function anOutcome(fields: Partial<AttemptOutcome> = {}): AttemptOutcome {
  return {
    attemptId: 'request-1/1',
    model: 'north/alpha',
    provider: 'north',
    outcome: 'success',
    health: 'good',
    probe: false,
    startedAt: 1_767_225_600_000,
    latencyMs: 800,
    ...fields,
  };
}

/** A failed attempt, with this error and a bad health. */
export function aFailedOutcome(
  error: { readonly kind: ErrorKind } & Partial<NonNullable<AttemptOutcome['error']>>,
  fields: Partial<AttemptOutcome> = {},
): AttemptOutcome {
  const failed = { outcome: 'error', health: 'bad' } as const;
  return anOutcome({ ...failed, error: { message: 'it failed', ...error }, ...fields });
}

export function aFailure(
  kind: ErrorKind,
  fields: Partial<Omit<ProviderErrorOptions, 'kind'>> = {},
): ProviderError {
  return new ProviderError({ kind, message: 'it failed', ...fields });
}

type StatsFields = Partial<Omit<ModelStats, 'lastMinute' | 'lastHour'>> & {
  readonly lastMinute?: Partial<WindowStats>;
  readonly lastHour?: Partial<WindowStats>;
};

/** Counts of `north/alpha`: all zero, but for what is given. */
export function stats({ lastMinute, lastHour, ...fields }: StatsFields = {}): ModelStats {
  return {
    model: 'north/alpha',
    provider: 'north',
    lastMinute: { ...EMPTY_WINDOW, ...lastMinute },
    lastHour: { ...EMPTY_WINDOW, ...lastHour },
    consecutiveFailures: 0,
    cooldownsLastHour: {},
    inFlight: 0,
    ...fields,
  };
}
