import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTypoOf } from '../../src/intent/typo.js';

const isTypo = (word: string, right: string): boolean => isTypoOf(word, right, false);
const isTypoOfStem = (word: string, stem: string): boolean => isTypoOf(word, stem, true);

describe('isTypoOf', () => {
  it.each([
    ['two letters swapped', 'expalin'],
    ['the last two swapped', 'explani'],
    ['the second and the third swapped', 'epxlain'],
    ['a letter missing', 'explin'],
    ['the last letter missing', 'explai'],
    ['a letter doubled', 'explaain'],
    ['a letter too many', 'explaizn'],
    ['a wrong letter', 'exptain'],
    ['a wrong last letter', 'explaim'],
  ])('forgives %s', (_slip, word) => {
    expect(isTypo(word, 'explain')).toBe(true);
  });

  it('forgives a doubled last letter', () => {
    expect(isTypo('explainn', 'explain')).toBe(true);
  });

  it.each([
    ['the word itself', 'explain'],
    ['the first letter wrong', 'axplain'],
    ['the first two swapped', 'xeplain'],
    ['the first missing', 'xplain'],
    ['two letters wrong', 'exqlaim'],
    ['two swaps', 'epxlani'],
    ['two letters missing', 'expln'],
    ['two letters too many', 'exxplainn'],
    ['letters swapped over another', 'exalpin'],
    ['another ending', 'explains'],
    ['another word behind a swap', 'expalining'],
  ])('does not take %s for a slip', (_slip, word) => {
    expect(isTypo(word, 'explain')).toBe(false);
  });

  it('takes in words of five and six letters only swapped ones for a slip, and none in shorter ones', () => {
    expect(isTypo('wriet', 'write')).toBe(true);
    expect(isTypo('wrote', 'write')).toBe(false);
    expect(isTypo('writte', 'write')).toBe(false);
    expect(isTypo('crate', 'create')).toBe(false);
    expect(isTypo('craete', 'create')).toBe(true);
    expect(isTypo('craate', 'create')).toBe(false);
    expect(isTypo('explin', 'explain')).toBe(true);
    expect(isTypo('mkae', 'make')).toBe(false);
    expect(isTypo('crfat', 'craf')).toBe(false);
  });

  it('lets anything follow a stem, and a slip in the stem', () => {
    for (const word of ['tranlsate', 'tranlsation', 'trnslating', 'transllating', 'transkated']) {
      expect(isTypoOfStem(word, 'translat')).toBe(true);
    }
    expect(isTypoOfStem('translating', 'translat')).toBe(false);
    expect(isTypoOfStem('tramslobting', 'translat')).toBe(false);
    expect(isTypoOfStem('transport', 'translat')).toBe(false);
  });

  it('forgives every swap of two different letters behind the first', () => {
    const right = 'summarize';
    fc.assert(
      fc.property(fc.integer({ min: 1, max: right.length - 2 }), (at) => {
        const swapped =
          right.slice(0, at) + right.charAt(at + 1) + right.charAt(at) + right.slice(at + 2);
        expect(isTypo(swapped, right)).toBe(swapped !== right);
      }),
    );
  });
});
