import { describe, expect, it } from 'vitest';
import { follows, type Phrase, phraseOf, wordsOf } from '../../src/intent/phrase.js';
import { tokenize } from '../../src/intent/tokenize.js';

const word = (text: string) => ({ text, isStem: false });
const stem = (text: string) => ({ text, isStem: true });

describe('phraseOf', () => {
  it('reads a word, and a stem that any ending may follow', () => {
    expect(phraseOf('poem')).toEqual({ first: word('poem'), rest: [], later: [], length: 1 });
    expect(phraseOf('poem*')).toEqual({ first: stem('poem'), rest: [], later: [], length: 1 });
  });

  it('parts words where a prompt is parted: at blanks, apostrophes of both kinds and hyphens', () => {
    for (const text of ['what s up*', "what's up*", 'what’s-up*', "what  's up*"]) {
      expect(phraseOf(text)).toEqual({
        first: word('what'),
        rest: [word('s'), stem('up')],
        later: [],
        length: 3,
      });
    }
  });

  it('reads what follows after a gap, as often as there is one', () => {
    expect(phraseOf('fass* … gut zusammen … bitte*')).toEqual({
      first: stem('fass'),
      rest: [],
      later: [[word('gut'), word('zusammen')], [stem('bitte')]],
      length: 4,
    });
  });

  it('takes the characters of Chinese and Japanese one by one, and a stem by its last', () => {
    expect(phraseOf('译成')).toEqual({
      first: word('译'),
      rest: [word('成')],
      later: [],
      length: 2,
    });
    expect(phraseOf('用python写*')).toEqual({
      first: word('用'),
      rest: [word('python'), stem('写')],
      later: [],
      length: 3,
    });
    expect(phraseOf('a\u3040\u9fffb')?.length).toBe(4);
    expect(phraseOf('a\u303fb\ua000')?.length).toBe(1);
  });

  it('is folded as prompts are', () => {
    expect(phraseOf('RÉSUMÉ*')?.first).toEqual(stem('resume'));
  });

  it('is none where no word is left', () => {
    for (const text of ['', '*', ' ', '-', "' - '", '\u0301']) {
      expect(phraseOf(text)).toBeUndefined();
    }
  });
});

describe('wordsOf', () => {
  it('parts a list at blanks and commas, and folds it', () => {
    expect(wordsOf('s il  te,plaît\nvous')).toEqual(['s', 'il', 'te', 'plait', 'vous']);
    expect(wordsOf(undefined)).toEqual([]);
  });
});

describe('follows', () => {
  const stands = (text: string, phrase: string, at = 0): boolean =>
    follows(tokenize(text, new Set()), at, phraseOf(phrase) as Phrase);

  it('wants the words one after the other, to the letter unless they are stems', () => {
    expect(stands('how do you say it', 'how do you say')).toBe(true);
    expect(stands('now how do you', 'how do you', 1)).toBe(true);
    expect(stands('how do not you say', 'how do you say')).toBe(false);
    expect(stands('how does it', 'how do')).toBe(false);
    expect(stands('how does it', 'how do*')).toBe(true);
    expect(stands('how do', 'how do you')).toBe(false);
  });

  it('lets up to eight words of the same clause stand in a gap', () => {
    const gap = (words: number): string => `fasse ${'w '.repeat(words)}zusammen`;
    expect(stands(gap(0), 'fasse … zusammen')).toBe(true);
    expect(stands(gap(8), 'fasse … zusammen')).toBe(true);
    expect(stands(gap(9), 'fasse … zusammen')).toBe(false);
    expect(stands('fasse es, zusammen', 'fasse … zusammen')).toBe(false);
    expect(stands('fasse es', 'fasse … zusammen')).toBe(false);
  });

  it('counts each gap from the end of the part before it, and wants the parts in order', () => {
    const text = `a ${'w '.repeat(8)}b c ${'w '.repeat(8)}d`;
    expect(stands(text, 'a … b c … d')).toBe(true);
    expect(stands(text, 'a … b … d')).toBe(false);
    expect(stands(text, 'a … c … d')).toBe(false);
    expect(stands('a c b', 'a … b … c')).toBe(false);
    expect(stands('a b', 'a … b … b')).toBe(false);
    expect(stands('a x b', 'a x … x')).toBe(false);
  });
});
