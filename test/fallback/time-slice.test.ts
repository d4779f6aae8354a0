import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_SLICE_MS, timeSlice } from '../../src/fallback/time-slice.js';

describe('the time of an attempt', () => {
  it('is all that is left for the last one, up to its own limit', () => {
    expect(timeSlice(90_000, undefined, [])).toBe(90_000);
    expect(timeSlice(90_000, 60_000, [])).toBe(60_000);
    expect(timeSlice(30_000, 60_000, [])).toBe(30_000);
  });

  it('leaves twice the expected time to each of those behind', () => {
    expect(timeSlice(90_000, undefined, [5_000])).toBe(80_000);
    expect(timeSlice(90_000, undefined, [5_000, 2_000])).toBe(76_000);
    expect(timeSlice(90_000, 60_000, [5_000, 2_000])).toBe(60_000);
  });

  it('leaves them no more than an equal share', () => {
    expect(timeSlice(90_000, undefined, [45_000])).toBe(45_000);
    expect(timeSlice(90_000, undefined, [500_000, 500_000])).toBe(30_000);
    expect(timeSlice(90_000, undefined, [500_000, 2_000])).toBe(56_000);
  });

  it('is not worth it below a quarter of a second', () => {
    expect(LEAST_SLICE_MS).toBe(250);
  });

  const left = fc.double({ min: 1, max: 1e6, noNaN: true });
  const limit = fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined });
  const next = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 6 });

  it('is never more than what is left or its own limit', () => {
    const property = fc.property(left, limit, next, (leftMs, attemptMs, nextMs) => {
      const slice = timeSlice(leftMs, attemptMs, nextMs);
      expect(slice).toBeLessThanOrEqual(leftMs);
      expect(slice).toBeLessThanOrEqual(attemptMs ?? Number.POSITIVE_INFINITY);
      expect(slice).toBeGreaterThan(0);
    });
    fc.assert(property);
  });

  it('is at least an equal share, unless its own limit is less', () => {
    const property = fc.property(left, limit, next, (leftMs, attemptMs, nextMs) => {
      const least = Math.min(leftMs / (nextMs.length + 1), attemptMs ?? leftMs);
      expect(timeSlice(leftMs, attemptMs, nextMs)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
    });
    fc.assert(property);
  });

  it('leaves those behind twice their expected time or an equal share each, even if it hangs', () => {
    const property = fc.property(left, limit, next, (leftMs, attemptMs, nextMs) => {
      const share = leftMs / (nextMs.length + 1);
      const kept = nextMs.reduce((sum, expectedMs) => sum + Math.min(2 * expectedMs, share), 0);
      const remaining = leftMs - timeSlice(leftMs, attemptMs, nextMs);
      expect(remaining).toBeGreaterThanOrEqual(kept - leftMs * 1e-9);
    });
    fc.assert(property);
  });

  it('is more than nothing for everybody, even if each one before hangs', () => {
    const expected = fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 6 });
    const property = fc.property(left, expected, (leftMs, nextMs) => {
      let remaining = leftMs;
      for (let behind = nextMs.length; behind >= 0; behind--) {
        const slice = timeSlice(remaining, undefined, nextMs.slice(nextMs.length - behind));
        expect(slice).toBeGreaterThan(0);
        remaining -= slice;
      }
      expect(Math.abs(remaining)).toBeLessThanOrEqual(leftMs * 1e-9);
    });
    fc.assert(property);
  });
});
