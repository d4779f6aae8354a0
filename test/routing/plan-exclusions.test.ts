import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { ModelProfile } from '../../src/contracts/model.js';
import type { PlanInput, Rest } from '../../src/routing/plan-input.js';
import { aModel } from '../support/builders.js';
import { planFor, routerFor, tried } from './planning.js';

const beta = aModel({ id: 'north/beta' });
const PRICE = { input: 1_000, output: 2_000 };
const NOW = 1_767_225_600_000;

function alpha(profile: Partial<ModelProfile> = {}, fields: Partial<ConfiguredModel> = {}) {
  return aModel({ ...fields, profile: { price: PRICE, ...profile } });
}

/** Why `north/alpha` is left out of a plan with it and `north/beta`. */
function reasonFor(model: ConfiguredModel, fields: Partial<PlanInput> = {}) {
  const { excluded } = planFor([model, beta], fields);
  return excluded.find((entry) => entry.model === 'north/alpha');
}

describe('a model is left out', () => {
  it('when the request excludes it', () => {
    expect(reasonFor(alpha(), { exclude: ['north/alpha'] })).toStrictEqual({
      model: 'north/alpha',
      reason: 'not-requested',
      detail: 'in `exclude`',
    });
  });

  it('when the request is for others', () => {
    const reason = { model: 'north/alpha', reason: 'not-requested', detail: 'not in `model`' };
    expect(reasonFor(alpha(), { only: ['north/beta'] })).toStrictEqual(reason);
    expect(reasonFor(alpha(), { only: ['north/alpha'] })).toBeUndefined();
  });

  it('when the configuration rules it out', () => {
    const excluded = { reason: 'disabled', detail: 'switched off in `models`' } as const;
    const reason = reasonFor(alpha({}, { excluded }));
    expect(reason).toStrictEqual({ model: 'north/alpha', ...excluded });
  });

  it('from the moment its vendor switches it off', () => {
    const retiring = alpha({ retiresOn: '2026-01-01' }, { retiresAt: NOW });
    expect(reasonFor(retiring, { now: NOW - 1 })).toBeUndefined();
    expect(reasonFor(retiring, { now: NOW })).toStrictEqual({
      model: 'north/alpha',
      reason: 'retired',
      detail: 'its vendor switches it off on 2026-01-01',
    });
    const replaced = alpha({ retiresOn: '2026-01-01', successor: 'beta' }, { retiresAt: NOW });
    const detail = 'its vendor switches it off on 2026-01-01; use beta';
    expect(reasonFor(replaced)?.detail).toBe(detail);
  });

  it('when it lacks a capability, if its capabilities are known', () => {
    const needs = ['tools', 'image-input'] as const;
    expect(reasonFor(alpha({ capabilities: ['tools'] }), { needs })).toStrictEqual({
      model: 'north/alpha',
      reason: 'lacks-capability',
      detail: 'image-input',
    });
    expect(reasonFor(alpha({ capabilities: ['image-input', 'tools'] }), { needs })).toBeUndefined();
    expect(reasonFor(alpha({ capabilities: [] }))).toBeUndefined();
    expect(reasonFor(alpha(), { needs })).toBeUndefined();
  });

  it.each([
    ['window', { contextWindow: 99 }, 99],
    ['input', { maxInputTokens: 99 }, 99],
    ['input within the window', { contextWindow: 5_000, maxInputTokens: 99 }, 99],
    ['window below its input', { contextWindow: 99, maxInputTokens: 5_000 }, 99],
  ])('when the input does not fit into its %s', (_, profile, most) => {
    expect(reasonFor(alpha(profile))).toStrictEqual({
      model: 'north/alpha',
      reason: 'context-too-small',
      detail: `about 100 tokens of input, at most ${most} fit`,
    });
  });

  it.each([{}, { contextWindow: 100 }, { maxInputTokens: 100, contextWindow: 100 }])(
    'not when it just fits or nothing is known: %j',
    (profile) => {
      expect(reasonFor(alpha(profile))).toBeUndefined();
    },
  );

  it('when it counts more tokens than fit, although others do not', () => {
    const inputTokens: PlanInput['inputTokens'] = ({ id }) => (id === 'north/alpha' ? 150 : 90);
    const { excluded } = planFor(
      [
        alpha({ contextWindow: 149 }),
        aModel({ id: 'north/beta', profile: { contextWindow: 149 } }),
      ],
      { inputTokens },
    );
    expect(excluded.map(({ model }) => model)).toStrictEqual(['north/alpha']);
  });

  it('when its worst case is unknown or more than all of a strict budget, unless the request allows less', () => {
    const budget = { id: 'day', window: 'day', maxCostUsd: 0.9, strict: true } as const;
    const cheap = aModel({ profile: { price: { input: 1_000, output: 500 } } });
    expect(reasonFor(cheap, { budgets: [budget] })).toStrictEqual({
      model: 'north/alpha',
      reason: 'too-expensive',
      detail: 'its worst case of 1 USD is more than budget day in all',
    });
    const enough = { ...budget, maxCostUsd: 1 };
    expect(reasonFor(cheap, { budgets: [enough] })).toBeUndefined();
    expect(reasonFor(cheap, { budgets: [enough, budget] })?.reason).toBe('too-expensive');
    expect(reasonFor(cheap, { budgets: [budget], maxCostUsd: 0.9 })).toBeUndefined();
    expect(reasonFor(cheap, { budgets: [{ ...budget, strict: false }] })).toBeUndefined();
    const facts = { budgets: [enough], maxInputTokens: undefined };
    expect(reasonFor(cheap, facts)).toMatchObject({
      reason: 'price-unknown',
      detail: 'a strict budget needs its worst case',
    });
  });

  it('when its price is unknown and a budget is in money', () => {
    const budgets = [
      { id: 'tokens', window: 'day', maxTokens: 5 },
      { id: 'money', window: 'day', maxCostUsd: 5 },
    ] as const;
    expect(reasonFor(aModel(), { budgets })).toStrictEqual({
      model: 'north/alpha',
      reason: 'price-unknown',
      detail: 'a budget in USD needs its price',
    });
    expect(reasonFor(alpha(), { budgets })).toBeUndefined();
    expect(reasonFor(aModel(), { budgets: budgets.slice(0, 1) })).toBeUndefined();
  });

  it('when its price or the size of the input is unknown and the request has a cap', () => {
    const reason = {
      model: 'north/alpha',
      reason: 'price-unknown',
      detail: '`maxCostUsd` needs its price and text input',
    };
    expect(reasonFor(aModel(), { maxCostUsd: 5 })).toStrictEqual(reason);
    const pictures = { maxCostUsd: 5, maxInputTokens: undefined };
    expect(reasonFor(alpha(), pictures)).toStrictEqual(reason);
  });

  it('when an answer worth its name would cost more than the cap', () => {
    // 0.5 USD of input, and 256 tokens of output at 0.002 USD each.
    expect(reasonFor(alpha(), { maxCostUsd: 1.011 })).toStrictEqual({
      model: 'north/alpha',
      reason: 'too-expensive',
      detail: '`maxCostUsd` of 1.011 USD',
    });
    expect(reasonFor(alpha(), { maxCostUsd: 1.012 })).toBeUndefined();
  });

  it('while it rests, and says how long', () => {
    const rest: Rest = { remainingMs: 700, detail: 'failure: because', isGuess: true };
    const restOf: PlanInput['restOf'] = ({ id }) => (id === 'north/alpha' ? rest : undefined);
    expect(reasonFor(alpha(), { restOf })).toStrictEqual({
      model: 'north/alpha',
      reason: 'cooling',
      detail: 'failure: because',
      retryAfterMs: 700,
    });
  });

  it('when the router leaves it out', () => {
    const router = routerFor('north/beta');
    const reason = { model: 'north/alpha', reason: 'not-ranked', detail: 'the router left it out' };
    expect(reasonFor(alpha(), { router })).toStrictEqual(reason);
  });

  it('when the route is for others only', () => {
    const route = { models: ['north/beta'], only: true } as const;
    expect(reasonFor(alpha(), { route })).toStrictEqual({
      model: 'north/alpha',
      reason: 'not-ranked',
      detail: 'the route is `only` for others',
    });
  });
});

describe('of several reasons', () => {
  it('the first counts, the one that the user can do most about before the rest', () => {
    // Everything speaks against it; one reason after the other is taken away.
    const rest = { remainingMs: 700, detail: 'because', isGuess: false };
    let profile: Partial<ModelProfile> = { capabilities: [], contextWindow: 1 };
    let fields: Partial<ConfiguredModel> = {
      excluded: { reason: 'disabled', detail: 'off' },
      retiresAt: 0,
    };
    let request: Partial<PlanInput> = {
      exclude: ['north/alpha'],
      only: ['north/beta'],
      needs: ['tools'],
      maxCostUsd: 0.1,
      restOf: () => rest,
      router: routerFor('north/beta'),
    };
    const read = () => reasonFor(alpha(profile, fields), request)?.detail;
    expect(read()).toBe('in `exclude`');
    request = { ...request, exclude: [] };
    expect(read()).toBe('not in `model`');
    request = { ...request, only: undefined };
    expect(read()).toBe('off');
    fields = { retiresAt: 0 };
    expect(read()).toMatch(/switches it off/);
    fields = {};
    expect(read()).toBe('tools');
    profile = { contextWindow: 1 };
    expect(read()).toMatch(/at most 1 fit/);
    profile = {};
    expect(read()).toMatch(/maxCostUsd/);
    request = { ...request, maxCostUsd: undefined };
    expect(read()).toBe('because');
    request = { ...request, restOf: () => undefined };
    expect(read()).toBe('the router left it out');
  });
});

describe('the only model that could take a request', () => {
  const guess: Rest = { remainingMs: 700, detail: 'because', isGuess: true };

  it('is not refused for a guess about its health', () => {
    expect(tried(planFor([alpha()], { restOf: () => guess }))).toStrictEqual(['north/alpha']);
    const pinned = { only: ['north/alpha'] as const, restOf: () => guess };
    expect(tried(planFor([alpha(), beta], pinned))).toStrictEqual(['north/alpha']);
  });

  it('is refused for a limit', () => {
    const restOf = () => ({ ...guess, isGuess: false });
    expect(tried(planFor([alpha()], { restOf }))).toStrictEqual([]);
  });

  it('is not the only one while another could take it, though that rests too', () => {
    expect(tried(planFor([alpha(), beta], { restOf: () => guess }))).toStrictEqual([]);
  });
});

describe('every model', () => {
  it('is in exactly one of the two lists, whatever the request', () => {
    const ids = ['north/a', 'north/b', 'south/c', 'south/d'] as const;
    const some = fc.subarray([...ids]);
    const profile = fc.record(
      { contextWindow: fc.constantFrom(50, 500), price: fc.constant(PRICE) },
      { requiredKeys: [] },
    );
    const request = fc.record({
      exclude: some,
      only: fc.option(some, { nil: undefined }),
      route: fc.option(fc.record({ models: some, only: fc.boolean() }), { nil: undefined }),
      ranked: fc.array(fc.constantFrom(...ids, 'west/unknown' as const)),
      resting: some,
      maxCostUsd: fc.constantFrom(undefined, 1, 10),
    });
    const property = fc.property(
      fc.tuple(profile, profile, profile, profile),
      request,
      (...all) => {
        const [profiles, { ranked, resting, ...given }] = all;
        const models = ids.map((id, index) => aModel({ id, profile: profiles[index] ?? {} }));
        const isResting = new Set<string>(resting);
        const rest = { remainingMs: 1, detail: 'because', isGuess: true };
        const restOf: PlanInput['restOf'] = ({ id }) => (isResting.has(id) ? rest : undefined);
        const { candidates, excluded } = planFor(models, {
          ...given,
          restOf,
          router: routerFor(...ranked),
        });
        const listed = [...candidates, ...excluded].map(({ model }) => model);
        expect(listed.sort()).toStrictEqual([...ids]);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
