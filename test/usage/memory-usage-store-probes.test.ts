import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/contracts/attempt.js';
import type { CooldownStart, Reservation } from '../../src/contracts/usage-store.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { quotaOf, reservationOf } from './reservations.js';

const SPENT = { inputTokens: 100, outputTokens: 20 };
const REST: CooldownStart = {
  ...{ scope: 'model', target: 'north/alpha', policy: 'tests', reason: 'tests' },
  ...{ forMs: 1_000, probe: true },
};
const ADMITTED = { admitted: true, probe: false };
const PROBE = { admitted: true, probe: true };

/** A store in which a rest is over and a stream is its probe. */
function probing(fields: Partial<Reservation> = {}) {
  const clock = new ManualClock();
  const store = new MemoryUsageStore({ clock });
  store.coolDown(REST);
  clock.step(1_000);
  const reservation = reservationOf(fields);
  expect(store.reserve(reservation)).toEqual(PROBE);
  const endProbe = (health: Health, of = reservation) =>
    store.settle({ reservation: of, spent: undefined, health, probeOnly: true });
  const settle = (health: Health, of = reservation) =>
    store.settle({ reservation: of, spent: SPENT, health });
  return { clock, store, reservation, endProbe, settle };
}

describe('a probe that ends before its attempt', () => {
  it('well ends the rest: others are admitted while it goes on', () => {
    const { store, endProbe } = probing();
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
    endProbe('good');
    expect(store.snapshot().cooldowns).toEqual([]);
    expect(store.reserve(reservationOf())).toEqual(ADMITTED);
    expect(store.reserve(reservationOf())).toEqual(ADMITTED);
  });

  it.each(['bad', 'neutral'] as const)('%s leaves its place to the next one', (health) => {
    const { store, endProbe } = probing();
    endProbe(health);
    expect(store.snapshot().cooldowns).toMatchObject([{ remainingMs: 0 }]);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
  });

  it('books nothing, and keeps what the attempt holds', () => {
    const quotas = [quotaOf({ max: 150 }), quotaOf({ key: 'open', unit: 'in-flight', max: 1 })];
    const { store, endProbe } = probing({ quotas });
    expect(endProbe('good')).toMatchObject({
      inFlight: 1,
      consecutiveFailures: 0,
      lastHour: { requests: 0, failures: 0, inputTokens: 0 },
    });
    const [tokens, open] = quotas;
    const tries = [tokens, open].map((quota) =>
      store.reserve(reservationOf({ quotas: [quota as typeof tokens & {}] })),
    );
    expect(tries).toMatchObject([
      { reason: 'over-quota', used: 100 },
      { reason: 'over-quota', used: 1 },
    ]);
  });

  it('is settled with the truth later, once', () => {
    const quotas = [quotaOf({ max: 150 })];
    const { store, endProbe, settle } = probing({ quotas });
    endProbe('good');
    settle('good');
    const lastHour = { requests: 1, failures: 0, inputTokens: 100, outputTokens: 20 };
    expect(settle('good')).toMatchObject({ inFlight: 0, lastHour });
    const full = reservationOf({ quotas, estimate: { inputTokens: 31, outputTokens: 0 } });
    expect(store.reserve(full)).toMatchObject({ reason: 'over-quota', used: 120 });
    const fits = reservationOf({ quotas, estimate: { inputTokens: 30, outputTokens: 0 } });
    expect(store.reserve(fits)).toEqual(ADMITTED);
  });

  it('may fail later all the same, and then the rest is over and its failure is counted', () => {
    const { store, endProbe, settle } = probing();
    endProbe('good');
    expect(settle('bad')).toMatchObject({ consecutiveFailures: 1, lastHour: { failures: 1 } });
    expect(store.snapshot().cooldowns).toEqual([]);
    expect(store.reserve(reservationOf())).toEqual(ADMITTED);
  });

  it('badly proves nothing by being settled well later', () => {
    const { store, endProbe, settle } = probing();
    endProbe('bad');
    settle('good');
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
  });

  it('a second time has no effect, on its own rest or on that of its successor', () => {
    const { store, clock, endProbe } = probing();
    endProbe('good');
    endProbe('good');
    store.coolDown(REST);
    clock.step(1_000);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
    endProbe('good');
    endProbe('bad');
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
  });

  it('frees what it holds when its lease expires, and the probe of another stays', () => {
    const { store, clock, reservation, endProbe } = probing({ leaseMs: 5_000 });
    endProbe('bad');
    const next = reservationOf({ leaseMs: 60_000 });
    expect(store.reserve(next)).toEqual(PROBE);
    clock.step(5_000);
    expect(store.snapshot().models).toMatchObject([{ inFlight: 1 }]);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
    endProbe('good', reservation);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
  });

  it('ends the rest that it was let through in spite of', () => {
    const clock = new ManualClock();
    const store = new MemoryUsageStore({ clock });
    store.coolDown({ ...REST, overrideEveryMs: 0 });
    const reservation = reservationOf({ lastResort: true });
    expect(store.reserve(reservation)).toEqual(ADMITTED);
    store.settle({ reservation, spent: undefined, health: 'good', probeOnly: true });
    expect(store.snapshot().cooldowns).toEqual([]);
    expect(store.snapshot().models).toMatchObject([{ inFlight: 1, lastHour: { requests: 0 } }]);
  });
});

describe('a probe whose lease has expired', () => {
  it.each(['good', 'bad'] as const)('settled %s leaves its successor in its place', (health) => {
    const { store, clock, settle } = probing({ leaseMs: 500 });
    clock.step(500);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
    settle(health);
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
  });
});

describe('the end of a probe has no effect', () => {
  it('where the attempt is none', () => {
    const clock = new ManualClock();
    const store = new MemoryUsageStore({ clock });
    const reservation = reservationOf();
    store.reserve(reservation);
    store.coolDown(REST);
    clock.step(1_000);
    const ended = store.settle({ reservation, spent: SPENT, health: 'good', probeOnly: true });
    expect(ended).toMatchObject({ inFlight: 1, lastHour: { requests: 0, inputTokens: 0 } });
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
  });

  it('where its lease has expired: another probes by then', () => {
    const { store, clock, endProbe } = probing({ leaseMs: 500 });
    clock.step(500);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
    endProbe('good');
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(store.reserve(reservationOf())).toMatchObject({ reason: 'probing' });
  });

  it('where the lease of a last resort has expired', () => {
    const clock = new ManualClock();
    const store = new MemoryUsageStore({ clock });
    store.coolDown({ ...REST, overrideEveryMs: 0, forMs: 60_000 });
    const reservation = reservationOf({ lastResort: true, leaseMs: 500 });
    store.reserve(reservation);
    clock.step(500);
    store.settle({ reservation, spent: undefined, health: 'good', probeOnly: true });
    expect(store.snapshot().cooldowns).toHaveLength(1);
  });

  it('where the attempt is settled', () => {
    const { store, clock, endProbe, settle } = probing();
    settle('bad');
    endProbe('good');
    expect(store.snapshot().cooldowns).toHaveLength(1);
    clock.step(1);
    expect(store.reserve(reservationOf())).toEqual(PROBE);
  });

  it('where nobody knows the attempt, which is booked when it is settled', () => {
    const { store, endProbe, settle } = probing();
    const unknown = reservationOf();
    endProbe('good', unknown);
    expect(store.snapshot().cooldowns).toHaveLength(1);
    expect(settle('good', unknown)).toMatchObject({ lastHour: { requests: 1, inputTokens: 100 } });
  });
});
