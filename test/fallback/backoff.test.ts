import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/contracts/attempt.js';
import { backoffMs } from '../../src/fallback/backoff.js';
import { aFailure } from '../support/builders.js';

const drawn = (value: number) => () => value;
const half = drawn(0.5);

describe('the pause before a retry', () => {
  it.each([
    [0, 125],
    [1, 250],
    [4, 2_000],
    [5, 4_000],
    [6, 4_000],
    [2_000, 4_000],
  ])('is drawn from 250 ms doubled with each retry, at most 8 s: retry %i', (retry, ms) => {
    expect(backoffMs(aFailure('server'), retry, half)).toBe(ms);
  });

  it.each([
    [0, 500],
    [1, 1_000],
    [3, 4_000],
    [4, 4_000],
  ])('is drawn from 1 s for a limit: retry %i', (retry, ms) => {
    expect(backoffMs(aFailure('rate-limit'), retry, half)).toBe(ms);
  });

  it('is at least 1 s for a model that is overloaded', () => {
    expect(backoffMs(aFailure('overloaded'), 0, half)).toBe(1_000);
    expect(backoffMs(aFailure('overloaded'), 1, drawn(0))).toBe(1_000);
    expect(backoffMs(aFailure('overloaded'), 2, half)).toBe(2_000);
  });

  it('is anything from nothing to its bound: full jitter', () => {
    const kinds = fc.constantFrom<ErrorKind>('server', 'network', 'protocol', 'rate-limit');
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const property = fc.property(kinds, fc.nat(20), draw, (kind, retry, random) => {
      const base = kind === 'rate-limit' ? 1_000 : 250;
      const bound = Math.min(8_000, base * 2 ** retry);
      const ms = backoffMs(aFailure(kind), retry, drawn(random)) as number;
      expect(ms).toBeCloseTo(random * bound, 6);
      expect(ms).toBeLessThan(bound);
    });
    fc.assert(property);
  });
});

describe('the pause that the server asks for', () => {
  it('is kept, and lengthened by up to a tenth', () => {
    const failure = aFailure('rate-limit', { retryAfterMs: 2_000 });
    expect(backoffMs(failure, 5, drawn(0))).toBe(2_000);
    expect(backoffMs(failure, 0, half)).toBe(2_100);
    expect(backoffMs(failure, 0, drawn(1 - 1e-9))).toBeLessThan(2_200);
    expect(backoffMs(aFailure('overloaded', { retryAfterMs: 10 }), 0, drawn(0))).toBe(10);
    // Nothing asked for: as without it.
    expect(backoffMs(aFailure('server', { retryAfterMs: 0 }), 3, half)).toBe(1_000);
  });

  it('is too long beyond a minute', () => {
    const of = (retryAfterMs: number) =>
      backoffMs(aFailure('server', { retryAfterMs }), 0, drawn(0));
    expect(of(60_000)).toBe(60_000);
    expect(of(60_001)).toBeUndefined();
    expect(of(1e12)).toBeUndefined();
  });
});
