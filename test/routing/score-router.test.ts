import { describe, expect, it } from 'vitest';
import type { ModelProfile, Preference } from '../../src/contracts/model.js';
import type { Candidate, RoutingInput } from '../../src/contracts/router.js';
import { ScoreRouter } from '../../src/routing/score-router.js';

type Fields = Omit<Partial<Candidate>, 'profile'> & { readonly profile?: Partial<ModelProfile> };

function candidate(model: string, { profile, ...fields }: Fields = {}): Candidate {
  return {
    model: `north/${model}`,
    provider: 'north',
    profile: { id: model, ...profile },
    ...fields,
  };
}

function rank(candidates: readonly Candidate[], fields: Partial<RoutingInput> = {}) {
  const input = { intent: 'general', preference: 'balanced', inputTokens: 100 } as const;
  const all = { ...input, outputTokens: 400, random: 0, candidates, ...fields };
  return new ScoreRouter().rank(all);
}

function order(candidates: readonly Candidate[], fields: Partial<RoutingInput> = {}) {
  return rank(candidates, fields).map(({ model }) => model.slice('north/'.length));
}

/** Parts of one half each: 0.002 USD, 5 s (0.8 s and 336 tokens at 80 a second), quality 0.5. */
const HALVES = candidate('halves', {
  expectedCostUsd: 0.002,
  profile: { quality: 0.5 },
  health: 1,
});

describe('the score', () => {
  it.each(['cost', 'speed', 'quality', 'balanced'] as const)(
    'weighs parts of one half as one half: %s',
    (preference) => {
      const [only] = rank([HALVES], { preference, outputTokens: 336 });
      expect(only?.parts).toStrictEqual({ cost: 0.5, speed: 0.5, quality: 0.5, health: 1 });
      expect(only?.score).toBeCloseTo(0.5, 12);
    },
  );

  it.each([
    ['cost', 0.75 / 4 + 0.05 / 2 + 0.2 * 0.8],
    ['speed', 0.1 / 4 + 0.7 / 2 + 0.2 * 0.8],
    ['quality', 0.05 / 4 + 0.05 / 2 + 0.9 * 0.8],
    ['balanced', 0.3 / 4 + 0.25 / 2 + 0.45 * 0.8],
  ] as const satisfies readonly (readonly [Preference, number])[])(
    'is health times what matters for %s',
    (preference, sum) => {
      // 1 / (1 + sqrt(9)) = 1/4
      const given = candidate('a', {
        expectedCostUsd: 0.018,
        profile: { quality: 0.8 },
        health: 0.6,
      });
      const [only] = rank([given], { preference, outputTokens: 336 });
      expect(only?.parts).toStrictEqual({ cost: 0.25, speed: 0.5, quality: 0.8, health: 0.6 });
      expect(only?.score).toBeCloseTo(0.6 * sum, 12);
    },
  );

  it('takes a model of which nothing is known for a middling, healthy one', () => {
    const [only] = rank([candidate('a')], { outputTokens: 336 });
    expect(only?.parts).toStrictEqual({ cost: 1, speed: 0.5, quality: 0.5, health: 0.95 });
  });

  it('takes a model of unknown price for as dear as the dearest known', () => {
    const known = [0.018, 0.002].map((expectedCostUsd) => candidate('x', { expectedCostUsd }));
    const ranked = rank([candidate('unknown'), ...known]);
    const unknown = ranked.find(({ model }) => model === 'north/unknown');
    expect(unknown?.parts?.cost).toBe(0.25);
  });

  it('takes what was measured rather than the profile', () => {
    const measured = { timeToFirstTokenMs: 15_000, tokensPerSecond: Number.POSITIVE_INFINITY };
    const [only] = rank([candidate('a', { measured, profile: { speed: 1 } })]);
    expect(only?.parts?.speed).toBe(0.25);
  });

  it('takes the quality for this intent, where the profile has one, and else the general one', () => {
    const profile = { quality: 0.4, qualityByIntent: { writing: 0.9 } };
    const given = [candidate('a', { profile })];
    expect(rank(given, { intent: 'writing' })[0]?.parts?.quality).toBe(0.9);
    expect(rank(given, { intent: 'education' })[0]?.parts?.quality).toBe(0.4);
    const none = { qualityByIntent: { writing: 0 } };
    expect(
      rank([candidate('a', { profile: none })], { intent: 'writing' })[0]?.parts?.quality,
    ).toBe(1e-6);
  });

  it('is never 0, so that dead models can still be told apart', () => {
    const measured = { timeToFirstTokenMs: 1, tokensPerSecond: 0 };
    const dead = candidate('a', {
      expectedCostUsd: 1e30,
      measured,
      health: 0,
      profile: { quality: 0 },
    });
    const parts = { cost: 1e-6, speed: 1e-6, quality: 1e-6, health: 1e-6 };
    expect(rank([dead])[0]?.parts).toStrictEqual(parts);
    expect(rank([dead])[0]?.score).toBeCloseTo(1e-12, 20);
  });
});

describe('the order', () => {
  const cheap = candidate('cheap', {
    expectedCostUsd: 0.0001,
    profile: { quality: 0.4, speed: 0.5 },
  });
  const fast = candidate('fast', { expectedCostUsd: 0.004, profile: { quality: 0.5, speed: 1 } });
  const good = candidate('good', { expectedCostUsd: 0.03, profile: { quality: 1, speed: 0.2 } });

  it.each([
    ['cost', 'cheap'],
    ['speed', 'fast'],
    ['quality', 'good'],
  ] as const)('puts first what the preference asks for: %s', (preference, first) => {
    expect(order([good, cheap, fast], { preference })[0]).toBe(first);
  });

  it('puts a sick model behind a worse one that is well', () => {
    expect(order([{ ...good, health: 0.2 }, cheap], { preference: 'quality' })[0]).toBe('cheap');
  });

  it('is that of the configuration in a full tie', () => {
    const twins = ['b', 'a', 'c'].map((id) => candidate(id));
    expect(order(twins)).toStrictEqual(['b', 'a', 'c']);
  });

  it('is the same for any draw and any tenant, and changes nothing that it was given', () => {
    const given = Object.freeze([good, cheap, fast]);
    const first = order(given, { random: 0 });
    expect(order(given, { random: 0.999, tenant: 'acme' })).toStrictEqual(first);
  });

  describe('in a tie of scores', () => {
    const healthy = (id: string, cost: number, seconds: number, quality: number) =>
      candidate(id, {
        expectedCostUsd: cost,
        measured: { timeToFirstTokenMs: seconds * 1_000, tokensPerSecond: 1 },
        profile: { quality },
        health: 1,
      });
    /** Their order, the first one given last; undefined where it is no tie. */
    const orderOf = (first: Candidate, second: Candidate, preference: Preference) => {
      const [one, two] = rank([second, first], { preference, outputTokens: 0 });
      return one?.score === two?.score ? [one?.model, two?.model] : undefined;
    };

    it('has the cheaper first', () => {
      // Cost 1/2 and speed 1/4 against 1/4 and 1/2, which weigh the same.
      const [cheap, fast] = [healthy('cheap', 0.002, 15, 0.5), healthy('fast', 0.018, 5, 0.5)];
      expect(orderOf(cheap, fast, 'quality')).toStrictEqual(['north/cheap', 'north/fast']);
    });

    it('has the faster of two that cost the same first', () => {
      // 0.25 x 0.5 + 0.45 x 0.5 = 0.25 x 0.05 + 0.45 x 0.75
      const [fast, good] = [healthy('fast', 0.002, 5, 0.5), healthy('good', 0.002, 95, 0.75)];
      expect(orderOf(fast, good, 'balanced')).toStrictEqual(['north/fast', 'north/good']);
    });

    it('has the better of two that cost the same and are as fast first', () => {
      const better = 0.5 + Number.EPSILON / 2;
      expect(better).toBeGreaterThan(0.5);
      const [good, worse] = [healthy('good', 0, 5, better), healthy('worse', 0, 5, 0.5)];
      expect(orderOf(good, worse, 'cost')).toStrictEqual(['north/good', 'north/worse']);
    });
  });
});
