import { describe, expect, it } from 'vitest';
import { byImmediates, byMessages, type Macrotasks } from '../../src/testing/macrotasks.js';

/** Runs so many, all asked for at once, each of which has a chain of promises to settle; returns what happened. */
function turnsOf(count: number, made: (run: () => void) => Macrotasks): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const seen: string[] = [];
    let turn = 0;
    const settle = async (own: number) => {
      for (let hop = 0; hop < 50; hop++) await Promise.resolve();
      seen.push(`settled ${own}`);
    };
    const tasks = made(() => {
      turn++;
      seen.push(`turn ${turn}`);
      void settle(turn);
      if (turn < count) return;
      tasks.close();
      setImmediate(() => resolve(seen));
    });
    for (let asked = 0; asked < count; asked++) tasks.next();
  });
}

describe.each([
  ['immediates', (run: () => void) => byImmediates(run, setImmediate)],
  ['messages', byMessages],
])('macrotasks by %s', (_, made) => {
  it('let every promise of one settle before the next, even when all are asked for at once', async () => {
    const expected = [1, 2, 3, 4].flatMap((turn) => [`turn ${turn}`, `settled ${turn}`]);
    expect(await turnsOf(4, made)).toEqual(expected);
  });
});

describe('macrotasks by messages', () => {
  it('come no more once they are closed', async () => {
    let turns = 0;
    const tasks = byMessages(() => {
      turns++;
    });
    tasks.next();
    tasks.close();
    await turnsOf(1, byMessages);
    expect(turns).toBe(0);
  });
});
