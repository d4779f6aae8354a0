import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/support/system-clock.js';

describe('systemClock', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => vi.useRealTimers());

  it('tells wall time and elapsed time, of fake timers installed after it too', () => {
    const start = systemClock.monotonic();
    expect(systemClock.now()).toBe(1_000_000);
    vi.advanceTimersByTime(250);
    expect(systemClock.now()).toBe(1_000_250);
    expect(systemClock.monotonic() - start).toBe(250);
    vi.setSystemTime(0);
    expect(systemClock.monotonic() - start).toBe(250);
  });

  it('calls back after the delay, unless it is cleared', () => {
    const calls: string[] = [];
    systemClock.setTimeout(() => calls.push('kept'), 100);
    systemClock.clearTimeout(systemClock.setTimeout(() => calls.push('cleared'), 100));
    vi.advanceTimersByTime(99);
    expect(calls).toStrictEqual([]);
    vi.advanceTimersByTime(1);
    expect(calls).toStrictEqual(['kept']);
  });
});
