import { describe, expect, it } from 'vitest';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { Quota } from '../../src/contracts/usage-store.js';
import type { Refusal } from '../../src/fallback/exhausted.js';
import { probeKey, type Seat, WaitingRoom } from '../../src/fallback/waiting-room.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aModel } from '../support/builders.js';

const a = aModel({ id: 'north/a' });
const b = aModel({ id: 'south/b' });

function full(
  key: string,
  retryAfterMs = 5_000,
  unit: Quota['unit'] = 'in-flight',
): Extract<Refusal, { readonly reason: 'over-quota' }> {
  const quota = { id: key, key, unit, windowMs: 60_000, max: 1 };
  return { admitted: false, reason: 'over-quota', quota, used: 1, retryAfterMs };
}

const probing: Refusal = { admitted: false, reason: 'probing', retryAfterMs: 9_000 };

/** A room, and a log of who looks again when. */
function openRoom() {
  const clock = new ManualClock();
  const room = new WaitingRoom();
  const log: string[] = [];
  const enter = (leavesAt: number) => room.enter(leavesAt) as Seat;
  const wait = (
    name: string,
    seat: Seat,
    refused: readonly (readonly [ConfiguredModel, Refusal])[],
    { ms = 5_000, cancellation = new Cancellation() } = {},
  ) => {
    const waited = room.wait(seat, new Map(refused), { ms, clock, cancellation });
    waited.then(
      () => log.push(`${clock.monotonic()}: ${name}`),
      (reason) => log.push(`${clock.monotonic()}: ${name} left, ${reason}`),
    );
    return waited;
  };
  return { clock, room, log, enter, wait };
}

describe('a seat in the waiting room', () => {
  it('is waited in for so long, and no timer is left', async () => {
    const { clock, log, enter, wait } = openRoom();
    void wait('first', enter(9_000), [[a, full('a')]]);
    await clock.advance(4_999);
    expect(log).toStrictEqual([]);
    await clock.advance(1);
    expect(log).toStrictEqual(['5000: first']);
    expect(clock.pending).toBe(0);
  });

  it('is one of a hundred, taken until its request leaves', () => {
    const { room, enter } = openRoom();
    const seats = Array.from({ length: 100 }, () => enter(1));
    expect(room.enter(0)).toBeUndefined();
    room.leave(seats[50] as Seat);
    expect(room.enter(2)).toBeDefined();
    expect(room.enter(3)).toBeUndefined();
  });

  it('is left at once by a request that is cancelled, whose reason it rejects with', async () => {
    const { clock, log, enter, wait } = openRoom();
    const cancellation = new Cancellation();
    const waited = wait('first', enter(9_000), [[a, full('a')]], { cancellation });
    await clock.advance(10);
    cancellation.abort('enough');
    await expect(waited).rejects.toBe('enough');
    expect(log).toStrictEqual(['10: first left, enough']);
    expect(clock.pending).toBe(0);
  });
});

describe('what frees', () => {
  it('wakes the one of those who wait for it whose time runs out first', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    void wait('late', enter(9_000), [[a, full('a')]]);
    void wait('soon', enter(8_000), [[a, full('a')]]);
    void wait('other', enter(7_000), [[b, full('b')]]);
    await clock.advance(10);
    room.free(['a']);
    await clock.advance(0);
    expect(log).toStrictEqual(['10: soon']);
  });

  it('wakes those of the same time in the order of their coming', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    for (const name of ['1', '2', '3']) void wait(name, enter(9_000), [[a, full('a')]]);
    room.free(['a']);
    room.free(['a']);
    await clock.advance(0);
    expect(log).toStrictEqual(['0: 1', '0: 2']);
  });

  it('wakes one for each thing that frees', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    void wait('a', enter(1_000), [[a, full('a')]]);
    void wait('b', enter(2_000), [[b, full('b')]]);
    void wait('c', enter(3_000), [[b, full('c')]]);
    room.free(['a', 'b', 'a']);
    await clock.advance(0);
    expect(log).toStrictEqual(['0: a', '0: b']);
  });

  it('may be one of several things that a request waits for', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    void wait('first', enter(1_000), [
      [a, full('a')],
      [b, full('b')],
    ]);
    room.free(['b']);
    await clock.advance(0);
    expect(log).toStrictEqual(['0: first']);
  });

  it('may be the probe of a model of the provider', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    void wait('first', enter(1_000), [[a, probing]]);
    room.free([probeKey('south')]);
    await clock.advance(0);
    expect(log).toStrictEqual([]);
    room.free([probeKey('north')]);
    await clock.advance(0);
    expect(log).toStrictEqual(['0: first']);
  });

  it('is offered to the next when one of them leaves, in or not', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    const first = enter(1_000);
    const waited = wait('first', first, [[a, full('a')]]);
    void wait('second', enter(2_000), [[a, full('a')]]);
    room.free(['a']);
    await waited;
    expect(log).toStrictEqual(['0: first']);
    room.leave(first);
    await clock.advance(0);
    expect(log).toStrictEqual(['0: first', '0: second']);
  });

  it('is no matter of rests, which end by time', async () => {
    const { clock, room, log, enter, wait } = openRoom();
    const cooling: Refusal = { admitted: false, reason: 'cooling', retryAfterMs: 100 };
    void wait('first', enter(1_000), [[a, cooling]]);
    room.free(['a', probeKey('north')]);
    await clock.advance(0);
    expect(log).toStrictEqual([]);
  });
});

describe('whose turn it is', () => {
  it('is that of those who wait, not of one that comes anew and could wait as long or longer', () => {
    const { room, enter, wait } = openRoom();
    void wait('first', enter(9_000), [[a, full('a')]]);
    expect(room.refusal(a, { leavesAt: 9_000 }, 0)).toStrictEqual(full('a'));
    expect(room.refusal(a, { leavesAt: 8_999 }, 0)).toBeUndefined();
    expect(room.refusal(b, { leavesAt: 9_000 }, 0)).toBeUndefined();
  });

  it('is still that of the first while it looks again, and its own in any case', async () => {
    const { room, enter, wait } = openRoom();
    const first = enter(9_000);
    const second = enter(9_500);
    const waited = wait('first', first, [[a, full('a')]]);
    void wait('second', second, [[a, full('a')]]);
    room.free(['a']);
    await waited;
    expect(room.refusal(a, first, 0)).toBeUndefined();
    expect(room.refusal(a, second, 0)).toStrictEqual(full('a'));
    room.leave(first);
    expect(room.refusal(a, second, 0)).toBeUndefined();
  });

  it('comes later by what has been waited, and never without any wait', async () => {
    const { clock, room, enter, wait } = openRoom();
    await clock.advance(100);
    void wait('first', enter(9_000), [[a, full('a', 5_000, 'requests')]]);
    const told = (now: number) => room.refusal(a, { leavesAt: 9_999 }, now);
    expect(told(1_100)).toMatchObject({ reason: 'over-quota', retryAfterMs: 4_000 });
    expect(told(99_999)).toMatchObject({ retryAfterMs: 1 });
  });

  it.each(['tokens', 'nanoUsd'] as const)(
    'is a small one’s although a large one waits for more %s',
    (unit) => {
      const { room, enter, wait } = openRoom();
      void wait('large', enter(9_000), [[a, full('a', 5_000, unit)]]);
      expect(room.refusal(a, { leavesAt: 9_999 }, 0)).toBeUndefined();
    },
  );
});
