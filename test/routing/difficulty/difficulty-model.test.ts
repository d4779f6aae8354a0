import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { DIFFICULTY_FEATURES } from '../../../src/routing/difficulty/difficulty-features.js';
import {
  type DifficultyModel,
  difficultyFrom,
} from '../../../src/routing/difficulty/difficulty-model.js';
import { sigmoid } from '../../../src/routing/difficulty/logistic-regression.js';

const RUNS = { numRuns: 300 };

type Features = DifficultyModel['features'];

function featuresOf(changes: Partial<Features> = {}): Features {
  const silent = DIFFICULTY_FEATURES.map((name) => [name, { mean: 0, deviation: 1, weight: 0 }]);
  return { ...(Object.fromEntries(silent) as Features), ...changes };
}

function modelOf(changes: Partial<DifficultyModel> = {}): DifficultyModel {
  return { version: 1, intercept: 0, cutoff: 0, features: featuresOf(), intents: [], ...changes };
}

/** The path and the message of the error that a model is refused with. */
function refusal(model: unknown): readonly [string, string] {
  try {
    difficultyFrom(model as DifficultyModel);
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return [error.path, error.message];
    throw error;
  }
  throw new Error('it was taken');
}

describe('a difficulty from a model', () => {
  it('is 0.5 at the cut-off, and by its log-odds above and below', () => {
    const text = 'whatever';
    const difficultyOf = (intercept: number, cutoff: number) =>
      difficultyFrom(modelOf({ intercept, cutoff }))({ text, intent: 'general' });
    expect(difficultyOf(0, 0)).toBe(0.5);
    expect(difficultyOf(-1.7, -1.7)).toBe(0.5);
    expect(difficultyOf(1, 0)).toBeCloseTo(sigmoid(1), 12);
    expect(difficultyOf(1, 3)).toBeCloseTo(sigmoid(-2), 12);
  });

  it('adds the weight of the intent, and nothing for one that it does not know', () => {
    const difficulty = difficultyFrom(modelOf({ intents: [{ intent: 'education', weight: 2 }] }));
    expect(difficulty({ text: 'x', intent: 'education' })).toBeCloseTo(sigmoid(2), 12);
    expect(difficulty({ text: 'x', intent: 'general' })).toBe(0.5);
    expect(difficulty({ text: 'x', intent: '__proto__' })).toBe(0.5);
  });

  it('weighs a feature in standard deviations, no more than three of them', () => {
    const digits = { mean: 0.25, deviation: 0.125, weight: 0.5 };
    const difficulty = difficultyFrom(modelOf({ features: featuresOf({ digits }) }));
    const logOddsOf = (text: string) => {
      const value = difficulty({ text, intent: 'general' });
      return Math.log(value / (1 - value));
    };
    expect(logOddsOf('aaa1')).toBeCloseTo(0, 9);
    expect(logOddsOf('a1')).toBeCloseTo(1, 9);
    expect(logOddsOf('aaaaa111')).toBeCloseTo(0.5, 9);
    expect(logOddsOf('1111')).toBeCloseTo(1.5, 9);
    const low = { ...digits, deviation: 0.05 };
    const other = difficultyFrom(modelOf({ features: featuresOf({ digits: low }) }));
    expect(other({ text: 'aaaa', intent: 'general' })).toBeCloseTo(sigmoid(-1.5), 9);
  });

  it('is from 0 to 1 for whatever text and whatever weights', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const deviation = fc.double({ min: Number.MIN_VALUE, max: 1e6, noNaN: true });
    const weights = fc.tuple(
      ...DIFFICULTY_FEATURES.map(() => fc.record({ mean: number, deviation, weight: number })),
    );
    fc.assert(
      fc.property(number, number, weights, fc.string(), (intercept, cutoff, all, text) => {
        const features = Object.fromEntries(
          DIFFICULTY_FEATURES.map((name, index) => [name, all[index]]),
        ) as Features;
        const difficulty = difficultyFrom(modelOf({ intercept, cutoff, features }));
        const value = difficulty({ text, intent: 'general' });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('does not change with the model that it was made from', () => {
    const intents = [{ intent: 'general', weight: 1 }];
    const difficulty = difficultyFrom(modelOf({ intents }));
    intents[0] = { intent: 'general', weight: 5 };
    expect(difficulty({ text: 'x', intent: 'general' })).toBeCloseTo(sigmoid(1), 12);
  });

  it.each([
    ['no object', 'model', 'model', 'model: expected an object, got a string of 5 characters'],
    ['none', undefined, 'model', 'model: expected an object, got undefined'],
    ['no version', {}, 'model.version', 'model.version: expected 1, got undefined'],
    [
      'a later version',
      { version: 2, other: 1 },
      'model.version',
      'model.version: expected 1, got 2',
    ],
    [
      'NaN, which JSON makes null',
      modelOf({ intercept: null as unknown as number }),
      'model.intercept',
      'model.intercept: expected a number of at least -1000000 and at most 1000000, got null',
    ],
    [
      'an infinite cut-off',
      modelOf({ cutoff: Number.POSITIVE_INFINITY }),
      'model.cutoff',
      'model.cutoff: expected a number of at least -1000000 and at most 1000000, got Infinity',
    ],
    [
      'an unknown field',
      { ...modelOf(), cutof: 1 },
      'model.cutof',
      'model.cutof: unknown option "cutof"; did you mean "cutoff"?',
    ],
    [
      'a feature less',
      modelOf({ features: featuresOf({ digits: undefined as never }) }),
      'model.features.digits',
      'model.features.digits: expected an object, got undefined',
    ],
    [
      'a feature of another version',
      modelOf({ features: { ...featuresOf(), digit: 1 } as Features }),
      'model.features.digit',
      'model.features.digit: unknown option "digit"; did you mean "digits"?',
    ],
    [
      'a deviation of 0',
      modelOf({ features: featuresOf({ lines: { mean: 0, deviation: 0, weight: 1 } }) }),
      'model.features.lines.deviation',
      'model.features.lines.deviation: expected a number above 0, got 0',
    ],
    [
      'a mean that is none',
      modelOf({ features: featuresOf({ lines: { mean: Number.NaN, deviation: 1, weight: 1 } }) }),
      'model.features.lines.mean',
      'model.features.lines.mean: expected a number of at least -1000000 and at most 1000000, got NaN',
    ],
    [
      'a weight out of all bounds',
      modelOf({ features: featuresOf({ lines: { mean: 0, deviation: 1, weight: -1e7 } }) }),
      'model.features.lines.weight',
      'model.features.lines.weight: expected a number of at least -1000000 and at most 1000000, got -10000000',
    ],
    [
      'intents that are no list',
      modelOf({ intents: {} as never }),
      'model.intents',
      'model.intents: expected an array, got an object',
    ],
    [
      'an intent without a name',
      modelOf({ intents: [{ intent: '', weight: 1 }] }),
      'model.intents[0].intent',
      'model.intents[0].intent: expected a non-empty string, got an empty string',
    ],
    [
      'an intent without a weight',
      modelOf({
        intents: [{ intent: 'general', weight: 1 }, { intent: 'writing' } as never],
      }),
      'model.intents[1].weight',
      'model.intents[1].weight: expected a number of at least -1000000 and at most 1000000, got undefined',
    ],
  ])('is refused with %s, naming it', (_, model, path, message) => {
    expect(refusal(model)).toStrictEqual([path, message]);
  });
});
