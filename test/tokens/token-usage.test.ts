import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '../../src/contracts/chat.js';
import { sumUsage, tokenUsage } from '../../src/tokens/token-usage.js';

const estimate = () => ({ inputTokens: 7, outputTokens: 3 });
const ESTIMATED = { inputTokens: 7, outputTokens: 3, totalTokens: 10, source: 'estimated' };

describe('tokenUsage', () => {
  it('is what the vendor reported, with its total', () => {
    const reported = {
      inputTokens: 10,
      outputTokens: 5,
      cachedInputTokens: 4,
      cacheWriteTokens: 3,
      reasoningTokens: 2,
    };
    const usage = tokenUsage(reported, estimate);
    expect(usage).toStrictEqual({ ...reported, totalTokens: 15, source: 'reported' });
  });

  it('is an estimate, marked as one, where nothing was reported', () => {
    expect(tokenUsage(undefined, estimate)).toStrictEqual(ESTIMATED);
  });

  it.each([
    ['a negative', -1],
    ['a fraction', 1.5],
    ['a NaN', Number.NaN],
    ['an infinity', Number.POSITIVE_INFINITY],
    ['a string', '5' as unknown as number],
    ['a null', null as unknown as number],
    ['more than a billion', 1e9 + 1],
  ])('is an estimate where %s was reported', (_, wrong) => {
    expect(tokenUsage({ inputTokens: wrong, outputTokens: 1 }, estimate)).toStrictEqual(ESTIMATED);
    expect(tokenUsage({ inputTokens: 1, outputTokens: wrong }, estimate)).toStrictEqual(ESTIMATED);
  });

  it('takes up to a billion tokens for true', () => {
    const usage = tokenUsage({ inputTokens: 1e9, outputTokens: 1e9 }, estimate);
    expect(usage).toMatchObject({ totalTokens: 2e9, source: 'reported' });
  });

  it('keeps an explicit 0, and takes what is absent for absent', () => {
    const zero = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };
    const usage = tokenUsage(zero, estimate);
    expect(usage).toStrictEqual({ ...zero, totalTokens: 0, source: 'reported' });
  });

  it('drops a detail that makes no sense, and keeps the rest', () => {
    const usage = tokenUsage(
      {
        inputTokens: 1,
        outputTokens: 2,
        cachedInputTokens: -1,
        cacheWriteTokens: 0.5,
        reasoningTokens: Number.NaN,
      },
      estimate,
    );
    expect(usage).toStrictEqual({
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 3,
      source: 'reported',
    });
  });

  it('is an estimate where a provider answers with a null instead of nothing', () => {
    expect(tokenUsage(null as unknown as undefined, estimate)).toStrictEqual(ESTIMATED);
  });
});

describe('sumUsage', () => {
  const one: TokenUsage = {
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 15,
    source: 'reported',
    cachedInputTokens: 4,
  };

  it('is the usage of the only attempt as it is', () => {
    expect(sumUsage([one])).toBe(one);
  });

  it('is nothing without an attempt', () => {
    expect(sumUsage([])).toStrictEqual({
      inputTokens: 0,
      outputTokens: 0,
      totalTokens: 0,
      source: 'reported',
    });
  });

  it('sums each count, and leaves out details that nobody reported', () => {
    const other: TokenUsage = {
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 3,
      source: 'reported',
      cacheWriteTokens: 6,
    };
    expect(sumUsage([one, other])).toStrictEqual({
      inputTokens: 11,
      outputTokens: 7,
      totalTokens: 18,
      source: 'reported',
      cachedInputTokens: 4,
      cacheWriteTokens: 6,
    });
    const reasoned = { ...other, reasoningTokens: 2 };
    expect(sumUsage([reasoned, reasoned, one])).toMatchObject({ reasoningTokens: 4 });
  });

  it('is estimated as soon as one of them is', () => {
    const guess: TokenUsage = { ...one, source: 'estimated' };
    expect(sumUsage([one, guess]).source).toBe('estimated');
    expect(sumUsage([guess, guess]).source).toBe('estimated');
  });

  it('has the same total in whatever order the attempts were made', () => {
    const usage = fc
      .record({ inputTokens: fc.nat(1e6), outputTokens: fc.nat(1e6) })
      .map((counts) => tokenUsage(counts, estimate));
    const property = fc.property(fc.array(usage), (usages) => {
      const { inputTokens, outputTokens, totalTokens } = sumUsage(usages);
      expect(totalTokens).toBe(inputTokens + outputTokens);
      expect(sumUsage([...usages].reverse())).toStrictEqual(sumUsage(usages));
    });
    fc.assert(property);
  });
});
