import type { Settings } from './configuration/resolve-options.js';
import type { Clock } from './contracts/clock.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { HealthReport } from './contracts/generate.js';
import type { Ledger } from './ledger.js';

type ModelHealth = HealthReport['models'][number];

/** Who could answer now, by configuration and rests. */
export function healthReport(settings: Settings, ledger: Ledger): HealthReport {
  const { models, clock, isStoreRequired } = settings;
  const reports = [...models.values()].map((model) => modelHealth(model, ledger, clock));
  const usable = reports.filter(({ reason }) => reason !== 'disabled' && reason !== 'retired');
  const available = reports.filter((report) => report.available);
  const isWhole = available.length === usable.length && !ledger.isDegraded;
  // Without the store that must be there every request is refused.
  const isRefused = ledger.isDegraded && isStoreRequired;
  const isNone = available.length === 0 || isRefused;
  const status = isNone ? 'unavailable' : isWhole ? 'ok' : 'degraded';
  return { status, models: reports, store: ledger.isDegraded ? 'degraded' : 'ok' };
}

function modelHealth(model: ConfiguredModel, ledger: Ledger, clock: Clock): ModelHealth {
  const { id, excluded, retiresAt = Number.POSITIVE_INFINITY } = model;
  if (excluded !== undefined) return { model: id, available: false, reason: excluded.reason };
  if (clock.now() >= retiresAt) return { model: id, available: false, reason: 'retired' };
  const rest = ledger.rests.of(model, clock.monotonic());
  if (rest === undefined) return { model: id, available: true };
  return { model: id, available: false, reason: 'cooling', retryAfterMs: rest.remainingMs };
}
