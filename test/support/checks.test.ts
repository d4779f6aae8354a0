import { describe, expect, it } from 'vitest';
import { Checks, DELAY, join, quoted } from '../../src/support/checks.js';

class Refused extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

const check = new Checks(Refused);

/** What is said of a value that a check refuses. */
function said(refuse: () => unknown): string {
  try {
    refuse();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('a refusal', () => {
  it('is the error that was asked for, with the path and the message', () => {
    expect(() => check.string(1, 'a.b')).toThrow(Refused);
    expect(() => check.string(1, 'a.b')).toThrow(expect.objectContaining({ path: 'a.b' }));
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [-0.5, '-0.5'],
    [Number.NaN, 'NaN'],
    ['', 'an empty string'],
    ['secret', 'a string of 6 characters'],
    [[], 'an empty array'],
    [['secret'], 'an array'],
    [{ key: 'secret' }, 'an object'],
    [new Map(), 'an object'],
    [() => 'secret', 'a function'],
    [Symbol('secret'), 'a symbol'],
    [10n, 'a bigint'],
  ])('says what came without quoting it: %o', (value, came) => {
    expect(said(() => check.fail('x', 'better', value))).toBe(`expected better, got ${came}`);
  });
});

describe('a number', () => {
  it.each([
    [{}, 'a number of at least 0'],
    [{ min: 1 }, 'a number of at least 1'],
    [{ above: 0 }, 'a number above 0'],
    [{ min: 1, max: 2 }, 'a number of at least 1 and at most 2'],
    [DELAY, 'a number of at least 1 and at most 2147483647'],
    [{ min: 1, integer: true }, 'a whole number of at least 1'],
  ])('out of %o is told what it may be', (range, expected) => {
    const message = said(() => check.number('x', 'n', range));
    expect(message).toBe(`expected ${expected}, got a string of 1 characters`);
  });

  it('may be whatever is in its range', () => {
    expect(check.number(0, 'n')).toBe(0);
    expect(check.number(1, 'n', { min: 1 })).toBe(1);
    expect(check.number(Number.MIN_VALUE, 'n', { above: 0 })).toBe(Number.MIN_VALUE);
    expect(check.number(2, 'n', { max: 2, integer: true })).toBe(2);
    expect(check.number(DELAY.max, 'n', DELAY)).toBe(2 ** 31 - 1);
    expect(check.number(DELAY.min, 'n', DELAY)).toBe(1);
    expect(said(() => check.number(0, 'n', { above: 0 }))).toContain('got 0');
    expect(said(() => check.number(-Number.MIN_VALUE, 'n'))).toContain('got -5e-324');
  });
});

describe('several numbers', () => {
  const names = ['a', 'b-c'] as const;

  it('are copied, and those that are undefined left out', () => {
    const given = Object.freeze({ a: 1, 'b-c': undefined });
    const numbers = check.numbers(given, 'x', names, {});
    expect(numbers).toStrictEqual({ a: 1 });
    expect(numbers).not.toBe(given);
    expect(check.numbers(undefined, 'x', names, {})).toStrictEqual({});
  });

  it('are refused by their own paths', () => {
    const wrong = () => check.numbers({ a: -1 }, 'x', names, {});
    expect(wrong).toThrow(expect.objectContaining({ path: 'x.a' }));
  });
});

describe('a list', () => {
  it('is copied, with undefined in place of its holes', () => {
    const given = [1];
    given[2] = 3;
    const copy = check.array(given, 'list');
    expect(copy).toStrictEqual([1, undefined, 3]);
    expect(given).not.toHaveProperty('1');
  });

  it('may be empty, unless it may not', () => {
    expect(check.array([], 'list')).toEqual([]);
    expect(said(() => check.array([], 'list', { nonEmpty: true }))).toBe(
      'expected at least one element, got an empty array',
    );
  });
});

describe('a text', () => {
  it('may be as long as it may be', () => {
    expect(check.string('abc', 's', { max: 3 })).toBe('abc');
    expect(said(() => check.string('abcd', 's', { max: 3 }))).toBe(
      'expected at most 3 characters, got a string of 4 characters',
    );
  });
});

describe('an unknown name', () => {
  const known = Array.from({ length: 13 }, (_, index) => `option-${index}`);

  it('is told the nearest', () => {
    const message = said(() => check.unknownName('x', 'option', 'optoin-3', known));
    expect(message).toBe('unknown option "optoin-3"; did you mean "option-3"?');
  });

  it('is told all there are, up to twelve', () => {
    const twelve = known.slice(0, 12);
    expect(said(() => check.unknownName('x', 'model', 'nothing-like-it', twelve))).toBe(
      `unknown model "nothing-like-it"; known: ${twelve.join(', ')}`,
    );
    expect(said(() => check.unknownName('x', 'model', 'nothing-like-it', known))).toBe(
      `unknown model "nothing-like-it"; known: ${twelve.join(', ')}, …`,
    );
  });

  it('is cut to 60 characters', () => {
    const just = 'n'.repeat(60);
    expect(said(() => check.unknownName('x', 'model', just, []))).toContain(`"${just}"`);
    expect(said(() => check.unknownName('x', 'model', `${just}n`, []))).toContain(`"${just}…"`);
  });

  it('is escaped, and so are those that are known', () => {
    expect(said(() => check.unknownName('x', 'model', 'a\nb', ['far\u001b[31m away']))).toBe(
      'unknown model "a\\nb"; known: far\\u001b[31m away',
    );
    expect(said(() => check.unknownName('x', 'model', 'a"b', ['a\tb']))).toBe(
      'unknown model "a\\"b"; did you mean "a\\tb"?',
    );
  });
});

describe('one of several names', () => {
  it('are listed escaped, up to twelve', () => {
    const names = ['line\nfeed', ...Array.from({ length: 12 }, (_, index) => `name-${index}`)];
    expect(said(() => check.oneOf(1, 'x', names))).toBe(
      `expected one of line\\nfeed, ${names.slice(1, 12).join(', ')}, …, got 1`,
    );
  });
});

describe('a name in quotes', () => {
  it.each([
    ['plain', '"plain"'],
    ['Größe 🙂', '"Größe 🙂"'],
    ['say "b" \\', '"say \\"b\\" \\\\"'],
    ['\0\r\u001b', '"\\u0000\\r\\u001b"'],
    ['\u007f\u009b31m', '"\\u007f\\u009b31m"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\ud83d', '"\\ud83d"'],
  ])('has nothing in it that a log or a terminal obeys: %j', (name, shown) => {
    expect(quoted(name)).toBe(shown);
  });
});

describe('a path', () => {
  it.each([
    ['', 'a', 'a'],
    ['a', 'b', 'a.b'],
    ['a', '$b_1', 'a.$b_1'],
    ['a', '1b', 'a["1b"]'],
    ['a', '', 'a[""]'],
    ['models', 'openai/gpt-6-luna', 'models["openai/gpt-6-luna"]'],
    ['a', 'say "b"', 'a["say \\"b\\""]'],
    ['', 'line\nfeed', '["line\\nfeed"]'],
    ['a', '\u009b', 'a["\\u009b"]'],
    ['a', '/'.repeat(61), `a["${'/'.repeat(60)}…"]`],
    ['a', 'n'.repeat(60), `a.${'n'.repeat(60)}`],
    ['a', 'n'.repeat(61), `a.${'n'.repeat(60)}…`],
    ['', 'n'.repeat(61), `${'n'.repeat(60)}…`],
    ['a', `${'n'.repeat(60)}/`, `a["${'n'.repeat(60)}…"]`],
  ])('%j joined with %j is %s', (path, key, joined) => {
    expect(join(path, key)).toBe(joined);
  });
});
