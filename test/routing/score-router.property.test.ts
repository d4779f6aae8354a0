import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFERENCES } from '../../src/contracts/model.js';
import type { Candidate, RankedCandidate, RoutingInput } from '../../src/contracts/router.js';
import { ScoreRouter } from '../../src/routing/score-router.js';

const RUNS = { numRuns: 500 };

const score = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
const price = fc.oneof(
  fc.constantFrom(0, 1e-9, 0.002, 1, 1e6),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const measured = fc.record({
  timeToFirstTokenMs: fc.integer({ min: 0, max: 60_000 }),
  tokensPerSecond: fc.integer({ min: 1, max: 1_000 }),
});

function candidateOf(
  fields: Partial<Candidate> & { quality: number; speed: number },
  index: number,
): Candidate {
  const { quality, speed, ...rest } = fields;
  const id = `model-${index}`;
  return { model: `north/${id}`, provider: 'north', profile: { id, quality, speed }, ...rest };
}

const described = fc.record({ quality: score, speed: score, health: score });
const priced = fc.record({
  quality: score,
  speed: score,
  health: score,
  expectedCostUsd: price,
});
const anyModel = fc.oneof(
  described,
  priced,
  fc.record({ quality: score, speed: score, measured }),
  fc.record({ quality: score, speed: score, expectedCostUsd: price, measured }),
);

const listOf = (
  model: fc.Arbitrary<{ quality: number; speed: number } & Partial<Candidate>>,
  minLength = 1,
) =>
  fc
    .array(model, { minLength, maxLength: 12 })
    .map((models) => models.map((fields, index) => candidateOf(fields, index)));

const settings = fc.record({
  intent: fc.constant('general' as const),
  preference: fc.constantFrom(...PREFERENCES),
  inputTokens: fc.nat(100_000),
  outputTokens: fc.nat(20_000),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

function rank(
  candidates: readonly Candidate[],
  given: Omit<RoutingInput, 'candidates'>,
): readonly RankedCandidate[] {
  return new ScoreRouter().rank({ ...given, candidates });
}

const ids = (list: readonly { readonly model: string }[]) => list.map(({ model }) => model);

describe('whatever the models', () => {
  it('every one is ranked once, best first, with a score above 0 and at most 1', () => {
    const property = fc.property(listOf(anyModel), settings, (candidates, given) => {
      const ranked = rank(candidates, given);
      expect(ids(ranked).sort()).toStrictEqual(ids(candidates).sort());
      for (const [index, { score, parts }] of ranked.entries()) {
        expect(score).toBeLessThanOrEqual(ranked[index - 1]?.score ?? 1);
        for (const value of [score, ...Object.values(parts ?? {})]) {
          expect(Number.isFinite(value) && value > 0 && value <= 1).toBe(true);
        }
      }
    });
    fc.assert(property, RUNS);
  });

  it('the same request is ranked the same, whatever was drawn', () => {
    const property = fc.property(listOf(anyModel), settings, (candidates, given) => {
      const ranked = rank(candidates, given);
      expect(rank(candidates, { ...given, random: 0 })).toStrictEqual(ranked);
    });
    fc.assert(property, RUNS);
  });

  it('one no better in any part and worse in one is never ahead of the other', () => {
    const property = fc.property(listOf(anyModel, 2), settings, (candidates, given) => {
      const ranked = rank(candidates, given);
      for (const [index, ahead] of ranked.entries()) {
        for (const behind of ranked.slice(index + 1)) {
          expect(isDominated(ahead, behind)).toBe(false);
        }
      }
    });
    fc.assert(property, RUNS);
  });

  it('the order of the configuration matters in full ties only', () => {
    const shuffled = listOf(anyModel).chain((candidates) =>
      fc.tuple(
        fc.constant(candidates),
        fc.shuffledSubarray(candidates, { minLength: candidates.length }),
      ),
    );
    const property = fc.property(shuffled, settings, ([candidates, other], given) => {
      const one = rank(candidates, given);
      const two = rank(other, given);
      expect(two.map(({ score }) => score)).toStrictEqual(one.map(({ score }) => score));
      expect(two.map(ranks)).toStrictEqual(one.map(ranks));
    });
    fc.assert(property, RUNS);
  });

  it('a lower price only moves a model up', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const property = fc.property(
      listOf(priced, 2),
      fc.nat(),
      share,
      settings,
      (candidates, at, cut, given) => {
        const index = at % candidates.length;
        const { model, expectedCostUsd = 0 } = candidates[index] as Candidate;
        const cheaper = candidates.map((candidate) =>
          candidate.model === model
            ? { ...candidate, expectedCostUsd: expectedCostUsd * cut }
            : candidate,
        );
        const before = ids(rank(candidates, given)).indexOf(model);
        const after = ids(rank(cheaper, given)).indexOf(model);
        expect(after).toBeLessThanOrEqual(before);
      },
    );
    fc.assert(property, RUNS);
  });

  it('one more model never changes the order of the others, when prices are known', () => {
    const property = fc.property(listOf(priced, 2), fc.nat(), settings, (candidates, at, given) => {
      const { model } = candidates[at % candidates.length] as Candidate;
      const others = candidates.filter((candidate) => candidate.model !== model);
      const withAll = ids(rank(candidates, given)).filter((id) => id !== model);
      expect(ids(rank(others, given))).toStrictEqual(withAll);
    });
    fc.assert(property, RUNS);
  });

  it('with `quality` and equal health a tier better by 0.2 always wins', () => {
    const pair = fc.tuple(
      fc.oneof(described, priced),
      fc.oneof(described, priced),
      fc.integer({ min: 0, max: 16 }),
      fc.integer({ min: 4, max: 20 }),
    );
    const property = fc.property(pair, settings, ([one, two, tier, distance], given) => {
      const better = Math.min(20, tier + distance) / 20;
      const candidates = [
        candidateOf({ ...one, health: 0.9, quality: tier / 20 }, 0),
        candidateOf({ ...two, health: 0.9, quality: better }, 1),
      ];
      const [first] = rank(candidates, { ...given, preference: 'quality' });
      expect(first?.model).toBe('north/model-1');
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
