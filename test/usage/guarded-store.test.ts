import { describe, expect, it } from 'vitest';
import type { CooldownStart, Reservation } from '../../src/contracts/usage-store.js';
import { NoModelAvailableError } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { GuardedStore } from '../../src/usage/guarded-store.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { AWAY, type Mode, UnsteadyStore } from '../configuration/unsteady-store.js';
import { reservationOf } from './reservations.js';

const spent = { inputTokens: 10, outputTokens: 5 };
const REST: CooldownStart = {
  ...{ scope: 'model', target: 'north/alpha', forMs: 60_000, reason: 'tests', policy: 'mine' },
  ...{ probe: true, overrideEveryMs: 0 },
};

function guarding({ isRequired = false, mode = 'async' as Mode } = {}) {
  const clock = new ManualClock();
  const store = new UnsteadyStore(clock);
  store.mode = mode;
  const told: unknown[] = [];
  const substitutes: MemoryUsageStore[] = [];
  const guard = new GuardedStore({
    ...{ store, isRequired, clock },
    substitute: () => {
      substitutes.push(new MemoryUsageStore({ clock }));
      return substitutes.at(-1) as MemoryUsageStore;
    },
    onDegraded: (operation, message) => told.push([operation, message]),
    onRecovered: (degradedMs, replayed) => told.push({ degradedMs, replayed }),
  });
  const settle = (reservation: Reservation) => guard.settle({ reservation, spent, health: 'good' });
  return { clock, store, guard, told, substitutes, settle };
}

function tokensIn(store: MemoryUsageStore): number {
  return store.snapshot().models.reduce((sum, { lastHour }) => sum + lastHour.inputTokens, 0);
}

describe('a store that answers', () => {
  it('without a promise is answered for without a promise', () => {
    const { guard, settle, told } = guarding({ mode: 'sync' });
    const reservation = reservationOf();
    expect(guard.reserve(reservation)).toEqual({ admitted: true, probe: false });
    expect(settle(reservation)).toMatchObject({ lastHour: { requests: 1, inputTokens: 10 } });
    expect(guard.coolDown(REST)).toMatchObject({ started: true });
    expect(guard.snapshot()).toMatchObject({ models: [{}], cooldowns: [REST] });
    expect(guard.reset('north/alpha')).toBeUndefined();
    expect(guard.snapshot()).toMatchObject({ models: [], cooldowns: [] });
    expect(told).toEqual([]);
  });

  it('within 100 ms is waited for, and leaves no timer', async () => {
    const { guard, store, clock, told } = guarding({ mode: 'hangs' });
    const asked = guard.snapshot({ tenant: 'acme' });
    await clock.advance(99);
    store.answerLate();
    expect(await asked).toMatchObject({ tenant: { tenant: 'acme' } });
    await clock.advance(1);
    expect(told).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(guard.isDegraded).toBe(false);
  });
});

describe('a store that is away', () => {
  it.each(['throws', 'rejects'] as const)('because it %s is replaced at once', async (mode) => {
    const { guard, store, told, substitutes } = guarding({ mode });
    const answers = [1, 2].map(async () => guard.reserve(reservationOf()));
    const admitted = { admitted: true, probe: false };
    expect(await Promise.all(answers)).toEqual([admitted, admitted]);
    expect(told).toEqual([['reserve', 'connection refused']]);
    expect(substitutes).toHaveLength(1);
    expect(guard.isDegraded).toBe(true);
    expect(tokensIn(store.inner)).toBe(0);
  });

  it('because it is silent is replaced after 100 ms', async () => {
    const { guard, clock, told } = guarding({ mode: 'hangs' });
    const answer = guard.reserve(reservationOf());
    await clock.advance(99);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(await answer).toEqual({ admitted: true, probe: false });
    expect(told).toEqual([['reserve', 'no answer within 100 ms']]);
    expect(clock.pending).toBe(0);
  });

  it('without an Error is told of all the same', () => {
    const { guard, store, told } = guarding();
    store.snapshot = () => {
      throw 'down' as unknown;
    };
    expect(guard.snapshot()).toMatchObject({ models: [] });
    expect(told).toEqual([['snapshot', 'it failed']]);
  });

  it('is tried again once a second', async () => {
    const { guard, store, clock } = guarding({ mode: 'throws' });
    const ask = () => void guard.snapshot();
    ask();
    await clock.advance(999);
    ask();
    expect(store.asked).toHaveLength(1);
    await clock.advance(1);
    ask();
    ask();
    expect(store.asked).toHaveLength(2);
    await clock.advance(1_000);
    ask();
    expect(store.asked).toHaveLength(3);
  });

  it('books in its substitute meanwhile', async () => {
    const { guard, store, settle, substitutes } = guarding({ mode: 'throws' });
    const reservation = reservationOf();
    await guard.reserve(reservation);
    await settle(reservation);
    await guard.coolDown(REST);
    expect(await guard.reserve(reservationOf())).toMatchObject({ reason: 'cooling' });
    await guard.reset();
    expect(substitutes[0]?.snapshot()).toMatchObject({ models: [], cooldowns: [] });
    expect(tokensIn(store.inner)).toBe(0);
  });

  it('is tried by one call, not by all that come at that moment', async () => {
    const { guard, store, clock } = guarding({ mode: 'throws' });
    void guard.snapshot();
    store.mode = 'hangs';
    await clock.advance(1_000);
    void guard.snapshot();
    void guard.snapshot();
    expect(store.asked).toHaveLength(2);
  });

  it('is told of in a message that is cut and without secrets', () => {
    const { guard, store, told } = guarding();
    store.snapshot = () => {
      throw new Error(`Bearer sk-canary-0123456789 ${'x'.repeat(1_000)}`);
    };
    void guard.snapshot();
    expect(JSON.stringify(told)).not.toContain('canary');
    expect(JSON.stringify(told).length).toBeLessThan(400);
  });
});

describe('an admission that comes too late', () => {
  it('is released where the request was refused', async () => {
    const { guard, store, clock } = guarding({ mode: 'hangs', isRequired: true });
    const refused = Promise.resolve(guard.reserve(reservationOf())).catch(
      (error: unknown) => error,
    );
    await clock.advance(100);
    expect(await refused).toBeInstanceOf(NoModelAvailableError);
    store.mode = 'sync';
    store.answerLate();
    await clock.advance(0);
    expect(store.asked).toEqual(['reserve', 'settle']);
    expect(store.inner.snapshot().models).toMatchObject([{ inFlight: 0 }]);
  });

  it('is none where it is a refusal, and nothing to be released', async () => {
    const { guard, store, clock } = guarding({ mode: 'hangs' });
    store.inner.coolDown(REST);
    const answer = guard.reserve(reservationOf());
    await clock.advance(100);
    await answer;
    store.answerLate();
    await clock.advance(0);
    expect(store.asked).toEqual(['reserve']);
  });

  it('may also be a failure, or fail to be released, and nobody is bothered', async () => {
    const { guard, store, clock } = guarding({ mode: 'hangs' });
    const late = Promise.withResolvers<never>();
    store.reserve = () => late.promise;
    const answer = guard.reserve(reservationOf());
    await clock.advance(100);
    late.reject(AWAY);
    expect(await answer).toMatchObject({ admitted: true });
    await clock.advance(0);
    expect(store.asked).toEqual([]);
  });

  it('does not lose what the attempt used that went on without it', async () => {
    const { guard, store, clock, settle } = guarding({ mode: 'hangs' });
    const reservation = reservationOf();
    const answer = guard.reserve(reservation);
    await clock.advance(100);
    expect(await answer).toMatchObject({ admitted: true });
    store.mode = 'sync';
    store.answerLate();
    await clock.advance(1_000);
    await settle(reservation);
    expect(tokensIn(store.inner)).toBe(10);
  });
});

describe('a store that is back', () => {
  it('is told what was used meanwhile and who rests, and is asked again', async () => {
    const { guard, store, clock, settle, told } = guarding({ mode: 'throws' });
    for (const reservation of [reservationOf(), reservationOf()]) {
      await guard.reserve(reservation);
      await settle(reservation);
    }
    await guard.coolDown(REST);
    const short = { ...REST, policy: 'short', forMs: 500, probe: false };
    await guard.coolDown(short);
    const { overrideEveryMs: _, ...never } = { ...REST, policy: 'never' };
    await guard.coolDown(never);
    store.mode = 'sync';
    await clock.advance(1_500);
    await guard.snapshot();
    expect(told.slice(1)).toEqual([{ degradedMs: 1_500, replayed: 2 }]);
    expect(guard.isDegraded).toBe(false);
    const { models, cooldowns } = store.inner.snapshot();
    expect(models).toMatchObject([{ lastHour: { requests: 2, inputTokens: 20 } }]);
    expect(cooldowns).toHaveLength(2);
    expect(cooldowns).toMatchObject([
      { ...REST, forMs: 58_500, remainingMs: 58_500 },
      { ...never, forMs: 58_500 },
    ]);
    expect(cooldowns[1]).not.toHaveProperty('overrideEveryMs', 0);
    store.asked.length = 0;
    await settle(reservationOf());
    expect(store.asked).toEqual(['settle']);
  });

  it('with promises is told alike, and once', async () => {
    const { guard, store, clock, settle, told } = guarding({ mode: 'rejects' });
    await settle(reservationOf());
    store.mode = 'async';
    await clock.advance(1_000);
    await Promise.all([guard.snapshot(), guard.snapshot()]);
    await clock.advance(0);
    expect(told.slice(1)).toEqual([{ degradedMs: 1_000, replayed: 1 }]);
    expect(tokensIn(store.inner)).toBe(10);
  });

  it.each<[string, () => never | Promise<never>]>([
    [
      'throws',
      () => {
        throw AWAY;
      },
    ],
    ['rejects', () => Promise.reject(AWAY)],
    ['hangs', () => new Promise(() => {})],
  ])('for a moment only is told the next time what was used: one that %s', async (_, settling) => {
    const { guard, store, clock, settle, told } = guarding({ mode: 'throws' });
    await settle(reservationOf());
    await settle(reservationOf());
    store.snapshot = () => store.inner.snapshot();
    const asked: string[] = [];
    store.settle = ({ reservation }) => {
      asked.push(reservation.attemptId);
      return settling();
    };
    await clock.advance(1_000);
    await guard.snapshot();
    await clock.advance(100);
    expect(guard.isDegraded).toBe(true);
    expect(told).toMatchObject([
      ['settle', AWAY.message],
      { replayed: 2 },
      ['settle', expect.any(String)],
    ]);
    store.settle = (settlement) => store.inner.settle(settlement);
    await clock.advance(1_000);
    await guard.snapshot();
    await clock.advance(0);
    expect(told.at(-1)).toMatchObject({ replayed: 2 });
    expect(tokensIn(store.inner)).toBe(20);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('is told the latest 10,000 settlements', async () => {
    const { guard, store, clock, settle, told } = guarding({ mode: 'throws' });
    const reservations = Array.from({ length: 10_001 }, () => reservationOf());
    for (const reservation of reservations) await settle(reservation);
    store.mode = 'sync';
    const settled: string[] = [];
    store.settle = (settlement) => {
      settled.push(settlement.reservation.attemptId);
      return store.inner.settle(settlement);
    };
    await clock.advance(1_000);
    await guard.snapshot();
    expect(told.slice(1)).toMatchObject([{ replayed: 10_000 }]);
    expect(settled).toEqual(reservations.slice(1).map(({ attemptId }) => attemptId));
  });
});

describe('the end of a probe', () => {
  const endOf = (reservation: Reservation) =>
    ({ reservation, spent: undefined, health: 'good', probeOnly: true }) as const;

  it('is told to the store that is there', async () => {
    const { guard, store, clock } = guarding({ mode: 'sync' });
    void guard.coolDown(REST);
    await clock.advance(60_000);
    const reservation = reservationOf();
    expect(guard.reserve(reservation)).toEqual({ admitted: true, probe: true });
    void guard.settle(endOf(reservation));
    expect(store.inner.snapshot()).toMatchObject({ cooldowns: [], models: [{ inFlight: 1 }] });
  });

  it('is told to the substitute alone while the store is away: later it would prove nothing', async () => {
    const { guard, store, clock, settle, told, substitutes } = guarding({ mode: 'throws' });
    void guard.coolDown(REST);
    await clock.advance(60_000);
    const reservation = reservationOf();
    expect(guard.reserve(reservation)).toEqual({ admitted: true, probe: true });
    void guard.settle(endOf(reservation));
    expect(substitutes[0]?.snapshot().cooldowns).toEqual([]);
    void settle(reservation);
    store.mode = 'sync';
    const settled: unknown[] = [];
    store.settle = (settlement) => {
      settled.push(settlement);
      return store.inner.settle(settlement);
    };
    await clock.advance(1_000);
    void guard.snapshot();
    expect(settled).toEqual([{ reservation, spent, health: 'good' }]);
    expect(told.slice(1)).toMatchObject([{ replayed: 1 }]);
  });
});

describe('a store that must be there', () => {
  it.each(['throws', 'rejects'] as const)('and %s lets nobody in', async (mode) => {
    const { guard, settle } = guarding({ isRequired: true, mode });
    const reserve = async () => guard.reserve(reservationOf());
    for (let call = 0; call < 2; call++) {
      const error = await reserve().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoModelAvailableError);
      expect(error).toMatchObject({ retryAfterMs: 1_000, excluded: [], attempts: [] });
      expect((error as Error).message).toContain('`onStoreFailure` is "closed"');
    }
    // What is in flight is settled all the same.
    expect(await settle(reservationOf())).toMatchObject({ lastHour: { requests: 1 } });
  });
});

describe('closing', () => {
  it('lets what is under way be booked before it closes the store', async () => {
    const { guard, store, settle } = guarding({ mode: 'hangs' });
    const order: string[] = [];
    Object.assign(store, { close: () => void order.push('closed') });
    void Promise.resolve(settle(reservationOf())).then(() => order.push('booked'));
    const closing = guard.close();
    store.answerLate();
    await closing;
    expect(order).toEqual(['booked', 'closed']);
  });

  it('closes the store, where it can be closed', async () => {
    const { guard, store } = guarding();
    await expect(guard.close()).resolves.toBeUndefined();
    let closed = 0;
    Object.assign(store, { close: () => void closed++ });
    await guard.close();
    expect(closed).toBe(1);
  });
});
