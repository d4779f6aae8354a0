import type { ReportData } from '../../../../src/testing/simulation/report/report-data.js';
import type {
  CooldownBand,
  ModelReport,
} from '../../../../src/testing/simulation/simulation-report.js';

export const NOTHING_MEASURED = {
  p50: Number.NaN,
  p95: Number.NaN,
  p99: Number.NaN,
  max: Number.NaN,
};

/** A report of ten seconds, with defaults for what a test does not care about. */
export function anyReport(fields: Partial<ReportData> = {}): ReportData {
  return {
    seed: 1,
    seconds: 10,
    requests: 100,
    answered: 98,
    failures: { 'all-attempts-failed': 2 },
    aborted: 0,
    availability: 0.98,
    attempts: 110,
    fallbacks: 10,
    inputTokens: 20_000,
    outputTokens: 10_000,
    costUsd: 1.5,
    latencyMs: { p50: 600, p95: 2_000, p99: 4_000, max: 8_000 },
    timeToFirstTokenMs: NOTHING_MEASURED,
    models: [anyModel()],
    cooldowns: [],
    timeline: { stepMs: 1_000, answered: [10, 10, 10, 8], failed: [0, 0, 0, 2] },
    violations: [],
    ...fields,
  };
}

export function anyModel(fields: Partial<ModelReport> = {}): ModelReport {
  return {
    model: 'north/alpha',
    attempts: 110,
    answered: 98,
    failures: { server: 12 },
    aborted: 0,
    probes: 0,
    inputTokens: 20_000,
    outputTokens: 10_000,
    costUsd: 1.5,
    latencyMs: { p50: 600, p95: 2_000, p99: 4_000, max: 8_000 },
    rests: 0,
    restedMs: 0,
    timeline: { answered: [10, 10, 10, 8], failed: [0, 0, 0, 12] },
    ...fields,
  };
}

/** A rest of five seconds, from the first second on. */
export function anyBand(fields: Partial<CooldownBand> = {}): CooldownBand {
  return {
    scope: 'model',
    target: 'north/alpha',
    policy: 'failure',
    reason: '5 failures in a row',
    fromMs: 1_000,
    toMs: 6_000,
    models: ['north/alpha'],
    ...fields,
  };
}
