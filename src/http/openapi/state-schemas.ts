import type { HealthReport, UsageLimit, UsageReport } from '../../contracts/generate.js';
import type { ModelStats, WindowStats } from '../../contracts/usage-store.js';
import type { Decision } from '../decision-log.js';
import {
  count,
  exactly,
  flag,
  ifKnown,
  listOf,
  mapOf,
  number,
  objectOf,
  oneOfTexts,
  ref,
  type Schema,
  text,
} from './schema.js';
import { epochMs, model } from './shared-schemas.js';

type Tenant = NonNullable<UsageReport['tenant']>;

const windows = { lastMinute: ref('Window'), lastHour: ref('Window') };

/** How an orchestrator is, and what it has done. */
export const stateSchemas: Readonly<Record<string, Schema>> = {
  UsageReport: objectOf<UsageReport>({
    at: epochMs,
    models: listOf(ref('ModelStats')),
    providers: listOf(objectOf<UsageReport['providers'][number]>({ provider: text(), ...windows })),
    cooldowns: listOf(ref('Cooldown')),
    limits: listOf(ref('UsageLimit')),
    tenant: ifKnown(objectOf<Tenant>({ tenant: text(), ...windows })),
  }),
  UsageLimit: objectOf<UsageLimit>({
    model,
    unit: oneOfTexts<UsageLimit['unit']>({ requests: true, tokens: true, 'in-flight': true }),
    window: ifKnown(oneOfTexts<NonNullable<UsageLimit['window']>>({ minute: true, hour: true })),
    max: number(),
    policy: ifKnown(text('Which one rests the model beyond it.')),
  }),
  ModelStats: objectOf<ModelStats>({
    model,
    provider: text(),
    ...windows,
    consecutiveFailures: count('Since its last success, and since its last rest.'),
    cooldownsLastHour: mapOf(count(), 'By policy.'),
    inFlight: count(),
  }),
  Window: objectOf<WindowStats>({
    requests: count(),
    failures: count(),
    inputTokens: number(),
    outputTokens: number(),
    nanoUsd: number('Billionths of a USD.'),
  }),
  HealthReport: objectOf<HealthReport>({
    status: oneOfTexts<HealthReport['status']>({ ok: true, degraded: true, unavailable: true }),
    models: listOf(
      objectOf<HealthReport['models'][number]>({
        model,
        available: flag(),
        reason: ifKnown(ref('ExclusionReason')),
        retryAfterMs: ifKnown(number()),
      }),
    ),
    store: oneOfTexts<HealthReport['store']>({ ok: true, degraded: true }),
  }),
  Decision: objectOf<Decision>(
    { plan: ifKnown(ref('RoutePlan')), end: ref('RequestEndEvent') },
    'A request that is over. It has no plan where it ended before it was planned.',
  ),
  ResetDone: objectOf<{ reset: true }>({ reset: exactly(true) }),
};
