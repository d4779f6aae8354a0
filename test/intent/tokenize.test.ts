import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/intent/fold.js';
import { ASKING, tokenize } from '../../src/intent/tokenize.js';

const courtesies = new Set(['please', 'dis']);
const words = (text: string): readonly string[] => tokenize(text, courtesies).words;

/** The words that open a clause. */
function openings(text: string): readonly string[] {
  const tokens = tokenize(text, courtesies);
  return tokens.words.filter((_, at) => tokens.openings[at]);
}

/** The words of the instruction. */
function asking(text: string): readonly string[] {
  const tokens = tokenize(text, courtesies);
  return tokens.words.filter((_, at) => tokens.zones[at] === ASKING);
}

/** So long that neither the end of a text nor its last line begins in it. */
const PASTE = 'lorem '.repeat(60);

describe('words', () => {
  it('keep letters, digits, underscores, plus and hash together', () => {
    expect(words('snake_case, c++ c# 4u')).toEqual(['snake_case', 'c++', 'c#', '4u']);
    expect(words('приве\u0301т 🙂🙂')).toEqual(['привет', '🙂🙂']);
  });

  it('are folded', () => {
    expect(words('héllo ångström ёж ｃ１　ｂ')).toEqual(['hello', 'angstrom', 'еж', 'c1', 'b']);
  });

  it('are parted by apostrophes of both kinds, hyphens and typographic marks', () => {
    expect(words("what's l’article e-mail «mot» ¿qué? a\u00a0b a—b a×b")).toEqual(
      'what s l article e mail mot que a b a b a×b'.split(' '),
    );
    for (const mark of '()[]{}*/\\<>|~^&%$@=\t\u00a9\u00bb\u2000\u206f') {
      expect(words(`a${mark}b`)).toEqual(['a', 'b']);
    }
  });

  it('are single characters in Chinese and Japanese, and whole in Korean', () => {
    expect(words('用python写。ひらカナ')).toEqual('用 python 写 ひ ら カ ナ'.split(' '));
    expect(words('\u3040\u9fff')).toEqual(['\u3040', '\u9fff']);
    expect(words('한국어 문장')).toEqual(['한국어', '문장']);
    expect(words('a\u3000b！c')).toEqual(['a', 'b', 'c']);
  });

  it('part a foreign name from the Korean particle glued to it, and no other letters', () => {
    expect(words('python으로 sql가')).toEqual(['python', '으로', 'sql', '가']);
    expect(tokenize('python으로', courtesies).offsets).toEqual([0, 6]);
    expect(words('으로python')).toEqual(['으로python']);
    expect(words('é으로 pythonо')).toEqual(['e으로', 'pythonо']);
    expect(words('a\uac00b a\ud7a3 a\uabff')).toEqual(['a', '\uac00b', 'a', '\ud7a3', 'a\uabff']);
  });

  it('are kept together by joiners, which they lose', () => {
    expect(words('می\u200cخواهم क्\u200dष')).toEqual(['میخواهم', 'क्ष']);
    expect(words('a \u200d b')).toEqual(['a', 'b']);
  });

  it('are not looked for in fenced code, open or closed', () => {
    expect(words('fix ```\nlet a = 1;\n``` now')).toEqual(['fix', 'now']);
    expect(words('fix```js\na```now')).toEqual(['fix', 'now']);
    expect(words('```a``` b ```c``` d')).toEqual(['b', 'd']);
    expect(words('``a`` `b`')).toEqual(['a', 'b']);
  });

  it('are read behind a fence that nobody closed', () => {
    expect(words('fix ```\nlet a = 1')).toEqual(['fix', 'let', 'a', '1']);
    expect(words('```a``` b ```c')).toEqual(['b', 'c']);
    expect(words('a ````` b')).toEqual(['a', 'b']);
  });
});

describe('clauses', () => {
  it('are opened by the first word, courtesies before it left aside', () => {
    expect(openings('please go now')).toEqual(['please', 'go']);
    expect(openings('please please go now please go')).toEqual(['please', 'please', 'go']);
    expect(openings('dís lui')).toEqual(['dis', 'lui']);
  });

  it.each(Array.from('.,:;!?\n¡¿،؛؟۔।॥。，、：！？；'))('end at %j', (mark) => {
    expect(openings(`a b${mark} c d`)).toEqual(['a', 'c']);
    expect(tokenize(`a b${mark} c d`, courtesies).clauses).toEqual([0, 0, 1, 1]);
  });

  it('go on behind brackets, quotes, dashes and slashes', () => {
    expect(openings('a (b) "c" - d / e')).toEqual(['a']);
    expect(tokenize('a (b) "c" - d', courtesies).clauses).toEqual([0, 0, 0, 0]);
  });

  it('go on in a number and behind it, but not where digits are on one side only', () => {
    expect(openings('at 10:30 or 3.5 go')).toEqual(['at']);
    expect(openings('take 3. go')).toEqual(['take', 'go']);
    expect(openings('a.5 go')).toEqual(['a', '5']);
    expect(openings('1\n2')).toEqual(['1', '2']);
    expect(openings('0:9')).toEqual(['0']);
  });

  it('end with fenced code', () => {
    expect(openings('fix ```a``` go now')).toEqual(['fix', 'go']);
    expect(tokenize('fix ```a``` go', courtesies).clauses).toEqual([0, 1]);
    expect(openings('fix ``` go now')).toEqual(['fix', 'go']);
  });

  it('are opened by the first character of Chinese and Japanese', () => {
    expect(openings('写诗。好')).toEqual(['写', '好']);
  });
});

describe('what is asked for and what is given', () => {
  it('is all asked for in a short text', () => {
    expect(asking('translate this: the sea')).toEqual(['translate', 'this', 'the', 'sea']);
  });

  it.each([
    ['"', '"'],
    ['“', '”'],
    ['„', '“'],
    ['«', '»'],
    ['「', '」'],
    ['『', '』'],
  ])('is given in %s quotes %s', (open, close) => {
    expect(asking(`a ${open}b c${close} d`)).toEqual(['a', 'd']);
    expect(asking(`${open}b${close} d`)).toEqual(['d']);
    expect(asking(`a ${open}b${close}`)).toEqual(['a']);
  });

  it('is asked for behind a quote that nobody closed, and in a text that is one quotation', () => {
    expect(asking('a "b c')).toEqual(['a', 'b', 'c']);
    expect(asking('a “b “c')).toEqual(['a', 'b', 'c']);
    expect(asking('"a b"')).toEqual(['a', 'b']);
    expect(asking('“a b”')).toEqual(['a', 'b']);
  });

  it('does not take an unclosed quote of one kind for one of another', () => {
    expect(asking('a "b «c» d')).toEqual(['a', 'b', 'd']);
    expect(asking('a « "b" c')).toEqual(['a', 'c']);
  });

  it('reads quotes within others as part of them', () => {
    expect(asking('a “b "c d” e')).toEqual(['a', 'e']);
  });

  it('is asked for between two quotations', () => {
    expect(asking('a "b" c "d" e')).toEqual(['a', 'c', 'e']);
  });

  it('is asked for between a German quotation and an English one', () => {
    expect(asking('a „b“ c “d” e')).toEqual(['a', 'c', 'e']);
  });

  it('is asked for in a text that is one quotation with a line break behind it', () => {
    expect(asking('"a b"\n')).toEqual(['a', 'b']);
  });

  it('is given behind a colon after three words, and asked for after two', () => {
    expect(countOf('lorem', asking(`please translate it: ${PASTE}\nend`))).toBe(0);
    expect(countOf('lorem', asking(`translate it: ${PASTE}\nend`))).toBeGreaterThan(30);
    expect(countOf('lorem', asking(`please translate it： ${PASTE}\nend`))).toBe(0);
    expect(countOf('lorem', asking(`a, b, please translate: ${PASTE}\nend`))).toBeGreaterThan(30);
    expect(countOf('lorem', asking(`please translate it; ${PASTE}\nend`))).toBeGreaterThan(30);
  });

  it('is asked for again behind a blank line, and not behind a plain line break', () => {
    expect(asking(`please translate it: b\n\ngo\n${PASTE}\nend`)).toContain('go');
    expect(asking(`please translate it: b\ngo\n${PASTE}\nend`)).not.toContain('go');
  });

  it('is asked for in the first line, and the next one where the first is short', () => {
    const line = (length: number): string => 'x'.repeat(length);
    expect(asking(`${line(30)}\ngo\n${PASTE}\nend`)).toEqual([line(30), 'end']);
    expect(asking(`${line(29)}\ngo ${line(10)}\nno\n${PASTE}\nend`)).toEqual([
      line(29),
      'go',
      line(10),
      'end',
    ]);
  });

  it('is asked for in the first 250 characters of a line, and in the last 160', () => {
    const at = (before: number, after: number): readonly string[] =>
      asking(`${'-'.repeat(before)}poem${'-'.repeat(after)}`);
    expect(at(249, 500)).toEqual(['poem']);
    expect(at(250, 500)).toEqual([]);
    expect(at(500, 156)).toEqual(['poem']);
    expect(at(500, 157)).toEqual([]);
  });

  it('is asked for in the last line, white space behind it left aside', () => {
    expect(asking(`${'x'.repeat(30)}\n${PASTE}\nplease translate it\n \n`)).toEqual([
      'x'.repeat(30),
      'please',
      'translate',
      'it',
    ]);
    expect(asking(`please translate it: b\n${PASTE}\nno\nend`)).toEqual(
      'please translate it end'.split(' '),
    );
  });

  it('is given in quotes also at the end of a long text', () => {
    expect(asking(`${PASTE}\nsay "no" now`)).not.toContain('no');
  });
});

describe('any text', () => {
  it('has each word where the offset says, and all lists as long as another', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const {
          words: found,
          offsets,
          openings: opens,
          clauses,
          zones,
        } = tokenize(text, courtesies);
        for (const list of [offsets, opens, clauses, zones])
          expect(list).toHaveLength(found.length);
        for (const [at, word] of found.entries()) {
          const offset = offsets[at] as number;
          expect(word.startsWith(fold(text.charAt(offset))) || isPair(text, offset)).toBe(true);
          expect(offset).toBeGreaterThan(offsets[at - 1] ?? -1);
          expect(clauses[at]).toBeGreaterThanOrEqual(clauses[at - 1] ?? 0);
        }
      }),
    );
  });

  it('has an opening word in each clause that has words', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const { clauses, openings: opens } = tokenize(text, new Set());
        clauses.forEach((clause, at) => {
          expect(opens[at]).toBe(clause !== clauses[at - 1]);
        });
      }),
    );
  });
});

function anyText(): fc.Arbitrary<string> {
  const marks = fc.constantFrom(
    ...Array.from('"“”„«»「」:.\n`'),
    '```',
    ' please ',
    ' word ',
    '한',
    '語',
  );
  return fc
    .array(fc.oneof(marks, fc.string({ unit: 'binary' })), { maxLength: 20 })
    .map((parts) => parts.join('').toLowerCase());
}

/** Half a character says nothing about how the whole is folded. */
function isPair(text: string, at: number): boolean {
  return /[\ud800-\udfff]/.test(text.charAt(at));
}

function countOf(word: string, list: readonly string[]): number {
  return list.filter((one) => one === word).length;
}
