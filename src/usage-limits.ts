import type { Settings } from './configuration/resolve-options.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { UsageLimit } from './contracts/generate.js';

/** How far each model may go, by its own limits and by the thresholds of the policies. */
export function usageLimits({ models, policies }: Settings): readonly UsageLimit[] {
  const thresholds = policies.flatMap(({ name, threshold }) =>
    threshold === undefined ? [] : [{ policy: name, ...threshold }],
  );
  return [...models.values()].flatMap((model) => [
    ...ownLimits(model),
    ...thresholds.map(({ policy, tokens, window }) => {
      return { model: model.id, unit: 'tokens', window, max: tokens, policy } as const;
    }),
  ]);
}

function ownLimits({ id: model, limits }: ConfiguredModel): readonly UsageLimit[] {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency } = limits;
  const window = 'minute';
  return [
    ...(requestsPerMinute === undefined
      ? []
      : [{ model, unit: 'requests', window, max: requestsPerMinute } as const]),
    ...(tokensPerMinute === undefined
      ? []
      : [{ model, unit: 'tokens', window, max: tokensPerMinute } as const]),
    ...(maxConcurrency === undefined
      ? []
      : [{ model, unit: 'in-flight', max: maxConcurrency } as const]),
  ];
}
