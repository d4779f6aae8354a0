import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isPromise } from '../../src/support/awaitable.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { pause } from '../../src/support/pause.js';
import { within } from '../../src/support/within.js';
import { ManualClock } from '../../src/testing/index.js';

function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

/** Whether a promise is settled, and with what; asked when all that can settle has. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = Symbol('pending');
  const state = promise.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  );
  await new Promise(setImmediate);
  const first = await Promise.race([state, Promise.resolve(pending)]);
  return first === pending ? 'pending' : first;
}

describe('a cancellation', () => {
  it("listens to the caller's signal once, however many listen to it", () => {
    const { signal } = new AbortController();
    const cancellation = new Cancellation(signal);
    const offs = [1, 2, 3].map(() => cancellation.listen(() => {}));
    expect(listenersOf(signal)).toBe(1);
    for (const off of offs) off();
    expect(listenersOf(signal)).toBe(1);
    cancellation.dispose();
    expect(listenersOf(signal)).toBe(0);
  });

  it('tells every listener the reason, once, and then leaves the signal', () => {
    const controller = new AbortController();
    const cancellation = new Cancellation(controller.signal);
    const heard: unknown[] = [];
    cancellation.listen((reason) => heard.push(reason));
    cancellation.listen((reason) => heard.push(reason));
    const gone = cancellation.listen(() => heard.push('gone'));
    gone();
    const reason = new Error('enough');
    controller.abort(reason);
    cancellation.abort(new Error('later'));
    expect(heard).toEqual([reason, reason]);
    expect(cancellation).toMatchObject({ aborted: true, reason });
    expect(listenersOf(controller.signal)).toBe(0);
  });

  it('of a signal that is over is over, without listening', () => {
    const signal = AbortSignal.abort('too late');
    const cancellation = new Cancellation(signal);
    expect(cancellation).toMatchObject({ aborted: true, reason: 'too late' });
    expect(listenersOf(signal)).toBe(0);
  });

  it('throws its reason as it is, and nothing before', () => {
    const cancellation = new Cancellation();
    expect(cancellation.aborted).toBe(false);
    expect(cancellation.reason).toBeUndefined();
    expect(() => cancellation.throwIfAborted()).not.toThrow();
    const reason = { not: 'an Error' };
    cancellation.abort(reason);
    expect(() => cancellation.throwIfAborted()).toThrow(expect.toSatisfy((it) => it === reason));
  });

  it('that was disposed of hears nothing more', () => {
    const controller = new AbortController();
    const cancellation = new Cancellation(controller.signal);
    const heard: unknown[] = [];
    cancellation.listen((reason) => heard.push(reason));
    cancellation.dispose();
    controller.abort();
    expect(heard).toEqual([]);
    expect(cancellation.aborted).toBe(false);
  });

  it('lets a listener stop another while it tells them', () => {
    const cancellation = new Cancellation();
    let heard = 0;
    cancellation.listen(() => {
      heard++;
      cancellation.listen(() => heard++);
    });
    cancellation.abort('reason');
    expect(heard).toBe(1);
  });
});

describe('a pause', () => {
  it('takes as long as it is told to', async () => {
    const clock = new ManualClock();
    const paused = pause(500, clock, new Cancellation());
    await clock.advance(499);
    expect(await stateOf(paused)).toBe('pending');
    await clock.advance(1);
    expect(await stateOf(paused)).toEqual({ value: undefined });
    expect(clock.pending).toBe(0);
  });

  it('ends with the reason when the request is cancelled, and leaves no timer', async () => {
    const clock = new ManualClock();
    const cancellation = new Cancellation();
    const paused = stateOf(pause(500, clock, cancellation));
    cancellation.abort('reason');
    expect(await paused).toEqual({ reason: 'reason' });
    expect(clock.pending).toBe(0);
  });

  it('does not begin when the request is cancelled already', async () => {
    const clock = new ManualClock();
    const cancellation = new Cancellation();
    cancellation.abort('reason');
    expect(await stateOf(pause(500, clock, cancellation))).toEqual({ reason: 'reason' });
    expect(clock.pending).toBe(0);
  });
});

describe('within a time', () => {
  it('a promise that keeps it is itself, and its timer is gone', async () => {
    const clock = new ManualClock();
    expect(await within(Promise.resolve(5), 100, clock)).toBe(5);
    const error = new Error('no');
    await expect(within(Promise.reject(error), 100, clock)).rejects.toBe(error);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('a promise that does not is rejected, and what becomes of it ignored', async () => {
    const clock = new ManualClock();
    const late = Promise.withResolvers<number>();
    const limited = within(late.promise, 100, clock);
    await clock.advance(99);
    expect(await stateOf(limited)).toBe('pending');
    clock.step(1);
    expect(await stateOf(limited)).toMatchObject({
      reason: { name: 'TimeoutError', message: 'no answer within 100 ms' },
    });
    late.reject(new Error('unheard'));
    await new Promise(setImmediate);
    expect(clock.pending).toBe(0);
  });
});

describe('a race with the end of the request', () => {
  it('is won by a promise that settles first, and then nobody listens', async () => {
    const cancellation = new Cancellation();
    expect(await cancellation.race(Promise.resolve(5))).toBe(5);
    const error = new Error('no');
    await expect(cancellation.race(Promise.reject(error))).rejects.toBe(error);
    cancellation.abort('enough');
  });

  it('is lost by one that comes later, whose value is not lost', async () => {
    const cancellation = new Cancellation();
    const late = Promise.withResolvers<number>();
    const values: number[] = [];
    const raced = cancellation.race(late.promise, (value) => values.push(value));
    cancellation.abort('enough');
    await expect(raced).rejects.toBe('enough');
    late.resolve(5);
    await late.promise;
    expect(values).toEqual([5]);
  });

  it('is lost at once where the request has ended before, and a late failure goes unheard', async () => {
    const cancellation = new Cancellation();
    cancellation.abort('enough');
    const values: number[] = [];
    const raced = cancellation.race(Promise.resolve(5), (value) => values.push(value));
    await expect(raced).rejects.toBe('enough');
    expect(values).toEqual([5]);
    await expect(cancellation.race(Promise.reject(new Error('late')))).rejects.toBe('enough');
  });

  it('tells of no value that was in time', async () => {
    const values: number[] = [];
    await new Cancellation().race(Promise.resolve(5), (value) => values.push(value));
    expect(values).toEqual([]);
  });
});

describe('what must be awaited', () => {
  it.each([
    [Promise.resolve(1), true],
    // biome-ignore lint/suspicious/noThenProperty: that is what is asked
    [{ then: () => {} }, true],
    // biome-ignore lint/suspicious/noThenProperty: that is what is asked
    [{ then: 1 }, false],
    [{}, false],
    [null, false],
    [undefined, false],
    ['then', false],
  ])('is %o: %s', (value, expected) => {
    expect(isPromise(value)).toBe(expected);
  });
});
