import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DIFFICULTY_FEATURES,
  type DifficultyFeature,
  difficultyFeatures,
} from '../../../src/routing/difficulty/difficulty-features.js';

const RUNS = { numRuns: 300 };

function featureOf(text: string, name: DifficultyFeature): number {
  return difficultyFeatures(text)[DIFFICULTY_FEATURES.indexOf(name)] as number;
}

/** Of the features that are logarithms of a count, the count. */
function countOf(text: string, name: DifficultyFeature): number {
  return Number(Math.expm1(featureOf(text, name)).toFixed(6));
}

describe('the features of a prompt', () => {
  it('are all 0 for an empty one', () => {
    expect([...difficultyFeatures('')]).toStrictEqual(DIFFICULTY_FEATURES.map(() => 0));
  });

  it.each([
    ['one', 1],
    ['one\ntwo', 2],
    ['\n\n  one\n \t\n\ntwo\n', 2],
    ['one\r\ntwo', 2],
    ['   ', 0],
  ])('count the lines of %j that are not blank: %i', (text, lines) => {
    expect(countOf(text, 'lines')).toBe(lines);
  });

  it.each([
    ['- one\n* two\n+ three', 2],
    ['  - indented', 1],
    ['• one\n– two\n— three', 3],
    ['1. one\n2) two\n13. thirteen', 3],
    ['1、一\n２、二\n3.三\n・四\n-五', 5],
    ['1.5 is no point', 0],
    ['12 apples', 0],
    ['1 . one', 0],
    ['. one', 0],
    ['-one\n**bold** text\n--- \n-', 0],
    ['a - b\n c 1. d', 0],
    ['-\none', 0],
  ])('count the points of the list %j: %i', (text, points) => {
    expect(countOf(text, 'listItems')).toBe(points);
  });

  it.each([
    ['One. Two! Three?', 3, 1],
    ['Wait... what?! No', 2, 0],
    ['Really??? Why?', 2, 2],
    ['Version 3.14 of file.ts at x.com?a=b', 0, 0],
    ['He asked "why?" again.', 2, 1],
    ['今天。你好吗？很好！', 3, 1],
    ['लिखो। क्यों?', 2, 1],
    ['ما هذا؟ نعم۔', 2, 1],
    ['no end', 0, 0],
  ])('count sentences and questions of %j: %i and %i', (text, sentences, questions) => {
    expect(countOf(text, 'sentences')).toBe(sentences);
    expect(countOf(text, 'questions')).toBe(questions);
  });

  it('count what joins clauses, in each script', () => {
    expect(countOf('a, b; c: d', 'clauses')).toBe(3);
    expect(countOf('一，二、三；四：五', 'clauses')).toBe(4);
    expect(countOf('أ، ب؛', 'clauses')).toBe(2);
  });

  it.each([
    ['digits', 'a1b2', 0.5],
    ['digits', '٣४５x', 0.75],
    ['mathSigns', 'x=y²', 0.5],
    ['mathSigns', '∑≤→a', 0.75],
    ['codeSigns', '{a}[b', 0.6],
    ['codeSigns', '<p>|', 0.75],
    ['nonAscii', 'naïf', 0.25],
    ['nonAscii', '日本', 1],
    ['nonAscii', '\u007f\u0080', 0.5],
  ] as const)('say the share of %s in %j', (name, text, share) => {
    expect(featureOf(text, name)).toBe(share);
  });

  it('say the length as a logarithm', () => {
    expect(countOf('twelve chars', 'length')).toBe(12);
  });

  it.each([
    ['one two three four', 1, 3.75],
    ['one One ONE two', 0.5, 3],
    ['the-the the', 1 / 3, 3],
    ['日本日本', 0.5, 1],
    ['Füße füße', 0.5, 4],
    ['Über über', 1, 4],
    ['word2 word3', 1, 5],
    ['?!', 0, 0],
  ])('say of %j which share of its words is new, and how long they are', (text, share, length) => {
    expect(featureOf(text, 'distinctWords')).toBe(share);
    expect(countOf(text, 'wordLength')).toBeCloseTo(length, 5);
  });

  it('tell a thousand different words from one another, but for a few', () => {
    const words = Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(' ');
    const share = featureOf(words, 'distinctWords');
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1);
  });

  it('are of the start and the end of a long one, whether the middle was cut out before or not', () => {
    const [start, end] = ['a, '.repeat(4_000), ' b? '.repeat(3_000)];
    const whole = `${start}${'1\n'.repeat(50_000)}${end}`;
    const cut = `${whole.slice(0, 8_192)}\n${whole.slice(-8_192)}`;
    expect(difficultyFeatures(whole)).toStrictEqual(difficultyFeatures(cut));
    expect(countOf(whole, 'length')).toBe(16_384);
    expect(featureOf(whole, 'digits')).toBe(0);
  });

  it('are of all of one that is just short enough', () => {
    expect(featureOf(`${'a'.repeat(8_192)}1${'a'.repeat(8_191)}`, 'digits')).toBe(1 / 16_384);
    expect(featureOf(`${'a'.repeat(8_192)}1${'a'.repeat(8_192)}`, 'digits')).toBe(0);
  });

  it('are finite for whatever a string can be', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(texts, (text) => {
        expect(
          difficultyFeatures(text).every((value) => Number.isFinite(value) && value >= 0),
        ).toBe(true);
      }),
      RUNS,
    );
  });

  it.each([
    ['one word without end', 'a'],
    ['points without text', '\n- '],
    ['numbers', '1.'],
    ['ends of sentences', '?!'],
    ['different words', '\u4e00 \u4e01'],
  ])('look at no character more than twice: %s', (_, part) => {
    for (const length of [1_000, 2_000, 16_384, 10_000_000]) {
      let looks = 0;
      // Strings cannot be watched: what stands in for one has all of it that is used.
      const text = {
        length,
        charCodeAt(index: number) {
          looks++;
          return index < length ? part.charCodeAt(index % part.length) : Number.NaN;
        },
      } as unknown as string;
      difficultyFeatures(text);
      expect(looks).toBeLessThanOrEqual(2 * Math.min(length, 16_384));
    }
  });
});
