import { describe, expect, it } from 'vitest';
import type { Budget } from '../../src/contracts/configuration.js';
import { quotasOf } from '../../src/routing/quotas.js';
import { aModel } from '../support/builders.js';

const HOUR_MS = 3_600_000;
const model = aModel();

function chargedTo(tenant?: string, worstCaseUsd?: number) {
  return { tenant, worstCaseUsd };
}

function budgetQuotas(budget: Partial<Budget>, tenant?: string, of = model) {
  return quotasOf(of, [{ id: 'daily', window: 'day', ...budget }], chargedTo(tenant));
}

describe('the limits of a model', () => {
  it('are none unless set', () => {
    expect(quotasOf(model, [], chargedTo())).toStrictEqual([]);
  });

  it('are one quota each, with its own unit, of one counter', () => {
    const limits = { requestsPerMinute: 60, tokensPerMinute: 9_000, maxConcurrency: 4 };
    const common = { key: 'm:north/alpha', windowMs: 60_000 };
    expect(quotasOf(aModel({ limits }), [], chargedTo('acme'))).toStrictEqual([
      { ...common, id: 'north/alpha requestsPerMinute', unit: 'requests', max: 60 },
      { ...common, id: 'north/alpha tokensPerMinute', unit: 'tokens', max: 9_000 },
      { ...common, id: 'north/alpha maxConcurrency', unit: 'in-flight', max: 4 },
    ]);
  });

  it('come before the budgets', () => {
    const limited = aModel({ limits: { maxConcurrency: 4 } });
    const units = budgetQuotas({ maxTokens: 5 }, undefined, limited).map(({ unit }) => unit);
    expect(units).toStrictEqual(['in-flight', 'tokens']);
  });
});

describe('a budget', () => {
  it.each([
    ['minute', HOUR_MS / 60],
    ['hour', HOUR_MS],
    ['day', 24 * HOUR_MS],
    ['month', 30 * 24 * HOUR_MS],
  ] as const)('rolls over its window: a %s', (window, windowMs) => {
    expect(budgetQuotas({ window, maxTokens: 5 })).toMatchObject([{ windowMs }]);
  });

  it('limits tokens, money in billionths of a dollar, or both', () => {
    const common = { id: 'budget daily', key: 'b:5:daily:', windowMs: 24 * HOUR_MS };
    const tokens = { ...common, unit: 'tokens', max: 500 };
    const money = { ...common, unit: 'nanoUsd', max: 1_500_000_000 };
    expect(budgetQuotas({ maxTokens: 500 })).toStrictEqual([tokens]);
    expect(budgetQuotas({ maxCostUsd: 1.5 })).toStrictEqual([money]);
    expect(budgetQuotas({ maxTokens: 500, maxCostUsd: 1.5 })).toStrictEqual([tokens, money]);
    expect(budgetQuotas({})).toStrictEqual([]);
  });

  it('holds the worst case where it is strict, in money and not in tokens', () => {
    const budget = {
      id: 'daily',
      window: 'day',
      maxTokens: 5,
      maxCostUsd: 2,
      strict: true,
    } as const;
    const [tokens, money] = quotasOf(model, [budget], chargedTo('acme', 0.25));
    expect(tokens).not.toHaveProperty('holds');
    expect(money).toMatchObject({ unit: 'nanoUsd', max: 2e9, holds: 250_000_000 });
    const [, guessed] = quotasOf(model, [{ ...budget, strict: false }], chargedTo('acme', 0.25));
    expect(guessed).not.toHaveProperty('holds');
  });

  it('is never rounded up', () => {
    expect(budgetQuotas({ maxCostUsd: 1.9e-9 })).toMatchObject([{ max: 1 }]);
  });

  it.each([
    ['tenant', 'acme'],
    ['model', 'north/alpha'],
    ['provider', 'north'],
  ] as const)('has a counter for each %s', (per, owner) => {
    expect(budgetQuotas({ per, maxTokens: 5 }, 'acme')).toMatchObject([
      { id: `budget daily of ${per} ${owner}`, key: `b:5:daily:${owner}` },
    ]);
  });

  it('has one counter for all where it is nobody’s, or for all requests without a tenant', () => {
    const shared = { id: 'budget daily', key: 'b:5:daily:' };
    expect(budgetQuotas({ maxTokens: 5 }, 'acme')).toMatchObject([shared]);
    expect(budgetQuotas({ per: 'tenant', maxTokens: 5 })).toMatchObject([shared]);
  });

  it('has a counter apart from other budgets', () => {
    const budgets = [
      { id: 'a', window: 'day', maxTokens: 5 },
      { id: 'b', window: 'day', maxTokens: 5 },
    ] as const;
    const keys = quotasOf(model, budgets, chargedTo()).map(({ key }) => key);
    expect(keys).toStrictEqual(['b:1:a:', 'b:1:b:']);
  });

  it('has a key of at most 256 characters, whatever the names', () => {
    const tenant = 't'.repeat(128);
    const id = 'd'.repeat(48);
    const [ofTenant] = budgetQuotas({ id, per: 'tenant', maxTokens: 5 }, tenant);
    expect(ofTenant?.key).toBe(`b:48:${id}:${tenant}`);
    const long = aModel({ id: `${'p'.repeat(64)}/${'m'.repeat(128)}` });
    const [ofModel] = budgetQuotas({ id, per: 'model', maxTokens: 5 }, tenant, long);
    expect(ofModel?.key.length).toBeLessThanOrEqual(256);
  });

  it('has a counter for each of two models whose long ids differ at their end', () => {
    const keys = ['a', 'b'].map((end) => {
      const long = aModel({ id: `${'p'.repeat(64)}/${'m'.repeat(127)}${end}` });
      return budgetQuotas({ id: 'd'.repeat(48), per: 'model', maxTokens: 5 }, '', long)[0]?.key;
    });
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('has a counter that no tenant of another budget can reach', () => {
    const budgets = ['day', 'day:eu'].map(
      (id) => ({ id, per: 'tenant', window: 'day', maxTokens: 5 }) as const,
    );
    const [, ofEu] = quotasOf(model, budgets, chargedTo('x'));
    const [ofDay] = quotasOf(model, budgets, chargedTo('eu:x'));
    expect(ofDay?.key).not.toBe(ofEu?.key);
  });
});
