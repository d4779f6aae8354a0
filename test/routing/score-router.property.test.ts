import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFERENCES } from '../../src/contracts/model.js';
import type { Candidate, RankedCandidate, RoutingInput } from '../../src/contracts/router.js';
import { ScoreRouter, type ScoreRouterOptions } from '../../src/routing/score-router.js';

const RUNS = { numRuns: 1_000 };

const score = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const price = fc.oneof(fc.constantFrom(0, 1e-9, 0.002, 1, 1e6), share);
const measured = fc.record({
  timeToFirstTokenMs: fc.integer({ min: 0, max: 60_000 }),
  tokensPerSecond: fc.integer({ min: 1, max: 1_000 }),
});
const samples = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.double({ min: 0, max: 6, noNaN: true }),
);

/** Of candidates that have been measured it is never used. */
const UNMEASURED = { timeToFirstTokenMs: 0, tokensPerSecond: 1 };

type Fields = Partial<Candidate> & { readonly profiled: number; readonly speed: number };

function candidateOf({ profiled, speed, ...rest }: Fields, index: number): Candidate {
  const id = `model-${index}`;
  const profile = { id, quality: profiled, speed };
  return { model: `north/${id}`, provider: 'north', profile, ...rest };
}

const always = { profiled: score, speed: score };
const mostly = {
  health: score,
  samples,
  failures: fc.constantFrom(0, 0.3, 1, 20),
  quality: score,
  measured,
  outputTokens: fc.nat(20_000),
};
const priced = fc.record(
  { ...always, ...mostly, expectedCostUsd: price },
  { requiredKeys: ['profiled', 'speed', 'expectedCostUsd'] },
);
const clocked = fc.record(
  { ...always, ...mostly, expectedCostUsd: price },
  { requiredKeys: ['profiled', 'speed', 'measured'] },
);
const rated = fc.record(
  { ...always, ...mostly, expectedCostUsd: price },
  { requiredKeys: ['profiled', 'speed', 'quality'] },
);
const anyModel = fc.record(
  { ...always, ...mostly, expectedCostUsd: price },
  { requiredKeys: ['profiled', 'speed'] },
);

const listOf = (model: fc.Arbitrary<Fields>, minLength = 1) =>
  fc
    .array(model, { minLength, maxLength: 12 })
    .map((models) => models.map((fields, index) => candidateOf(fields, index)));

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const needed = {
  intent: fc.constant('general' as const),
  preference: fc.constantFrom(...PREFERENCES),
  inputTokens: fc.nat(100_000),
  outputTokens: fc.nat(20_000),
  random: draw,
};
const NEEDED = ['intent', 'preference', 'inputTokens', 'outputTokens', 'random'] as const;
const stream = fc.constant(true as const);
/** Of some model, which may be none of the candidates. */
const session = fc
  .nat(15)
  .map((index) => ({ model: `north/model-${index}` as const, inputTokens: 9 }));

/** Of no conversation and of no difficulty. */
const plainRequest = fc.record({ ...needed, stream }, { requiredKeys: [...NEEDED] });
const loneRequest = fc.record(
  { ...needed, stream, difficulty: score },
  { requiredKeys: [...NEEDED] },
);
const anyRequest = fc.record(
  { ...needed, stream, difficulty: score, session },
  { requiredKeys: [...NEEDED] },
);

const weight = fc.constantFrom(0, 0.1, 1, 3);
const anyOptions: fc.Arbitrary<ScoreRouterOptions> = fc.record(
  {
    explore: fc.constantFrom(0, 0.5, 1),
    switchCost: fc.oneof(fc.constantFrom(0, 0.2, 1), share),
    weights: fc.record({
      balanced: fc.record({ cost: weight, speed: weight, quality: fc.constantFrom(0.1, 1) }),
    }),
  },
  { requiredKeys: [] },
);

type Asked = Omit<RoutingInput, 'candidates'>;

function rank(
  candidates: readonly Candidate[],
  asked: Asked,
  options?: ScoreRouterOptions,
): readonly RankedCandidate[] {
  return new ScoreRouter(options).rank({ ...asked, candidates });
}

const ids = (list: readonly { readonly model: string }[]) => list.map(({ model }) => model);

/** Changes one candidate, and compares its places before and after, whatever else there is. */
function comparePlaces(
  model: fc.Arbitrary<Fields>,
  change: (candidate: Candidate, by: number) => Partial<Candidate>,
  compare: (before: number, after: number) => void,
): void {
  const property = fc.property(
    listOf(model, 2),
    fc.nat(),
    share,
    anyRequest,
    anyOptions,
    (candidates, at, by, asked, options) => {
      const index = at % candidates.length;
      const changed = candidates.map((candidate, place) =>
        place === index ? { ...candidate, ...change(candidate, by) } : candidate,
      );
      const { model: id } = candidates[index] as Candidate;
      const before = ids(rank(candidates, asked, options)).indexOf(id);
      compare(before, ids(rank(changed, asked, options)).indexOf(id));
    },
  );
  fc.assert(property, RUNS);
}

describe('whatever the models', () => {
  it('each is ranked once, with a score and parts above 0 and at most 1', () => {
    const property = fc.property(
      listOf(anyModel),
      anyRequest,
      anyOptions,
      (candidates, asked, options) => {
        const ranked = rank(candidates, asked, options);
        expect([...ids(ranked)].sort()).toStrictEqual([...ids(candidates)].sort());
        for (const candidate of ranked) {
          for (const value of [candidate.score, ...Object.values(candidate.parts ?? {})]) {
            expect(Number.isFinite(value) && value > 0 && value <= 1).toBe(true);
          }
        }
      },
    );
    fc.assert(property, RUNS);
  });

  it('the same request with the same draw is ranked the same, and without `explore` with any', () => {
    const property = fc.property(
      listOf(anyModel),
      anyRequest,
      anyOptions,
      draw,
      (candidates, asked, options, other) => {
        const ranked = rank(candidates, asked, options);
        expect(rank(candidates, asked, options)).toStrictEqual(ranked);
        if ((options.explore ?? 0) > 0) return;
        expect(rank(candidates, { ...asked, random: other }, options)).toStrictEqual(ranked);
      },
    );
    fc.assert(property, RUNS);
  });

  it('one no better in any part and worse in one is never ahead, but for that of the conversation', () => {
    const property = fc.property(
      listOf(anyModel, 2),
      anyRequest,
      anyOptions,
      (candidates, asked, options) => {
        const ranked = rank(candidates, asked, options);
        for (const [index, ahead] of ranked.entries()) {
          if (ahead.model === asked.session?.model) continue;
          for (const behind of ranked.slice(index + 1)) {
            expect(isDominated(ahead, behind)).toBe(false);
          }
        }
      },
    );
    fc.assert(property, RUNS);
  });

  it('that of the conversation is kept exactly until another is better by more than the switch cost', () => {
    const property = fc.property(
      listOf(anyModel, 2),
      fc.nat(),
      share,
      loneRequest,
      anyOptions,
      (candidates, at, switchCost, asked, options) => {
        const { model } = candidates[at % candidates.length] as Candidate;
        const session = { model, inputTokens: 9 };
        const alone = rank(candidates, asked, { ...options, explore: 0 });
        const [first] = rank(candidates, { ...asked, session }, { ...options, switchCost });
        const scoreOf = (id = '') => alone.find((other) => other.model === id)?.score ?? 0;
        const kept = scoreOf(model);
        const best = Math.max(
          ...alone.filter((one) => one.model !== model).map((one) => one.score),
        );
        // So near to each other that rounding decides.
        fc.pre(Math.abs(kept / (best * (1 - switchCost)) - 1) > 1e-9);
        expect(first?.model === model).toBe(kept > best * (1 - switchCost));
      },
    );
    fc.assert(property, RUNS);
  });

  it('that of the conversation is first as long as it is there, if moving costs everything', () => {
    const property = fc.property(
      listOf(anyModel, 2),
      fc.nat(),
      anyRequest,
      anyOptions,
      (candidates, at, asked, options) => {
        const { model } = candidates[at % candidates.length] as Candidate;
        const session = { model, inputTokens: 9 };
        const [first] = rank(candidates, { ...asked, session }, { ...options, switchCost: 1 });
        expect(first?.model).toBe(model);
      },
    );
    fc.assert(property, RUNS);
  });

  it('the order of the configuration matters in full ties only', () => {
    const shuffled = listOf(anyModel).chain((candidates) =>
      fc.tuple(
        fc.constant(candidates),
        fc.shuffledSubarray(candidates, { minLength: candidates.length }),
      ),
    );
    const property = fc.property(shuffled, anyRequest, ([candidates, other], asked) => {
      const one = rank(candidates, asked);
      const two = rank(other, asked);
      expect(two.map(({ score }) => score)).toStrictEqual(one.map(({ score }) => score));
      expect(two.map(ranks)).toStrictEqual(one.map(ranks));
    });
    fc.assert(property, RUNS);
  });

  it('a lower price only moves a model up', () => {
    const cheaper = ({ expectedCostUsd = 0 }: Candidate, by: number) => ({
      expectedCostUsd: expectedCostUsd * by,
    });
    comparePlaces(priced, cheaper, (before, after) => {
      expect(after).toBeLessThanOrEqual(before);
    });
  });

  it('an earlier first token, and more tokens a second, only move a model up', () => {
    const earlier = ({ measured: was = UNMEASURED }: Candidate, by: number) => ({
      measured: { ...was, timeToFirstTokenMs: was.timeToFirstTokenMs * by },
    });
    const quicker = ({ measured: was = UNMEASURED }: Candidate, by: number) => ({
      measured: { ...was, tokensPerSecond: was.tokensPerSecond * (1 + by) },
    });
    for (const faster of [earlier, quicker]) {
      comparePlaces(clocked, faster, (before, after) => {
        expect(after).toBeLessThanOrEqual(before);
      });
    }
  });

  it('better ratings only move a model up', () => {
    const better = ({ quality = 0 }: Candidate, by: number) => ({
      quality: quality + (1 - quality) * by,
    });
    comparePlaces(rated, better, (before, after) => {
      expect(after).toBeLessThanOrEqual(before);
    });
  });

  it('one more model never changes the order of the others, when prices are known', () => {
    const property = fc.property(
      listOf(priced, 2),
      fc.nat(),
      loneRequest,
      (candidates, at, asked) => {
        const { model } = candidates[at % candidates.length] as Candidate;
        const others = candidates.filter((candidate) => candidate.model !== model);
        const withAll = ids(rank(candidates, asked)).filter((id) => id !== model);
        expect(ids(rank(others, asked))).toStrictEqual(withAll);
      },
    );
    fc.assert(property, RUNS);
  });

  it('with `quality` and equal health a tier better by 0.2 always wins', () => {
    const pair = fc.tuple(
      priced,
      priced,
      fc.integer({ min: 0, max: 16 }),
      fc.integer({ min: 4, max: 20 }),
    );
    const property = fc.property(pair, plainRequest, ([one, two, tier, distance], asked) => {
      const better = Math.min(20, tier + distance) / 20;
      const candidates = [
        candidateOf({ ...one, health: 0.9, quality: tier / 20 }, 0),
        candidateOf({ ...two, health: 0.9, quality: better }, 1),
      ];
      const [first] = rank(candidates, { ...asked, preference: 'quality' });
      expect(first?.model).toBe('north/model-1');
    });
    fc.assert(property, RUNS);
  });

  it('a better model that is ahead stays ahead when the request is harder', () => {
    const property = fc.property(
      anyModel,
      anyModel,
      score,
      score,
      plainRequest,
      (one, two, easier, harder, asked) => {
        const [low, high] = [Math.min(easier, harder), Math.max(easier, harder)];
        const candidates = [one, two].map((fields, index) =>
          candidateOf({ ...fields, health: 0.9 }, index),
        );
        const [first, second] = rank(candidates, { ...asked, difficulty: low });
        fc.pre((first?.parts?.quality ?? 0) > (second?.parts?.quality ?? 0));
        const [later] = rank(candidates, { ...asked, difficulty: high });
        expect(later?.model).toBe(first?.model);
      },
    );
    fc.assert(property, RUNS);
  });

  it('who is explored is healthy, hardly known, no more than twice as dear as the best, and first', () => {
    const property = fc.property(listOf(anyModel, 2), loneRequest, (candidates, asked) => {
      const usual = rank(candidates, asked);
      const ranked = rank(candidates, asked, { explore: 1 });
      const [first, ...others] = ranked;
      expect(others.filter(({ explored }) => explored)).toStrictEqual([]);
      const known = (id = '') => candidates.find((one) => one.model === id) as Candidate;
      const dearest = Math.max(0, ...candidates.map((one) => one.expectedCostUsd ?? 0));
      const cost = (id = '') => known(id).expectedCostUsd ?? dearest;
      const isWorthIt =
        (first?.parts?.health ?? 0) >= 0.7 &&
        (known(first?.model).samples ?? 0) < 5 &&
        cost(first?.model) <= 2 * cost(usual[0]?.model);
      expect(first?.explored === true ? isWorthIt : ids(ranked).join() === ids(usual).join()).toBe(
        true,
      );
    });
    fc.assert(property, RUNS);
  });
});

/** Where it stands, but for its name. */
function ranks({ score, parts }: RankedCandidate): unknown {
  return { score, cost: parts?.cost, speed: parts?.speed, quality: parts?.quality };
}

function isDominated(one: RankedCandidate, other: RankedCandidate): boolean {
  const names = ['cost', 'speed', 'quality', 'health'] as const;
  const pairs = names.map((name) => [one.parts?.[name] ?? 0, other.parts?.[name] ?? 0] as const);
  return pairs.every(([a, b]) => a <= b) && pairs.some(([a, b]) => a < b);
}
