import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelProfile } from '../../src/contracts/model.js';
import {
  affordableOutputTokens,
  worstCaseOfAttemptsUsd,
  worstCaseUsd,
} from '../../src/routing/worst-case.js';
import { aModel } from '../support/builders.js';

/** 1 USD a thousand tokens of input, 2 of output. */
const PRICE = { input: 1_000, output: 2_000 };
const facts = { maxInputTokens: 1_000, maxOutputTokens: 500 };

function priced(profile: Partial<ModelProfile> = {}) {
  return aModel({ profile: { price: PRICE, ...profile } });
}

/** Costs so many USD at worst. */
function costing(usd: number) {
  return priced({ price: { input: usd * 1_000, output: 0 } });
}

describe('what one attempt costs at most', () => {
  it('is all input and all output that may be', () => {
    expect(worstCaseUsd(priced(), facts)).toBe(2);
  });

  it('has the most that the model writes where the request sets no limit', () => {
    const unlimited = { ...facts, maxOutputTokens: undefined };
    expect(worstCaseUsd(priced({ maxOutputTokens: 1_000 }), unlimited)).toBe(3);
    expect(worstCaseUsd(priced({ maxOutputTokens: 1_000 }), facts)).toBe(2);
    expect(worstCaseUsd(priced(), unlimited)).toBeUndefined();
  });

  it('is unknown without a price or a bound', () => {
    expect(worstCaseUsd(aModel(), facts)).toBeUndefined();
    expect(worstCaseUsd(priced(), { ...facts, maxInputTokens: undefined })).toBeUndefined();
  });
});

describe('what all attempts cost at most', () => {
  const usd = (costs: readonly number[], maxAttempts: number, resting: readonly number[] = []) =>
    worstCaseOfAttemptsUsd(costs.map(costing), resting.map(costing), facts, maxAttempts);

  it('is the dearest models, each tried twice, as many as there are attempts', () => {
    expect(usd([1, 4, 2], 1)).toBe(4);
    expect(usd([1, 4, 2], 2)).toBe(8);
    expect(usd([1, 4, 2], 3)).toBe(10);
    expect(usd([1, 4, 2], 5)).toBe(13);
  });

  it('is the only model, tried three times', () => {
    expect(usd([4], 2)).toBe(8);
    expect(usd([4], 3)).toBe(12);
  });

  it('has no more attempts than there are models to try', () => {
    expect(usd([4], 9)).toBe(12);
    expect(usd([4, 1], 9)).toBe(10);
    expect(usd([4, 1], 1e15)).toBe(10);
  });

  it('has models that rest among the dearest, tried as often as the others', () => {
    expect(usd([1, 2], 3, [4])).toBe(10);
    expect(usd([1, 2], 9, [4])).toBe(14);
    expect(usd([1], 3, [4])).toBe(12);
    expect(usd([4], 4, [1])).toBe(13);
    expect(usd([4], 9, [1])).toBe(15);
    expect(usd([], 9, [4])).toBe(8);
  });

  it('is unknown with no model, or with one of unknown price', () => {
    expect(usd([], 3)).toBeUndefined();
    expect(worstCaseOfAttemptsUsd([priced(), aModel()], [], facts, 1)).toBeUndefined();
    expect(worstCaseOfAttemptsUsd([priced()], [aModel()], facts, 1)).toBeUndefined();
  });
});

describe('how many tokens of output are affordable', () => {
  const affordable = (usd: number, profile: Partial<ModelProfile> = {}, given = facts) =>
    affordableOutputTokens(priced(profile), given, usd);

  it('are what the money left by the input pays for, at most what is wanted', () => {
    expect(affordable(1.8)).toBe(400);
    expect(affordable(2)).toBe(500);
    expect(affordable(99)).toBe(500);
    expect(affordable(1.8019)).toBe(400);
  });

  it('are none where the input alone is too dear', () => {
    expect(affordable(0.999)).toBe(0);
    expect(affordable(1)).toBe(0);
    expect(affordable(-5)).toBe(0);
  });

  it('are none where they are too few for an answer: 256, or what is wanted if that is less', () => {
    expect(affordable(1.512)).toBe(256);
    expect(affordable(1.5119)).toBe(0);
    const short = { ...facts, maxOutputTokens: 100 };
    expect(affordable(1.2, {}, short)).toBe(100);
    expect(affordable(1.199, {}, short)).toBe(0);
  });

  it('are bound by the profile where the request has no limit, or by nothing', () => {
    const unlimited = { maxInputTokens: 1_000, maxOutputTokens: undefined };
    const of = (usd: number, profile: Partial<ModelProfile> = {}) =>
      affordableOutputTokens(priced(profile), unlimited, usd);
    expect(of(99, { maxOutputTokens: 700 })).toBe(700);
    expect(of(11)).toBe(5_000);
    expect(of(11, { price: { input: 1_000, output: 0 } })).toBe(Number.POSITIVE_INFINITY);
  });

  it('are as many as wanted where output is free and the input is just paid for', () => {
    const price = { input: 1_000, output: 0 };
    expect(affordable(1, { price })).toBe(500);
    expect(affordable(0.999, { price })).toBe(0);
  });

  it('are unknown without a price or a bound of the input', () => {
    expect(affordableOutputTokens(aModel(), facts, 9)).toBeUndefined();
    const unbound = { ...facts, maxInputTokens: undefined };
    expect(affordableOutputTokens(priced(), unbound, 9)).toBeUndefined();
  });

  it('never cost more than there is', () => {
    const money = fc.double({ min: 0.001, max: 200, noNaN: true });
    const property = fc.property(
      fc.record({ input: money, output: money }),
      fc.nat(50_000),
      fc.integer({ min: 1, max: 50_000 }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (price, maxInputTokens, maxOutputTokens, usd) => {
        const given = { maxInputTokens, maxOutputTokens };
        const tokens = affordableOutputTokens(priced({ price }), given, usd) ?? 0;
        if (tokens === 0) return;
        const cost = worstCaseUsd(priced({ price }), { maxInputTokens, maxOutputTokens: tokens });
        // Each of the two sums is rounded up to a billionth.
        expect(cost).toBeLessThanOrEqual(usd + 2e-9);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
