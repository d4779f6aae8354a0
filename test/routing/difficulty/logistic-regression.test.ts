import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitLogistic,
  logOddsOf,
  type Observations,
  sigmoid,
  softplus,
} from '../../../src/routing/difficulty/logistic-regression.js';

const RUNS = { numRuns: 200 };

function observed(rows: readonly (readonly [inputs: readonly number[], label: 0 | 1])[]) {
  return {
    width: 1 + (rows[0]?.[0].length ?? 0),
    inputs: Float64Array.from(rows.flatMap(([inputs]) => [1, ...inputs])),
    labels: Uint8Array.from(rows, ([, label]) => label),
  } satisfies Observations;
}

/** How far from level the penalised loss is at the answer; 0 in each direction is its lowest point. */
function slopes({ width, inputs, labels }: Observations, fit: Float64Array, l2: number): number[] {
  const slope = Array.from(fit, (weight, index) => (index === 0 ? 0 : l2 * weight));
  for (const [row, label] of labels.entries()) {
    const values = [...inputs.subarray(row * width, (row + 1) * width)];
    const logOdds = values.reduce((sum, value, index) => sum + value * (fit[index] as number), 0);
    for (const [index, value] of values.entries()) {
      slope[index] = (slope[index] as number) + (sigmoid(logOdds) - label) * value;
    }
  }
  return slope;
}

const row = fc.tuple(
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
  fc.constantFrom(0 as const, 1 as const),
);
const anyObservations = fc
  .array(row, { minLength: 2, maxLength: 60 })
  .map((rows) => observed([[[0, 0, 0], 0], [[1, -1, 2], 1], ...rows]));

describe('a logistic regression', () => {
  it('without inputs knows the share of ones', () => {
    const [intercept] = fitLogistic(
      observed([
        [[], 1],
        [[], 0],
        [[], 0],
        [[], 0],
      ]),
      1,
    );
    expect(intercept).toBeCloseTo(Math.log(1 / 3), 12);
  });

  it('finds the log of the odds ratio of a table, hardly held back', () => {
    const table = observed([
      ...Array.from({ length: 30 }, () => [[1], 1] as const),
      ...Array.from({ length: 10 }, () => [[1], 0] as const),
      ...Array.from({ length: 20 }, () => [[0], 1] as const),
      ...Array.from({ length: 40 }, () => [[0], 0] as const),
    ]);
    const [intercept, weight] = fitLogistic(table, 1e-9);
    expect(intercept).toBeCloseTo(Math.log(20 / 40), 6);
    expect(weight).toBeCloseTo(Math.log(6), 6);
  });

  it('answers with finite weights where one input tells all', () => {
    const fit = fitLogistic(
      observed([
        [[-1], 0],
        [[-1], 0],
        [[1], 1],
        [[1], 1],
      ]),
      1e-3,
    );
    expect(fit[1]).toBeGreaterThan(3);
    expect(fit[1]).toBeLessThan(20);
  });

  it('ends where no direction descends', () => {
    fc.assert(
      fc.property(anyObservations, fc.constantFrom(0.1, 1, 16, 256), (observations, l2) => {
        const fit = fitLogistic(observations, l2);
        for (const slope of slopes(observations, fit, l2))
          expect(Math.abs(slope)).toBeLessThan(1e-3);
      }),
      RUNS,
    );
  });

  it('has smaller weights the stronger they are pulled to 0', () => {
    const size = (fit: Float64Array) =>
      fit.subarray(1).reduce((sum, weight) => sum + weight ** 2, 0);
    fc.assert(
      fc.property(anyObservations, (observations) => {
        const sizes = [1, 4, 16, 64, 256].map((l2) => size(fitLogistic(observations, l2)));
        for (let index = 1; index < sizes.length; index++) {
          expect(sizes[index]).toBeLessThanOrEqual((sizes[index - 1] as number) + 1e-9);
        }
      }),
      RUNS,
    );
  });

  it('is not misled by a start from which a whole step overshoots', () => {
    const observations = observed([
      ...Array.from({ length: 200 }, () => [[0.1], 0] as const),
      [[3], 1],
    ]);
    const fit = fitLogistic(observations, 1e-6);
    for (const slope of slopes(observations, fit, 1e-6)) expect(Math.abs(slope)).toBeLessThan(1e-3);
  });
});

describe('log-odds', () => {
  it.each([0.001, 0.3, 0.5, 0.9])('of %d lead back to it', (probability) => {
    expect(sigmoid(logOddsOf(probability))).toBeCloseTo(probability, 12);
  });

  it('cost what the probability of the other outcome does, however large they are', () => {
    expect(softplus(0)).toBeCloseTo(Math.LN2, 12);
    expect(softplus(2)).toBeCloseTo(-Math.log(1 - sigmoid(2)), 12);
    expect(softplus(-2)).toBeCloseTo(-Math.log(1 - sigmoid(-2)), 12);
    expect(softplus(10_000)).toBe(10_000);
    expect(softplus(-10_000)).toBe(0);
  });
});
