import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/fallback/exhausted.js';
import { Waiter } from '../../src/fallback/waiter.js';
import { WaitingRoom } from '../../src/fallback/waiting-room.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aModel } from '../support/builders.js';

const model = aModel();
const quota = { id: 'slots', key: 'slots', unit: 'in-flight', windowMs: 60_000, max: 1 } as const;
const full: Refusal = {
  admitted: false,
  reason: 'over-quota',
  quota,
  used: 1,
  retryAfterMs: 1_000,
};
const refused = new Map([[model, full]]);

/** Frees at its time, and not before unless an attempt ends. */
const overMinute: Refusal = { ...full, quota: { ...quota, unit: 'requests' } };
const untilItsTime = new Map([[model, overMinute]]);

/** Requests that may wait for 10 s in all, unless told otherwise. */
function waiters({ waitUpToMs = 10_000, deadline = 120_000 } = {}) {
  const clock = new ManualClock();
  const waitingRoom = new WaitingRoom();
  const newWaiter = () =>
    new Waiter({ waitUpToMs, deadline, clock, waitingRoom, cancellation: new Cancellation() });
  return { clock, waitingRoom, newWaiter };
}

describe('the patience of a request', () => {
  it.each([
    [10_000, { waitUpToMs: 10_000 }],
    [4_750, { deadline: 5_000 }],
  ])('lasts for %d ms, and not for one more', async (ms, limits) => {
    const { clock, newWaiter, waitingRoom } = waiters(limits);
    expect(await newWaiter().wait(ms + 1, untilItsTime)).toBe(false);
    expect(waitingRoom.isEmpty).toBe(true);
    const waited = newWaiter().wait(ms, untilItsTime);
    await clock.advance(ms);
    expect(await waited).toBe(true);
  });

  it('is one for all its waits, each counted as long as it was', async () => {
    const { clock, newWaiter, waitingRoom } = waiters();
    await clock.advance(500);
    const waiter = newWaiter();
    const first = waiter.wait(9_000, untilItsTime);
    await clock.advance(6_000);
    waitingRoom.free(['slots']);
    await first;
    expect(await waiter.wait(4_001, untilItsTime)).toBe(false);
    const second = waiter.wait(4_000, untilItsTime);
    await clock.advance(4_000);
    expect(await second).toBe(true);
  });

  it('is spent to its end on a slot that may be free at any moment', async () => {
    const { clock, newWaiter, waitingRoom } = waiters({ waitUpToMs: 600 });
    const waiter = newWaiter();
    const waited = waiter.wait(1_000, refused);
    await clock.advance(600);
    expect(await waited).toBe(true);
    expect(await waiter.wait(1_000, refused)).toBe(false);
    waiter.leave();
    expect(waitingRoom.isEmpty).toBe(true);
  });

  it('finds no seat where all are taken, unless it has one', async () => {
    const { clock, newWaiter, waitingRoom } = waiters();
    const waiter = newWaiter();
    void waiter.wait(1_000, refused);
    while (waitingRoom.enter(0) !== undefined);
    await clock.advance(1_000);
    expect(await newWaiter().wait(1_000, refused)).toBe(false);
    const again = waiter.wait(1_000, refused);
    await clock.advance(1_000);
    expect(await again).toBe(true);
  });
});

describe('whoever waits', () => {
  it('comes before a request that comes anew, and not before one that is more in a hurry', async () => {
    const { clock, newWaiter, waitingRoom } = waiters();
    const first = newWaiter();
    expect(first.refusal(model)).toBeUndefined();
    void first.wait(1_000, refused);
    expect(newWaiter().refusal(model)).toStrictEqual(full);
    expect(newWaiter().refusal(aModel({ id: 'north/beta' }))).toBeUndefined();
    const cancellation = new Cancellation();
    const limits = { waitUpToMs: 9_999, deadline: 120_000, clock, waitingRoom, cancellation };
    expect(new Waiter(limits).refusal(model)).toBeUndefined();
    expect(first.refusal(model)).toBeUndefined();
  });

  it('lets the next one look when it has got in, once', async () => {
    const { clock, newWaiter, waitingRoom } = waiters();
    const [first, second, third] = [newWaiter(), newWaiter(), newWaiter()];
    const order: string[] = [];
    void first.wait(1_000, refused).then(() => order.push('first'));
    void second.wait(5_000, refused).then(() => order.push('second'));
    void third.wait(5_000, refused).then(() => order.push('third'));
    await clock.advance(1_000);
    first.leave();
    first.leave();
    await clock.advance(0);
    expect(order).toStrictEqual(['first', 'second']);
    second.leave();
    third.leave();
    expect(waitingRoom.isEmpty).toBe(true);
  });
});
