import type { Budget, Limits, Window } from '../contracts/configuration.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, quoted } from '../support/checks.js';

/** What the constructor checks options with. */
export const check = new Checks(ConfigurationError);

const WINDOWS: readonly Window[] = ['minute', 'hour', 'day', 'month'];
const BUDGET_NAMES = ['id', 'per', 'window', 'maxTokens', 'maxCostUsd', 'strict'] as const;
const LIMIT_NAMES = ['requestsPerMinute', 'tokensPerMinute', 'maxConcurrency'] as const;

export function checkLimits(value: unknown, path: string): Limits {
  return check.numbers(value, path, LIMIT_NAMES, { above: 0, integer: true });
}

export function checkBudgets(value: unknown): readonly Budget[] {
  if (value === undefined) return [];
  const ids = new Set<string>();
  return check.array(value, 'budgets').map((entry, index) => {
    const budget = checkBudget(entry, `budgets[${index}]`);
    if (ids.has(budget.id)) {
      throw new ConfigurationError(`budgets[${index}].id`, `${quoted(budget.id)} is there twice`);
    }
    ids.add(budget.id);
    return budget;
  });
}

function checkBudget(value: unknown, path: string): Budget {
  const given = check.object(value, path, BUDGET_NAMES);
  const { per, maxTokens, maxCostUsd, strict } = given;
  if (maxTokens === undefined && maxCostUsd === undefined) {
    check.fail(path, 'maxTokens or maxCostUsd', undefined);
  }
  if (strict === true && maxCostUsd === undefined) {
    throw new ConfigurationError(
      `${path}.strict`,
      'it needs maxCostUsd: only money has a worst case',
    );
  }
  return {
    id: check.string(given['id'], `${path}.id`, { max: 48 }),
    window: check.oneOf(given['window'], `${path}.window`, WINDOWS),
    ...(per !== undefined && {
      per: check.oneOf(per, `${path}.per`, ['tenant', 'model', 'provider'] as const),
    }),
    ...(maxTokens !== undefined && {
      maxTokens: check.number(maxTokens, `${path}.maxTokens`, { above: 0, integer: true }),
    }),
    ...(maxCostUsd !== undefined && {
      maxCostUsd: check.number(maxCostUsd, `${path}.maxCostUsd`, { above: 0 }),
    }),
    ...(strict !== undefined && { strict: check.boolean(strict, `${path}.strict`) }),
  };
}
