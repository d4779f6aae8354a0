import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/testing/index.js';

function take(count: number, random: () => number): number[] {
  return Array.from({ length: count }, random);
}

describe('seededRandom', () => {
  it('repeats itself for the same seed', () => {
    expect(take(50, seededRandom(7))).toEqual(take(50, seededRandom(7)));
  });

  it('stays the same from version to version, so that a printed seed replays', () => {
    expect(take(3, seededRandom(1))).toEqual([
      0.5883937727194279, 0.07318899407982826, 0.59031065646559,
    ]);
  });

  it('differs from seed to seed', () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)());
    expect(new Set(firsts).size).toBe(1_000);
  });

  it('is from 0 to below 1, whatever the seed', () => {
    fc.assert(
      fc.property(fc.double(), (seed) => {
        for (const value of take(100, seededRandom(seed))) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        }
      }),
    );
  });

  it('fills the range evenly', () => {
    const buckets = new Array<number>(10).fill(0);
    for (const value of take(10_000, seededRandom(42))) {
      const bucket = Math.floor(value * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});
