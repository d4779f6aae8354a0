import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/testing/index.js';
import {
  checkDistribution,
  type Distribution,
  sampler,
} from '../../../src/testing/simulation/distribution.js';
import { randomOf } from './vendors/vendors.js';

/** What `random` must give for a draw so many standard deviations above its mean. */
function draws(deviations: number): () => number {
  const turn = deviations < 0 ? 0.5 : 0;
  return randomOf(1 - Math.exp(-(deviations ** 2) / 2), turn);
}

function sorted(distribution: Distribution, seed: number): number[] {
  const draw = sampler(distribution, seededRandom(seed));
  return Array.from({ length: 10_000 }, draw).sort((a, b) => a - b);
}

describe('sampler of a constant', () => {
  it('always gives it, without a random number', () => {
    const draw = sampler(80, randomOf());
    expect([draw(), draw()]).toEqual([80, 80]);
  });
});

describe('sampler of a range', () => {
  it('draws evenly from its start up to its end, one random number each', () => {
    const draw = sampler({ min: 10, max: 30 }, randomOf(0, 0.5, 0.75));
    expect([draw(), draw(), draw()]).toEqual([10, 20, 25]);
  });

  it('is even over many draws', () => {
    const values = sorted({ min: 100, max: 200 }, 1);
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) {
      expect(Math.abs((values[share * 10_000] as number) - (100 + 100 * share))).toBeLessThan(2);
    }
  });
});

describe('sampler of a median and a p95', () => {
  it('has that median and that p95, each 10,000 draws of whatever seed', () => {
    for (const seed of [1, 2, 3]) {
      for (const { median, p95 } of [
        { median: 600, p95: 2_000 },
        { median: 150, p95: 600 },
        { median: 5, p95: 6 },
      ]) {
        const values = sorted({ median, p95 }, seed);
        expect(Math.abs((values[5_000] as number) / median - 1)).toBeLessThan(0.04);
        expect(Math.abs((values[9_500] as number) / p95 - 1)).toBeLessThan(0.05);
      }
    }
  });

  it('is log-normal: the logarithms lie evenly around the median', () => {
    const distribution = { median: 100, p95: 300 };
    const perDeviation = 3 ** (1 / 1.6448536);
    expect(sampler(distribution, draws(0))()).toBeCloseTo(100, 9);
    expect(sampler(distribution, draws(1))()).toBeCloseTo(100 * perDeviation, 9);
    expect(sampler(distribution, draws(-1))()).toBeCloseTo(100 / perDeviation, 9);
    expect(sampler(distribution, draws(1.6448536))()).toBeCloseTo(300, 9);
  });

  it('takes two random numbers for each draw', () => {
    const draw = sampler({ median: 100, p95: 300 }, randomOf(0, 0, 0, 0.5));
    expect([draw(), draw()]).toEqual([100, 100]);
  });

  it('gives the same draws for the same seed', () => {
    const distribution = { median: 600, p95: 2_000 };
    expect(sorted(distribution, 7)).toEqual(sorted(distribution, 7));
    expect(sorted(distribution, 7)).not.toEqual(sorted(distribution, 8));
  });

  it('is a constant where both are the same', () => {
    expect(sampler({ median: 100, p95: 100 }, draws(3))()).toBe(100);
  });

  it('cuts a freak draw to 20 times the p95, and nothing below', () => {
    const distribution = { median: 1, p95: 10 };
    expect(sampler(distribution, draws(6))()).toBe(200);
    const deviations = (1.6448536 * Math.log(190)) / Math.log(10);
    expect(sampler(distribution, draws(deviations))()).toBeCloseTo(190, 6);
  });

  it('cuts a freak draw that is small as far from the median', () => {
    const distribution = { median: 10, p95: 100 };
    expect(sampler(distribution, draws(-6))()).toBe(0.05);
    const deviations = (-1.6448536 * Math.log(190)) / Math.log(10);
    expect(sampler(distribution, draws(deviations))()).toBeCloseTo(10 / 190, 9);
  });

  it('is finite, and from 0, whatever it draws from', () => {
    const number = fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true });
    const random = fc.double({ min: 0, max: 1 - 2 ** -53, noNaN: true });
    fc.assert(
      fc.property(number, number, random, random, (one, other, first, second) => {
        const distribution = { median: Math.min(one, other), p95: Math.max(one, other) };
        const value = sampler(distribution, randomOf(first, second))();
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('checkDistribution', () => {
  it.each([
    0,
    12.5,
    { min: 0, max: 0 },
    { min: 1, max: 2 },
    { median: 600, p95: 600 },
    { median: 0.1, p95: 2_000 },
  ])('lets %o pass', (distribution) => {
    expect(checkDistribution(distribution, 'ms')).toEqual(distribution);
  });

  it.each<[unknown, string]>([
    [undefined, 'ms: expected a number, { min, max } or { median, p95 }, got undefined'],
    [null, 'ms: expected a number, { min, max } or { median, p95 }, got null'],
    [
      'fast',
      'ms: expected a number, { min, max } or { median, p95 }, got a string of 4 characters',
    ],
    [[1, 2], 'ms: expected an object, got an array'],
    [-1, 'ms: expected a number of at least 0, got -1'],
    [Number.NaN, 'ms: expected a number of at least 0, got NaN'],
    [Number.POSITIVE_INFINITY, 'ms: expected a number of at least 0, got Infinity'],
    [{}, 'ms.min: expected a number of at least 0, got undefined'],
    [{ min: 1 }, 'ms.max: expected a number of at least 1, got undefined'],
    [{ min: -1, max: 2 }, 'ms.min: expected a number of at least 0, got -1'],
    [{ min: 3, max: 2 }, 'ms.max: expected a number of at least 3, got 2'],
    [{ min: 1, max: 2, mean: 1 }, 'ms.mean: unknown option "mean"; did you mean "min"?'],
    [{ median: 600 }, 'ms.p95: expected a number of at least 600, got undefined'],
    [{ p95: 600 }, 'ms.median: expected a number above 0, got undefined'],
    [{ median: 0, p95: 1 }, 'ms.median: expected a number above 0, got 0'],
    [{ median: 600, p95: 599 }, 'ms.p95: expected a number of at least 600, got 599'],
    [{ median: 1, max: 2 }, 'ms.max: unknown option "max"; known: median, p95'],
    [{ medain: 1, p95: 2 }, 'ms.medain: unknown option "medain"; did you mean "median"?'],
  ])('refuses %o', (value, message) => {
    expect(() => checkDistribution(value, 'ms')).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', message }),
    );
  });

  it('refuses 0 where it makes no sense', () => {
    const check = (value: unknown) => () => checkDistribution(value, 'rate', { above: 0 });
    expect(check(0)).toThrow('rate: expected a number above 0, got 0');
    expect(check({ min: 0, max: 1 })).toThrow('rate.min: expected a number above 0, got 0');
    expect(check(0.1)()).toBe(0.1);
    expect(check({ min: 0.1, max: 1 })()).toEqual({ min: 0.1, max: 1 });
  });
});
