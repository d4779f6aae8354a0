import { describe, expect, it } from 'vitest';
import { TokenTally } from '../../src/tokens/token-tally.js';

/** In hundredths of a token. */
function cost(text: string): number {
  const tally = new TokenTally();
  tally.read(text, 0, text.length);
  return Math.round(tally.tokens * 100);
}

describe('the tally of tokens', () => {
  it('has a little less than a token for a short word, and more for each letter beyond four', () => {
    expect(cost('a')).toBe(90);
    expect(cost('word')).toBe(90);
    expect(cost('words')).toBe(99);
    expect(cost('function')).toBe(126);
  });

  it('takes a single space for a part of what follows', () => {
    expect(cost(' word')).toBe(90);
    expect(cost('two words')).toBe(90 + 99);
    expect(cost(' (word')).toBe(65 + 90);
  });

  it('takes a first capital for a letter of its word', () => {
    expect(cost('Word')).toBe(90);
    expect(cost('Words')).toBe(99);
    expect(cost('getUserNames')).toBe(90 + 90 + 99);
  });

  it('has a token for capitals, and more for each beyond two', () => {
    expect(cost('I')).toBe(100);
    expect(cost('IT')).toBe(100);
    expect(cost('HTTP')).toBe(130);
    expect(cost('XMLparser')).toBe(115 + 117);
  });

  it('has more for long words after one word in twenty that looks foreign', () => {
    const words = (foreign: string, others: number) => cost(foreign + ' function'.repeat(others));
    expect(words('cat', 19)).toBe(90 + 19 * 126);
    expect(words('casa', 19)).toBe(90 + 19 * 174);
    expect(words('casa', 20)).toBe(90 + 19 * 174 + 126);
    expect(words('tú', 19)).toBe(105 + 19 * 174);
  });

  it.each(['casa', 'taxi', 'como', 'menu'])('takes a word like %s for foreign', (word) => {
    expect(cost(`${word} function`)).toBe(90 + 174);
  });

  it.each(['case', 'many', 'via', 'do'])('does not take a word like %s for foreign', (word) => {
    expect(cost(`${word} function`)).toBe(90 + 126);
  });

  it('has more for letters with accents, the more so where those are rare', () => {
    expect(cost('é')).toBe(105);
    expect(cost('été')).toBe(120);
    expect(cost('Été')).toBe(120);
    expect(cost('chợ')).toBe(105);
    expect(cost('już')).toBe(190);
    expect(cost('fußgänger')).toBe(120 + 5 * 21);
  });

  it('has a token for each three digits, and one for a space before them', () => {
    expect(cost('123')).toBe(100);
    expect(cost('1234')).toBe(200);
    expect(cost('1234567')).toBe(300);
    expect(cost('no 123')).toBe(90 + 100 + 100);
    expect(cost('no  123')).toBe(90 + 100 + 100);
  });

  it('has a token for a mark, less before a letter, and more for each mark beyond three', () => {
    expect(cost('-')).toBe(100);
    expect(cost('(a')).toBe(65 + 90);
    expect(cost('(A')).toBe(65 + 100);
    expect(cost('(é')).toBe(65 + 105);
    expect(cost('(好')).toBe(65 + 90);
    expect(cost('(1')).toBe(100 + 100);
    expect(cost('((a')).toBe(100 + 90);
    expect(cost('");')).toBe(100);
    expect(cost('"));')).toBe(135);
  });

  it('has hardly more for a long line of dashes than for a short one', () => {
    expect(cost('-'.repeat(11))).toBe(380);
    expect(cost('-'.repeat(12))).toBe(415);
    expect(cost('-'.repeat(1_000))).toBe(415);
  });

  it('has a token for line breaks, but none after a mark', () => {
    expect(cost('a\n')).toBe(90 + 100);
    expect(cost('a\r\n\n')).toBe(90 + 100);
    expect(cost('a  \n')).toBe(90 + 100);
    expect(cost('a;\n')).toBe(90 + 100);
    expect(cost('好。\n')).toBe(90 + 100);
  });

  it('has a token for indentation', () => {
    expect(cost('\n  a')).toBe(100 + 100 + 90);
    expect(cost('\n\t\t\ta')).toBe(100 + 100 + 90);
    expect(cost('\n\ta')).toBe(100 + 90);
    expect(cost('a  ')).toBe(90 + 100);
    expect(cost('a ')).toBe(90);
  });

  it.each([
    ['Cyrillic', 'щит', 135],
    ['long Cyrillic', 'столица', 175],
    ['Greek', 'και', 100],
    ['long Greek', 'πρωτεύουσα', 366],
    ['Hebrew', 'בירה', 138],
    ['Arabic', 'عاصمة', 176],
    ['Hindi', 'राजधानी', 252],
    ['Georgian', 'დედაქალაქი', 366],
    ['Thai', 'เมืองหลวง', 378],
    ['Korean', '수도는', 220],
    ['Chinese', '首都', 155],
    ['Japanese in two scripts', '首都は', 155 + 90],
    ['Chinese punctuation', '。', 100],
    ['punctuation of typesetters', '«', 100],
    ['two dashes', '——', 150],
    ['Amharic', 'ሀገር', 300],
    ['an emoji', '🎉', 200],
  ])('has costs of its own for %s', (_, text, hundredths) => {
    expect(cost(text)).toBe(hundredths);
  });

  it.each([
    ['\u00bf', '\u00c0', 100, 105],
    ['\u00ff', '\u0100', 105, 190],
    ['\u036f', '\u0370', 190, 100],
    ['\u03ff', '\u0400', 100, 135],
    ['\u052f', '\u0530', 135, 100],
    ['\u0dff', '\u0e00', 100, 42],
    ['\u109f', '\u10a0', 42, 100],
    ['\u10ff', '\u1100', 100, 90],
    ['\u11ff', '\u1200\u1200', 90, 200],
    ['\u1dff\u1dff', '\u1e00', 200, 105],
    ['\u1eff', '\u1f00\u1f00', 105, 100],
    ['\u1fff\u1fff', '\u2000\u2000', 100, 150],
    ['\u2e7f', '\u2e80', 100, 90],
    ['\u2fff', '\u3000', 90, 100],
    ['\u303f', '\u3040', 100, 90],
    ['\u30ff\u4e00', '\u3100\u4e00', 180, 155],
    ['\ud7ff', '\ud800', 90, 100],
    ['\udfff', '\ue000', 100, 90],
    ['\ufdff', '\ufe00', 90, 100],
  ])('tells the scripts apart between %j and %j', (last, first, before, after) => {
    expect(cost(last)).toBe(before);
    expect(cost(first)).toBe(after);
  });

  it('tells ASCII apart at the first and last character of each kind', () => {
    for (const mark of '\u0000\b\u000e\u001f!/:@[`{\u007f') expect(cost(mark)).toBe(100);
    for (const letter of 'az') expect(cost(letter)).toBe(90);
    for (const capital of 'AZ') expect(cost(capital + capital.repeat(3))).toBe(130);
    for (const digit of '09') expect(cost(digit.repeat(4))).toBe(200);
    for (const space of '\t ') expect(cost(`a${space}`)).toBe(90);
    for (const end of '\n\r') expect(cost(`;${end}`)).toBe(100);
  });

  it('reads from one index to before another, and adds to what it has', () => {
    const tally = new TokenTally();
    tally.read('one two three', 4, 7);
    expect(tally.tokens).toBe(0.9);
    tally.read('one two three', 8, 13);
    expect(tally.tokens).toBeCloseTo(0.9 + 0.99);
    tally.read('one two three', 13, 13);
    expect(tally.tokens).toBeCloseTo(0.9 + 0.99);
  });
});
