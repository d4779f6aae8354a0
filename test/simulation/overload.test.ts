import { expect, it } from 'vitest';
import { simulate } from '../../src/testing/index.js';

/** Vendors that turn away some of their calls as overloaded, without a word of when to come back. */
function overloaded(share: number, vendors: number) {
  const names = ['first', 'second'].slice(0, vendors);
  return simulate({
    providers: names.map((name) => ({
      name,
      models: [{ id: 'm', failures: { overloaded: share } }],
    })),
    traffic: { perSecond: 50 },
    seconds: 120,
  });
}

it.each([
  [0.002, 1, 0.999],
  [0.002, 2, 0.9999],
  [0.01, 2, 0.9999],
])(
  'when %d of the calls of %d vendors meet an overload, nearly all are answered',
  async (share, vendors, least) => {
    const { availability, violations } = await overloaded(share, vendors);
    expect(availability).toBeGreaterThanOrEqual(least);
    expect(violations).toEqual([]);
  },
);
