import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/support/nearest.js';

describe('the nearest name', () => {
  it.each([
    ['prefrence', ['preference', 'providers'], 'preference'],
    ['PROVIDERS', ['preference', 'providers'], 'providers'],
    ['gpt-6-lunar', ['gpt-6-luna', 'gpt-6.1-sol'], 'gpt-6-luna'],
    ['ac', ['abc'], 'abc'],
    ['acb', ['abc'], 'abc'],
  ])('to %s among %j is %s', (name, names, meant) => {
    expect(nearest(name, names)).toBe(meant);
  });

  it('is the first of those that are as near', () => {
    expect(nearest('cost', ['cast', 'most'])).toBe('cast');
    expect(nearest('cost', ['coat', 'cost'])).toBe('cost');
  });

  it('is at most a third of its length away, and two for short names', () => {
    expect(nearest('abcdefghi', ['abcdef'])).toBe('abcdef');
    expect(nearest('abcdefghi', ['abcde'])).toBeUndefined();
    expect(nearest('abcdef', ['abcd'])).toBe('abcd');
    expect(nearest('abcdef', ['abc'])).toBeUndefined();
    expect(nearest('abcd', ['ab'])).toBe('ab');
  });

  it('is none where there are none, and none for what is no name', () => {
    expect(nearest('a', [])).toBeUndefined();
    expect(nearest('a'.repeat(128), ['a'.repeat(127)])).toBe('a'.repeat(127));
    expect(nearest('a'.repeat(129), ['a'.repeat(128)])).toBeUndefined();
  });

  it('is found among the keys of a map', () => {
    expect(nearest('smal', new Map([['small', 1]]).keys())).toBe('small');
  });

  it('has a letter in common', () => {
    expect(nearest('ab', ['id', 'per'])).toBeUndefined();
    expect(nearest('ab', ['cb'])).toBe('cb');
    expect(nearest('a', ['b'])).toBeUndefined();
    expect(nearest('a', ['A'])).toBe('A');
  });
});
