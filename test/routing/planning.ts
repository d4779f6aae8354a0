import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { RankedCandidate, RoutePlan, Router } from '../../src/contracts/router.js';
import { plan } from '../../src/routing/plan.js';
import type { PlanInput } from '../../src/routing/plan-input.js';

/** A router that ranks as told, or in the order of the configuration. */
export function routerOf(rank?: Router['rank']): Router {
  const asConfigured: Router['rank'] = ({ candidates }) =>
    candidates.map(({ model }, index) => ({ model, score: 1 / (index + 2) }));
  return { rank: rank ?? asConfigured };
}

/** A router that ranks these, best first. */
export function routerFor(...models: readonly string[]): Router {
  const ranked = models.map((id) => ({ model: id, score: 0.5 }) as RankedCandidate);
  return routerOf(() => ranked);
}

/** The plan for a request of 100 tokens that asks for nothing in particular. */
export function planFor(
  models: readonly ConfiguredModel[],
  fields: Partial<Omit<PlanInput, 'models'>> = {},
): RoutePlan {
  return plan({
    models: new Map(models.map((model) => [model.id, model])),
    router: routerOf(),
    route: undefined,
    budgets: [],
    intent: 'writing',
    intentConfidence: 0.8,
    preference: 'balanced',
    streaming: false,
    difficulty: undefined,
    session: undefined,
    opensSession: false,
    only: undefined,
    exclude: [],
    needs: [],
    inputTokens: () => 100,
    outputTokens: 400,
    maxInputTokens: 500,
    maxOutputTokens: 1_000,
    maxCostUsd: undefined,
    maxAttempts: 3,
    tenant: undefined,
    metadata: undefined,
    restOf: () => undefined,
    isHeldBack: () => false,
    seenOf: () => ({}),
    qualityOf: () => undefined,
    statsOf: () => undefined,
    random: 0.25,
    now: 1_767_225_600_000,
    warnings: [],
    ...fields,
  });
}

/** Who would be tried, in order. */
export function tried({ candidates }: RoutePlan): readonly string[] {
  return candidates.map(({ model }) => model);
}
