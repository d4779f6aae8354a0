import { describe, expect, it } from 'vitest';
import type { ModelId, ModelProfile } from '../../src/contracts/model.js';
import type { Router, RoutingInput } from '../../src/contracts/router.js';
import { aModel, stats } from '../support/builders.js';
import { planFor, routerFor, routerOf, tried } from './planning.js';

const PRICE = { input: 1_000, output: 2_000 };
const ids = ['north/a', 'north/b', 'south/c'] as const;
const models = ids.map((id) => aModel({ id, profile: { price: PRICE } }));
const [a, b, c] = ids;

function only(profile: Partial<ModelProfile> = {}) {
  return [aModel({ id: a, profile })];
}

/** A router that keeps what it was asked. */
function recorder() {
  const asked: RoutingInput[] = [];
  const router = routerOf((input) => {
    asked.push(input);
    return [];
  });
  return { router, asked };
}

describe('the order of a plan', () => {
  it('is that of the router, with its scores', () => {
    const ranked = [
      { model: c, score: 0.9, parts: { cost: 1, speed: 1, quality: 1, health: 1 } },
      { model: a, score: 0.5 },
      { model: b, score: 0.1 },
    ];
    expect(planFor(models, { router: routerOf(() => ranked) }).candidates).toStrictEqual(ranked);
  });

  it('has the models of the route before the ranked ones, with their scores', () => {
    const route = { models: [b], only: false };
    const router = routerOf(() => [
      { model: c, score: 0.9 },
      { model: b, score: 0.5 },
      { model: a, score: 0.1 },
    ]);
    expect(planFor(models, { route, router }).candidates).toStrictEqual([
      { model: b, score: 0.5 },
      { model: c, score: 0.9 },
      { model: a, score: 0.1 },
    ]);
  });

  it('has a model of the route that the router left out, without a score', () => {
    const route = { models: [b], only: false };
    const { candidates } = planFor(models, { route, router: routerFor(c) });
    expect(candidates).toStrictEqual([
      { model: b, score: 0 },
      { model: c, score: 0.5 },
    ]);
  });

  it('has nobody but the models of a route that is `only` for them', () => {
    const route = { models: [c, a], only: true };
    expect(tried(planFor(models, { route }))).toStrictEqual([c, a]);
  });

  it('is that of the models the request lists, whatever route and router say', () => {
    const route = { models: [b], only: true };
    const router = routerFor(b, a, c);
    expect(tried(planFor(models, { only: [c, a], route, router }))).toStrictEqual([c, a]);
    expect(tried(planFor(models, { only: [c, a], router: routerFor(a) }))).toStrictEqual([c, a]);
  });

  it('has nobody twice, though route, request or router list it twice', () => {
    expect(tried(planFor(models, { only: [c, a, c] }))).toStrictEqual([c, a]);
    expect(tried(planFor(models, { route: { models: [b, b], only: true } }))).toStrictEqual([b]);
    const router = routerOf(() => [
      { model: a, score: 0.9 },
      { model: b, score: 0.5 },
      { model: a, score: 0.1 },
    ]);
    const { candidates } = planFor(models, { router });
    expect(candidates).toStrictEqual([
      { model: a, score: 0.9 },
      { model: b, score: 0.5 },
    ]);
  });

  it('has nobody that is excluded or unknown, though route or router list it', () => {
    const route = { models: [a, b], only: false };
    const router = routerFor('west/x' as ModelId, a, c);
    const plan = planFor(models, { route, router, exclude: [a] });
    expect(tried(plan)).toStrictEqual([b, c]);
  });
});

describe('the mark of who is explored', () => {
  const router = routerOf(() => [
    { model: c, score: 0.1, explored: true },
    { model: a, score: 0.9 },
    { model: b, score: 0.5 },
  ]);
  const marks = (fields: Parameters<typeof planFor>[1]) =>
    planFor(models, { router, ...fields }).candidates.map(({ model, explored }) => [
      model,
      explored,
    ]);

  it('is on who is first for that reason, whatever was left out', () => {
    expect(marks({})[0]).toStrictEqual([c, true]);
    expect(marks({ exclude: [b] })[0]).toStrictEqual([c, true]);
    const route = { models: [b], only: false };
    expect(marks({ exclude: [b], route })[0]).toStrictEqual([c, true]);
  });

  it('is on nobody where the request or the route says who is first', () => {
    const none = [undefined, undefined, undefined];
    for (const fields of [
      { only: [c, a, b] },
      { route: { models: [a], only: false } },
      { route: { models: [c], only: false } },
    ]) {
      expect(marks(fields).map(([, explored]) => explored)).toStrictEqual(none);
    }
  });

  it('is on nobody where the model stands behind the others on its way back', () => {
    const plan = planFor(models, { router, isHeldBack: (model) => model === c });
    expect(plan.candidates.at(-1)).toStrictEqual({ model: c, score: 0.1, slowStart: true });
  });
});

describe('the difficulty', () => {
  it('is shown where it is known', () => {
    expect(planFor(models, { difficulty: 0 }).difficulty).toBe(0);
    expect(planFor(models)).not.toHaveProperty('difficulty');
  });
});

describe('a router', () => {
  it('is asked about those that may answer, in the order of the configuration', () => {
    const { router, asked } = recorder();
    const measured = { timeToFirstTokenMs: 5, tokensPerSecond: 6 };
    planFor(models, {
      router,
      exclude: [b],
      inputTokens: ({ id }) => (id === a ? 100 : 200),
      seenOf: (model) => (model === a ? { measured, samples: 2, health: 0.5 } : {}),
      qualityOf: (model) => (model === c ? 0.7 : undefined),
      statsOf: (model) => (model === c ? stats({ inFlight: 3 }) : undefined),
      streaming: true,
      difficulty: 0.4,
      session: { model: b, inputTokens: 60 },
      tenant: 'acme',
      metadata: { plan: 'pro' },
    });
    const profile = (id: string) => ({ id, price: PRICE });
    expect(asked).toStrictEqual([
      {
        intent: 'writing',
        preference: 'balanced',
        inputTokens: 100,
        outputTokens: 400,
        random: 0.25,
        stream: true,
        difficulty: 0.4,
        session: { model: b, inputTokens: 60 },
        tenant: 'acme',
        metadata: { plan: 'pro' },
        candidates: [
          {
            model: a,
            provider: 'north',
            profile: profile('a'),
            expectedCostUsd: 0.9,
            measured,
            samples: 2,
            health: 0.5,
          },
          {
            model: c,
            provider: 'south',
            profile: profile('c'),
            expectedCostUsd: 1,
            quality: 0.7,
            stats: stats({ inFlight: 3 }),
          },
        ],
      },
    ]);
  });

  it('is told nothing that is not known', () => {
    const { router, asked } = recorder();
    planFor(only(), { router });
    const never = ['stream', 'difficulty', 'session', 'tenant', 'metadata'];
    for (const name of never) expect(asked[0]).not.toHaveProperty(name);
    expect(Object.keys(asked[0]?.candidates[0] ?? {})).toStrictEqual([
      'model',
      'provider',
      'profile',
    ]);
  });

  it('is told that what its conversation’s model has seen comes from its cache', () => {
    const { router, asked } = recorder();
    const cached = { ...PRICE, cacheRead: 100 };
    const priced = ids.map((id) => aModel({ id, profile: { price: cached } }));
    const costs = () => asked.at(-1)?.candidates.map(({ expectedCostUsd }) => expectedCostUsd);
    planFor(priced, { router, session: { model: b, inputTokens: 60 } });
    // 60 tokens at a tenth of the price, 40 at the full one, and the output.
    expect(costs()).toStrictEqual([0.9, 0.846, 0.9]);
    planFor(priced, { router, session: { model: b, inputTokens: 1_000 } });
    expect(costs()).toStrictEqual([0.9, 0.81, 0.9]);
    planFor(models, { router, session: { model: b, inputTokens: 60 } });
    expect(costs()).toStrictEqual([0.9, 0.9, 0.9]);
  });

  it('is told what a model’s own answers have, at most what the request allows, and their cost', () => {
    const { router, asked } = recorder();
    const seenOf = (model: ModelId) => {
      if (model === a) return { outputTokens: 900 };
      return model === b ? { outputTokens: 1_200, failures: 2 } : {};
    };
    planFor(models, { router, seenOf });
    expect(asked[0]?.candidates).toMatchObject([
      // 100 tokens of input at 1,000 USD per million, and the output at 2,000.
      { outputTokens: 900, expectedCostUsd: 1.9 },
      { outputTokens: 1_000, expectedCostUsd: 2.1, failures: 2 },
      { expectedCostUsd: 0.9 },
    ]);
    expect(asked[0]?.candidates[2]).not.toHaveProperty('outputTokens');
    expect(asked[0]?.outputTokens).toBe(400);
  });

  it('is told that a conversation begins', () => {
    const { router, asked } = recorder();
    planFor(models, { router, opensSession: true });
    planFor(models, { router });
    expect(asked[0]?.opensSession).toBe(true);
    expect(asked[1]).not.toHaveProperty('opensSession');
  });

  it('is not asked where nobody may answer', () => {
    const { router, asked } = recorder();
    planFor(models, { router, exclude: [...ids] });
    expect(asked).toStrictEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['an error', new RangeError('secret'), 'RangeError'],
    ['anything else', 'secret', 'an unknown error'],
  ])('that throws %s costs no request: the order of the configuration holds', (_, error, name) => {
    const router: Router = {
      rank: () => {
        throw error;
      },
    };
    const plan = planFor(models, { router, route: { models: [c], only: false } });
    expect(tried(plan)).toStrictEqual([c, a, b]);
    expect(plan.candidates.map(({ score }) => score)).toStrictEqual([0, 0, 0]);
    const message = `The router threw (${name}); the order of the configuration was taken.`;
    expect(plan.warnings).toStrictEqual([{ code: 'other', message }]);
  });

  it.each([
    ['nothing', undefined],
    ['a promise', Promise.resolve([])],
    ['a list of nothing', [null]],
  ])('that returns %s costs no request: the order of the configuration holds', (_, returned) => {
    const router = routerOf(() => returned as never);
    expect(tried(planFor(models, { router }))).toStrictEqual(ids);
  });
});

describe('what a plan says besides', () => {
  it('is what it was made for', () => {
    expect(planFor(models)).toMatchObject({
      intent: 'writing',
      intentConfidence: 0.8,
      preference: 'balanced',
      inputTokens: 100,
      outputTokens: 400,
      warnings: [],
    });
  });

  it('is the size of the input as its first model counts it, or the first that is left out', () => {
    const inputTokens = ({ id }: { id: string }) => ids.indexOf(id as typeof a) + 1;
    expect(planFor(models, { inputTokens, router: routerFor(c, a, b) }).inputTokens).toBe(3);
    expect(planFor(models, { inputTokens, exclude: [...ids] }).inputTokens).toBe(1);
    expect(planFor([], { inputTokens }).inputTokens).toBe(0);
  });

  it('is what all attempts cost at most: two on each model, three on an only one', () => {
    // 500 tokens of input and 1 000 of output are 2.5 USD, or 1 USD at half of a fifth.
    const cheap = aModel({ id: 'west/x', profile: { price: { input: 1_000, output: 500 } } });
    expect(planFor([models[0] ?? cheap, cheap]).maxCostUsd).toBe(2.5 + 2.5 + 1);
    expect(planFor([cheap]).maxCostUsd).toBe(3);
    expect(planFor([cheap], { maxAttempts: 1 }).maxCostUsd).toBe(1);
  });

  it('is no more than the request itself allows', () => {
    const cheap = aModel({ id: 'west/x', profile: { price: { input: 1_000, output: 500 } } });
    expect(planFor([cheap], { maxCostUsd: 2 }).maxCostUsd).toBe(2);
    expect(planFor([cheap], { maxCostUsd: 5 }).maxCostUsd).toBe(3);
  });

  it('is the cost of models that rest, too, and of no others that are left out', () => {
    const priceOf = (input: number) => ({ price: { input, output: 0 } });
    const dear = aModel({ id: 'west/dear', profile: priceOf(8_000) });
    const cheap = aModel({ id: 'west/x', profile: priceOf(2_000) });
    const rest = { remainingMs: 700, detail: 'because', isGuess: true };
    const restOf = ({ id }: { id: string }) => (id === 'west/dear' ? rest : undefined);
    expect(planFor([cheap, dear], { restOf }).maxCostUsd).toBe(3 * 4);
    expect(planFor([cheap, dear], { restOf, maxAttempts: 5 }).maxCostUsd).toBe(3 * 4 + 2);
    expect(planFor([cheap, dear], { restOf, exclude: ['west/dear'] }).maxCostUsd).toBe(3);
    expect(planFor([cheap, dear], { restOf: () => rest }).maxCostUsd).toBe(2 * 4 + 1);
    const unknown = aModel({ id: 'west/dear' });
    expect(planFor([cheap, unknown], { restOf })).not.toHaveProperty('maxCostUsd');
  });

  it('is no cost where one of its candidates has no price, or nobody may answer', () => {
    expect(planFor([...models, aModel()])).not.toHaveProperty('maxCostUsd');
    expect(planFor(models, { exclude: [...ids] })).not.toHaveProperty('maxCostUsd');
    const priced = planFor([...models, aModel()], { exclude: ['north/alpha'] });
    expect(priced.maxCostUsd).toBe(7.5);
  });

  it('is that a model is gone, behind the warnings that there were', () => {
    const given = { code: 'other', message: 'as before' } as const;
    const status = { reason: 'retired', detail: 'its vendor switched it off' } as const;
    const gone = aModel({ id: 'west/gone', excluded: status });
    const going = aModel({
      id: 'west/going',
      profile: { retiresOn: '2026-01-01' },
      retiresAt: 0,
    });
    const { warnings } = planFor([...models, gone, going], { warnings: [given], exclude: [a] });
    expect(warnings).toStrictEqual([
      given,
      {
        code: 'model-retired',
        model: 'west/gone',
        message: 'west/gone is retired: its vendor switched it off.',
      },
      {
        code: 'model-retired',
        model: 'west/going',
        message: 'west/going is retired: its vendor switches it off on 2026-01-01.',
      },
    ]);
  });
});

describe('planning', () => {
  it('has the same answer to the same question', () => {
    const fields = { route: { models: [b], only: false }, exclude: [c] };
    expect(planFor(models, fields)).toStrictEqual(planFor(models, fields));
  });

  it('leaves what it was given as it was', () => {
    const warnings = Object.freeze([]);
    const router = routerOf(() => Object.freeze([]));
    const plan = planFor(models, {
      warnings,
      router,
      route: { models: Object.freeze([b]), only: false },
    });
    expect(plan.warnings).not.toBe(warnings);
    expect(tried(plan)).toStrictEqual([b]);
  });
});
