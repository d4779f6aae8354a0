import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowStats } from '../../src/contracts/usage-store.js';
import { NOTHING, RollingWindow } from '../../src/usage/rolling-window.js';

const WIDTH_MS = 60_000;
const BUCKET_MS = WIDTH_MS / 60;

function tokens(inputTokens: number, outputTokens = 0): WindowStats {
  return { ...NOTHING, requests: 1, inputTokens, outputTokens };
}

describe('RollingWindow', () => {
  it('is empty at first', () => {
    const window = new RollingWindow(WIDTH_MS);
    expect(window.read(5)).toStrictEqual(NOTHING);
    expect(window.sum(5, 'tokens')).toBe(0);
    expect(window.freesInMs(5, 'tokens', 1)).toBeUndefined();
  });

  it('sums every metric', () => {
    const window = new RollingWindow(WIDTH_MS);
    const amounts = { requests: 1, failures: 2, inputTokens: 3, outputTokens: 4, nanoUsd: 5 };
    window.record(0, amounts);
    window.record(BUCKET_MS, amounts);
    window.record(BUCKET_MS, amounts);
    const sums = { requests: 3, failures: 6, inputTokens: 9, outputTokens: 12, nanoUsd: 15 };
    expect(window.read(BUCKET_MS)).toStrictEqual(sums);
    expect(window.sum(BUCKET_MS, 'tokens')).toBe(21);
    expect(window.sum(BUCKET_MS, 'requests')).toBe(3);
    expect(window.sum(BUCKET_MS, 'nanoUsd')).toBe(15);
    const remaining = { requests: 2, failures: 4, inputTokens: 6, outputTokens: 8, nanoUsd: 10 };
    expect(window.read(WIDTH_MS)).toStrictEqual(remaining);
  });

  it('holds a lone record to the millisecond', () => {
    const window = new RollingWindow(WIDTH_MS);
    window.record(1_234, tokens(7));
    expect(window.read(1_234 + WIDTH_MS - 1)).toStrictEqual(tokens(7));
    expect(window.read(1_234 + WIDTH_MS)).toStrictEqual(NOTHING);
  });

  it('holds records of one 60th until the latest of them leaves', () => {
    const window = new RollingWindow(WIDTH_MS);
    window.record(2_000, tokens(1));
    window.record(2_999, tokens(2));
    window.record(3_000, tokens(4));
    expect(window.sum(2_998 + WIDTH_MS, 'tokens')).toBe(7);
    expect(window.sum(2_999 + WIDTH_MS, 'tokens')).toBe(4);
    expect(window.sum(3_000 + WIDTH_MS, 'tokens')).toBe(0);
  });

  it('starts anew after it has run empty', () => {
    const window = new RollingWindow(WIDTH_MS);
    window.record(2_000, tokens(1));
    window.record(2_000 + WIDTH_MS, tokens(2));
    window.record(2_000 + 10 * WIDTH_MS, tokens(4));
    expect(window.read(2_000 + 10 * WIDTH_MS)).toStrictEqual(tokens(4));
  });

  it('gives away copies of its sums', () => {
    const window = new RollingWindow(WIDTH_MS);
    const before = window.read(0);
    window.record(0, tokens(1));
    expect(before).toStrictEqual(NOTHING);
  });

  it('says when enough has left', () => {
    const window = new RollingWindow(WIDTH_MS);
    window.record(0, tokens(3, 2));
    window.record(2_000, { ...tokens(4, 1), nanoUsd: 8 });
    expect(window.freesInMs(10_000, 'tokens', 5)).toBe(50_000);
    expect(window.freesInMs(10_000, 'tokens', 6)).toBe(52_000);
    expect(window.freesInMs(10_000, 'tokens', 10)).toBe(52_000);
    expect(window.freesInMs(10_000, 'tokens', 11)).toBeUndefined();
    expect(window.freesInMs(10_000, 'requests', 1)).toBe(50_000);
    expect(window.freesInMs(10_000, 'requests', 2)).toBe(52_000);
    expect(window.freesInMs(10_000, 'nanoUsd', 1)).toBe(52_000);
    expect(window.freesInMs(WIDTH_MS, 'tokens', 6)).toBeUndefined();
  });

  it('never forgets early and over-counts by less than a bucket', () => {
    const steps = fc.array(
      fc.record({
        waitMs: fc.oneof(
          fc.integer({ min: 0, max: 50 }),
          fc.integer({ min: 0, max: 3 * BUCKET_MS }),
          fc.constantFrom(BUCKET_MS - 1, BUCKET_MS, WIDTH_MS - 1, WIDTH_MS, 5 * WIDTH_MS),
        ),
        amount: fc.integer({ min: 0, max: 1_000 }),
      }),
      { minLength: 1, maxLength: 400, size: 'max' },
    );
    const property = fc.property(steps, (all) => {
      const window = new RollingWindow(WIDTH_MS);
      const records: { at: number; amount: number }[] = [];
      const since = (start: number) =>
        records.reduce((sum, { at, amount }) => (at > start ? sum + amount : sum), 0);
      let now = 0;
      for (const { waitMs, amount } of all) {
        now += waitMs;
        window.record(now, tokens(amount));
        records.push({ at: now, amount });
        const sum = window.sum(now, 'tokens');
        expect(sum).toBeGreaterThanOrEqual(since(now - WIDTH_MS));
        expect(sum).toBeLessThanOrEqual(since(now - WIDTH_MS - BUCKET_MS));
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('frees at the first moment at which enough has left', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 1, max: 9 })),
      { minLength: 1, maxLength: 80, size: 'max' },
    );
    const property = fc.property(steps, fc.integer({ min: 1, max: 9 }), (all, amount) => {
      const window = new RollingWindow(WIDTH_MS);
      let now = 0;
      for (const [waitMs, sum] of all) {
        now += waitMs;
        window.record(now, tokens(sum));
      }
      const before = window.sum(now, 'tokens');
      const freesInMs = window.freesInMs(now, 'tokens', Math.min(amount, before)) as number;
      const wanted = before - Math.min(amount, before);
      expect(window.sum(now + freesInMs - 1, 'tokens')).toBeGreaterThan(wanted);
      expect(window.sum(now + freesInMs, 'tokens')).toBeLessThanOrEqual(wanted);
    });
    fc.assert(property);
  });
});
