import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { Arrivals } from '../../../../src/testing/simulation/callers/arrivals.js';
import type { Traffic } from '../../../../src/testing/simulation/simulation-options.js';

function arrivalsUntil(endMs: number, perSecond: Traffic['perSecond'], seed = 1): number[] {
  const arrivals = new Arrivals(perSecond, seededRandom(seed));
  const times: number[] = [];
  for (let at = arrivals.next(); at < endMs; at = arrivals.next()) times.push(at);
  return times;
}

function countBetween(times: readonly number[], from: number, to: number): number {
  return times.filter((at) => at >= from && at < to).length;
}

/** The random number for which so many are expected before the next one comes. */
function expecting(count: number): number {
  return 1 - Math.exp(-count);
}

/** Random numbers for arrivals that come when so many more are expected to have come. */
function drawing(...counts: number[]): () => number {
  return () => expecting(counts.shift() ?? 1);
}

describe('Arrivals', () => {
  it('come as often as is said, on average', () => {
    // Of 100,000 the deviation is 316: five times that is one seed in a million.
    expect(Math.abs(arrivalsUntil(1_000_000, 100).length - 100_000)).toBeLessThan(1_600);
  });

  it('come at random: the time between two varies as much as its mean, as of a Poisson process', () => {
    const times = arrivalsUntil(1_000_000, 50);
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
    // A share of 1/e is longer than the mean.
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });

  it('change with the rate at its very moment', () => {
    const times = arrivalsUntil(300_000, [
      { fromSeconds: 0, perSecond: 10 },
      { fromSeconds: 100, perSecond: 0 },
      { fromSeconds: 200, perSecond: 100 },
    ]);
    expect(Math.abs(countBetween(times, 0, 100_000) - 1_000)).toBeLessThan(160);
    expect(countBetween(times, 100_000, 200_000)).toBe(0);
    expect(Math.abs(countBetween(times, 200_000, 300_000) - 10_000)).toBeLessThan(500);
    // At 100 a second the first second of the new rate is no different from the rest.
    expect(countBetween(times, 200_000, 201_000)).toBeGreaterThan(50);
  });

  it('spend what is drawn over the rates on the way, exactly', () => {
    // 1 a second for 2 s, none for 3 s, 10 a second from then on.
    const rates = [
      { fromSeconds: 0, perSecond: 1 },
      { fromSeconds: 2, perSecond: 0 },
      { fromSeconds: 5, perSecond: 10 },
    ];
    const arrivals = new Arrivals(rates, drawing(0.5, 1, 2, 1));
    expect(arrivals.next()).toBeCloseTo(500);
    expect(arrivals.next()).toBeCloseTo(1_500);
    // 0.5 of the 2 are expected until the second second, the other 1.5 take 150 ms from the fifth on.
    expect(arrivals.next()).toBeCloseTo(5_150);
    expect(arrivals.next()).toBeCloseTo(5_250);
  });

  it('wait for the first rate where that begins later', () => {
    const arrivals = new Arrivals([{ fromSeconds: 10, perSecond: 1 }], drawing(0.25));
    expect(arrivals.next()).toBeCloseTo(10_250);
  });

  it.each([
    ['a rate of 0', 0],
    ['a last rate of 0', [{ fromSeconds: 0, perSecond: 0 }]],
  ])('never come at %s', (_, perSecond) => {
    const arrivals = new Arrivals(perSecond, seededRandom(1));
    expect([arrivals.next(), arrivals.next()]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('are the same for the same random numbers', () => {
    expect(arrivalsUntil(10_000, 20, 7)).toEqual(arrivalsUntil(10_000, 20, 7));
    expect(arrivalsUntil(10_000, 20, 7)).not.toEqual(arrivalsUntil(10_000, 20, 8));
  });
});
