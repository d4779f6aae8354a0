import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSeeds, textHash } from '../../src/support/text-hash.js';

const SEEDS = new Int32Array([1, 2, 3, 4]);

describe('textHash', () => {
  it('is the same for the same text and seeds, and four words long', () => {
    expect(textHash('Hello', SEEDS)).toBe(textHash('Hello', new Int32Array([1, 2, 3, 4])));
    expect(textHash('Hello', SEEDS)).toMatch(/^[0-9a-z]{1,7}(\.[0-9a-z]{1,7}){3}$/);
  });

  it('depends on the seeds, each in its place', () => {
    const others = [
      [0, 2, 3, 4],
      [1, 0, 3, 4],
      [1, 2, 0, 4],
      [1, 2, 3, 0],
    ].map((seeds) => textHash('Hello', new Int32Array(seeds)));
    expect(new Set([textHash('Hello', SEEDS), ...others]).size).toBe(5);
  });

  it('tells 100,000 texts apart that differ little, by any of its words', () => {
    const words = [new Set(), new Set(), new Set(), new Set()];
    for (let count = 0; count < 100_000; count++) {
      const hash = textHash(`Refund invoice ${count}`, SEEDS).split('.');
      for (const [lane, word] of hash.entries()) words[lane]?.add(word);
    }
    // Of 2^32 values chance alone makes about one pair meet.
    for (const word of words) expect(word.size).toBeGreaterThan(100_000 - 10);
  });

  it('differs where one character does, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(0xffff), (text, at, unit) => {
        const place = at % text.length;
        const other = String.fromCharCode(unit);
        fc.pre(text.charAt(place) !== other);
        const changed = text.slice(0, place) + other + text.slice(place + 1);
        expect(textHash(changed, SEEDS)).not.toBe(textHash(text, SEEDS));
        expect(textHash(`${text}\0`, SEEDS)).not.toBe(textHash(text, SEEDS));
      }),
    );
  });
});

describe('randomSeeds', () => {
  it('are others each time', () => {
    const [seeds, others] = [randomSeeds(), randomSeeds()];
    expect(seeds).toHaveLength(4);
    expect(seeds).not.toEqual(others);
  });
});
