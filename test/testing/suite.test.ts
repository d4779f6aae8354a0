import { describe, expect, it, vi } from 'vitest';
import { assert, assertEqual, resolveRunner } from '../../src/testing/suite.js';

describe('resolveRunner', () => {
  it('prefers what it is given to globals', () => {
    vi.stubGlobal('describe', describe);
    vi.stubGlobal('it', it);
    const given = { describe: () => {}, it: () => {} };
    expect(resolveRunner(given)).toStrictEqual(given);
    expect(resolveRunner()).toStrictEqual({ describe, it });
    vi.unstubAllGlobals();
  });

  it('says what is missing when there is no runner', () => {
    expect(() => resolveRunner()).toThrow(/`describe` and `it`/);
    expect(() => resolveRunner({ describe })).toThrow(/pass those of your test runner/);
    expect(() => resolveRunner({ it })).toThrow(/pass those of your test runner/);
  });
});

describe('assert', () => {
  it('fails with what was expected', () => {
    expect(() => assert(false, 'an admission')).toThrow('Expected an admission.');
    expect(() => assert(true, 'an admission')).not.toThrow();
  });
});

describe('assertEqual', () => {
  it.each([
    [1, 1],
    [Number.NaN, Number.NaN],
    [undefined, undefined],
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
    [{ a: undefined }, {}],
    [Object.create(null), {}],
  ])('takes %o for %o', (actual, expected) => {
    expect(() => assertEqual(actual, expected, 'it')).not.toThrow();
  });

  it.each([
    [1, 2],
    [0, null],
    [null, {}],
    [{}, null],
    [{ a: 1 }, {}],
    [{}, { a: 1 }],
    [[], {}],
    [[1], [1, 2]],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    ['1', 1],
  ])('tells %o from %o', (actual, expected) => {
    expect(() => assertEqual(actual, expected, 'it')).toThrow(/^Expected it to be /);
  });

  it('names both sides', () => {
    const fail = () => assertEqual(undefined, { a: 1 }, 'the window');
    expect(fail).toThrow('Expected the window to be {"a":1}, got undefined.');
  });
});
