import type { Attributes, Context, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { AttemptOutcome } from '../contracts/attempt.js';
import type {
  CooldownStartEvent,
  FallbackEvent,
  QuotaExceededEvent,
  RequestEndEvent,
} from '../contracts/events.js';
import type { ModelId } from '../contracts/model.js';
import { targetOf } from './attempt-attributes.js';
import { GenAi, General, Own, SECONDS_BUCKETS, TOKEN_BUCKETS } from './conventions.js';
import type { OpenRequest } from './request-spans.js';

/**
 * What is counted and measured. Each figure is recorded in the context of its span, so that an SDK with exemplars can
 * lead from the figure to the request; no id, tenant or message is an attribute of one.
 */
export class Measures {
  readonly #duration: Histogram;
  readonly #firstChunk: Histogram;
  readonly #tokens: Histogram;
  readonly #requestDuration: Histogram;
  readonly #fallbacks: Counter;
  readonly #refusals: Counter;
  readonly #cooldowns: Counter;
  readonly #cost: Counter;

  constructor(meter: Meter) {
    const seconds = (name: string, description: string) =>
      meter.createHistogram(name, {
        description,
        unit: 's',
        advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
      });
    const count = (name: string, unit: string, description: string) =>
      meter.createCounter(name, { description, unit });
    this.#duration = seconds(GenAi.duration, 'GenAI operation duration.');
    this.#firstChunk = seconds(GenAi.firstChunk, 'Time to the first content of a stream.');
    this.#tokens = meter.createHistogram(GenAi.tokens, {
      description: 'Number of input and output tokens used.',
      unit: '{token}',
      advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
    });
    this.#requestDuration = seconds(Own.duration, 'Duration of a request, all its attempts.');
    this.#fallbacks = count(Own.fallbacks, '{fallback}', 'Times another model had to go on.');
    this.#refusals = count(Own.refusals, '{refusal}', 'Times a limit or budget had no room.');
    this.#cooldowns = count(Own.cooldowns, '{cooldown}', 'Rests begun by this process.');
    this.#cost = count(Own.cost, '{USD}', 'Cost of attempts, estimates included.');
  }

  /** One attempt. Only what a vendor reported counts as tokens used: the conventions forbid guesses. */
  attempt(attempt: AttemptOutcome, where: Context | undefined): void {
    const { outcome, latencyMs, timeToFirstTokenMs, usage, costUsd, error } = attempt;
    const target = targetOf(attempt);
    const ended = { ...target, [Own.outcome]: outcome, ...errorType(error?.kind) };
    this.#duration.record(latencyMs / 1_000, ended, where);
    if (timeToFirstTokenMs !== undefined) {
      this.#firstChunk.record(timeToFirstTokenMs / 1_000, target, where);
    }
    if (usage?.source === 'reported') {
      this.#tokens.record(usage.inputTokens, { ...target, [GenAi.tokenType]: 'input' }, where);
      this.#tokens.record(usage.outputTokens, { ...target, [GenAi.tokenType]: 'output' }, where);
    }
    if (costUsd !== undefined) this.#cost.add(costUsd, target, where);
  }

  /** A whole request; `request` is absent where its beginning was not heard. */
  request(event: RequestEndEvent<ModelId, string>, request: OpenRequest | undefined): void {
    const { outcome, intent, latencyMs, error } = event;
    const attributes = {
      ...(request !== undefined && { [Own.operation]: request.operation }),
      ...(intent !== undefined && { [Own.intent]: intent }),
      [Own.outcome]: outcome,
      ...errorType(error?.code),
    };
    this.#requestDuration.record(latencyMs / 1_000, attributes, request?.context);
  }

  fallback({ from, to, reason }: FallbackEvent<ModelId>, where: Context | undefined): void {
    const models = { [Own.fallbackFrom]: from, [Own.fallbackTo]: to };
    this.#fallbacks.add(1, { ...models, ...errorType(reason) }, where);
  }

  refusal({ model, quota }: QuotaExceededEvent<ModelId>, where: Context | undefined): void {
    this.#refusals.add(1, { [Own.model]: model, [Own.quotaUnit]: quota.unit }, where);
  }

  cooldown({ scope, target, policy }: CooldownStartEvent): void {
    this.#cooldowns.add(1, {
      [Own.cooldownScope]: scope,
      [Own.cooldownTarget]: target,
      [Own.cooldownPolicy]: policy,
    });
  }
}

function errorType(type: string | undefined): Attributes {
  return type === undefined ? {} : { [General.errorType]: type };
}
