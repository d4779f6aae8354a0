import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { delay, untilAborted } from '../../src/testing/delay.js';
import { ManualClock } from '../../src/testing/index.js';

describe('delay', () => {
  it('resolves when its time is up, and leaves no timer and no listener', async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    let done = false;
    void delay(100, clock, signal).then(() => {
      done = true;
    });
    await clock.advance(99);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(done).toBe(true);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('rejects with the reason at once when the signal fires, and leaves no timer and no listener', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = delay(100, clock, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('does not begin when the signal has fired, not even for 0', async () => {
    const clock = new ManualClock();
    const signal = AbortSignal.abort(new Error('before'));
    await expect(delay(100, clock, signal)).rejects.toThrow('before');
    await expect(delay(0, clock, signal)).rejects.toThrow('before');
    expect(clock.pending).toBe(0);
  });

  it('takes no timer for 0', async () => {
    const clock = new ManualClock();
    await delay(0, clock);
    expect(clock.pending).toBe(0);
  });

  it('does without a signal', async () => {
    const clock = new ManualClock();
    const waiting = delay(5, clock);
    await clock.advance(5);
    await expect(waiting).resolves.toBeUndefined();
  });
});

describe('untilAborted', () => {
  it('rejects with the reason when the signal fires, and leaves no listener', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('does without a signal, and waits for ever', async () => {
    const clock = new ManualClock();
    let settled = false;
    const settle = () => {
      settled = true;
    };
    void untilAborted().then(settle, settle);
    await clock.advance(3_600_000);
    expect(settled).toBe(false);
  });

  it('rejects at once when the signal has fired', async () => {
    await expect(untilAborted(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});
