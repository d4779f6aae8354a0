import type { Budget, Limits, Route, Timeouts } from '../../src/contracts/configuration.js';
import type { Intent } from '../../src/contracts/intent-detector.js';
import { type ModelId, PREFERENCES } from '../../src/contracts/model.js';
import type { SimulatedSettings } from '../../src/testing/simulation/simulation-options.js';
import type { Dice } from './dice.js';

const INTENTS: readonly Intent[] = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
  'general',
];

/** Any of the orchestrator's options, each set in some worlds only. */
export function settingsOf(
  dice: Dice,
  models: readonly ModelId[],
): Omit<SimulatedSettings, 'cooldown'> {
  return {
    preference: dice.maybe(0.5, () => dice.pick(PREFERENCES)),
    models: dice.maybe(0.3, () => overridesOf(dice, models)),
    routes: dice.maybe(0.3, () => routesOf(dice, models)),
    limits: dice.maybe(0.2, () => limitsOf(dice)),
    budgets: dice.maybe(0.25, () => dice.list(dice.whole(1, 2), (index) => budgetOf(dice, index))),
    timeouts: dice.maybe(0.35, () => timeoutsOf(dice)),
    maxAttempts: dice.maybe(0.4, () => dice.whole(1, 6)),
    retryBudget: dice.maybe(0.2, () => ({ ratio: dice.share(0, 1), perSecond: dice.whole(0, 3) })),
    fallbackOn: dice.maybe(0.3, () => dice.some(['content-filter', 'invalid-request'] as const)),
    whenExhausted: dice.maybe(0.4, () => ({
      health: dice.pick(['panic', 'fail']),
      limits: dice.pick(['fail', { waitUpToMs: dice.size(1, 60_000) }]),
    })),
    onStreamFailure: dice.maybe(0.5, () => dice.pick(['error', 'restart'])),
    storeCacheMs: dice.maybe(0.2, () => dice.pick([0, 100, 5_000])),
  };
}

function overridesOf(dice: Dice, models: readonly ModelId[]): SimulatedSettings['models'] {
  const overrides = dice.some(models).map((model) => {
    const override = {
      enabled: dice.maybe(0.1, () => dice.chance(0.7)),
      limits: dice.maybe(0.6, () => limitsOf(dice)),
      timeouts: dice.maybe(0.3, () => ({
        attemptMs: dice.size(50, 20_000),
        firstTokenMs: dice.maybe(0.5, () => dice.size(50, 10_000)),
        idleMs: dice.maybe(0.5, () => dice.size(50, 10_000)),
      })),
      pool: dice.maybe(0.2, () => dice.pick(['small', 'large'])),
    };
    return [model, override] as const;
  });
  return Object.fromEntries(overrides);
}

function limitsOf(dice: Dice): Limits {
  return {
    requestsPerMinute: dice.maybe(0.5, () => dice.whole(1, 30)),
    tokensPerMinute: dice.maybe(0.4, () => dice.size(200, 10_000)),
    maxConcurrency: dice.maybe(0.5, () => dice.whole(1, 4)),
  };
}

function budgetOf(dice: Dice, index: number): Budget {
  const inTokens = dice.chance(0.5);
  return {
    id: `budget-${index}`,
    per: dice.maybe(0.7, () => dice.pick(['tenant', 'model', 'provider'])),
    window: dice.pick(['minute', 'hour', 'day', 'month']),
    maxTokens: inTokens ? dice.size(1_000, 100_000) : undefined,
    maxCostUsd: inTokens ? undefined : dice.size(5, 1_000) / 1_000,
    strict: inTokens ? undefined : dice.chance(0.6),
  };
}

function timeoutsOf(dice: Dice): Timeouts {
  return {
    totalMs: dice.maybe(0.6, () => dice.size(300, 120_000)),
    attemptMs: dice.maybe(0.4, () => dice.size(300, 60_000)),
    firstTokenMs: dice.maybe(0.4, () => dice.size(200, 30_000)),
    idleMs: dice.maybe(0.4, () => dice.size(50, 30_000)),
    consumerMs: dice.maybe(0.2, () => dice.size(50, 300_000)),
  };
}

function routesOf(dice: Dice, models: readonly ModelId[]): SimulatedSettings['routes'] {
  const routes = dice.some(INTENTS).map((intent) => {
    const list = dice.some(models);
    const only = dice.maybe(0.5, () => dice.chance(0.5));
    const route: Route<ModelId> = dice.chance(0.5)
      ? list
      : { [dice.pick(PREFERENCES)]: list, only };
    return [intent, route] as const;
  });
  return Object.fromEntries(routes);
}
