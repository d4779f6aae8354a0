import { describe, expect, it } from 'vitest';
import { cues } from '../../src/intent/cues.js';
import { builtInLanguages } from '../../src/intent/languages/built-in-languages.js';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { technologies } from '../../src/intent/languages/technologies.js';
import { phraseOf } from '../../src/intent/phrase.js';

/** Chinese and Japanese characters and Korean syllables: one says as much as several letters. */
const DENSE = /[\u1100-\u11ff\u3040-\u9fff\uac00-\ud7a3]/;

const needed = [
  ...['translate', 'languages', 'summarize', 'summary', 'program', 'fault'],
  ...['make', 'give', 'rework', 'piece', 'style', 'brief', 'role', 'explain', 'why', 'what'],
  ...['concept', 'howto', 'fact', 'task'],
] as readonly (keyof LanguageRules)[];

const tables = builtInLanguages.map((rules) => [rules.language, rules] as const);
const allTables = [...tables, ['any', technologies] as const];

/** Each with its cue. */
function phrasesOf(rules: LanguageRules): readonly (readonly [string, string])[] {
  return cues.flatMap((cue) => (rules[cue]?.split(', ') ?? []).map((text) => [cue, text] as const));
}

/** Phrases within a cue, however they are spelt, and words within a list. */
function repeatedIn(rules: LanguageRules): readonly string[] {
  const said = [
    ...phrasesOf(rules).map(([cue, text]) => `${cue}: ${JSON.stringify(phraseOf(text))}`),
    ...(rules.common?.split(' ') ?? []).map((word) => `common: ${word}`),
    ...(rules.courtesies?.split(' ') ?? []).map((word) => `courtesies: ${word}`),
  ];
  return said.filter((one, at) => said.indexOf(one) !== at);
}

describe('the built-in languages', () => {
  it('are the seventeen that are promised, each once', () => {
    const languages = builtInLanguages.map(({ language }) => language);
    expect(languages.toSorted()).toEqual(
      'ar de en es fr hi id it ja ko nl pl pt ru tr vi zh'.split(' '),
    );
  });

  it('cannot be changed as a list', () => {
    expect(Object.isFrozen(builtInLanguages)).toBe(true);
  });
});

describe.each(allTables)('the table of %s', (_language, rules) => {
  const phrases = phrasesOf(rules);

  it('has clean phrases: in lower case, parted by a comma and a blank, without others around', () => {
    const unclean = phrases.filter(
      ([, text]) => text !== text.trim().toLowerCase() || /^$|,|\s\s|[\t\n]/.test(text),
    );
    expect(unclean).toEqual([]);
  });

  it('marks stems and gaps as they are meant, and no phrase is left of nothing', () => {
    for (const [, text] of phrases) {
      expect(phraseOf(text)).toBeDefined();
      expect(text).toMatch(/^[^\s*…]+\*?(?: (?:… )?[^\s*…]+\*?)*$/);
    }
  });

  it('begins with stems that say enough: two letters, or one character that is more', () => {
    const short = phrases.filter(([, text]) => {
      const first = phraseOf(text)?.first;
      return first?.isStem && first.text.length < 2 && !DENSE.test(first.text);
    });
    expect(short).toEqual([]);
  });

  it('lists usual and polite words in lower case, parted by single blanks', () => {
    for (const list of [rules.common, rules.courtesies]) {
      if (list === undefined) continue;
      expect(list).toMatch(/^[^\s,]+(?: [^\s,]+)*$/);
      expect(list).toBe(list.toLowerCase());
    }
  });
});

describe('what is said twice within one list', () => {
  const repeating = ['en', 'es'];

  it.each(allTables.filter(([language]) => !repeating.includes(language)))(
    'is nothing in the table of %s',
    (_language, rules) => {
      expect(repeatedIn(rules)).toEqual([]);
    },
  );

  it.each(allTables.filter(([language]) => repeating.includes(language)))(
    'is nothing in the table of %s, either',
    (_language, rules) => {
      expect(repeatedIn(rules)).toEqual([]);
    },
  );
});

describe.each(tables)('the table of %s', (_language, rules) => {
  it.each(needed)('knows how to say %s', (cue) => {
    expect(String(rules[cue] ?? '')).not.toBe('');
  });

  it('names other languages', () => {
    expect(rules.languages?.split(',').length).toBeGreaterThan(3);
  });
});
