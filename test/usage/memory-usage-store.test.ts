import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/contracts/clock.js';
import type { CooldownStart, Reservation } from '../../src/contracts/usage-store.js';
import { systemClock } from '../../src/support/system-clock.js';
import { describeUsageStore } from '../../src/testing/describe-usage-store.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { quotaOf, reservationOf } from './reservations.js';

describeUsageStore('MemoryUsageStore', ({ clock }) => new MemoryUsageStore({ clock }), {
  describe,
  it,
});

const SPENT = { inputTokens: 100, outputTokens: 20 };
const NOTHING = { requests: 0, failures: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };

function setUp() {
  const clock = new ManualClock();
  return { clock, store: new MemoryUsageStore({ clock }) };
}

function restOf(fields: Partial<CooldownStart> = {}): CooldownStart {
  return {
    scope: 'model',
    target: 'north/alpha',
    forMs: 1_000,
    reason: 'tests',
    policy: 'tests',
    probe: false,
    ...fields,
  };
}

function attempt(store: MemoryUsageStore, fields: Partial<Reservation> = {}) {
  const reservation = reservationOf(fields);
  expect(store.reserve(reservation).admitted).toBe(true);
  return store.settle({ reservation, spent: SPENT, health: 'good' });
}

describe('MemoryUsageStore', () => {
  it('takes the clock of the machine when it is given none', () => {
    const before = systemClock.now();
    const store = new MemoryUsageStore();
    attempt(store);
    const { at, models } = store.snapshot();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(systemClock.now());
    expect(models).toHaveLength(1);
  });

  it('lets time that goes back stand still', () => {
    let time = 100_000;
    const clock: Clock = { ...systemClock, now: () => 5, monotonic: () => time };
    const store = new MemoryUsageStore({ clock });
    attempt(store);
    store.coolDown(restOf({ target: 'north/beta' }));
    time = 10;
    attempt(store);
    expect(store.reserve(reservationOf({ model: 'north/beta' }))).toMatchObject({
      retryAfterMs: 1_000,
    });
    time = 100_000 + 59_999;
    expect(store.snapshot().models[0]?.lastMinute.requests).toBe(2);
    time = 100_000 + 60_000;
    expect(store.snapshot().models[0]?.lastMinute.requests).toBe(0);
  });

  it('is not touched by steps of the wall clock, which it only shows', () => {
    const { clock, store } = setUp();
    clock.setWall(1_000_000);
    const { cooldown } = store.coolDown(restOf());
    expect(cooldown).toMatchObject({ startedAt: 1_000_000, endsAt: 1_001_000 });
    clock.setWall(9_000_000);
    expect(store.snapshot()).toMatchObject({ at: 9_000_000, cooldowns: [{ remainingMs: 1_000 }] });
    const longer = store.coolDown(restOf({ forMs: 3_000 }));
    expect(longer.cooldown).toMatchObject({ startedAt: 1_000_000, endsAt: 9_003_000 });
  });

  it('rounds waits up to whole milliseconds, so that who waits them out gets in', () => {
    let time = 0.25;
    const clock: Clock = { ...systemClock, monotonic: () => time };
    const store = new MemoryUsageStore({ clock });
    store.coolDown(restOf());
    time = 1;
    expect(store.reserve(reservationOf())).toMatchObject({
      reason: 'cooling',
      retryAfterMs: 1_000,
    });
    expect(store.snapshot().cooldowns[0]?.remainingMs).toBe(1_000);
    attempt(store, { model: 'north/beta', quotas: [quotaOf({ max: 100 })] });
    time = 59_999.5;
    const quotas = [quotaOf({ max: 100 })];
    expect(store.reserve(reservationOf({ quotas }))).toMatchObject({ retryAfterMs: 2 });
  });

  it('asks to come back after a whole window, or in a second for a place, when open reservations are in the way', () => {
    const { store } = setUp();
    const quotas = [quotaOf({ max: 150 }), quotaOf({ key: 'slots', unit: 'in-flight', max: 1 })];
    store.reserve(reservationOf({ quotas }));
    expect(store.reserve(reservationOf({ quotas }))).toStrictEqual({
      admitted: false,
      reason: 'over-quota',
      quota: quotas[0],
      used: 100,
      retryAfterMs: 60_000,
    });
    const slots = quotas.slice(1);
    expect(store.reserve(reservationOf({ quotas: slots }))).toStrictEqual({
      admitted: false,
      reason: 'over-quota',
      quota: slots[0],
      used: 1,
      retryAfterMs: 1_000,
    });
  });

  it('limits several in-flight counters of one attempt', () => {
    const { store } = setUp();
    const slots = ['model', 'tenant'].map((key) => quotaOf({ key, unit: 'in-flight', max: 1 }));
    store.reserve(reservationOf({ quotas: slots }));
    for (const quota of slots) {
      expect(store.reserve(reservationOf({ quotas: [quota] }))).toMatchObject({ quota, used: 1 });
    }
  });

  it('counts an unknown price as nothing', () => {
    const { store } = setUp();
    const quotas = [quotaOf({ unit: 'nanoUsd', max: 1 })];
    const { lastMinute } = attempt(store, { quotas });
    expect(lastMinute.nanoUsd).toBe(0);
    expect(store.reserve(reservationOf({ quotas })).admitted).toBe(true);
  });

  it('waits for the longest of several cooldowns, and for the longest of several probes', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf({ forMs: 5_000, probe: true }));
    store.coolDown(restOf({ scope: 'provider', target: 'north', forMs: 3_000, probe: true }));
    expect(store.reserve(reservationOf())).toMatchObject({ retryAfterMs: 5_000 });
    clock.step(3_000);
    const other = reservationOf({ model: 'north/beta', leaseMs: 9_000 });
    expect(store.reserve(other)).toStrictEqual({ admitted: true, probe: true });
    expect(store.reserve(reservationOf())).toMatchObject({
      reason: 'cooling',
      retryAfterMs: 2_000,
    });
    clock.step(2_000);
    expect(store.reserve(reservationOf())).toMatchObject({
      reason: 'probing',
      retryAfterMs: 7_000,
    });
    store.settle({ reservation: other, spent: SPENT, health: 'good' });
    expect(store.reserve(reservationOf())).toStrictEqual({ admitted: true, probe: true });
  });

  it('waits for the longer of two probes that are out', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf({ probe: true }));
    clock.step(1_000);
    store.reserve(reservationOf({ leaseMs: 20_000 }));
    store.coolDown(restOf({ scope: 'provider', target: 'north', probe: true }));
    clock.step(1_000);
    store.reserve(reservationOf({ model: 'north/beta', leaseMs: 5_000 }));
    expect(store.reserve(reservationOf())).toMatchObject({
      reason: 'probing',
      retryAfterMs: 19_000,
    });
  });

  it('lists a cooldown to its last millisecond', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf());
    clock.step(999);
    expect(store.snapshot().cooldowns).toMatchObject([{ remainingMs: 1 }]);
    clock.step(1);
    expect(store.snapshot().cooldowns).toStrictEqual([]);
  });

  it('lets one attempt probe all rests that cover it', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf({ probe: true }));
    store.coolDown(restOf({ scope: 'pool', target: 'north#greek', probe: true }));
    clock.step(1_000);
    attempt(store, { pool: 'north#greek' });
    expect(store.snapshot().cooldowns).toStrictEqual([]);
  });

  it('does not take a late success of an expired probe for proof', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf({ probe: true }));
    clock.step(1_000);
    const late = reservationOf({ leaseMs: 10 });
    store.reserve(late);
    clock.step(10);
    store.settle({ reservation: late, spent: SPENT, health: 'good' });
    expect(store.snapshot().cooldowns).toHaveLength(1);
  });

  it('never counts an attempt whose lease expired before a cooldown began', () => {
    const { clock, store } = setUp();
    const late = reservationOf({ leaseMs: 10 });
    store.reserve(late);
    clock.step(10);
    store.coolDown(restOf());
    clock.step(1_000);
    const { lastHour, inFlight } = store.settle({ reservation: late, spent: SPENT, health: 'bad' });
    expect({ lastHour, inFlight }).toStrictEqual({ lastHour: NOTHING, inFlight: 0 });
    expect(store.snapshot().models[0]?.lastHour.failures).toBe(1);
  });

  it('takes an unknown attempt as admitted now: it counts unless its model rests', () => {
    const { clock, store } = setUp();
    store.coolDown(restOf({ probe: true }));
    const settle = () =>
      store.settle({ reservation: reservationOf(), spent: SPENT, health: 'bad' });
    expect(settle().consecutiveFailures).toBe(0);
    clock.step(1_000);
    store.coolDown(restOf({ policy: 'another' }));
    expect(settle().consecutiveFailures).toBe(0);
    clock.step(1_000);
    expect(settle().consecutiveFailures).toBe(1);
  });

  it('remembers the starts of 32 cooldowns at most', () => {
    const { clock, store } = setUp();
    for (let count = 0; count < 40; count++) {
      expect(store.coolDown(restOf()).started).toBe(true);
      clock.step(1_000);
    }
    expect({ ...attempt(store).cooldownsLastHour }).toStrictEqual({ tests: 32 });
    clock.step(3_600_000 - 9_000);
    expect({ ...attempt(store).cooldownsLastHour }).toStrictEqual({ tests: 8 });
    clock.step(3_600_000);
    expect({ ...attempt(store).cooldownsLastHour }).toStrictEqual({});
  });

  it('names no policy that objects inherit, and lets nobody write into shared counts', () => {
    const { store } = setUp();
    const { cooldownsLastHour } = attempt(store);
    expect('constructor' in cooldownsLastHour).toBe(false);
    expect(Object.isFrozen(cooldownsLastHour)).toBe(true);
  });

  it('keeps no hold on the objects it is given', () => {
    const { store } = setUp();
    const rest = { ...restOf(), reason: 'before' };
    store.coolDown(rest);
    rest.reason = 'after';
    expect(store.snapshot().cooldowns[0]?.reason).toBe('before');
  });

  it('frees the hold of a reservation that outlives both its window and a reset', () => {
    const { clock, store } = setUp();
    const quotas = [quotaOf({ max: 100 })];
    const open = reservationOf({ quotas, leaseMs: 600_000 });
    store.reserve(open);
    for (let minute = 0; minute < 5; minute++) {
      clock.step(60_001);
      attempt(store, { quotas: [quotaOf({ key: `other-${minute}` })] });
      expect(store.reserve(reservationOf({ quotas })).admitted).toBe(false);
    }
    store.reset();
    expect(store.reserve(reservationOf({ quotas }))).toMatchObject({ used: 100 });
    store.settle({ reservation: open, spent: undefined, health: 'neutral' });
    expect(store.reserve(reservationOf({ quotas })).admitted).toBe(true);
  });

  it('counts an attempt that was open at a reset, for policies too', () => {
    const { store } = setUp();
    const open = reservationOf();
    store.reserve(open);
    store.coolDown(restOf());
    store.reset('north/alpha');
    const stats = store.settle({ reservation: open, spent: SPENT, health: 'bad' });
    expect(stats).toMatchObject({ consecutiveFailures: 1, lastHour: { failures: 1 }, inFlight: 0 });
  });

  it('forgets failures in a row on reset', () => {
    const { store } = setUp();
    store.reserve(reservationOf());
    store.settle({ reservation: reservationOf(), spent: SPENT, health: 'bad' });
    store.reset();
    expect(store.snapshot().models).toMatchObject([{ consecutiveFailures: 0, lastHour: NOTHING }]);
  });

  it('leaves other models and the rests of pools alone when one is reset', () => {
    const { store } = setUp();
    attempt(store, { model: 'north/beta' });
    const open = reservationOf({ model: 'north/gamma' });
    store.reserve(open);
    store.settle({
      reservation: reservationOf({ model: 'north/gamma' }),
      spent: SPENT,
      health: 'good',
    });
    store.coolDown(restOf({ scope: 'provider', target: 'north' }));
    store.coolDown(restOf({ scope: 'pool', target: 'north#greek' }));
    store.reset('north/alpha');
    const { models, cooldowns } = store.snapshot();
    expect(models.map(({ lastHour }) => lastHour.requests)).toStrictEqual([1, 1]);
    expect(cooldowns).toHaveLength(2);
    store.reset();
    expect(store.snapshot().cooldowns).toStrictEqual([]);
  });

  it('totals 10,000 overlapping attempts exactly', async () => {
    const { clock, store } = setUp();
    const quotas = [quotaOf({ max: 1e9 })];
    const one = async (index: number) => {
      const reservation = reservationOf({ quotas, tenant: 'acme', leaseMs: 1_000 + (index % 7) });
      store.reserve(reservation);
      for (let turn = 0; turn < index % 5; turn++) await Promise.resolve();
      store.settle({ reservation, spent: { ...SPENT, nanoUsd: index }, health: 'good' });
    };
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => one(index)));
    const { models, tenant } = store.snapshot({ tenant: 'acme' });
    const totals = {
      requests: 10_000,
      failures: 0,
      inputTokens: 1_000_000,
      outputTokens: 200_000,
      nanoUsd: 49_995_000,
    };
    expect(models).toMatchObject([{ lastMinute: totals, lastHour: totals, inFlight: 0 }]);
    expect(tenant).toStrictEqual({ tenant: 'acme', lastMinute: totals, lastHour: totals });
    const last = reservationOf({ quotas: [quotaOf({ max: 1_200_000 })] });
    expect(store.reserve(last)).toMatchObject({ used: 1_200_000, retryAfterMs: 60_000 });
    clock.step(60_000);
    expect(store.reserve(last).admitted).toBe(true);
  }, 30_000);

  it('keeps 100,000 counters, and forgets the one that has been idle for longest', () => {
    const { clock, store } = setUp();
    const limit = (index: number) => quotaOf({ key: `key-${index}`, max: 100, windowMs: 1e9 });
    const isKnown = (index: number) =>
      !store.reserve(reservationOf({ model: 'north/omega', quotas: [limit(index)] })).admitted;
    for (let index = 0; index < 99_998; index++) {
      store.reserve(reservationOf({ quotas: [limit(index)] }));
    }
    clock.step(1);
    attempt(store, { tenant: 'acme', quotas: [] });
    expect([isKnown(0), isKnown(1)]).toStrictEqual([true, true]);
    store.reserve(reservationOf({ quotas: [limit(100_000)] }));
    expect([isKnown(1), isKnown(2)]).toStrictEqual([true, true]);
    expect(isKnown(0)).toBe(false);
    expect(isKnown(1)).toBe(false);
    expect(store.snapshot({ tenant: 'acme' }).tenant?.lastHour.requests).toBe(1);
  }, 30_000);
});
