import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Intent } from '../../src/contracts/intent-detector.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';

const helpDesk = new KeywordIntentDetector({
  rules: { billing: ['invoice', /refund/i], support: ['broken', 'does not work'] },
});

describe('rules of your own', () => {
  it('give the answers their type', () => {
    expectTypeOf(helpDesk).toEqualTypeOf<KeywordIntentDetector<'billing' | 'support'>>();
    expectTypeOf(new KeywordIntentDetector()).toEqualTypeOf<KeywordIntentDetector<Intent>>();
    const { intent } = helpDesk.detect({ text: '' });
    expectTypeOf(intent).toEqualTypeOf<'billing' | 'support' | 'general'>();
  });

  it('find their intents', () => {
    expect(helpDesk.intents).toEqual(['billing', 'support']);
    expect(helpDesk.detect({ text: 'Where is my INVOICE?' }).intent).toBe('billing');
    expect(helpDesk.detect({ text: 'I want my money back, REFUNDED' }).intent).toBe('billing');
    expect(helpDesk.detect({ text: 'the lamp is broken' }).intent).toBe('support');
  });

  it('replace the built-in ones', () => {
    const { intent, evidence, scores } = helpDesk.detect({ text: 'Translate this into French' });
    expect(intent).toBe('general');
    expect(evidence).toEqual([]);
    expect(Object.keys(scores ?? {})).toEqual(['billing', 'support', 'general']);
  });

  it('name themselves in the evidence by intent and place', () => {
    expect(helpDesk.detect({ text: 'a refund' }).evidence).toEqual(['custom.billing.1@2']);
  });

  it('decide by how many of them speak, with general where none does and the first intent for a tie', () => {
    expect(helpDesk.detect({ text: 'broken, does not work, invoice' }).intent).toBe('support');
    const tie = helpDesk.detect({ text: 'broken invoice' });
    expect(tie.intent).toBe('billing');
    expect(tie.confidence).toBeLessThan(0.5);
    expect(helpDesk.detect({ text: 'invoice' }).confidence).toBeGreaterThan(0.5);
  });

  it('may speak for general', () => {
    const greeter = new KeywordIntentDetector({ rules: { sales: ['price'], general: ['hello'] } });
    expect(greeter.intents).toEqual(['sales', 'general']);
    expect(greeter.detect({ text: 'hello, what price?' }).intent).toBe('general');
  });

  it('match words at word boundaries, phrases over any white space', () => {
    expect(helpDesk.detect({ text: 'invoices' }).intent).toBe('general');
    expect(helpDesk.detect({ text: 'un_broken' }).intent).toBe('general');
    expect(helpDesk.detect({ text: 'éinvoice' }).intent).toBe('general');
    expect(helpDesk.detect({ text: 'it DOES\n\tnot  work.' }).intent).toBe('support');
    expect(helpDesk.detect({ text: 'it does nothing, work' }).intent).toBe('general');
  });

  it('need no boundary in scripts without spaces, nor next to a symbol of their own', () => {
    const detector = new KeywordIntentDetector({
      rules: { payment: ['发票', '払い戻し'], code: ['C++', '.net', 'a-b', 'x&&y'] },
    });
    expect(detector.detect({ text: '我的发票在哪里' }).intent).toBe('payment');
    expect(detector.detect({ text: '早く払い戻してください' }).intent).toBe('payment');
    expect(detector.detect({ text: 'I like C++, really' }).intent).toBe('code');
    expect(detector.detect({ text: 'I like asp.net' }).intent).toBe('code');
    expect(detector.detect({ text: 'a-b' }).intent).toBe('code');
    expect(detector.detect({ text: 'x&&y' }).intent).toBe('code');
    expect(detector.detect({ text: 'C, c, netto, .nets' }).intent).toBe('general');
  });

  it('take every symbol of a string as itself', () => {
    const symbols = '^$.*+?()[]{}|/\\-!#%&,:;<=>@`~"\'';
    const detector = new KeywordIntentDetector({ rules: { symbols: [symbols] } });
    expect(detector.detect({ text: `a${symbols}b` }).intent).toBe('symbols');
    expect(detector.detect({ text: 'anything else' }).intent).toBe('general');
  });

  it('leave the state of a global or sticky RegExp alone and are not moved by it', () => {
    const refund = /refund/g;
    const opening = /refund/y;
    refund.lastIndex = 3;
    const detector = new KeywordIntentDetector({
      rules: { anywhere: [refund], opening: [opening] },
    });
    for (let again = 0; again < 3; again++) {
      expect(detector.detect({ text: 'a refund' }).intent).toBe('anywhere');
      expect(detector.detect({ text: 'refund' }).evidence).toEqual([
        'custom.anywhere.0@0',
        'custom.opening.0@0',
      ]);
    }
    expect(refund.lastIndex).toBe(3);
    expect(opening.lastIndex).toBe(0);
  });

  it('are copied: changing the list later changes nothing', () => {
    const rules: { sales: string[] } = { sales: ['price'] };
    const detector = new KeywordIntentDetector({ rules });
    rules.sales[0] = 'offer';
    expect(detector.detect({ text: 'price' }).intent).toBe('sales');
    expect(detector.detect({ text: 'offer' }).intent).toBe('general');
  });

  it('work for intents that are named like members of every object', () => {
    const detector = new KeywordIntentDetector({
      rules: { constructor: ['build'], toString: ['text'] },
    });
    expect(detector.detect({ text: 'build' }).intent).toBe('constructor');
    expect(detector.detect({ text: 'text' }).intent).toBe('toString');
    expect(detector.detect({ text: 'else' }).intent).toBe('general');
  });

  it('speak as loudly as 4, or as their weight says', () => {
    const loudness = (weight: number | undefined): number => {
      const detector = new KeywordIntentDetector({ rules: { a: [{ match: 'x1', weight }] } });
      const of = (text: string): number => {
        const { scores } = detector.detect({ text });
        return Math.log((scores?.a ?? 0) / (scores?.general ?? 1));
      };
      return of('x1') - of('');
    };
    expect(loudness(undefined)).toBeCloseTo(4);
    for (const weight of [0, 0.5, 4, 12]) expect(loudness(weight)).toBeCloseTo(weight);
  });

  it('decide by their weights, which plain words and RegExps can be mixed with', () => {
    const detector = new KeywordIntentDetector({
      rules: {
        loud: [{ match: /fire/i, weight: 100 }, 'help'],
        quiet: ['smoke', 'FIRE', { match: 'candle', weight: 1 }],
      },
    });
    expect(detector.detect({ text: 'Fire and smoke' }).intent).toBe('loud');
    expect(detector.detect({ text: 'help, smoke, fire' }).evidence).toEqual([
      'custom.loud.0@13',
      'custom.loud.1@0',
      'custom.quiet.0@6',
      'custom.quiet.1@13',
    ]);
    expect(detector.detect({ text: 'a candle' }).intent).toBe('general');
    expect(detector.detect({ text: 'a candle, smoke' }).intent).toBe('quiet');
  });

  it('start behind general by 1 before any of them speaks', () => {
    const { scores } = new KeywordIntentDetector({ rules: { a: ['x1'] } }).detect({ text: '' });
    expect(Math.log((scores?.a ?? 0) / (scores?.general ?? 1))).toBeCloseTo(-1);
  });

  it('read 16 KB of a text, and of a longer one the first and the last 8', () => {
    const at = (before: number, after: number): string => {
      const text = `${'-'.repeat(before)}invoice${'-'.repeat(after)}`;
      return helpDesk.detect({ text }).intent;
    };
    expect(at(8_200, 8_177)).toBe('billing');
    expect(at(8_185, 50_000)).toBe('billing');
    expect(at(8_186, 50_000)).toBe('general');
    expect(at(50_000, 8_185)).toBe('billing');
    expect(at(50_000, 8_186)).toBe('general');
  });
});

describe('options that are wrong', () => {
  const cases: readonly [string, unknown, string, RegExp][] = [
    ['no object', 'rules', '', /expected an object, got a string/],
    ['null', null, '', /got null/],
    ['an unknown key', { rule: {} }, 'rule', /unknown option.*"rules"/],
    ['rules that are no object', { rules: 7 }, 'rules', /expected an object, got 7/],
    ['rules that are null', { rules: null }, 'rules', /got null/],
    ['a list of rules', { rules: ['invoice'] }, 'rules', /got an array/],
    ['no intents', { rules: {} }, 'rules', /at least one intent/],
    ['an empty list', { rules: { a: [] } }, 'rules.a', /at least one element, got an empty array/],
    ['no list', { rules: { a: 'x' } }, 'rules.a', /expected an array, got a string/],
    ['an undefined list', { rules: { a: undefined } }, 'rules.a', /got undefined/],
    ['an empty string', { rules: { a: ['x', ''] } }, 'rules.a[1]', /a word.*got an empty string/],
    ['a blank string', { rules: { a: [' \t'] } }, 'rules.a[0]', /a word, a phrase or a RegExp/],
    ['a number', { rules: { a: [1] } }, 'rules.a[0]', /a word, a phrase or a RegExp, got 1/],
    ['an object', { rules: { a: [{}] } }, 'rules.a[0]', /got an object/],
    ['a match that is none', { rules: { a: [{ match: 5 }] } }, 'rules.a[0]', /a RegExp, got 5/],
    ['an empty match', { rules: { a: [{ match: ' ' }] } }, 'rules.a[0]', /a word, a phrase/],
    [
      'a weight below 0',
      { rules: { a: [{ match: 'x', weight: -1 }] } },
      'rules.a[0].weight',
      /got -1/,
    ],
    [
      'a weight above 100',
      { rules: { a: ['y', { match: 'x', weight: 100.5 }] } },
      'rules.a[1].weight',
      /got 100.5/,
    ],
    [
      'a weight that is no number',
      { rules: { a: [{ match: 'x', weight: Number.NaN }] } },
      'rules.a[0].weight',
      /NaN/,
    ],
    [
      'an unknown key of a rule',
      { rules: { a: [{ match: 'x', wieght: 2 }] } },
      'rules.a[0].wieght',
      /unknown option/,
    ],
    ['a hole', { rules: { a: new Array(1) } }, 'rules.a[0]', /got undefined/],
    ['a nameless intent', { rules: { '': ['x'] } }, 'rules[""]', /name of an intent/],
    ['a blank intent', { rules: { ' ': ['x'] } }, 'rules[" "]', /name of an intent/],
    [
      '__proto__',
      { rules: JSON.parse('{"__proto__":["x"]}') },
      'rules.__proto__',
      /name of an intent/,
    ],
  ];
  it.each(cases)('are refused with where and why: %s', (_name, options, path, message) => {
    const build = (): unknown => new KeywordIntentDetector(options as { rules: { a: string[] } });
    expect(build).toThrow(ConfigurationError);
    expect(build).toThrow(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  it('may be left out, or be undefined', () => {
    expect(new KeywordIntentDetector({}).intents).toHaveLength(6);
    expect(new KeywordIntentDetector({ rules: undefined }).intents).toHaveLength(6);
  });
});
