import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../../src/testing/simulation/record/latency-histogram.js';
import { NOTHING_MEASURED } from '../report/any-report.js';

function percentilesOf(...durations: readonly number[]) {
  const histogram = new LatencyHistogram();
  for (const ms of durations) histogram.add(ms);
  return histogram.percentiles();
}

/** What a sorted list of all would say. */
function exactly(durations: readonly number[], percent: number): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] as number;
}

function expectWithinOnePercent(estimate: number, exact: number): void {
  expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(Math.max(exact * 0.01, 0.001));
}

describe('LatencyHistogram', () => {
  it('knows nothing of nothing', () => {
    expect(percentilesOf()).toEqual(NOTHING_MEASURED);
  });

  it.each([0, 0.0004, 0.001, 0.5, 612, 1e9])('is exact where all took the same %f ms', (ms) => {
    expect(percentilesOf(ms, ms, ms)).toEqual({ p50: ms, p95: ms, p99: ms, max: ms });
  });

  it('is within 1 % of what a sorted list says, from fractions of a millisecond to days', () => {
    const duration = fc.oneof(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: -3, max: 9, noNaN: true }).map((exponent) => 10 ** exponent),
      fc.integer({ min: 0, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
        const { p50, p95, p99, max } = percentilesOf(...durations);
        expectWithinOnePercent(p50, exactly(durations, 50));
        expectWithinOnePercent(p95, exactly(durations, 95));
        expectWithinOnePercent(p99, exactly(durations, 99));
        expect(max).toBe(Math.max(...durations));
      }),
    );
  });

  it('errs by at most 1 % at both ends of each of its buckets', () => {
    const bounds = Array.from({ length: 1_300 }, (_, bucket) => 0.001 * 1.02 ** bucket);
    const errors = bounds
      .flatMap((bound) => [bound * 0.999999, bound * 1.000001])
      // Others far below and above, so that it is neither the minimum nor the maximum, which are known.
      .map((ms) => Math.abs(percentilesOf(0, ms, 1e9).p50 - ms) / Math.max(ms, 0.1));
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.01);
  });

  it('counts the one in twenty, and the one in a hundred, from the first of them on', () => {
    const many = (count: number, ms: number) => Array.from({ length: count }, () => ms);
    expect(percentilesOf(...many(19, 1), 1_000)).toMatchObject({ p95: 1, max: 1_000 });
    expectWithinOnePercent(percentilesOf(...many(18, 1), 1_000, 1_000).p95, 1_000);
    expect(percentilesOf(...many(99, 1), 1_000)).toMatchObject({ p99: 1, max: 1_000 });
    expectWithinOnePercent(percentilesOf(...many(98, 1), 1_000, 1_000).p99, 1_000);
    expectWithinOnePercent(percentilesOf(1, 1, 1_000, 1_000).p50, 1);
    expectWithinOnePercent(percentilesOf(1, 1_000, 1_000).p50, 1_000);
  });

  it('never tells more than the maximum, nor less than the minimum', () => {
    const { p50, p95, p99, max } = percentilesOf(600, 601, 602);
    expect(p50).toBeGreaterThanOrEqual(600);
    expect([p95, p99].every((percentile) => percentile <= max)).toBe(true);
  });

  it('goes on from where it was asked', () => {
    const histogram = new LatencyHistogram();
    histogram.add(5);
    expect(histogram.percentiles().max).toBe(5);
    histogram.add(7);
    expect(histogram.percentiles().max).toBe(7);
  });

  it.each([-0.001, 1_000_000_001, Number.NaN])('refuses %f ms', (ms) => {
    expect(() => percentilesOf(ms)).toThrow(
      new RangeError(`ms: expected a number from 0 to 1000000000, got ${ms}`),
    );
  });
});
