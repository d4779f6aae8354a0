import type { AttemptOutcome } from '../../contracts/attempt.js';
import type { TokenUsage } from '../../contracts/chat.js';
import type {
  CooldownStartEvent,
  FallbackEvent,
  QuotaExceededEvent,
  RequestEndEvent,
  RequestStartEvent,
} from '../../contracts/events.js';
import type { ModelId } from '../../contracts/model.js';
import { Counter } from './counter.js';
import { Histogram } from './histogram.js';

/** Up to the 120 s that a request may take. */
const REQUEST_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120];
/** Close together where people begin to wait; up to the 30 s that a first token may take. */
const FIRST_TOKEN_BOUNDS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];

/** What is known of a request from its beginning; empty texts where that was not heard. */
export interface Begun {
  /** A question that a detector asks a model is a request, too: `detect`. */
  readonly operation: 'generate' | 'stream' | 'detect' | '';
  readonly preference: string;
}

/** For what, and at whom. */
interface Target {
  readonly operation: string;
  readonly provider: string;
  readonly model: string;
}

/** What a request is, by its first event. */
export function begunBy({ parentRequestId, streaming, preference }: RequestStartEvent): Begun {
  if (parentRequestId !== undefined) return { operation: 'detect', preference };
  return { operation: streaming ? 'stream' : 'generate', preference };
}

/**
 * Counters and histograms of what has happened. Their labels have few values: the configuration's or our own words. No
 * id, tenant or message is one. Where a label has nothing to say it is empty, which is to Prometheus as if it were not
 * there.
 */
export class EventMetrics {
  readonly #requests = new Counter({
    name: 'requests_total',
    help: 'Requests that have ended; model: who answered.',
    labels: ['operation', 'preference', 'intent', 'outcome', 'model', 'error_type'],
  });
  readonly #requestSeconds = new Histogram({
    name: 'request_duration_seconds',
    help: 'How long requests took, with all their attempts; of a stream, its reader included.',
    labels: ['operation', 'intent', 'outcome'],
    bounds: REQUEST_BOUNDS,
  });
  readonly #attempts = new Counter({
    name: 'attempts_total',
    help: 'HTTP requests to vendors that have ended.',
    labels: ['operation', 'provider', 'model', 'outcome', 'error_type'],
  });
  readonly #attemptSeconds = new Histogram({
    name: 'attempt_duration_seconds',
    help: 'How long attempts took.',
    labels: ['operation', 'provider', 'model', 'outcome'],
    bounds: REQUEST_BOUNDS,
  });
  readonly #firstTokenSeconds = new Histogram({
    name: 'time_to_first_token_seconds',
    help: 'From the call of a vendor to the first content of its stream.',
    labels: ['provider', 'model'],
    bounds: FIRST_TOKEN_BOUNDS,
  });
  readonly #tokens = new Counter({
    name: 'tokens_total',
    help: 'Tokens used by attempts, cached ones and thinking included.',
    labels: ['operation', 'provider', 'model', 'type', 'source'],
  });
  readonly #tokenDetails = new Counter({
    name: 'token_details_total',
    help: 'What vendors said of the tokens that are in tokens_total: cached, cache_write, reasoning.',
    labels: ['operation', 'provider', 'model', 'type'],
  });
  readonly #cost = new Counter({
    name: 'cost_usd_total',
    help: 'Cost of attempts whose price is known, in USD, estimates included.',
    labels: ['operation', 'provider', 'model'],
  });
  readonly #fallbacks = new Counter({
    name: 'fallbacks_total',
    help: 'Times another model had to go on.',
    labels: ['from', 'to', 'error_type'],
  });
  readonly #cooldowns = new Counter({
    name: 'cooldowns_total',
    help: 'Rests begun by this process.',
    labels: ['scope', 'target', 'policy'],
  });
  readonly #refusals = new Counter({
    name: 'refusals_total',
    help: 'Times a model was passed by because a limit or budget had no room.',
    labels: ['model', 'quota_unit'],
  });
  readonly #storeOutages = new Counter({
    name: 'store_outages_total',
    help: 'Times the usage store failed or was late.',
    labels: [],
  });

  request(event: RequestEndEvent<ModelId, string>, { operation, preference }: Begun): void {
    const { outcome, intent = '', model = '', latencyMs, error } = event;
    const error_type = error?.code ?? '';
    this.#requests.add(1, { operation, preference, intent, outcome, model, error_type });
    this.#requestSeconds.observe(latencyMs / 1_000, { operation, intent, outcome });
  }

  attempt(attempt: AttemptOutcome, { operation }: Begun): void {
    const { provider, model, outcome, latencyMs, timeToFirstTokenMs, usage, costUsd } = attempt;
    const labels = { operation, provider, model, outcome };
    this.#attempts.add(1, { ...labels, error_type: attempt.error?.kind ?? '' });
    this.#attemptSeconds.observe(latencyMs / 1_000, labels);
    if (timeToFirstTokenMs !== undefined) {
      this.#firstTokenSeconds.observe(timeToFirstTokenMs / 1_000, labels);
    }
    if (usage !== undefined) this.#use(usage, labels);
    if (costUsd !== undefined) this.#cost.add(costUsd, labels);
  }

  fallback({ from, to, reason }: FallbackEvent<ModelId>): void {
    this.#fallbacks.add(1, { from, to, error_type: reason });
  }

  cooldown({ scope, target, policy }: CooldownStartEvent): void {
    this.#cooldowns.add(1, { scope, target, policy });
  }

  /** Not by the quota's id: that of a tenant's budget names the tenant. */
  refusal({ model, quota }: QuotaExceededEvent<ModelId>): void {
    this.#refusals.add(1, { model, quota_unit: quota.unit });
  }

  storeOutage(): void {
    this.#storeOutages.add(1, {});
  }

  text(): string {
    const metrics = [
      ...[this.#requests, this.#requestSeconds],
      ...[this.#attempts, this.#attemptSeconds, this.#firstTokenSeconds],
      ...[this.#tokens, this.#tokenDetails, this.#cost],
      ...[this.#fallbacks, this.#cooldowns, this.#refusals, this.#storeOutages],
    ];
    return metrics.map((metric) => metric.text()).join('');
  }

  #use(usage: TokenUsage, { operation, provider, model }: Target): void {
    const { source, inputTokens, outputTokens } = usage;
    const of = (type: string) => ({ operation, provider, model, type, source });
    this.#tokens.add(inputTokens, of('input'));
    this.#tokens.add(outputTokens, of('output'));
    const { cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
    if (cachedInputTokens !== undefined) this.#tokenDetails.add(cachedInputTokens, of('cached'));
    if (cacheWriteTokens !== undefined) this.#tokenDetails.add(cacheWriteTokens, of('cache_write'));
    if (reasoningTokens !== undefined) this.#tokenDetails.add(reasoningTokens, of('reasoning'));
  }
}
