import { describe, expect, it } from 'vitest';
import { CounterTable } from '../../src/usage/counter-table.js';
import { NOTHING } from '../../src/usage/rolling-window.js';

const ONE = { ...NOTHING, requests: 1 };

describe('CounterTable', () => {
  it('orders counters by their last use', () => {
    const table = new CounterTable(100);
    for (const key of ['a', 'b', 'c', 'a', 'b', 'b']) table.use(key, 0);
    const order: string[] = [];
    for (let counter = table.oldest; counter; counter = table.oldest) {
      order.push(counter.key);
      table.drop(counter);
    }
    expect(order).toStrictEqual(['c', 'a', 'b']);
    expect(table.size).toBe(0);
    expect(table.use('a', 0)).toBe(table.oldest);
  });

  it('can drop any of them', () => {
    const table = new CounterTable(100);
    const [a, b, c] = ['a', 'b', 'c'].map((key) => table.use(key, 0));
    if (!a || !b || !c) throw new Error('unreachable');
    table.drop(b);
    expect([a.newer, c.older]).toStrictEqual([c, a]);
    table.drop(c);
    expect([table.oldest, a.newer]).toStrictEqual([a, undefined]);
    table.use('d', 0);
    expect(a.newer?.key).toBe('d');
    expect(table.find('b')).toBeUndefined();
  });

  it('finds without use', () => {
    const table = new CounterTable(100);
    expect(table.find('a')).toBeUndefined();
    expect(table.size).toBe(0);
    const counter = table.use('a', 5);
    table.use('b', 5);
    expect(table.find('a')).toBe(counter);
    expect(table.oldest).toBe(counter);
  });

  it('drops a counter that has been idle for longer than its window, at the next use of another', () => {
    const table = new CounterTable(100);
    table.record('a', 0, ONE);
    table.record('b', 50, ONE);
    table.record('c', 100, ONE);
    expect(table.size).toBe(3);
    table.record('c', 101, ONE);
    expect(table.find('a')).toBeUndefined();
    expect(table.find('b')?.window?.sum(101, 'requests')).toBe(1);
    table.record('c', 1_000, ONE);
    expect(table.size).toBe(1);
    table.record('c', 2_000, ONE);
    expect(table.find('c')?.window?.sum(2_000, 'requests')).toBe(1);
  });

  it('keeps an idle counter of which something is held', () => {
    const table = new CounterTable(100);
    const held = table.use('held', 0);
    held.held.requests = 1;
    table.use('idle', 0);
    table.use('c', 1_000);
    expect(table.find('held')).toBe(held);
    table.use('c', 1_000);
    expect(table.find('idle')).toBeUndefined();
    table.use('c', 1_100);
    held.held.requests = 0;
    table.use('c', 1_101);
    expect(table.find('held')).toBeUndefined();
  });

  it('forgets sums when it is cleared, and keeps what is held', () => {
    const table = new CounterTable(100);
    table.use('a', 0).held.tokens = 5;
    table.record('a', 0, ONE);
    table.clearWindows();
    expect(table.find('a')).toMatchObject({ window: undefined, held: { tokens: 5 } });
  });
});
