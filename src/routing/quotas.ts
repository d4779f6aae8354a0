import type { Budget, Window } from '../contracts/configuration.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Quota } from '../contracts/usage-store.js';
import { escapeControls } from '../errors/redact.js';
import { NANO_USD } from '../tokens/cost.js';

const WINDOW_MS: Readonly<Record<Window, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
};

const NO_QUOTAS: readonly Quota[] = [];

/** Whom an attempt is for, and what it costs at most. */
export interface Charged {
  readonly tenant: string | undefined;
  /** USD; needed by strict budgets. */
  readonly worstCaseUsd: number | undefined;
}

/** Every limit and budget that an attempt on this model falls under. */
export function quotasOf(
  model: ConfiguredModel,
  budgets: readonly Budget[],
  charged: Charged,
): readonly Quota[] {
  if (budgets.length === 0 && isUnlimited(model)) return NO_QUOTAS;
  const quotas: Quota[] = [];
  addLimits(quotas, model);
  for (const budget of budgets) addBudget(quotas, budget, model, charged);
  return quotas;
}

function isUnlimited({ limits }: ConfiguredModel): boolean {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency } = limits;
  return (requestsPerMinute ?? tokensPerMinute ?? maxConcurrency) === undefined;
}

function addLimits(quotas: Quota[], { id, limits }: ConfiguredModel): void {
  const { requestsPerMinute, tokensPerMinute, maxConcurrency } = limits;
  const add = (name: string, unit: Quota['unit'], max: number | undefined) => {
    if (max === undefined) return;
    quotas.push({ id: `${id} ${name}`, key: `m:${id}`, unit, windowMs: WINDOW_MS.minute, max });
  };
  add('requestsPerMinute', 'requests', requestsPerMinute);
  add('tokensPerMinute', 'tokens', tokensPerMinute);
  add('maxConcurrency', 'in-flight', maxConcurrency);
}

function addBudget(
  quotas: Quota[],
  { id, per, window, maxTokens, maxCostUsd, strict }: Budget,
  model: ConfiguredModel,
  { tenant = '', worstCaseUsd }: Charged,
): void {
  const owners = { tenant, model: model.id, provider: model.provider.name };
  const owner = per === undefined ? '' : owners[per];
  // The length keeps apart what callers choose: `day` of `eu:x` and `day:eu` of `x`.
  const key = `b:${id.length}:${id}:${owner}`;
  const name = owner === '' ? `budget ${id}` : `budget ${id} of ${per} ${escapeControls(owner)}`;
  const windowMs = WINDOW_MS[window];
  if (maxTokens !== undefined)
    quotas.push({ id: name, key, unit: 'tokens', windowMs, max: maxTokens });
  if (maxCostUsd !== undefined) {
    const max = Math.floor(maxCostUsd * NANO_USD);
    const quota: Quota = { id: name, key, unit: 'nanoUsd', windowMs, max };
    const isStrict = strict === true && worstCaseUsd !== undefined;
    quotas.push(isStrict ? { ...quota, holds: Math.ceil(worstCaseUsd * NANO_USD) } : quota);
  }
}
