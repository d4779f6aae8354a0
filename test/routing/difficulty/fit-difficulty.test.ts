import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { difficultyFrom } from '../../../src/routing/difficulty/difficulty-model.js';
import type { DifficultyRow } from '../../../src/routing/difficulty/difficulty-rows.js';
import {
  type FitDifficultyOptions,
  fitDifficulty,
} from '../../../src/routing/difficulty/fit-difficulty.js';
import { promptOf, seeded, shuffled, trafficOf } from './traffic.js';

/** Each point of a list makes a prompt harder: about a third is hard. */
const listed = trafficOf(400, { start: -3, perPoint: 0.6 });
const listedFit = fitDifficulty(listed);
/** Nothing tells hard from easy. */
const noise = trafficOf(150, { start: -1 }, 4);

/** The path and the message of the error that rows are refused with. */
function refusal(rows: unknown, options?: unknown): readonly [string, string] {
  try {
    fitDifficulty(rows as DifficultyRow[], options as FitDifficultyOptions);
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return [error.path, error.message];
    throw error;
  }
  throw new Error('they were taken');
}

/** Rows that would do, but for the one of this index. */
function withRow(index: number, row: unknown): unknown[] {
  const rows: unknown[] = [...listed.slice(0, 100)];
  rows[index] = row;
  return rows;
}

function shareAbove(rows: readonly DifficultyRow[], strongShare?: number): number {
  const { difficulty } = fitDifficulty(rows, { strongShare });
  const above = rows.filter(
    ({ prompt, intent = '' }) => difficulty({ text: prompt, intent }) > 0.5,
  );
  return above.length / rows.length;
}

describe('a fit to traffic in which lists are hard', () => {
  const { difficulty, report } = listedFit;

  it('finds out that they are', () => {
    expect(report.effects[0]?.feature).toBe('listItems');
    expect(report.effects[0]?.weight).toBeGreaterThan(0.3);
    expect(report.isUseful).toBe(true);
  });

  it('rates a prompt with a list above one without, of traffic that it has not seen', () => {
    const random = seeded(77);
    for (let words = 5; words < 45; words += 5) {
      const short = difficulty({ text: promptOf(random, words, 0), intent: 'general' });
      const long = difficulty({ text: promptOf(random, words, 7), intent: 'general' });
      expect(long).toBeGreaterThan(0.5);
      expect(short).toBeLessThan(0.5);
    }
  });

  it('ranks as well as it says it does, on traffic that it has not seen', () => {
    const unseen = trafficOf(2_000, { start: -3, perPoint: 0.6 }, 99);
    const rated = unseen.map(({ prompt, hard }) => ({
      hard,
      rating: difficulty({ text: prompt, intent: 'general' }),
    }));
    let pairs = 0;
    let right = 0;
    for (const one of rated.filter(({ hard }) => hard)) {
      for (const other of rated.filter(({ hard }) => !hard)) {
        pairs++;
        if (one.rating > other.rating) right++;
      }
    }
    expect(report.auc).toBeGreaterThan(0.75);
    expect(right / pairs).toBeGreaterThan(report.auc - 0.05);
    expect(right / pairs).toBeLessThan(report.auc + 0.05);
  });

  it('foresees better than the share of hard rows does', () => {
    const share = report.hardShare;
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    expect(report.baseLogLoss).toBeCloseTo(entropy, 2);
    expect(report.logLoss).toBeLessThan(report.baseLogLoss - 0.05);
  });

  it('is calibrated: of prompts that it gives 30 %, about 30 % are hard', () => {
    const { report: large } = fitDifficulty(trafficOf(1_500, { start: -3, perPoint: 0.6 }, 12));
    expect(large.calibration).toHaveLength(10);
    // In bins of 150 chance alone makes 0.03.
    expect(large.calibrationError).toBeLessThan(0.045);
    for (const { predicted, observed } of large.calibration) {
      expect(Math.abs(predicted - observed)).toBeLessThan(0.13);
    }
  });

  it('recovers more of the lead than dice, the more the more goes to the strong model', () => {
    const recovered = report.curve.map((point) => point.recovered);
    expect(recovered[0]).toBe(0);
    expect(recovered[10]).toBeCloseTo(1, 12);
    for (let tenths = 1; tenths < 10; tenths++) {
      expect(recovered[tenths]).toBeGreaterThan(tenths / 10);
      expect(recovered[tenths]).toBeGreaterThanOrEqual(recovered[tenths - 1] as number);
    }
    expect(report.averageRecovered).toBeGreaterThan(0.65);
  });

  it('counts its rows', () => {
    expect(report.rows).toBe(400);
    expect(report.hardShare).toBe(listed.filter(({ hard }) => hard).length / 400);
  });
});

describe('a fit to traffic in which an intent is hard', () => {
  const intents = { education: 2, writing: 0, general: -1 };
  const traffic = trafficOf(400, { start: -1, intents }, 8);

  it('learns the weight of each, in the right order', () => {
    const { model, report, difficulty } = fitDifficulty(traffic);
    const weightOf = (name: string) =>
      model.intents.find(({ intent }) => intent === name)?.weight ?? 0;
    expect(report.effects[0]?.feature).toBe('intent:education');
    expect(weightOf('education')).toBeGreaterThan(weightOf('writing') + 1);
    expect(weightOf('writing')).toBeGreaterThan(weightOf('general'));
    const text = traffic[0]?.prompt ?? '';
    expect(difficulty({ text, intent: 'education' })).toBeGreaterThan(0.5);
    expect(difficulty({ text, intent: 'general' })).toBeLessThan(0.5);
  });

  it('gives none to an intent of fewer than ten rows, or fewer than 2 % of all', () => {
    const named = (count: number, total: number) =>
      fitDifficulty(
        trafficOf(total, { perPoint: 0.5 }, 3).map((row, index) => ({
          ...row,
          intent: index < count ? 'rare' : 'common',
        })),
      ).model.intents.map(({ intent }) => intent);
    expect(named(9, 100)).toStrictEqual(['common']);
    expect(named(10, 100)).toStrictEqual(['common', 'rare']);
    expect(named(11, 600)).toStrictEqual(['common']);
    expect(named(12, 600)).toStrictEqual(['common', 'rare']);
  });
});

describe('a fit to traffic in which nothing tells', () => {
  const { difficulty, report, model } = fitDifficulty(noise);

  it('says so', () => {
    expect(report.isUseful).toBe(false);
    expect(report.effects).toStrictEqual([]);
    expect(report.auc).toBeGreaterThan(0.35);
    expect(report.auc).toBeLessThan(0.65);
  });

  it('says the share of hard rows to everything, which changes nothing', () => {
    expect(model.intercept).toBeCloseTo(Math.log(report.hardShare / (1 - report.hardShare)), 12);
    for (const { prompt } of noise) {
      expect(difficulty({ text: prompt, intent: 'general' })).toBe(0.5);
    }
  });

  it.each([43, 51, 53])(
    'is not taken in by rows that are there again and again: seed %i',
    (seed) => {
      const rows = trafficOf(60, { start: 0 }, seed);
      const { report: copied } = fitDifficulty(
        rows.flatMap((row) => Array.from({ length: 6 }, () => row)),
      );
      expect(copied.rows).toBe(360);
      expect(copied.auc).toBeLessThan(0.65);
      expect(copied.isUseful).toBe(false);
    },
  );

  it('is found out for nine seeds of ten at the least', () => {
    let taken = 0;
    for (let seed = 100; seed < 120; seed++) {
      if (fitDifficulty(trafficOf(80, { start: -0.5 }, seed)).report.isUseful) taken++;
    }
    expect(taken).toBeLessThanOrEqual(2);
  });
});

describe('which rows are hard', () => {
  /** Scores of which the strong one is better by `gain`, or not at all. */
  const scored = (gain: number, base: number) =>
    trafficOf(60, { perPoint: 0.5 }).map(({ prompt }, index) => ({
      prompt,
      weak: base,
      strong: index < 20 ? base + gain : base,
    }));
  const hardShareOf = (rows: readonly DifficultyRow[], margin?: number) =>
    fitDifficulty(rows, { margin }).report.hardShare;

  it('are those where the strong model is better by more than a tenth', () => {
    expect(hardShareOf(scored(0.11, 0.3))).toBe(1 / 3);
    expect(refusal(scored(0.1, 0.3))[1]).toBe(
      'rows: expected at least 10 different prompts that are hard, got 0',
    );
  });

  it('are those above another margin, where one is given', () => {
    expect(hardShareOf(scored(0.1, 0.3), 0.05)).toBe(1 / 3);
    expect(hardShareOf(scored(0.01, 0.5), 0)).toBe(1 / 3);
    expect(refusal(scored(0.4, 0.3), { margin: 0.5 })[0]).toBe('rows');
  });

  it('measures the curve in the scores, where all rows have them', () => {
    const rows = listed.map(({ prompt, hard }) => ({
      prompt,
      weak: 0.5,
      strong: hard ? 0.9 : 0.3,
    }));
    const { curve } = fitDifficulty(rows).report;
    // Beyond the hard ones the strong model loses again.
    expect(Math.max(...curve.map(({ recovered }) => recovered))).toBeGreaterThan(1.5);
  });

  it('measures the curve in hard prompts, where one row has no scores', () => {
    const rows = listed.map(({ prompt, hard }) => ({
      prompt,
      weak: 0.5,
      strong: hard ? 0.9 : 0.3,
    }));
    const [first, ...others] = rows;
    const mixed = [{ prompt: first?.prompt ?? '', hard: listed[0]?.hard ?? false }, ...others];
    expect(fitDifficulty(mixed).report.curve).toStrictEqual(listedFit.report.curve);
  });
});

describe('the share of traffic above 0.5', () => {
  it('is that of the hard rows by default', () => {
    expect(shareAbove(listed)).toBeCloseTo(listedFit.report.hardShare, 1);
  });

  it.each([0.01, 0.1, 0.5, 0.9, 0.99])('is %d where that is chosen', (share) => {
    expect(Math.abs(shareAbove(listed, share) - share)).toBeLessThan(0.006);
  });

  it('moves each difficulty and none past another', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', ' ', '\n- ', '?', '1', '{', '. ', '語') });
    const shares = [0.1, 0.3, 0.6, 0.9];
    const fits = shares.map((strongShare) => fitDifficulty(listed, { strongShare }).difficulty);
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const ratings = (text: string) => {
          return fits.map((difficulty) => difficulty({ text, intent: 'general' }));
        };
        const [ofOne, ofOther] = [ratings(one), ratings(other)];
        const orders = ofOne.map((rating, index) => Math.sign(rating - (ofOther[index] as number)));
        expect(new Set(orders).size).toBe(1);
        expect(ofOne.every((rating) => rating > 0 && rating < 1)).toBe(true);
        expect([...new Set(ofOne)].sort((a, b) => a - b)).toStrictEqual(ofOne);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a fit', () => {
  it('is the same to the last digit, whatever the order of the rows', () => {
    const again = [...listed, ...listed.slice(0, 40).map((row) => ({ ...row, hard: !row.hard }))];
    const one = fitDifficulty(again);
    const other = fitDifficulty(shuffled(again, 9));
    expect(other.model).toStrictEqual(one.model);
    expect(other.report).toStrictEqual(one.report);
  });

  it('leaves its rows alone', () => {
    const rows = Object.freeze(listed.slice(0, 100).map((row) => Object.freeze({ ...row })));
    expect(() => fitDifficulty(rows)).not.toThrow();
  });

  it('comes back from JSON with the same answers to the last digit', () => {
    const again = difficultyFrom(JSON.parse(JSON.stringify(listedFit.model)));
    for (const { prompt } of listed) {
      const input = { text: prompt, intent: 'general' };
      expect(again(input)).toBe(listedFit.difficulty(input));
    }
  });

  it('keeps no word of a prompt', () => {
    const kept = JSON.stringify([listedFit.model, listedFit.report]);
    expect(kept).not.toMatch(/amber|birch|cedar|lagoon/);
  });

  it('takes 30 prompts, ten of a kind', () => {
    const rows = (hard: number, easy: number) => [
      ...listed.filter((row) => row.hard).slice(0, hard),
      ...listed.filter((row) => !row.hard).slice(0, easy),
    ];
    expect(fitDifficulty(rows(10, 20)).report.rows).toBe(30);
    expect(fitDifficulty(rows(20, 10)).report.rows).toBe(30);
    expect(refusal(rows(10, 19))).toStrictEqual([
      'rows',
      'rows: expected at least 30 different prompts, got 29',
    ]);
    expect(refusal(rows(9, 40))[1]).toBe(
      'rows: expected at least 10 different prompts that are hard, got 9',
    );
    expect(refusal(rows(40, 9))[1]).toBe(
      'rows: expected at least 10 different prompts that are easy, got 9',
    );
  });

  it('counts a prompt once, however often it is there', () => {
    const rows = Array.from({ length: 10 }, () => listed.slice(0, 29)).flat();
    expect(refusal(rows)[1]).toBe('rows: expected at least 30 different prompts, got 29');
  });

  it('ignores what else a row has', () => {
    const rows = listed.map((row, index) => ({ ...row, id: index, language: 'en' }));
    expect(fitDifficulty(rows).model).toStrictEqual(listedFit.model);
  });

  it('does with prompts that are all alike but for their words', () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      prompt: `word${String.fromCharCode(97 + (index % 26))}${String.fromCharCode(97 + Math.floor(index / 26))}`,
      hard: index % 3 === 0,
    }));
    const { report, difficulty } = fitDifficulty(rows);
    expect(report.isUseful).toBe(false);
    expect(difficulty({ text: 'something quite different, 1 + 1?', intent: 'x' })).toBe(0.5);
  });

  it.each([
    [
      3,
      { prompt: 'x', weak: Number.NaN, strong: 1 },
      'rows[3].weak',
      'a number of at least 0 and at most 1, got NaN',
    ],
    [
      3,
      { prompt: 'x', weak: 0.2, strong: 1.01 },
      'rows[3].strong',
      'a number of at least 0 and at most 1, got 1.01',
    ],
    [
      3,
      { prompt: 'x', weak: -0.1, strong: 1 },
      'rows[3].weak',
      'a number of at least 0 and at most 1, got -0.1',
    ],
    [
      3,
      { prompt: 'x', weak: 0.2 },
      'rows[3].strong',
      'a number of at least 0 and at most 1, got undefined',
    ],
    [
      3,
      { prompt: 'x', strong: 0.2 },
      'rows[3].weak',
      'a number of at least 0 and at most 1, got undefined',
    ],
    [0, { prompt: 'x' }, 'rows[0]', 'weak and strong, or hard, got undefined'],
    [0, { prompt: 'x', hard: 1 }, 'rows[0].hard', 'true or false, got 1'],
    [
      0,
      { prompt: 'x', hard: true, weak: 0, strong: 1 },
      'rows[0].hard',
      'nothing beside weak and strong, got true',
    ],
    [7, { prompt: '', hard: true }, 'rows[7].prompt', 'a non-empty string, got an empty string'],
    [
      7,
      { prompt: ' \n', hard: true },
      'rows[7].prompt',
      'more than spaces, got a string of 2 characters',
    ],
    [7, { hard: true }, 'rows[7].prompt', 'a non-empty string, got undefined'],
    [
      7,
      { prompt: 'x', hard: true, intent: '' },
      'rows[7].intent',
      'a non-empty string, got an empty string',
    ],
    [
      7,
      { prompt: 'x', hard: true, intent: 'y'.repeat(129) },
      'rows[7].intent',
      'at most 128 characters, got a string of 129 characters',
    ],
    [2, null, 'rows[2]', 'an object, got null'],
    [2, undefined, 'rows[2]', 'an object, got undefined'],
  ])('refuses row %i: %j', (index, row, path, expected) => {
    expect(refusal(withRow(index, row))).toStrictEqual([path, `${path}: expected ${expected}`]);
  });

  it.each([
    ['rows that are none', 'rows', undefined, 'rows', 'an array, got a string of 4 characters'],
    [
      'a margin below 0',
      listed,
      { margin: -0.1 },
      'options.margin',
      'a number of at least 0 and at most 1, got -0.1',
    ],
    [
      'a margin above 1',
      listed,
      { margin: 1.1 },
      'options.margin',
      'a number of at least 0 and at most 1, got 1.1',
    ],
    [
      'no share',
      listed,
      { strongShare: 0 },
      'options.strongShare',
      'a number of at least 0.01 and at most 0.99, got 0',
    ],
    [
      'all',
      listed,
      { strongShare: 1 },
      'options.strongShare',
      'a number of at least 0.01 and at most 0.99, got 1',
    ],
    ['options that are none', listed, null, 'options', 'an object, got null'],
  ])('refuses %s', (_, rows, options, path, expected) => {
    expect(refusal(rows, options)).toStrictEqual([path, `${path}: expected ${expected}`]);
  });

  it('refuses an option that it does not know', () => {
    expect(refusal(listed, { strongshare: 0.2 })[1]).toBe(
      'options.strongshare: unknown option "strongshare"; did you mean "strongShare"?',
    );
  });
});

describe('a fit to prompts', () => {
  it('of the same shape has about the share above 0.5 that was asked for', () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      prompt: `p${index % 30}`,
      hard: index < 10,
    }));
    const { difficulty, report } = fitDifficulty(rows);
    expect(report.isUseful).toBe(true);
    const above = rows.filter(({ prompt }) => difficulty({ text: prompt, intent: '' }) > 0.5);
    expect(above.length).toBeGreaterThan(0);
  });

  it('has the nearest share to the one asked for that keeps equals together', () => {
    // 4 of one shape, 10 of the next and 46 of the last: hard are most of the first, some, and few.
    const sizes = [4, 10, 46];
    const rows = sizes.flatMap((size, kind) =>
      Array.from({ length: size }, (_, index) => ({
        prompt: `${'word, '.repeat(9 - 4 * kind)}${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`,
        hard: kind === 0 || (kind === 1 && index < 7) || (kind === 2 && index < 3),
      })),
    );
    const above = (strongShare: number) => {
      const { difficulty, report } = fitDifficulty(rows, { strongShare });
      expect(report.isUseful).toBe(true);
      return rows.filter(({ prompt }) => difficulty({ text: prompt, intent: '' }) > 0.5).length;
    };
    expect([0.01, 0.07, 0.15, 0.16, 0.22, 0.6, 0.99].map(above)).toStrictEqual([
      4, 4, 4, 14, 14, 14, 14,
    ]);
  });

  it('holds those for one that differ only in what programs added', () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({
      prompt: `<system-reminder>It is ${index} past.</system-reminder>${'word '.repeat((index % 29) + 1)}`,
      hard: index % 3 === 0,
    }));
    expect(refusal(rows)[1]).toBe('rows: expected at least 30 different prompts, got 29');
    const whole = rows.map(({ hard }, index) => ({
      prompt: `<system-reminder>${index}</system-reminder>`,
      hard,
    }));
    expect(fitDifficulty(whole).report.rows).toBe(60);
  });

  it('is one to what the plug-in is shown of them', () => {
    const fitted = (before: string) => {
      const rows = Array.from({ length: 60 }, (_, index) => ({
        prompt: `${before}${'word '.repeat(index + 1)}`,
        hard: index % 3 === 0,
      }));
      return fitDifficulty(rows).model.features.length.mean;
    };
    const reminder = '<system-reminder>Today is Monday. Keep your answers short.</system-reminder>';
    expect(fitted(reminder)).toBeCloseTo(fitted(''), 1);
  });
});
