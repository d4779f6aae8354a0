import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../src/testing/simulation/virtual-clock.js';

function sleep(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimeout(resolve, ms));
}

describe('VirtualClock', () => {
  it('begins at 0, on New Year 2026', () => {
    const clock = new VirtualClock();
    expect(clock.monotonic()).toBe(0);
    expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('fires timers in the order of their time, of their creation where that is the same, and no cleared one', async () => {
    const timer = fc.record({ delayMs: fc.integer({ min: 0, max: 20 }), isCleared: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(timer), async (timers) => {
        const clock = new VirtualClock();
        const fired: [at: number, index: number][] = [];
        const set = timers.map(({ delayMs }, index) =>
          clock.setTimeout(() => fired.push([clock.monotonic(), index]), delayMs),
        );
        for (const [index, { isCleared }] of timers.entries()) {
          if (isCleared) clock.clearTimeout(set[index]);
        }
        await clock.run();
        const expected = timers
          .map(({ delayMs, isCleared }, index) => ({ at: delayMs, index, isCleared }))
          .filter(({ isCleared }) => !isCleared)
          .sort((a, b) => a.at - b.at || a.index - b.index);
        expect(fired).toEqual(expected.map(({ at, index }) => [at, index]));
        expect(clock.pending).toBe(0);
      }),
    );
  });

  it('leaps over days without waiting for them, and wall time goes along', async () => {
    const clock = new VirtualClock();
    const start = clock.now();
    await Promise.all([sleep(clock, 1_000_000_000), clock.run()]);
    expect([clock.monotonic(), clock.now() - start]).toEqual([1_000_000_000, 1_000_000_000]);
  });

  it('fires what timers set on the way, until nothing is left', async () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.monotonic());
      if (fired.length < 200) clock.setTimeout(again, 5);
    };
    clock.setTimeout(again, 5);
    await clock.run();
    expect([fired.length, fired.at(-1)]).toEqual([200, 1_000]);
  });

  it('lets every promise settle between two timers, however long the chain', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      clock.setTimeout(() => {
        void (async () => {
          for (let turn = 0; turn < 100; turn++) await Promise.resolve();
          seen.push(`${name} done`);
        })();
        seen.push(name);
      }, 10);
    }
    await clock.run();
    expect(seen).toEqual(['a', 'a done', 'b', 'b done', 'c', 'c done']);
  });

  it('lets promises settle before the first timer', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.setTimeout(() => seen.push('timer'), 0);
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => seen.push('promise'));
    await clock.run();
    expect(seen).toEqual(['promise', 'timer']);
  });

  it('stops at the time it is given: what is due then fires, what is due later waits', async () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    for (const delayMs of [10, 20, 20.5]) clock.setTimeout(() => fired.push(delayMs), delayMs);
    await clock.run({ untilMs: 20 });
    expect([fired, clock.monotonic(), clock.pending]).toEqual([[10, 20], 20, 1]);
    await clock.run();
    expect([fired, clock.monotonic()]).toEqual([[10, 20, 20.5], 20.5]);
  });

  it('stands at the time it is given even when nothing was left before, and never goes back to it', async () => {
    const clock = new VirtualClock();
    await clock.run({ untilMs: 500 });
    expect(clock.monotonic()).toBe(500);
    await clock.run({ untilMs: 100 });
    expect(clock.monotonic()).toBe(500);
  });

  it('stops as soon as it is told that it is over, before the next timer', async () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    for (const delayMs of [1, 2, 3]) clock.setTimeout(() => fired.push(delayMs), delayMs);
    await clock.run({ isOver: () => fired.length === 2 });
    expect([fired, clock.monotonic(), clock.pending]).toEqual([[1, 2], 2, 1]);
  });

  it('rejects with what a timer throws, and can go on behind it', async () => {
    const clock = new VirtualClock();
    const after = vi.fn<() => void>();
    clock.setTimeout(() => {
      throw new Error('thrown by a timer');
    }, 10);
    clock.setTimeout(after, 11);
    await expect(clock.run()).rejects.toThrow('thrown by a timer');
    expect(after).not.toHaveBeenCalled();
    await clock.run();
    expect(after).toHaveBeenCalledOnce();
  });

  it('steps the wall clock forth and back; timers do not notice', async () => {
    const clock = new VirtualClock();
    const start = clock.now();
    const seen: number[] = [];
    clock.setTimeout(() => clock.stepWall(-3_600_000), 10);
    clock.setTimeout(() => seen.push(clock.monotonic(), clock.now() - start), 20);
    await clock.run();
    clock.stepWall(3_600_000);
    expect([...seen, clock.now() - start]).toEqual([20, -3_599_980, 20]);
  });

  it('takes a moment that has passed, and a delay below 0, for now', async () => {
    const clock = new VirtualClock();
    await clock.run({ untilMs: 50 });
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.monotonic()), -10);
    clock.at(20, () => seen.push(clock.monotonic()));
    await clock.run();
    expect(seen).toEqual([50, 50]);
  });

  it('refuses a delay that a real timer would cut to a millisecond, but knows moments beyond it', async () => {
    const clock = new VirtualClock();
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow(RangeError);
    expect(() => clock.setTimeout(() => {}, Number.NaN)).toThrow('got NaN');
    clock.setTimeout(() => {}, 2 ** 31 - 1);
    clock.at(2 ** 40, () => {});
    await clock.run();
    expect(clock.monotonic()).toBe(2 ** 40);
  });

  it('clears nothing when it is given no timer, or one that has fired', async () => {
    const clock = new VirtualClock();
    const first = clock.setTimeout(() => {}, 1);
    clock.setTimeout(() => {}, 2);
    await clock.run({ untilMs: 1 });
    clock.clearTimeout(undefined);
    clock.clearTimeout(first);
    expect(clock.pending).toBe(1);
  });

  it('runs under the fake timers of a test runner', async () => {
    vi.useFakeTimers();
    try {
      const clock = new VirtualClock();
      await Promise.all([sleep(clock, 1_000), clock.run()]);
      expect(clock.monotonic()).toBe(1_000);
    } finally {
      vi.useRealTimers();
    }
  });
});
