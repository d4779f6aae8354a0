import type { HealthReport, UsageReport } from '../../contracts/generate.js';
import type { Cooldown, ModelStats, WindowStats } from '../../contracts/usage-store.js';
import { type Described, metricText, type Sample } from './text-format.js';

const STATUSES = ['ok', 'degraded', 'unavailable'] as const;

/** How things are at the moment. In a fleet that shares a store, what is read from it is the same at each process. */
export function currentState(
  health: HealthReport,
  { models, cooldowns }: UsageReport,
  requestsInFlight: number,
): string {
  return [
    gauge(
      STATUS,
      STATUSES.map((status) => flag({ status }, status === health.status)),
    ),
    gauge(AVAILABLE, health.models.flatMap(availability)),
    gauge(STORE_DEGRADED, [flag({}, health.store === 'degraded')]),
    gauge(REQUESTS, [{ labels: {}, value: requestsInFlight }]),
    gauge(ATTEMPTS, models.map(attemptsInFlight)),
    gauge(WINDOW_TOKENS, models.flatMap(windowTokens)),
    gauge(REMAINING, cooldowns.map(remaining)),
  ].join('');
}

const STATUS: Described = {
  name: 'status',
  help: '1 for what the orchestrator is now, 0 for what it is not.',
};
const AVAILABLE: Described = {
  name: 'model_available',
  help: 'Whether a model could answer now: 1 or 0. Those switched off or retired are not there.',
};
const STORE_DEGRADED: Described = {
  name: 'store_degraded',
  help: 'Whether the usage store is away: 1 or 0.',
};
const REQUESTS: Described = {
  name: 'requests_in_flight',
  help: 'Requests that have begun in this process and not ended.',
};
const ATTEMPTS: Described = {
  name: 'attempts_in_flight',
  help: 'Attempts that have begun and not ended, by the usage store.',
};
const WINDOW_TOKENS: Described = {
  name: 'window_tokens',
  help: 'Tokens used within the last minute and the last hour, by the usage store.',
};
const REMAINING: Described = {
  name: 'cooldown_remaining_seconds',
  help: 'How long each rest that is in force goes on; 0 while it is over and waits for its probe.',
};

function gauge(described: Described, samples: readonly Sample[]): string {
  return metricText('gauge', described, samples);
}

function flag(labels: Sample['labels'], isSo: boolean): Sample {
  return { labels, value: isSo ? 1 : 0 };
}

/** Nobody waits for what was switched off, and no alarm should. */
function availability({ model, available, reason }: HealthReport['models'][number]) {
  if (reason === 'disabled' || reason === 'retired') return [];
  const provider = model.slice(0, model.indexOf('/'));
  return [flag({ provider, model }, available)];
}

function attemptsInFlight({ provider, model, inFlight }: ModelStats): Sample {
  return { labels: { provider, model }, value: inFlight };
}

function windowTokens({ provider, model, lastMinute, lastHour }: ModelStats): readonly Sample[] {
  return [
    ...tokensOf({ provider, model, window: 'minute' }, lastMinute),
    ...tokensOf({ provider, model, window: 'hour' }, lastHour),
  ];
}

function tokensOf(labels: Sample['labels'], used: WindowStats): readonly Sample[] {
  return [
    { labels: { ...labels, type: 'input' }, value: used.inputTokens },
    { labels: { ...labels, type: 'output' }, value: used.outputTokens },
  ];
}

function remaining({ scope, target, policy, remainingMs }: Cooldown): Sample {
  return { labels: { scope, target, policy }, value: remainingMs / 1_000 };
}
