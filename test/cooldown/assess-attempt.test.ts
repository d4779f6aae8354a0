import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CooldownDecision, CooldownPolicy } from '../../src/contracts/cooldown-policy.js';
import { assessAttempt } from '../../src/cooldown/assess-attempt.js';
import { aFailedOutcome, anOutcome, stats } from '../support/builders.js';

const attempt = aFailedOutcome({ kind: 'server' });
const midway = () => 0.5;

function policyOf(decision: Partial<CooldownDecision> | undefined, name = 'own'): CooldownPolicy {
  return { name, assess: () => decision && { forMs: 1_000, reason: 'because', ...decision } };
}

function restOf(decision: Partial<CooldownDecision>, asked = attempt, random = midway) {
  const { rests, warnings } = assessAttempt([policyOf(decision)], asked, stats(), random);
  expect(warnings).toStrictEqual([]);
  return rests[0];
}

function warningsOf(decision: unknown): readonly string[] {
  const policy = { name: 'own', assess: () => decision as CooldownDecision };
  const { rests, warnings } = assessAttempt([policy], attempt, stats(), midway);
  expect(rests).toStrictEqual([]);
  return warnings.map(({ message }) => message);
}

describe('assessAttempt', () => {
  it('gives every policy the attempt and the counts', () => {
    const counts = stats({ consecutiveFailures: 3 });
    const seen: unknown[] = [];
    const policy: CooldownPolicy = {
      name: 'own',
      assess: (...given) => {
        seen.push(given);
        return undefined;
      },
    };
    const assessed = assessAttempt([policy, policy], attempt, counts, midway);
    expect(assessed).toStrictEqual({ rests: [], warnings: [] });
    expect(seen).toStrictEqual([
      [attempt, counts],
      [attempt, counts],
    ]);
  });

  it('rests the model, without a probe, where a policy says no more', () => {
    expect(restOf({})).toStrictEqual({
      scope: 'model',
      target: 'north/alpha',
      forMs: 1_000,
      reason: 'because',
      policy: 'own',
      probe: false,
    });
  });

  it('makes one rest of each policy that decides on one', () => {
    const policies = [policyOf({}, 'a'), policyOf(undefined, 'b'), policyOf({ forMs: 5 }, 'c')];
    const { rests } = assessAttempt(policies, attempt, stats(), midway);
    expect(rests).toMatchObject([
      { policy: 'a', forMs: 1_000 },
      { policy: 'c', forMs: 5 },
    ]);
  });

  it('takes over the probe and what may override the rest, 0 too', () => {
    expect(restOf({ probe: true, overrideEveryMs: 0 })).toMatchObject({
      probe: true,
      overrideEveryMs: 0,
    });
    expect(restOf({ probe: 1 as unknown as boolean })?.probe).toBe(false);
  });

  it('rests what the scope says: the model, its pool or its provider', () => {
    const pooled = { ...attempt, pool: 'north#greek' };
    expect(restOf({ scope: 'model' }, pooled)?.target).toBe('north/alpha');
    expect(restOf({ scope: 'pool' }, pooled)).toMatchObject({
      scope: 'pool',
      target: 'north#greek',
    });
    expect(restOf({ scope: 'provider' })).toMatchObject({ scope: 'provider', target: 'north' });
  });

  it('rests the model alone where a policy means a pool that it has not', () => {
    expect(restOf({ scope: 'pool' })).toMatchObject({ scope: 'model', target: 'north/alpha' });
  });

  it('cuts the reason to 200 characters', () => {
    expect(restOf({ reason: 'x'.repeat(201) })?.reason).toBe('x'.repeat(200));
  });
});

describe('the length of a rest', () => {
  it.each([
    [0.2, 1],
    [1_000.1, 1_001],
    [3_600_000, 3_600_000],
    [3_600_001, 3_600_000],
    [Number.MAX_VALUE, 3_600_000],
  ])('of %d ms is %i: whole, and at most one hour', (forMs, expected) => {
    expect(restOf({ forMs })?.forMs).toBe(expected);
  });

  it.each([
    [0, 0, 1_000],
    [0.2, 0, 1_000],
    [0.2, 0.5, 1_100],
    [1, 0.5, 1_500],
    [7, 0.5, 1_500],
    [-1, 0.5, 1_000],
    [Number.NaN, 0.5, 1_000],
  ])('with a jitter of %d and a draw of %d is %i ms', (jitter, drawn, forMs) => {
    expect(restOf({ jitter }, attempt, () => drawn)?.forMs).toBe(forMs);
  });

  it('is drawn only where there is jitter, so that a rest of a threshold is the same everywhere', () => {
    const draw = () => expect.fail('drawn');
    expect(restOf({}, attempt, draw)?.forMs).toBe(1_000);
    expect(restOf({ jitter: 0 }, attempt, draw)?.forMs).toBe(1_000);
  });

  it('is never shorter than decided and longer by no more than its jitter', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (forMs, jitter, drawn) => {
        const rest = restOf({ forMs, jitter }, attempt, () => drawn)?.forMs as number;
        expect(rest).toBeGreaterThanOrEqual(forMs);
        expect(rest).toBeLessThanOrEqual(Math.ceil(forMs * (1 + jitter)));
      },
    );
    fc.assert(property);
  });
});

describe('a policy that is wrong', () => {
  it.each([
    ['not a number', Number.NaN],
    ['endless', Number.POSITIVE_INFINITY],
    ['negative', -1],
    ['of no length', 0],
    ['missing', undefined],
    ['a string', '1000'],
  ])('is ignored, with a warning, where its rest is %s', (_, forMs) => {
    const message = `The cooldown policy "own" was ignored: forMs is ${forMs}`;
    expect(warningsOf({ forMs, reason: 'because' })).toStrictEqual([message]);
  });

  it('is ignored where it has an unknown scope or decides on nothing it could mean', () => {
    expect(warningsOf({ forMs: 1, reason: 'because', scope: 'vendor' })).toStrictEqual([
      'The cooldown policy "own" was ignored: scope is none of model, pool, provider',
    ]);
    expect(warningsOf(null)).toHaveLength(1);
  });

  it('is ignored where it throws, and the others are asked all the same', () => {
    const throwing = (error: unknown): CooldownPolicy => ({
      name: 'broken',
      assess: () => {
        throw error;
      },
    });
    const policies = [throwing(new Error('oops')), throwing('oops'), policyOf({})];
    const { rests, warnings } = assessAttempt(policies, anOutcome(), stats(), midway);
    expect(rests).toMatchObject([{ policy: 'own' }]);
    expect(warnings).toStrictEqual([
      {
        code: 'other',
        model: 'north/alpha',
        message: 'The cooldown policy "broken" was ignored: oops',
      },
      {
        code: 'other',
        model: 'north/alpha',
        message: 'The cooldown policy "broken" was ignored: it threw no Error',
      },
    ]);
  });

  it.each([Number.NaN, -1, null])('is ignored where its overrideEveryMs is %s', (every) => {
    expect(warningsOf({ forMs: 1, reason: 'because', overrideEveryMs: every })).toHaveLength(1);
  });
});
