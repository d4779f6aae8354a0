import { describe, expect, it } from 'vitest';
import { TIMEOUT_NAMES } from '../../src/contracts/configuration.js';
import { configured, offering, refusalOf } from './refusal.js';

const MODEL = 'mock-success/default';
const AT = `models["${MODEL}"]`;
const LONGEST_MS = 2 ** 31 - 1;

/** A number that may be configured, where it stands, and what it may be. */
interface Case {
  readonly path: string;
  readonly set: (value: unknown) => Record<string, unknown>;
  /** The least it may be, and what is refused just below. */
  readonly least: number;
  readonly below: number;
  readonly most?: number;
  readonly above?: number;
  readonly whole?: true;
}

const override = (name: string) => (value: unknown) => ({ models: { [MODEL]: { [name]: value } } });
const price = (fields: object) => ({ models: { [MODEL]: { price: fields } } });
const POSITIVE_WHOLE = { least: 1, below: 0, whole: true } as const;
const DELAY = {
  least: 1,
  below: 1 - Number.EPSILON,
  most: LONGEST_MS,
  above: LONGEST_MS + 1,
} as const;
const NOT_NEGATIVE = { least: 0, below: -Number.MIN_VALUE } as const;
const SCORE = { ...NOT_NEGATIVE, most: 1, above: 1 + Number.EPSILON } as const;

const CASES: readonly Case[] = [
  { path: 'maxAttempts', set: (maxAttempts) => ({ maxAttempts }), ...POSITIVE_WHOLE },
  { path: 'storeCacheMs', set: (storeCacheMs) => ({ storeCacheMs }), ...NOT_NEGATIVE },
  ...TIMEOUT_NAMES.map((name) => ({
    path: `timeouts.${name}`,
    set: (value: unknown) => ({ timeouts: { [name]: value } }),
    ...DELAY,
  })),
  ...['ratio', 'perSecond', 'burst'].map((name) => ({
    path: `retryBudget.${name}`,
    set: (value: unknown) => ({ retryBudget: { [name]: value } }),
    ...NOT_NEGATIVE,
  })),
  ...['requestsPerMinute', 'tokensPerMinute', 'maxConcurrency'].flatMap((name) => [
    {
      path: `limits.${name}`,
      set: (value: unknown) => ({ limits: { [name]: value } }),
      ...POSITIVE_WHOLE,
    },
    {
      path: `${AT}.limits.${name}`,
      set: (value: unknown) => override('limits')({ [name]: value }),
      ...POSITIVE_WHOLE,
    },
  ]),
  {
    path: 'budgets[0].maxTokens',
    set: (maxTokens) => ({ budgets: [{ id: 'daily', window: 'day', maxTokens }] }),
    ...POSITIVE_WHOLE,
  },
  {
    path: 'budgets[0].maxCostUsd',
    set: (maxCostUsd) => ({ budgets: [{ id: 'daily', window: 'day', maxTokens: 1, maxCostUsd }] }),
    least: Number.MIN_VALUE,
    below: 0,
  },
  {
    path: 'whenExhausted.limits.waitUpToMs',
    set: (waitUpToMs) => ({ whenExhausted: { limits: { waitUpToMs } } }),
    ...NOT_NEGATIVE,
    most: LONGEST_MS,
    above: LONGEST_MS + 1,
  },
  ...['contextWindow', 'maxInputTokens', 'maxOutputTokens'].flatMap((name) => [
    { path: `${AT}.${name}`, set: override(name), ...POSITIVE_WHOLE },
    {
      path: `providers[0].models[0].${name}`,
      set: (value: unknown) => ({ providers: [offering('mock', { id: 'm', [name]: value })] }),
      ...POSITIVE_WHOLE,
    },
  ]),
  ...['quality', 'speed'].map((name) => ({ path: `${AT}.${name}`, set: override(name), ...SCORE })),
  {
    path: `${AT}.qualityByIntent.writing`,
    set: (writing) => override('qualityByIntent')({ writing }),
    ...SCORE,
  },
  ...['input', 'output', 'cacheRead', 'cacheWrite'].map((name) => ({
    path: `${AT}.price.${name}`,
    set: (value: unknown) => price({ input: 1, output: 1, [name]: value }),
    ...NOT_NEGATIVE,
  })),
  {
    path: `${AT}.price.long.aboveInputTokens`,
    set: (aboveInputTokens) =>
      price({ input: 1, output: 1, long: { aboveInputTokens, input: 1, output: 1 } }),
    ...NOT_NEGATIVE,
  },
  ...['attemptMs', 'firstTokenMs', 'idleMs'].map((name) => ({
    path: `${AT}.timeouts.${name}`,
    set: (value: unknown) => override('timeouts')({ [name]: value }),
    ...DELAY,
  })),
];

const NO_NUMBERS: readonly (readonly [unknown, string])[] = [
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  ['5', 'a string of 1 characters'],
  [true, 'true'],
  [5n, 'a bigint'],
  [[5], 'an array'],
  [{}, 'an object'],
];

describe('what is no number', () => {
  it.each(CASES)('is refused for $path', ({ path, set, whole }) => {
    const expected = whole ? 'a whole number' : 'a number';
    for (const [value, came] of NO_NUMBERS) {
      const error = refusalOf(set(value));
      expect(error.path).toBe(path);
      expect(error.message).toMatch(new RegExp(`: expected ${expected} (above|of at least) `));
      expect(error.message.endsWith(`, got ${came}`)).toBe(true);
    }
  });
});

describe('a number at its bounds', () => {
  it.each(CASES)('is taken for $path, and refused below', ({ set, least, below, most }) => {
    expect(refusalOf(set(below)).message).toContain(`got ${below}`);
    for (const value of [least, most ?? Number.MAX_SAFE_INTEGER]) {
      expect(() => configured(set(value))).not.toThrow();
    }
  });

  it.each(CASES.filter(({ above }) => above !== undefined))(
    'is refused for $path above $most',
    ({ set, most, above }) => {
      expect(refusalOf(set(above)).message).toContain(`at most ${most}, got ${above}`);
    },
  );
});

describe('a number with a fraction', () => {
  it.each(CASES.filter(({ whole }) => whole))('is refused for $path', ({ set, least }) => {
    expect(refusalOf(set(least + 0.5)).message).toContain(`got ${least + 0.5}`);
  });

  it.each(CASES.filter(({ whole }) => !whole))('is taken for $path', ({ set, least }) => {
    expect(() => configured(set(least + 0.5))).not.toThrow();
  });
});

describe('numbers', () => {
  it('are said to be what they may be', () => {
    const says = (options: Record<string, unknown>) => refusalOf(options).message;
    expect(says({ maxAttempts: 0 })).toBe(
      'maxAttempts: expected a whole number of at least 1, got 0',
    );
    expect(says({ limits: { maxConcurrency: 1.5 } })).toBe(
      'limits.maxConcurrency: expected a whole number above 0, got 1.5',
    );
    expect(says({ timeouts: { totalMs: 0 } })).toBe(
      'timeouts.totalMs: expected a number of at least 1 and at most 2147483647, got 0',
    );
    expect(says({ storeCacheMs: -1 })).toBe(
      'storeCacheMs: expected a number of at least 0, got -1',
    );
  });

  it.each(['timeouts', 'limits', 'retryBudget'])('of %s come in an object', (name) => {
    expect(refusalOf({ [name]: null }).message).toBe(`${name}: expected an object, got null`);
    expect(refusalOf({ [name]: [1] }).message).toBe(`${name}: expected an object, got an array`);
    expect(refusalOf({ [name]: 1 }).message).toBe(`${name}: expected an object, got 1`);
  });

  it.each([
    ['timeouts', 'totlMs', 'totalMs'],
    ['timeouts', 'firstTokensMs', 'firstTokenMs'],
    ['limits', 'tokenPerMinute', 'tokensPerMinute'],
    ['retryBudget', 'brust', 'burst'],
  ])('of %s are found by their names', (option, name, meant) => {
    expect(refusalOf({ [option]: { [name]: 1 } }).message).toBe(
      `${option}.${name}: unknown option "${name}"; did you mean "${meant}"?`,
    );
  });
});
