import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  type Detection,
  EmbeddingIntentDetector,
  fitThresholds,
} from '../../../src/index.js';
import { macroF1Of } from '../../../src/intent/evaluation/macro-f1.js';
import { countsOf } from './word-vectors.js';

const embed = countsOf(['money', 'broken', 'poem']);
const EXAMPLES = { billing: ['money'], support: ['broken'] };

interface Row {
  readonly prompt: string;
  readonly intent: 'billing' | 'support' | 'general';
}

/** Measured by asking the detector itself. */
function measured(options: object, rows: readonly Row[]): number {
  const detector = new EmbeddingIntentDetector({ embed, examples: EXAMPLES, ...options });
  const counts = new Map(
    ['billing', 'support', 'general'].map((name) => [name, { labelled: 0, answered: 0, right: 0 }]),
  );
  for (const { prompt, intent } of rows) {
    const { signal } = new AbortController();
    const answer = (detector.detect({ text: prompt, signal }) as Detection<string>).intent;
    const [labelled, answered] = [counts.get(intent), counts.get(answer)];
    if (labelled === undefined || answered === undefined) throw new Error('no such intent');
    labelled.labelled++;
    answered.answered++;
    if (answer === intent) answered.right++;
  }
  return macroF1Of(counts.values());
}

const ROWS: readonly Row[] = [
  { prompt: 'money', intent: 'billing' },
  { prompt: 'money money poem', intent: 'billing' },
  { prompt: 'money poem', intent: 'general' },
  { prompt: 'broken', intent: 'support' },
  { prompt: 'broken poem', intent: 'support' },
  { prompt: 'broken poem poem', intent: 'general' },
  { prompt: 'poem', intent: 'general' },
];

describe('fitThresholds', () => {
  it('finds thresholds that part what can be parted, in the middle between the nearest', async () => {
    const { settings, macroF1 } = await fitThresholds({ embed, examples: EXAMPLES }, ROWS);
    const { thresholds, temperature } = settings;
    expect(macroF1.before).toBeCloseTo(measured({}, ROWS), 12);
    expect(macroF1.after).toBe(1);
    expect(measured(settings, ROWS)).toBe(1);
    // Cosines with "money": 2/√5 of the farthest that is billing, 1/√2 of the nearest that is not.
    expect(thresholds.billing).toBeCloseTo((2 / Math.sqrt(5) + Math.SQRT1_2) / 2, 9);
    expect(thresholds.support).toBeCloseTo((Math.SQRT1_2 + 1 / Math.sqrt(5)) / 2, 9);
    expect(temperature).toBeGreaterThan(0);
  });

  it('gets the same from the same, and takes what it found from there on', async () => {
    const options = { embed, examples: EXAMPLES };
    const first = await fitThresholds(options, ROWS);
    expect(await fitThresholds(options, ROWS)).toEqual(first);
    const again = await fitThresholds({ ...options, ...first.settings }, ROWS);
    expect(again.settings).toEqual(first.settings);
    expect(again.macroF1).toEqual({ before: 1, after: 1 });
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('leaves alone what cannot be bettered', async () => {
    const rows: Row[] = [
      { prompt: 'money', intent: 'billing' },
      { prompt: 'broken', intent: 'support' },
    ];
    const { settings, macroF1 } = await fitThresholds({ embed, examples: EXAMPLES }, rows);
    expect(settings.thresholds).toEqual({ billing: 0, support: 0 });
    expect(macroF1).toEqual({ before: 1, after: 1 });
  });

  it('is as unsure as the rows are mixed', async () => {
    const options = { embed, examples: EXAMPLES };
    const clear = Array.from({ length: 9 }, () => ROWS[0] as Row);
    const mixed = [
      ...clear,
      ...Array.from({ length: 6 }, (): Row => ({ prompt: 'money', intent: 'support' })),
    ];
    const { settings: sure } = await fitThresholds(options, clear);
    const { settings: unsure } = await fitThresholds(options, mixed);
    expect(unsure.temperature).toBeGreaterThan(sure.temperature);
  });

  it('embeds many rows in batches that a vendor takes', async () => {
    const sizes: number[] = [];
    const counting = (texts: readonly string[]) => {
      sizes.push(texts.length);
      return Promise.resolve(embed(texts));
    };
    const rows = Array.from({ length: 600 }, (_, index) => ROWS[index % ROWS.length] as Row);
    const { macroF1 } = await fitThresholds({ embed: counting, examples: EXAMPLES }, rows);
    expect(macroF1.after).toBe(1);
    expect(sizes.toSorted((one, other) => one - other)).toEqual([2, 88, 256, 256]);
  });

  it('fits `general` as well, where it has examples', async () => {
    const examples = { general: ['poem'], billing: ['money'] };
    const rows = [
      { prompt: 'poem poem money', intent: 'billing' },
      { prompt: 'poem poem poem money', intent: 'general' },
      { prompt: 'broken', intent: 'general' },
    ] as const;
    const { settings, macroF1 } = await fitThresholds({ embed, examples }, rows);
    expect(macroF1.after).toBe(1);
    expect(macroF1.before).toBeLessThan(1);
    expect(Object.keys(settings.thresholds)).toEqual(['general', 'billing']);
  });

  it.each<[string, unknown, string]>([
    ['no rows', [], 'rows: expected at least one'],
    ['what are no rows', 'x', 'rows: expected an array'],
    ['a row that is none', [ROWS[0], null], 'rows[1]: expected an object'],
    ['a row without a prompt', [{ intent: 'billing' }], 'rows[0].prompt'],
    ['a row that is like nothing', [ROWS[0], { prompt: 'x', intent: 'billing' }], 'rows[1].prompt'],
    ['a row of an intent without examples', [{ prompt: 'x', intent: 'poem' }], 'rows[0].intent'],
  ])('refuses %s', async (_, rows, message) => {
    const fitting = fitThresholds({ embed, examples: EXAMPLES }, rows as Row[]);
    await expect(fitting).rejects.toBeInstanceOf(ConfigurationError);
    await expect(fitThresholds({ embed, examples: EXAMPLES }, rows as Row[])).rejects.toThrow(
      message,
    );
  });

  it.each([
    [{ topk: 1 }, 'did you mean "topK"'],
    [{ topK: 0 }, 'topK'],
    [{ temperature: 0 }, 'temperature'],
    [{ cache: { size: -1 } }, 'cache.size'],
  ])('refuses options that the detector refuses: %j', async (wrong, message) => {
    const fitting = fitThresholds({ embed, examples: EXAMPLES, ...wrong }, ROWS);
    await expect(fitting).rejects.toThrow(message);
  });

  it('takes rows of one intent alone', async () => {
    const rows = [{ prompt: 'money', intent: 'billing' }] as const;
    const { macroF1 } = await fitThresholds({ embed, examples: EXAMPLES }, rows);
    expect(macroF1).toEqual({ before: 1, after: 1 });
  });

  it('looks at rows as an orchestrator would show them', async () => {
    const noise = '<system-reminder>broken broken</system-reminder>';
    const noisy = ROWS.map((row) => ({ ...row, prompt: `${noise}${row.prompt}` }));
    const options = { embed, examples: EXAMPLES };
    expect(await fitThresholds(options, noisy)).toEqual(await fitThresholds(options, ROWS));
  });
});

const row = fc.record({
  prompt: fc
    .array(fc.constantFrom('money', 'broken', 'poem'), { minLength: 1, maxLength: 6 })
    .map((words) => words.join(' ')),
  intent: fc.constantFrom('billing' as const, 'support' as const, 'general' as const),
});

describe('whatever the rows are', () => {
  it('fitting never makes it worse, and says truly how good it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const { settings, macroF1 } = await fitThresholds({ embed, examples: EXAMPLES }, rows);
        expect(macroF1.after).toBeGreaterThanOrEqual(macroF1.before);
        expect(macroF1.before).toBeCloseTo(measured({}, rows), 9);
        expect(macroF1.after).toBeCloseTo(measured(settings, rows), 9);
      }),
    );
  });

  it('no other threshold of a single intent is better', async () => {
    const examples = { billing: ['money'] };
    const rows = fc.array(
      row.map(
        (one) => ({ ...one, intent: one.intent === 'billing' ? 'billing' : 'general' }) as const,
      ),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (labelled) => {
        const { macroF1 } = await fitThresholds({ embed, examples }, labelled);
        for (let billing = 0; billing <= 1; billing += 0.05) {
          const other = measured({ examples, thresholds: { billing } }, labelled);
          expect(macroF1.after).toBeGreaterThanOrEqual(other - 1e-9);
        }
      }),
    );
  });
});
