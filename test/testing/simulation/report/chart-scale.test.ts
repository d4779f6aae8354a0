import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeTicks, valueTicks } from '../../../../src/testing/simulation/report/chart-scale.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

function labelsOf(ticks: readonly { readonly label: string }[]) {
  return ticks.map(({ label }) => label);
}

describe('timeTicks', () => {
  it.each([
    [10, '0, 1 ms, 2 ms, 3 ms, 4 ms, 5 ms, 6 ms, 7 ms, 8 ms, 9 ms, 10 ms'],
    [2 * SECOND, '0, 200 ms, 400 ms, 600 ms, 800 ms, 1 s, 1.2 s, 1.4 s, 1.6 s, 1.8 s, 2 s'],
    [MINUTE, '0, 10 s, 20 s, 30 s, 40 s, 50 s, 1 min'],
    [61 * SECOND, '0, 10 s, 20 s, 30 s, 40 s, 50 s, 1 min'],
    [10 * MINUTE, '0, 1 min, 2 min, 3 min, 4 min, 5 min, 6 min, 7 min, 8 min, 9 min, 10 min'],
    [2 * HOUR, '0, 15 min, 30 min, 45 min, 1 h, 1 h 15 min, 1 h 30 min, 1 h 45 min, 2 h'],
    [24 * HOUR, '0, 3 h, 6 h, 9 h, 12 h, 15 h, 18 h, 21 h, 24 h'],
    [24 * 7 * HOUR, '0, 24 h, 48 h, 72 h, 96 h, 120 h, 144 h, 168 h'],
    [24 * 30 * HOUR, '0, 72 h, 144 h, 216 h, 288 h, 360 h, 432 h, 504 h, 576 h, 648 h, 720 h'],
  ])('counts %d ms by what people count by', (endMs, labels) => {
    expect(labelsOf(timeTicks(endMs)).join(', ')).toBe(labels);
  });

  it('puts each where it belongs', () => {
    expect(timeTicks(8 * SECOND).map(({ at }) => at)).toEqual([
      0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1,
    ]);
    expect(timeTicks(80 * SECOND).at(-1)).toEqual({ at: 1, label: '1 min 20 s' });
    expect(timeTicks(75 * SECOND).at(-1)).toEqual({ at: 70 / 75, label: '1 min 10 s' });
  });

  it('has at most eleven, and enough to read a time by', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 400 * 24 * HOUR }), (endMs) => {
        const ticks = timeTicks(endMs);
        expect(ticks.length).toBeGreaterThanOrEqual(5);
        expect(ticks.length).toBeLessThanOrEqual(11);
        expect(ticks.every(({ at }) => at <= 1)).toBe(true);
      }),
    );
  });
});

describe('valueTicks', () => {
  it.each([
    [4, 4, ['1', '2', '3', '4']],
    [4.1, 6, ['2', '4', '6']],
    [5.6, 6, ['2', '4', '6']],
    [8.1, 10, ['5', '10']],
    [20, 20, ['5', '10', '15', '20']],
    [21, 30, ['10', '20', '30']],
    [0.4, 0.4, ['0.1', '0.2', '0.3', '0.4']],
    [1_999, 2_000, ['500', '1,000', '1,500', '2,000']],
  ])('goes up to a peak of %d', (peak, end, labels) => {
    const scale = valueTicks(peak);
    expect(scale.end).toBeCloseTo(end, 10);
    expect(labelsOf(scale.ticks)).toEqual(labels);
    expect(scale.ticks[0]?.at).toBeCloseTo(1 / labels.length, 10);
    expect(scale.ticks.at(-1)?.at).toBe(1);
  });

  it('holds every peak, and little more', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (peak) => {
        const { end, ticks } = valueTicks(peak);
        expect(end).toBeGreaterThanOrEqual(peak * (1 - 1e-9));
        expect(end).toBeLessThanOrEqual(peak * 2);
        expect(ticks.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
