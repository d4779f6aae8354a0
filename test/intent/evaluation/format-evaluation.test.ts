import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../src/index.js';
import { formatEvaluation } from '../../../src/index.js';

const EVALUATION: Evaluation = {
  n: 5,
  accuracy: 0.6,
  lenientAccuracy: 0.8,
  macroF1: 0.65,
  failures: 0,
  unknownLabels: [],
  intents: [
    { intent: 'billing', n: 3, precision: 1, recall: 2 / 3, f1: 0.8 },
    { intent: 'x', n: 2, precision: 0.5, recall: 0.5, f1: 0.5 },
    { intent: 'general', n: 0, precision: 0, recall: 0, f1: 0 },
  ],
  languages: [{ lang: 'en', n: 5, accuracy: 0.6, macroF1: 0.65 }],
  confusion: { billing: { billing: 2, x: 1 }, x: { x: 1, general: 1 } },
  reliability: [{ from: 0.9, to: 1, n: 5, confidence: 0.95, accuracy: 0.6 }],
  calibrationError: 0.35,
  worst: [
    {
      index: 2,
      expected: 'billing',
      got: 'x',
      confidence: 0.951,
      evidence: ['x.word@3', 'x.other@9'],
      lang: 'en',
      source: 'set/7',
    },
    { index: 4, expected: 'x', got: 'general', confidence: 0, evidence: [] },
  ],
  microseconds: { median: 3.14, p95: 20, max: 71.25 },
};

describe('formatEvaluation', () => {
  it('says all of it in plain text', () => {
    expect(formatEvaluation(EVALUATION)).toBe(
      [
        '5 prompts: accuracy 0.600 (lenient 0.800), macro-F1 0.650',
        'microseconds per prompt: median 3.1, p95 20.0, max 71.3',
        '',
        'intent   n  precision  recall     F1',
        'billing  3      1.000   0.667  0.800',
        'x        2      0.500   0.500  0.500',
        'general  0      0.000   0.000  0.000',
        '',
        'language  n  accuracy  macro-F1',
        'en        5     0.600     0.650',
        '',
        'meant \\ answered  billing  x  general',
        'billing                 2  1        .',
        'x                       .  1        1',
        '',
        'confidence  n   mean  right',
        '0.9 to 1.0  5  0.950  0.600',
        'expected calibration error 0.350',
        '',
        'The worst errors, the most confident first:',
        'row 2 (en, set/7): billing, not x (0.95); x.word@3, x.other@9',
        'row 4: x, not general (0.00)',
        '',
      ].join('\n'),
    );
  });

  it('says that there were failures, and nothing of errors where there are none', () => {
    const text = formatEvaluation({ ...EVALUATION, failures: 2, worst: [] });
    expect(text).toContain('FAILED on 2: counted as general with confidence 0');
    expect(text).not.toContain('worst');
  });

  it('says which labels the detector cannot answer', () => {
    const text = formatEvaluation({ ...EVALUATION, unknownLabels: ['biling', 'x\u001b'] });
    expect(text).toContain('NO INTENTS of this detector, so never right: biling, x\\u001b\n');
  });

  it('steers no terminal by any name in it', () => {
    const nasty = 'x\u001b[2J\u009b1m\nrow 7:\u2028\u202e\u2066\u061c';
    const text = formatEvaluation({
      ...EVALUATION,
      intents: [{ intent: nasty, n: 1, precision: 1, recall: 1, f1: 1 }],
      languages: [{ lang: nasty, n: 1, accuracy: 1, macroF1: 1 }],
      confusion: { [nasty]: { [nasty]: 1 } },
      worst: [
        {
          index: 0,
          expected: nasty,
          got: nasty,
          confidence: 1,
          evidence: [nasty],
          lang: nasty,
          source: nasty,
          prompt: nasty,
        },
      ],
    });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Bidi_C}]/u);
    expect(
      text.split('x\\u001b[2J\\u009b1m\\u000arow 7:\\u2028\\u202e\\u2066\\u061c'),
    ).toHaveLength(10);
  });

  it('quotes prompts in one short line that steers no terminal', () => {
    const prompts = ['Refund\n\tme\u001b[31m', 'p'.repeat(100), 'p'.repeat(101)];
    const worst = prompts.map((prompt, index) => {
      return { index, expected: 'a', got: 'b', confidence: 1, evidence: [], prompt };
    });
    const lines = formatEvaluation({ ...EVALUATION, worst })
      .trimEnd()
      .split('\n');
    expect(lines.slice(-6)).toEqual([
      'row 0: a, not b (1.00)',
      '    Refund me\\u001b[31m',
      'row 1: a, not b (1.00)',
      `    ${'p'.repeat(100)}`,
      'row 2: a, not b (1.00)',
      `    ${'p'.repeat(100)}…`,
    ]);
  });
});
