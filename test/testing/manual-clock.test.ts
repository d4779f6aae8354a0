import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../src/testing/index.js';

describe('ManualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock({ now: 5_000 });
    expect([clock.now(), clock.monotonic()]).toEqual([5_000, 0]);
    clock.step(250);
    expect([clock.now(), clock.monotonic()]).toEqual([5_250, 250]);
  });

  it('begins in 2026 unless told otherwise', () => {
    expect(new Date(new ManualClock().now()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('fires a timer at its time and not a millisecond before', () => {
    const clock = new ManualClock();
    const fired = vi.fn<() => void>();
    clock.setTimeout(fired, 100);
    clock.step(99);
    expect(fired).not.toHaveBeenCalled();
    clock.step(1);
    expect(fired).toHaveBeenCalledOnce();
    clock.step(1_000);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('fires timers in the order of their time, and of their creation where that is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (delays) => {
        const clock = new ManualClock();
        const fired: [at: number, index: number][] = [];
        delays.forEach((delayMs, index) => {
          clock.setTimeout(() => fired.push([clock.monotonic(), index]), delayMs);
        });
        clock.step(20);
        const expected = delays.map((delayMs, index) => [delayMs, index] as const);
        expect(fired).toEqual(expected.sort(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });

  it('shows a timer the time at which it was due', () => {
    const clock = new ManualClock({ now: 1_000 });
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.now(), clock.monotonic()), 30);
    clock.step(100);
    expect(seen).toEqual([1_030, 30]);
  });

  it('fires timers set by timers on the same way, those that lie beyond it later', () => {
    const clock = new ManualClock();
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.monotonic());
      clock.setTimeout(again, 10);
    };
    clock.setTimeout(again, 10);
    clock.step(35);
    expect(fired).toEqual([10, 20, 30]);
    clock.step(5);
    expect(fired).toEqual([10, 20, 30, 40]);
  });

  it('counts the timers that are neither fired nor cleared', () => {
    const clock = new ManualClock();
    const cleared = vi.fn<() => void>();
    const timer = clock.setTimeout(cleared, 10);
    clock.setTimeout(() => {}, 20);
    expect(clock.pending).toBe(2);
    clock.clearTimeout(timer);
    expect(clock.pending).toBe(1);
    clock.step(20);
    expect(clock.pending).toBe(0);
    expect(cleared).not.toHaveBeenCalled();
  });

  it('clears nothing when it is given no timer', () => {
    const clock = new ManualClock();
    clock.setTimeout(() => {}, 10);
    clock.clearTimeout(undefined);
    expect(clock.pending).toBe(1);
  });

  it('takes a delay below 0 for one of 0', () => {
    const clock = new ManualClock();
    clock.step(50);
    const seen: number[] = [];
    clock.setTimeout(() => seen.push(clock.monotonic()), -10);
    clock.step(0);
    expect(seen).toEqual([50]);
  });

  it('refuses a delay that a real timer would cut to a millisecond', () => {
    const clock = new ManualClock();
    expect(() => clock.setTimeout(() => {}, 2 ** 31)).toThrow(RangeError);
    expect(() => clock.setTimeout(() => {}, Number.NaN)).toThrow('got NaN');
    clock.setTimeout(() => {}, 2 ** 31 - 1);
    expect(clock.pending).toBe(1);
  });

  it('refuses to go back', async () => {
    const clock = new ManualClock();
    expect(() => clock.step(-1)).toThrow(RangeError);
    expect(() => clock.step(Number.NaN)).toThrow('got NaN');
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  });

  it('sets the wall clock without moving time', () => {
    const clock = new ManualClock({ now: 10_000 });
    const fired = vi.fn<() => void>();
    clock.setTimeout(fired, 100);
    clock.step(50);
    clock.setWall(3_000);
    expect([clock.now(), clock.monotonic()]).toEqual([3_000, 50]);
    clock.step(50);
    expect([clock.now(), clock.monotonic()]).toEqual([3_050, 100]);
    expect(fired).toHaveBeenCalledOnce();
  });

  it('gives code that awaits its turn before, between and after the timers', async () => {
    const clock = new ManualClock();
    const seen: string[] = [];
    const sleep = (ms: number) =>
      new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    void (async () => {
      await Promise.resolve();
      await sleep(10);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      seen.push(`awake at ${clock.monotonic()}`);
      await sleep(10);
      await Promise.resolve();
      seen.push(`again at ${clock.monotonic()}`);
    })();
    await clock.advance(20);
    expect(seen).toEqual(['awake at 10', 'again at 20']);
    expect(clock.monotonic()).toBe(20);
  });

  it('advances while the global timers are fake', async () => {
    vi.useFakeTimers();
    try {
      const clock = new ManualClock();
      await clock.advance(10);
      expect(clock.monotonic()).toBe(10);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the later end of two advances at once', async () => {
    const clock = new ManualClock();
    await Promise.all([clock.advance(100), clock.advance(30)]);
    expect(clock.monotonic()).toBe(100);
    await Promise.all([clock.advance(30), clock.advance(100)]);
    expect(clock.monotonic()).toBe(200);
  });
});
