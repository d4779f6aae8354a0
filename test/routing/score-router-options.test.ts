import { describe, expect, it } from 'vitest';
import type { ModelProfile } from '../../src/contracts/model.js';
import type { Candidate, RoutingInput } from '../../src/contracts/router.js';
import { ConfigurationError } from '../../src/index.js';
import { ScoreRouter, type ScoreRouterOptions } from '../../src/routing/score-router.js';

type Fields = Omit<Partial<Candidate>, 'profile'> & { readonly profile?: Partial<ModelProfile> };

function candidate(model: string, { profile, ...fields }: Fields = {}): Candidate {
  const known = { id: model, ...profile };
  return { model: `north/${model}`, provider: 'north', profile: known, ...fields };
}

function rank(
  candidates: readonly Candidate[],
  { options, ...asked }: Partial<RoutingInput> & { readonly options?: ScoreRouterOptions } = {},
) {
  return new ScoreRouter(options).rank({
    intent: 'general',
    preference: 'balanced',
    inputTokens: 100,
    // 0.8 s and 4.2 s at 80 a second: 5 s, a speed of one half.
    outputTokens: 336,
    random: 0.5,
    candidates,
    ...asked,
  });
}

function order(...asked: Parameters<typeof rank>): readonly string[] {
  return rank(...asked).map(({ model }) => model.slice('north/'.length));
}

/** Cost 1/2, speed 1/2, quality 4/5, health 1. */
const KNOWN = candidate('known', {
  expectedCostUsd: 0.002,
  profile: { quality: 0.8 },
  health: 1,
  samples: 20,
});

describe('weights', () => {
  const score = (options: ScoreRouterOptions, preference: RoutingInput['preference']) =>
    rank([KNOWN], { options, preference })[0]?.score;

  it('are scaled to a sum of 1, and stay as they are where nothing is said', () => {
    const weights = { cost: { cost: 0, speed: 0, quality: 7 }, speed: { quality: 1.2 } };
    expect(score({ weights }, 'cost')).toBeCloseTo(0.8, 12);
    expect(score({ weights }, 'speed')).toBeCloseTo((0.1 * 0.5 + 0.7 * 0.5 + 1.2 * 0.8) / 2, 12);
    expect(score({ weights }, 'balanced')).toBeCloseTo(0.3 * 0.5 + 0.25 * 0.5 + 0.45 * 0.8, 12);
    expect(score({ weights: {} }, 'quality')).toBeCloseTo(0.1 * 0.5 + 0.9 * 0.8, 12);
    expect(score({ weights: { cost: undefined } }, 'cost')).toBeCloseTo(0.8 * 0.5 + 0.2 * 0.8, 12);
  });

  it('may be as large as a million, whatever the difficulty', () => {
    const most = { cost: 1e6, speed: 1e6, quality: 1e6 };
    const [only] = rank([KNOWN], { options: { weights: { balanced: most } }, difficulty: 1 });
    expect(only?.score).toBeCloseTo((2 * 0.5 + 16 * 0.8) / 18, 12);
  });

  it('leave the defaults of other routers alone', () => {
    score({ weights: { cost: { quality: 100 } } }, 'cost');
    expect(score({}, 'cost')).toBeCloseTo(0.8 * 0.5 + 0.2 * 0.8, 12);
  });

  it('never bring a score over 1', () => {
    const perfect = candidate('perfect', {
      expectedCostUsd: 0,
      measured: { timeToFirstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY },
      quality: 1,
      health: 1,
    });
    for (let tenths = 1; tenths < 60; tenths++) {
      const weights = { cost: { cost: tenths / 10, speed: 0.7, quality: 1.3 } };
      const [only] = rank([perfect], { options: { weights }, preference: 'cost' });
      expect(only?.score).toBeLessThanOrEqual(1);
      expect(only?.score).toBeCloseTo(1, 12);
    }
  });
});

describe('options that are wrong', () => {
  it.each([
    [{ explor: 0.1 }, 'explor: unknown option'],
    [{ explore: 1.01 }, 'explore: expected a number of at least 0 and at most 1, got 1.01'],
    [{ explore: -0.1 }, 'explore: expected'],
    [{ switchCost: Number.NaN }, 'switchCost: expected'],
    [{ switchCost: 2 }, 'switchCost: expected'],
    [{ switchCost: '1' }, 'switchCost: expected'],
    [{ weights: { price: {} } }, 'weights.price: unknown option'],
    [{ weights: { cost: { latency: 1 } } }, 'weights.cost.latency: unknown option'],
    [{ weights: { cost: { cost: -1 } } }, 'weights.cost.cost: expected a number of at least 0'],
    [{ weights: { speed: { speed: Number.POSITIVE_INFINITY } } }, 'weights.speed.speed: expected'],
    [{ weights: { speed: { speed: 1_000_001 } } }, 'and at most 1000000, got 1000001'],
    [
      { weights: { quality: { cost: 0, speed: 0, quality: 0 } } },
      'weights.quality: expected a weight above 0, got 0',
    ],
    [{ weights: [] }, 'weights: expected an object'],
  ])('%o', (options, message) => {
    const make = () => new ScoreRouter(options as ScoreRouterOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });

  it('are not those at the edge', () => {
    for (const edge of [0, 1]) {
      expect(new ScoreRouter({ explore: edge, switchCost: edge })).toBeInstanceOf(ScoreRouter);
    }
  });
});

describe('the speed of a stream', () => {
  it('is that of the first token and a quarter of the output', () => {
    const measured = { timeToFirstTokenMs: 1_000, tokensPerSecond: 100 };
    const model = candidate('a', { measured });
    const asked = { outputTokens: 1_600 };
    expect(rank([model], asked)[0]?.parts?.speed).toBeCloseTo(5 / (5 + 17), 12);
    expect(rank([model], { ...asked, stream: true })[0]?.parts?.speed).toBeCloseTo(0.5, 12);
  });

  it('puts an early start before a quick end', () => {
    const early = { measured: { timeToFirstTokenMs: 200, tokensPerSecond: 50 } };
    const quick = { measured: { timeToFirstTokenMs: 3_000, tokensPerSecond: 200 } };
    const models = [candidate('early', early), candidate('quick', quick)];
    const asked = { outputTokens: 400, preference: 'speed' } as const;
    expect(order(models, asked)).toStrictEqual(['quick', 'early']);
    expect(order(models, { ...asked, stream: true })).toStrictEqual(['early', 'quick']);
  });
});

describe('the quality', () => {
  it('is the one that was learned, where there is one', () => {
    const profile = { quality: 0.4, qualityByIntent: { general: 0.6 } };
    const learned = candidate('a', { profile, quality: 0.7 });
    expect(rank([learned])[0]?.parts?.quality).toBe(0.7);
    expect(rank([candidate('a', { profile })])[0]?.parts?.quality).toBe(0.6);
  });
});

describe('the difficulty', () => {
  const score = (difficulty: number) => rank([KNOWN], { difficulty })[0]?.score;
  const weighed = (factor: number) => {
    const quality = 0.45 * factor;
    return (0.55 * 0.5 + quality * 0.8) / (0.55 + quality);
  };

  it('makes quality weigh from a 16th to 16 times as much', () => {
    expect(score(0)).toBeCloseTo(weighed(1 / 16), 12);
    expect(score(0.25)).toBeCloseTo(weighed(1 / 4), 12);
    expect(score(0.5)).toBeCloseTo(weighed(1), 12);
    expect(score(0.75)).toBeCloseTo(weighed(4), 12);
    expect(score(1)).toBeCloseTo(weighed(16), 12);
  });

  it('moves a request between tiers, whatever is preferred', () => {
    const small = { expectedCostUsd: 0.0002, profile: { quality: 0.6, speed: 0.9 } };
    const large = { expectedCostUsd: 0.004, profile: { quality: 0.9, speed: 0.5 } };
    const models = [candidate('small', small), candidate('large', large)];
    for (const preference of ['cost', 'speed', 'quality', 'balanced'] as const) {
      expect(order(models, { preference, difficulty: 0 })[0]).toBe('small');
      expect(order(models, { preference, difficulty: 1 })[0]).toBe('large');
    }
  });
});

describe('a conversation', () => {
  const better = candidate('better', { ...KNOWN, model: 'north/better', quality: 0.9 });
  const session = { model: KNOWN.model, inputTokens: 50 };

  it('costs every other model a fifth of its score, which the parts show', () => {
    const ranked = rank([better, KNOWN], { session });
    expect(ranked.map(({ parts }) => parts?.session)).toStrictEqual([1, 0.8]);
    expect(ranked[0]?.model).toBe(KNOWN.model);
    expect(ranked[1]?.score).toBeCloseTo(0.8 * (0.55 * 0.5 + 0.45 * 0.9), 12);
    expect(ranked[0]?.score).toBeCloseTo(0.55 * 0.5 + 0.45 * 0.8, 12);
  });

  it('costs what is configured, from nothing to everything', () => {
    const free = rank([better, KNOWN], { session, options: { switchCost: 0 } });
    expect(free[0]?.model).toBe('north/better');
    expect(free.map(({ parts }) => parts?.session)).toStrictEqual([1, 1]);
    const dying = { ...KNOWN, health: 0, quality: 0, expectedCostUsd: 1e9 };
    expect(order([better, dying], { session, options: { switchCost: 1 } })[0]).toBe('known');
    expect(order([better, dying], { session, options: { switchCost: 0.99 } })[0]).toBe('better');
  });

  it('is left by those whose health is worth less than the move', () => {
    expect(order([better, { ...KNOWN, health: 0.9 }], { session })[0]).toBe('known');
    expect(order([better, { ...KNOWN, health: 0.7 }], { session })[0]).toBe('better');
  });

  it('without a model, or with one that is no candidate, changes nothing', () => {
    const gone = { model: 'north/gone', inputTokens: 50 } as const;
    expect(rank([better, KNOWN], { session: gone })).toStrictEqual(rank([better, KNOWN]));
    expect(rank([KNOWN])[0]?.parts).not.toHaveProperty('session');
  });
});

describe('exploration', () => {
  const options = { explore: 0.25 };
  const fresh = candidate('fresh', {
    expectedCostUsd: 0.004,
    profile: { quality: 0.85, speed: 0.4 },
  });
  const drawn = (
    models: readonly Candidate[],
    random: number,
    fields: Partial<RoutingInput> = {},
  ) =>
    rank(models, { options, random, ...fields }).map(({ model, explored }) => [
      model.slice('north/'.length),
      explored,
    ]);

  it('takes the least known model first with the probability asked for, and says so', () => {
    expect(drawn([KNOWN, fresh], 0.2499)).toStrictEqual([
      ['fresh', true],
      ['known', undefined],
    ]);
    expect(drawn([KNOWN, fresh], 0.25)).toStrictEqual([
      ['known', undefined],
      ['fresh', undefined],
    ]);
  });

  it('is off unless asked for', () => {
    expect(order([KNOWN, fresh], { random: 0 })[0]).toBe('known');
  });

  const first = (...models: readonly Candidate[]) => drawn(models, 0)[0];

  it('takes nobody who is known well enough, sick, too dear or dominated', () => {
    const as = (fields: Fields) => candidate('fresh', { ...fresh, ...fields } as Fields);
    expect(first(KNOWN, as({ samples: 4.9 }))).toStrictEqual(['fresh', true]);
    expect(first(KNOWN, as({ samples: 5 }))).toStrictEqual(['known', undefined]);
    expect(first(KNOWN, as({ health: 0.7 }))).toStrictEqual(['fresh', true]);
    expect(first(KNOWN, as({ health: 0.69 }))).toStrictEqual(['known', undefined]);
    expect(first(KNOWN, as({ expectedCostUsd: 0.00401 }))).toStrictEqual(['known', undefined]);
    expect(first(KNOWN, as({ quality: 0.8 }))).toStrictEqual(['known', undefined]);
  });

  it('holds for dominated only who is worse in one part, and no better in any', () => {
    const twin = { ...KNOWN, model: 'north/twin', samples: 0 } as const;
    expect(first(KNOWN, twin)).toStrictEqual(['twin', true]);
    expect(first(KNOWN, { ...twin, health: 0.99 })).toStrictEqual(['known', undefined]);
    expect(first(KNOWN, { ...twin, expectedCostUsd: 0.003 })).toStrictEqual(['known', undefined]);
    expect(first(KNOWN, { ...twin, quality: 0.79 })).toStrictEqual(['known', undefined]);
    const slower = { timeToFirstTokenMs: 900, tokensPerSecond: 80 };
    expect(first(KNOWN, { ...twin, measured: slower })).toStrictEqual(['known', undefined]);
  });

  it('takes the least known of several, and of equals the better', () => {
    const one = candidate('one', { ...fresh, model: 'north/one', samples: 3 });
    const two = candidate('two', { ...fresh, model: 'north/two', quality: 0.9, samples: 3 });
    // Where one is as good and dearer than another it is dominated: here each has its merit.
    const cheap = candidate('cheap', { expectedCostUsd: 0.001, quality: 0.3, samples: 2 });
    expect(first(KNOWN, one, two)?.[0]).toBe('two');
    expect(first(KNOWN, one, two, cheap)?.[0]).toBe('cheap');
  });

  it('leaves the order of the others as it is', () => {
    const cheap = candidate('cheap', { expectedCostUsd: 0.001, quality: 0.3, samples: 9 });
    const models = drawn([cheap, fresh, KNOWN], 0).map(([model]) => model);
    expect(models).toStrictEqual(['fresh', 'known', 'cheap']);
  });

  it('marks nobody where the least known is first anyway', () => {
    const best = { ...KNOWN, samples: 1 };
    expect(first(best, { ...fresh, samples: 2 })).toStrictEqual(['known', undefined]);
  });

  it('takes a model of unknown price for as dear as the dearest', () => {
    const unknown = candidate('unknown', { quality: 0.85, health: 0.9 });
    expect(first(KNOWN, unknown)).toStrictEqual(['unknown', true]);
    const dear = candidate('dear', { expectedCostUsd: 1, quality: 0.1, samples: 20 });
    expect(first(KNOWN, unknown, dear)).toStrictEqual(['known', undefined]);
  });

  it('leaves each request of a conversation alone, whoever has answered it', () => {
    const session = { model: KNOWN.model, inputTokens: 1 };
    expect(drawn([KNOWN, fresh], 0, { session })[0]).toStrictEqual(['known', undefined]);
    const gone = { model: 'north/gone', inputTokens: 1 } as const;
    expect(drawn([KNOWN, fresh], 0, { session: gone })[0]).toStrictEqual(['known', undefined]);
    expect(drawn([KNOWN, fresh], 0, { opensSession: true })[0]).toStrictEqual(['known', undefined]);
  });

  it('counts a failure as much as five answers', () => {
    const failed = (failures: number, samples = 0) =>
      first(KNOWN, candidate('fresh', { ...fresh, failures, samples } as Fields));
    expect(failed(0.99)).toStrictEqual(['fresh', true]);
    expect(failed(1)).toStrictEqual(['known', undefined]);
    expect(failed(0.5, 2)).toStrictEqual(['fresh', true]);
    expect(failed(0.5, 2.5)).toStrictEqual(['known', undefined]);
  });

  it.each([Number.NaN, -1])('takes nobody for a draw of %d', (draw) => {
    expect(drawn([KNOWN, fresh], draw)[0]).toStrictEqual(['known', undefined]);
  });
});

describe('the expected output', () => {
  it('is the candidate’s own, where it has one; of a stream a quarter of it', () => {
    const measured = { timeToFirstTokenMs: 1_000, tokensPerSecond: 100 };
    const asked = { outputTokens: 5_000 };
    const long = candidate('long', { measured, outputTokens: 1_600 });
    expect(rank([long], asked)[0]?.parts?.speed).toBeCloseTo(5 / (5 + 17), 12);
    expect(rank([long], { ...asked, stream: true })[0]?.parts?.speed).toBeCloseTo(0.5, 12);
  });
});
