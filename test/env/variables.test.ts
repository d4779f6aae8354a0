import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  processEnvironment,
  readFlag,
  readList,
  readNumber,
  readText,
} from '../../src/env/variables.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';

describe('a text', () => {
  it('is taken without the line break that files of secrets end with', () => {
    expect(readText({ KEY: ' sk-1\n' }, 'KEY')).toBe('sk-1');
  });

  it.each([undefined, '', '  \n'])('counts as not set where it is %j', (text) => {
    expect(readText({ KEY: text }, 'KEY')).toBeUndefined();
  });
});

describe('a number', () => {
  const range = { above: 0, max: 10, integer: true };

  it.each([
    ['1', 1],
    ['10', 10],
    [' 7 ', 7],
  ])('is read from %j', (text, number) => {
    expect(readNumber({ LIMIT: text }, 'LIMIT', range)).toBe(number);
  });

  it.each([undefined, '', ' '])('is none where the variable is %j', (text) => {
    expect(readNumber({ LIMIT: text }, 'LIMIT', range)).toBeUndefined();
  });

  it.each(['0', '11', '1.5', '-1', 'Infinity'])('is refused where it is %s', (text) => {
    expect(() => readNumber({ LIMIT: text }, 'LIMIT', range)).toThrow(
      new ConfigurationError(
        'LIMIT',
        `expected a whole number above 0 and at most 10, got ${Number(text)}`,
      ),
    );
  });

  it('is not quoted where it is none, because it may be a key in the wrong place', () => {
    expect(() => readNumber({ LIMIT: 'sk-secret' }, 'LIMIT', range)).toThrow(
      'LIMIT: expected a whole number above 0 and at most 10, got a string of 9 characters',
    );
  });
});

describe('a flag', () => {
  it.each(['1', 'true', 'TRUE'])('is on with %s', (text) => {
    expect(readFlag({ FLAG: text }, 'FLAG')).toBe(true);
  });

  it.each([undefined, '', '0', 'false', 'False'])('is off with %j', (text) => {
    expect(readFlag({ FLAG: text }, 'FLAG')).toBe(false);
  });

  it('is refused where it is neither', () => {
    expect(() => readFlag({ FLAG: 'maybe' }, 'FLAG')).toThrow(
      'FLAG: expected 1 or 0, got a string of 5 characters',
    );
  });
});

describe('a list', () => {
  it('is separated by commas, with or without spaces', () => {
    expect(readList({ LIST: 'a, b ,c,' }, 'LIST')).toEqual(['a', 'b', 'c']);
  });

  it('is none where the variable is not set', () => {
    expect(readList({}, 'LIST')).toBeUndefined();
  });
});

describe('the environment of the process', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is what the process has', () => {
    expect(processEnvironment()).toBe(process.env);
  });

  it('is empty where there is no process', () => {
    vi.stubGlobal('process', undefined);
    const environment = processEnvironment();
    vi.unstubAllGlobals();
    expect(environment).toEqual({});
  });
});
