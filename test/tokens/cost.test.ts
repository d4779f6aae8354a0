import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from '../../src/contracts/model.js';
import { costNanoUsd, NANO_USD, worstCaseNanoUsd } from '../../src/tokens/cost.js';

const PRICE: Price = { input: 2, output: 8, cacheRead: 0.2, cacheWrite: 2.5 };
const WITH_LONG: Price = {
  ...PRICE,
  long: { aboveInputTokens: 1_000, input: 4, output: 12, cacheRead: 0.4, cacheWrite: 5 },
};

describe('what a call costs', () => {
  it('is unknown, not 0, where the price is unknown', () => {
    expect(costNanoUsd({ inputTokens: 10, outputTokens: 10 }, undefined)).toBeUndefined();
  });

  it('is the price per million tokens, exactly, in billionths of a dollar', () => {
    expect(costNanoUsd({ inputTokens: 1_000_000, outputTokens: 0 }, PRICE)).toBe(2 * NANO_USD);
    expect(costNanoUsd({ inputTokens: 3, outputTokens: 5 }, PRICE)).toBe(46_000);
    expect(costNanoUsd({ inputTokens: 0, outputTokens: 0 }, PRICE)).toBe(0);
  });

  it('has each kind of input at its own price', () => {
    const usage = {
      inputTokens: 100,
      outputTokens: 0,
      cachedInputTokens: 60,
      cacheWriteTokens: 30,
    };
    // 10 fresh, 60 read, 30 written.
    expect(costNanoUsd(usage, PRICE)).toBe(20_000 + 12_000 + 75_000);
  });

  it('takes the input price where the vendor names none for its cache', () => {
    const usage = {
      inputTokens: 100,
      outputTokens: 0,
      cachedInputTokens: 60,
      cacheWriteTokens: 30,
    };
    expect(costNanoUsd(usage, { input: 2, output: 8 })).toBe(200_000);
  });

  it('takes no money back where a vendor reports more from its cache than went in', () => {
    const usage = { inputTokens: 10, outputTokens: 0, cachedInputTokens: 100 };
    expect(costNanoUsd(usage, PRICE)).toBe(20_000);
  });

  it('is rounded to whole billionths', () => {
    const price = { input: 0.0004, output: 0 };
    expect(costNanoUsd({ inputTokens: 1, outputTokens: 0 }, price)).toBe(0);
    expect(costNanoUsd({ inputTokens: 2, outputTokens: 0 }, price)).toBe(1);
  });

  it('has the price of long prompts for the whole request, from the first token above the line', () => {
    expect(costNanoUsd({ inputTokens: 1_000, outputTokens: 10 }, WITH_LONG)).toBe(2_080_000);
    expect(costNanoUsd({ inputTokens: 1_001, outputTokens: 10 }, WITH_LONG)).toBe(4_124_000);
    const cached = { inputTokens: 2_000, outputTokens: 0, cachedInputTokens: 1_000 };
    expect(costNanoUsd({ ...cached, cacheWriteTokens: 1_000 }, WITH_LONG)).toBe(5_400_000);
  });
});

describe('what a call costs at most', () => {
  it('has all of the input written to the cache where that is dearer', () => {
    expect(worstCaseNanoUsd(100, 10, PRICE)).toStrictEqual({
      input: 250_000,
      outputPerToken: 8_000,
      total: 330_000,
    });
    expect(worstCaseNanoUsd(100, 10, { ...PRICE, cacheWrite: 1 }).input).toBe(200_000);
    expect(worstCaseNanoUsd(100, 10, { input: 2, output: 8 }).input).toBe(200_000);
  });

  it('has all of it read from the cache where that is dearest, in either tier', () => {
    const dear = { ...PRICE, cacheRead: 3 };
    expect(worstCaseNanoUsd(100, 10, dear).input).toBe(300_000);
    const long = { aboveInputTokens: 10, input: 1, output: 1, cacheRead: 7 };
    expect(worstCaseNanoUsd(10, 10, { ...dear, long }).input).toBe(30_000);
    expect(worstCaseNanoUsd(100, 10, { ...dear, long }).input).toBe(700_000);
    expect(worstCaseNanoUsd(100, 10, { ...dear, long: { ...long, cacheRead: 2 } }).input).toBe(
      300_000,
    );
  });

  it('has the price of long prompts only above their line', () => {
    expect(worstCaseNanoUsd(1_000, 1, WITH_LONG).total).toBe(2_508_000);
    expect(worstCaseNanoUsd(1_001, 1, WITH_LONG).total).toBe(5_017_000);
  });

  it('takes the normal price where that of long prompts is lower', () => {
    const discounted: Price = { ...PRICE, long: { aboveInputTokens: 10, input: 1, output: 1 } };
    expect(worstCaseNanoUsd(100, 10, discounted).total).toBe(330_000);
  });

  it('is rounded up', () => {
    const price = { input: 0.0001, output: 0.0001 };
    expect(worstCaseNanoUsd(1, 1, price)).toMatchObject({ input: 1, total: 2 });
  });

  it('is never less than the bill', () => {
    const money = fc.double({ min: 0, max: 100, noNaN: true });
    const tier = fc.record({ input: money, output: money, cacheRead: money, cacheWrite: money });
    const long = fc.tuple(tier, fc.integer({ min: 0, max: 10_000 }));
    const property = fc.property(
      tier,
      fc.option(long),
      fc.record({ fresh: fc.nat(9_000), read: fc.nat(9_000), written: fc.nat(9_000) }),
      fc.nat(9_000),
      fc.nat(2_000),
      (normal, longTier, input, outputTokens, spare) => {
        const inputTokens = input.fresh + input.read + input.written;
        const price: Price =
          longTier === null
            ? normal
            : { ...normal, long: { ...longTier[0], aboveInputTokens: longTier[1] } };
        const bill = costNanoUsd(
          {
            inputTokens,
            outputTokens,
            cachedInputTokens: input.read,
            cacheWriteTokens: input.written,
          },
          price,
        );
        const most = worstCaseNanoUsd(inputTokens + spare, outputTokens + spare, price).total;
        expect(most).toBeGreaterThanOrEqual(bill as number);
      },
    );
    fc.assert(property, { numRuns: 1_000 });
  });
});
