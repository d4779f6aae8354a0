import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/intent/tokenize.js';

const courtesies = new Set(['please']);
const words = (text: string): readonly string[] => tokenize(text, courtesies).words;

describe('tokenize', () => {
  it('keeps letters, digits, underscores, plus and hash together', () => {
    expect(words('snake_case, c++ c# 4u')).toEqual(['snake_case', 'c++', 'c#', '4u']);
    expect(words('héllo приве́т ångström')).toEqual(['héllo', 'приве́т', 'ångström']);
  });

  it('parts words at apostrophes of both kinds, hyphens and typographic marks', () => {
    expect(words("what's l’article e-mail «mot» ¿qué? a\u00a0b a—b")).toEqual([
      'what',
      's',
      'l',
      'article',
      'e',
      'mail',
      'mot',
      'qué',
      'a',
      'b',
      'a',
      'b',
    ]);
  });

  it('takes Chinese and Japanese characters one by one, and Korean words whole', () => {
    expect(words('用python写。ひらカナ')).toEqual(['用', 'python', '写', 'ひ', 'ら', 'カ', 'ナ']);
    expect(words('한국어 문장')).toEqual(['한국어', '문장']);
    expect(words('a\u3000b！c')).toEqual(['a', 'b', 'c']);
  });

  it('says which words open a clause', () => {
    const openings = (text: string): string[] => {
      const tokens = tokenize(text, courtesies);
      return tokens.words.filter((_, at) => tokens.openings[at]);
    };
    expect(openings('please please go now')).toEqual(['please', 'please', 'go']);
    for (const end of ['.', ',', ':', ';', '!', '?', '\n', '¡', '¿', '。', '，']) {
      expect(openings(`a b${end} c d`)).toEqual(['a', 'c']);
    }
    expect(openings('a (b) "c" - d')).toEqual(['a']);
    expect(openings('写诗')).toEqual(['写', '诗']);
  });

  it('finds each word where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tokens = tokenize(text, courtesies);
        expect(tokens.offsets).toHaveLength(tokens.words.length);
        expect(tokens.openings).toHaveLength(tokens.words.length);
        for (const [at, word] of tokens.words.entries()) {
          expect(text.startsWith(word, tokens.offsets[at])).toBe(true);
        }
      }),
    );
  });
});
