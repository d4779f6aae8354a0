import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Intent } from '../../src/contracts/intent-detector.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { english } from '../../src/intent/languages/english.js';
import { german } from '../../src/intent/languages/german.js';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';

const swedish: LanguageRules = {
  language: 'sv',
  common: 'och en ett det är på',
  courtesies: 'snälla kan du',
  translate: 'översätt*',
  summarize: 'sammanfatta*',
  explain: 'förklara*',
  why: 'varför, hur … fungerar',
  make: 'skriv*',
  piece: 'dikt*, brev*',
  program: 'funktion*, skript*',
  fact: 'hur många, när',
};

const builtIn = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
  'general',
];

describe('a language of your own', () => {
  const detector = new RuleIntentDetector([swedish]);

  it.each<readonly [Intent, string]>([
    ['translation', 'Översätt det till engelska'],
    ['translation', 'snälla översätt det till engelska'],
    ['translation', 'ÖVERSATT det'],
    ['summarization', 'Kan du sammanfatta artikeln'],
    ['education', 'Varför är himlen blå'],
    ['education', 'Hur en motor egentligen fungerar'],
    ['writing', 'Skriv en dikt om havet'],
    ['code_generation', 'Skriv en funktion'],
    ['general', 'Hur många bor i Lund'],
    ['general', 'hej'],
  ])('is understood: %s in "%s"', (intent, text) => {
    expect(detector.detect({ text }).intent).toBe(intent);
  });

  it('is named in the evidence', () => {
    expect(detector.detect({ text: 'Snälla skriv en dikt' }).evidence).toContain('sv.make>piece@7');
  });

  it('knows the six intents, and no word of any other language', () => {
    expect([...detector.intents].toSorted()).toEqual(builtIn.toSorted());
    expectTypeOf(detector).toEqualTypeOf<RuleIntentDetector<Intent>>();
    expect(detector.detect({ text: 'Translate the summary' }).evidence).toEqual(['sign.short@0']);
  });

  it('is understood beside others', () => {
    const both = new RuleIntentDetector([english, swedish]);
    expect(both.detect({ text: 'Skriv en dikt' }).intent).toBe('writing');
    expect(both.detect({ text: 'Write a poem' }).intent).toBe('writing');
  });

  it('is copied: what becomes of the table and of the list later changes nothing', () => {
    const table = { ...swedish };
    const list = [table];
    const copy = new RuleIntentDetector(list);
    Object.assign(table, { translate: 'xyzzy' });
    list.pop();
    expect(copy.detect({ text: 'översätt detta' }).intent).toBe('translation');
    expect(copy.detect({ text: 'xyzzy detta' }).intent).toBe('general');
  });

  it('is left as it was', () => {
    const list = Object.freeze([Object.freeze({ ...swedish })]);
    new RuleIntentDetector(list).with({ billing: ['faktura'] }).detect({ text: 'skriv en dikt' });
    expect(list).toEqual([swedish]);
  });
});

describe('no language', () => {
  it('knows no intent, answers general and hears nothing', () => {
    const deaf = new RuleIntentDetector([]);
    expect(deaf.intents).toEqual([]);
    expect(deaf.detect({ text: 'Translate this into Python' })).toEqual({
      intent: 'general',
      confidence: 1,
      scores: { general: 1 },
      evidence: [],
    });
  });

  it('may have rules of your own, which are then the only ones', () => {
    const own = new RuleIntentDetector([], { billing: ['invoice'] });
    expect(own.intents).toEqual(['billing']);
    expect(own.detect({ text: 'the invoice' }).intent).toBe('billing');
  });
});

describe('with()', () => {
  const detector = new RuleIntentDetector([english]);
  const shop = detector.with({ billing: ['invoice', /refund/i], support: ['broken'] });

  it('adds intents to the built-in ones, and their types', () => {
    expect(shop.intents).toEqual([...builtIn, 'billing', 'support']);
    expectTypeOf(shop).toEqualTypeOf<RuleIntentDetector<Intent | 'billing' | 'support'>>();
    const { intent } = shop.detect({ text: '' });
    expectTypeOf(intent).toEqualTypeOf<Intent | 'billing' | 'support'>();
    expect(shop.detect({ text: 'where is my invoice' }).intent).toBe('billing');
    expect(shop.detect({ text: 'it is broken' }).intent).toBe('support');
    expect(shop.detect({ text: 'Write a poem' }).intent).toBe('writing');
  });

  it('gives every intent a score', () => {
    const { scores = {} } = shop.detect({ text: 'hello' });
    expect(Object.keys(scores)).toEqual([...shop.intents]);
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1);
  });

  it('leaves the detector as it was that it is called on', () => {
    expect(detector.intents).toEqual(builtIn);
    expect(detector.detect({ text: 'where is my invoice' }).scores).not.toHaveProperty('billing');
    shop.with({ billing: ['receipt'], other: ['thing'] });
    expect(shop.intents).not.toContain('other');
    expect(shop.detect({ text: 'my receipt' }).evidence).not.toContain('custom.billing.2@3');
  });

  it('adds words to intents that are there, yours and built-in ones', () => {
    const more = shop.with({ billing: ['receipt'], translation: ['localize'] });
    expect(more.intents).toEqual(shop.intents);
    expect(more.detect({ text: 'my receipt' }).intent).toBe('billing');
    expect(more.detect({ text: 'my receipt' }).evidence?.[0]).toBe('custom.billing.2@3');
    expect(more.detect({ text: 'my invoice' }).evidence?.[0]).toBe('custom.billing.0@3');
    expect(more.detect({ text: 'we localize it' }).intent).toBe('translation');
    expectTypeOf(more).toEqualTypeOf<RuleIntentDetector<Intent | 'billing' | 'support'>>();
  });

  it('adds words that speak for general', () => {
    const polite = detector.with({ general: ['good morning'] });
    const before = detector.detect({ text: 'good morning' }).confidence;
    expect(polite.intents).toEqual(builtIn);
    expect(polite.detect({ text: 'good morning' }).confidence).toBeGreaterThan(before);
  });

  it('is there on a detector of all languages, and on one of your own rules only', () => {
    const all = new KeywordIntentDetector().with({ billing: ['invoice'] });
    expectTypeOf(all).toEqualTypeOf<RuleIntentDetector<Intent | 'billing'>>();
    expect(all.detect({ text: 'Schreib ein Gedicht' }).intent).toBe('writing');
    expect(all.detect({ text: 'invoice' }).intent).toBe('billing');
    const own = new KeywordIntentDetector({ rules: { billing: ['invoice'] } });
    const more = own.with({ support: ['broken'] });
    expectTypeOf(more).toEqualTypeOf<RuleIntentDetector<'billing' | 'support'>>();
    expect(more.intents).toEqual(['billing', 'support']);
    expect(more.detect({ text: 'broken' }).intent).toBe('support');
  });

  it('takes intents that are named like members of every object', () => {
    const odd = detector.with({ constructor: ['build'] }).with({ toString: ['text'] });
    expect(odd.detect({ text: 'a build' }).intent).toBe('constructor');
    expect(odd.detect({ text: 'a text' }).intent).toBe('toString');
    expect(odd.with({ constructor: ['erect'] }).detect({ text: 'erect' }).intent).toBe(
      'constructor',
    );
  });

  it('copies the rules, and changes none', () => {
    const list = ['invoice'];
    const rules = Object.freeze({ billing: list });
    const copy = detector.with(rules);
    list[0] = 'receipt';
    list.push('bill');
    const more = copy.with({ support: ['broken'] });
    for (const one of [copy, more]) {
      expect(one.detect({ text: 'my invoice' }).intent).toBe('billing');
      expect(one.detect({ text: 'my receipt' }).intent).toBe('general');
      expect(one.detect({ text: 'my bill' }).intent).toBe('general');
    }
    expect(list).toEqual(['receipt', 'bill']);
  });

  it('goes on from the rules that the constructor was given, whatever became of them', () => {
    const rules = { billing: ['invoice'] };
    const first = new RuleIntentDetector<Intent | 'billing'>([english], rules);
    rules.billing[0] = 'receipt';
    const more = first.with({ support: ['broken'] });
    expect(more.detect({ text: 'my invoice' }).intent).toBe('billing');
  });

  it.each<readonly [string, unknown, string]>([
    ['nothing', undefined, 'rules'],
    ['no intents', {}, 'rules'],
    ['an empty list', { billing: [] }, 'rules.billing'],
    ['an empty word', { billing: ['x', ''] }, 'rules.billing[1]'],
    ['a nameless intent', { ' ': ['x'] }, 'rules[" "]'],
  ])('refuses %s and says where', (_name, rules, path) => {
    const add = (): unknown => shop.with(rules as { billing: string[] });
    expect(add).toThrow(ConfigurationError);
    expect(add).toThrow(expect.objectContaining({ path }));
  });
});

describe('rules of your own beside the built-in ones', () => {
  it('start behind general by 1', () => {
    const { scores = {} } = new RuleIntentDetector([german]).with({ a: ['x1'] }).detect({
      text: '-'.repeat(50),
    });
    expect(Math.log((scores['a'] ?? 0) / (scores.general ?? 1))).toBeCloseTo(-1);
  });

  it('speak from 16 KB of a text, counted from its start', () => {
    const shop = new RuleIntentDetector([german]).with({ billing: ['invoice'] });
    const text = `${'-'.repeat(100_000)} invoice ${'-'.repeat(5_000)}`;
    expect(shop.detect({ text }).evidence).toContain('custom.billing.0@100001');
  });
});

describe('an unsure answer', () => {
  /** One intent of 2 to 1 against general, and two that come near to it. */
  const answerBeside = (others: number) => {
    const weighing = (odds: number) => [{ match: 'x1', weight: 1 + Math.log(odds) }];
    const rules = { a: weighing(2), b: weighing(others), c: weighing(others) };
    return new RuleIntentDetector<'a' | 'b' | 'c'>([], rules).detect({ text: 'x1' });
  };

  it('is the likeliest intent from a confidence of 0.3 on', () => {
    expect(answerBeside(1.83).intent).toBe('a');
    expect(answerBeside(1.83).confidence).toBeCloseTo(2 / 6.66);
  });

  it('is general below, and the likeliest is the first alternative', () => {
    const { intent, confidence, alternatives } = answerBeside(1.84);
    expect(intent).toBe('general');
    expect(confidence).toBeCloseTo(1 / 6.68);
    expect(alternatives?.map(({ intent: other }) => other)).toEqual(['a', 'b', 'c']);
  });
});

describe('detectors of the same languages', () => {
  it('answer alike, and the order of languages changes nothing', () => {
    const one = new RuleIntentDetector([english, german]);
    const other = new RuleIntentDetector([german, english]);
    for (const text of ['Write a poem', 'Schreibe ein Gedicht', 'Code', 'Warum? Why?']) {
      expect(other.detect({ text }).scores).toEqual(one.detect({ text }).scores);
    }
  });
});
