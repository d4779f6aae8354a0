import { describe, expect, it } from 'vitest';
import {
  areaUnderCurve,
  averageRecovered,
  calibrationError,
  calibrationOf,
  type Forecast,
  recoveryCurve,
} from '../../../src/routing/difficulty/difficulty-measures.js';
import { seeded, shuffled } from './traffic.js';

function forecast(probability: number, isHard: boolean, gain = Number(isHard)): Forecast {
  return { probability, isHard, gain };
}

describe('the area under the curve', () => {
  it.each([
    ['a perfect order', [0.9, 0.8], [0.2, 0.1], 1],
    ['the reverse', [0.1, 0.2], [0.8, 0.9], 0],
    ['all the same', [0.5, 0.5], [0.5, 0.5], 0.5],
    ['one of four pairs wrong', [0.9, 0.4], [0.5, 0.1], 0.75],
    ['a tie among them', [0.9, 0.5], [0.5, 0.1], 0.875],
    ['more easy than hard', [0.6], [0.7, 0.5, 0.4, 0.3], 0.75],
  ])('%s', (_, hard, easy, area) => {
    const forecasts = [
      ...easy.map((p) => forecast(p, false)),
      ...hard.map((p) => forecast(p, true)),
    ];
    expect(areaUnderCurve(forecasts)).toBeCloseTo(area, 12);
  });
});

describe('calibration', () => {
  it('sets what was said against what came, in bins of as many rows', () => {
    const rows = Array.from({ length: 20 }, (_, index) =>
      forecast(index < 10 ? 0.2 : 0.8, index === 3 || (index >= 10 && index < 19)),
    );
    expect(calibrationOf(shuffled(rows, 1))).toStrictEqual([
      { rows: 10, predicted: expect.closeTo(0.2, 12), observed: 0.1 },
      { rows: 10, predicted: expect.closeTo(0.8, 12), observed: 0.9 },
    ]);
  });

  it.each([
    [5, 1],
    [19, 1],
    [20, 2],
    [99, 9],
    [1_000, 10],
  ])('puts %i rows in %i bins, none left out', (count, bins) => {
    const calibration = calibrationOf(
      Array.from({ length: count }, (_, index) => forecast(index / count, false)),
    );
    expect(calibration).toHaveLength(bins);
    expect(calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(count);
  });

  it('is off by the distance of both, each bin weighing as many rows as it has', () => {
    const error = calibrationError([
      { rows: 30, predicted: 0.2, observed: 0.1 },
      { rows: 10, predicted: 0.5, observed: 0.9 },
    ]);
    expect(error).toBeCloseTo((30 * 0.1 + 10 * 0.4) / 40, 12);
  });
});

describe('the curve of recovery', () => {
  it('has the gains of the hardest first', () => {
    const rows = [0.5, 0.3, 0.2, 0, 0, 0, 0, 0, 0, 0].map((gain, index) =>
      forecast(1 - index / 10, gain > 0.1, gain),
    );
    const curve = recoveryCurve(shuffled(rows, 2));
    expect(curve.map(({ strongShare }) => strongShare)).toStrictEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
    const recovered = [0, 0.5, 0.8, 1, 1, 1, 1, 1, 1, 1, 1];
    for (const [index, point] of curve.entries()) {
      expect(point.recovered).toBeCloseTo(recovered[index] as number, 12);
    }
    expect(averageRecovered(curve)).toBeCloseTo((0.5 + 0.8 + 7 + 0.5) / 10, 12);
  });

  it('is above 1 where the strong model spoils what it gets last', () => {
    const curve = recoveryCurve([forecast(0.9, true, 1), forecast(0.1, false, -0.5)]);
    expect(curve[5]?.recovered).toBe(2);
    expect(curve[10]?.recovered).toBe(1);
  });

  it('takes a part of a row where a tenth is no whole number of rows', () => {
    const curve = recoveryCurve([forecast(0.9, true), forecast(0.1, false)]);
    expect(curve[2]?.recovered).toBeCloseTo(0.4, 12);
  });

  it('is that of dice where nothing tells rows apart, in whatever order they came', () => {
    const rows = Array.from({ length: 10 }, (_, index) => forecast(0.5, index < 3));
    for (const { strongShare, recovered } of recoveryCurve(rows)) {
      expect(recovered).toBeCloseTo(strongShare, 12);
    }
    expect(averageRecovered(recoveryCurve(rows))).toBeCloseTo(0.5, 12);
  });

  it.each([0, -0.1])('is empty where the strong model leads by %d', (gain) => {
    const curve = recoveryCurve([forecast(0.9, true, 0), forecast(0.1, false, gain)]);
    expect(curve).toStrictEqual([]);
    expect(averageRecovered(curve)).toBeUndefined();
  });

  it('agrees with counting hard rows among the first', () => {
    const random = seeded(5);
    const rows = Array.from({ length: 500 }, () => forecast(random(), random() < 0.4));
    const hard = rows.filter(({ isHard }) => isHard).length;
    const first = [...rows].sort((one, other) => other.probability - one.probability).slice(0, 150);
    const caught = first.filter(({ isHard }) => isHard).length;
    expect(recoveryCurve(rows)[3]?.recovered).toBeCloseTo(caught / hard, 9);
  });
});
