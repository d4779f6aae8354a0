import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { checkLanguages } from '../../src/intent/check-languages.js';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';

const wrong: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['no list', 'sv', 'languages', /expected an array, got a string/],
  ['null', null, 'languages', /got null/],
  ['a table without a list', { language: 'sv' }, 'languages', /got an object/],
  ['no table', [{ language: 'sv' }, 7], 'languages[1]', /expected an object, got 7/],
  ['null as a table', [null], 'languages[0]', /got null/],
  ['a hole', new Array(1), 'languages[0]', /got undefined/],
  ['no language', [{}], 'languages[0].language', /got undefined/],
  ['a language that is no string', [{ language: 1 }], 'languages[0].language', /got 1/],
  [
    'a language that is no tag',
    [{ language: 'Svenska!' }],
    'languages[0].language',
    /such as "sv"/,
  ],
  ['a tag of one letter', [{ language: 's' }], 'languages[0].language', /such as "sv"/],
  ['a tag of nine', [{ language: 'a'.repeat(9) }], 'languages[0].language', /such as "sv"/],
  ['a tag that ends open', [{ language: 'sv-' }], 'languages[0].language', /such as "sv"/],
  ['a tag with a dot', [{ language: 'sv.x' }], 'languages[0].language', /such as "sv"/],
  [
    'the same language twice',
    [{ language: 'sv' }, { language: 'da' }, { language: 'sv' }],
    'languages[2].language',
    /sv is there twice/,
  ],
  ['an unknown cue', [{ language: 'sv', translation: 'a' }], 'languages[0].translation', /unknown/],
  ['a list as a cue', [{ language: 'sv', make: ['skriv'] }], 'languages[0].make', /got an array/],
  ['null as a cue', [{ language: 'sv', fact: null }], 'languages[0].fact', /got null/],
  [
    'nothing between two commas',
    [{ language: 'sv', translate: 'översätt, , tolka' }],
    'languages[0].translate',
    /words parted by commas, got none at place 2/,
  ],
  ['a comma at the end', [{ language: 'sv', why: 'varför,' }], 'languages[0].why', /place 2/],
  ['a comma at the start', [{ language: 'sv', why: ', varför' }], 'languages[0].why', /place 1/],
  ['an empty cue', [{ language: 'sv', piece: '' }], 'languages[0].piece', /got an empty string/],
  ['a blank cue', [{ language: 'sv', piece: ' \n' }], 'languages[0].piece', /place 1/],
  ['usual words that are none', [{ language: 'sv', common: 5 }], 'languages[0].common', /got 5/],
  [
    'polite ones',
    [{ language: 'sv', courtesies: [] }],
    'languages[0].courtesies',
    /got an empty array/,
  ],
  [
    'where the verb stands',
    [{ language: 'sv', verbLast: 'yes' }],
    'languages[0].verbLast',
    /true or false/,
  ],
];

describe('tables that are wrong', () => {
  it.each(wrong)('are refused with where and why: %s', (_name, languages, path, message) => {
    const build = (): unknown => new RuleIntentDetector(languages as LanguageRules[]);
    expect(build).toThrow(ConfigurationError);
    expect(build).toThrow(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  it('are refused each time', () => {
    const table = { language: 'sv', make: ',' };
    for (let again = 0; again < 2; again++) expect(() => checkLanguages([table])).toThrow('make');
  });

  it('are refused also when they were right before', () => {
    const table: Record<string, unknown> = { language: 'sv', make: 'skriv' };
    checkLanguages([table]);
    table['make'] = 5;
    expect(() => checkLanguages([table])).toThrow(ConfigurationError);
  });
});

describe('tables that are right', () => {
  it('may leave out everything but the language, or have it undefined', () => {
    expect(checkLanguages([{ language: 'sv', make: undefined, verbLast: undefined }])).toHaveLength(
      1,
    );
    expect(checkLanguages([])).toEqual([]);
  });

  it.each(['sv', 'nb-NO', 'zh-Hant-TW', 'abcdefgh', 'de-1996', 'EN'])(
    'may be of %s',
    (language) => {
      expect(checkLanguages([{ language }])).toEqual([{ language }]);
    },
  );

  it('may say that the verb does not stand last, as plain JavaScript can', () => {
    expect(() => checkLanguages([{ language: 'sv', verbLast: false }])).not.toThrow();
  });

  it('are copied', () => {
    const table = { language: 'sv', make: 'skriv' };
    const list = [table];
    const copy = checkLanguages(list);
    table.make = 'rita';
    list.pop();
    expect(copy).toEqual([{ language: 'sv', make: 'skriv' }]);
    expect(Object.isFrozen(list)).toBe(false);
  });

  it('are copied out of a frozen list whose tables are not frozen', () => {
    const table = { language: 'sv', make: 'skriv' };
    const copy = checkLanguages(Object.freeze([table]));
    table.make = 'rita';
    expect(copy).toEqual([{ language: 'sv', make: 'skriv' }]);
  });
});
