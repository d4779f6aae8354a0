import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../src/usage/recent-map.js';

const NEEDED = 7;
const isNeeded = (value: number) => value === NEEDED;
const map = () => new RecentMap<string, number>({ keepMs: 100, capacity: 3, isNeeded });

describe('RecentMap', () => {
  it('finds the latest value of a key', () => {
    const recent = map();
    recent.set('a', 1, 0);
    recent.set('a', 2, 0);
    expect(recent.get('a')).toBe(2);
    recent.set('b', 0, 100);
    recent.set('a', 3, 100);
    expect(recent.get('a')).toBe(3);
    expect(recent.get('unknown')).toBeUndefined();
  });

  it('keeps an entry until as many younger ones have come as it may hold', () => {
    const recent = map();
    recent.set('first', 1, 0);
    for (const key of ['b', 'c', 'd', 'e', 'f']) recent.set(key, 1, 0);
    expect(recent.get('first')).toBe(1);
    expect(recent.size).toBe(6);
    recent.set('g', 1, 0);
    expect(recent.get('first')).toBeUndefined();
    expect(recent.get('d')).toBe(1);
    expect(recent.size).toBe(4);
  });

  it('keeps an entry for its time, and forgets it with the second change after that', () => {
    const recent = map();
    recent.set('a', 1, 50);
    recent.set('b', 1, 99);
    recent.set('c', 1, 100);
    expect([recent.get('a'), recent.get('b'), recent.size]).toStrictEqual([1, 1, 3]);
    recent.set('d', 1, 199);
    expect(recent.get('a')).toBe(1);
    recent.set('e', 1, 200);
    expect([recent.get('a'), recent.get('b')]).toStrictEqual([undefined, undefined]);
    expect([recent.get('c'), recent.get('d'), recent.get('e')]).toStrictEqual([1, 1, 1]);
  });

  it('keeps what is needed, however many younger ones come, and forgets it when it no longer is', () => {
    const recent = map();
    recent.set('open', NEEDED, 0);
    for (let count = 0; count < 30; count++) recent.set(`other ${count}`, 1, count * 50);
    expect(recent.get('open')).toBe(NEEDED);
    expect(recent.size).toBeLessThanOrEqual(7);
    recent.set('open', 1, 1_500);
    for (let count = 0; count < 30; count++) recent.set(`more ${count}`, 1, 1_500);
    expect(recent.get('open')).toBeUndefined();
  });

  it('never lets a value that was needed come back over a later one', () => {
    const recent = map();
    recent.set('a', NEEDED, 0);
    for (const key of ['b', 'c', 'd']) recent.set(key, 1, 0);
    recent.set('a', 1, 0);
    for (const key of ['e', 'f', 'g']) recent.set(key, 1, 0);
    expect(recent.get('a')).toBe(1);
  });

  it('keeps an entry that is renewed from then on, and knows none that it has forgotten', () => {
    const recent = map();
    recent.set('a', 1, 0);
    recent.set('b', 1, 100);
    recent.renew('a', 150);
    recent.set('c', 1, 200);
    expect([recent.get('a'), recent.get('b')]).toStrictEqual([1, 1]);
    recent.set('d', 1, 300);
    expect(recent.get('a')).toBeUndefined();
    recent.renew('a', 300);
    expect(recent.get('a')).toBeUndefined();
    recent.renew('d', 300);
    expect(recent.size).toBe(2);
  });
});
