import { countTokens } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { estimateTextTokens } from '../../src/tokens/estimate-tokens.js';
import { safeTokenCounter } from '../../src/tokens/safe-token-counter.js';

const TEXT = 'How many tokens are in here?';
const ESTIMATE = estimateTextTokens(TEXT);

describe('a counter from outside', () => {
  it('is asked with the text, and believed', () => {
    const asked: string[] = [];
    const count = safeTokenCounter((text) => asked.push(text) + 40);
    expect(count(TEXT)).toBe(41);
    expect(count('')).toBe(42);
    expect(asked).toEqual([TEXT, '']);
  });

  it('may say 0, and fractions are rounded up', () => {
    expect(safeTokenCounter(() => 0)(TEXT)).toBe(0);
    expect(safeTokenCounter(() => 2.1)(TEXT)).toBe(3);
  });

  it.each([
    ['NaN', Number.NaN],
    ['less than nothing', -1],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['nothing', undefined],
    ['a text', '7'],
    ['a promise', Promise.resolve(7)],
  ])('is replaced by the estimate where it answers %s', (_, answer) => {
    expect(safeTokenCounter(() => answer as number)(TEXT)).toBe(ESTIMATE);
  });

  it('is replaced by the estimate where it throws', () => {
    const count = safeTokenCounter(() => {
      throw new Error('out of memory');
    });
    expect(count(TEXT)).toBe(ESTIMATE);
    expect(count('')).toBe(0);
  });

  it('can be the one of gpt-tokenizer, even for a text that it refuses', () => {
    const refused = 'what does <|endoftext|> mean?';
    const count = safeTokenCounter(countTokens);
    expect(count(TEXT)).toBe(countTokens(TEXT));
    expect(() => countTokens(refused)).toThrow('<|endoftext|>');
    expect(count(refused)).toBe(estimateTextTokens(refused));
  });
});
