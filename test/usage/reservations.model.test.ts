import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/contracts/attempt.js';
import type { Quota, Reservation, Spend } from '../../src/contracts/usage-store.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { agreement, command } from '../support/model-commands.js';
import { type Attempt, type End, MINUTE_MS, NaiveBooks } from './naive-books.js';
import { quotaOf, reservationOf } from './reservations.js';

const MODELS = ['north/alpha', 'north/beta', 'south/gamma'] as const;
const TENANTS = ['acme', 'zenith'];
/** Of the first three, which share a key, two share a window. */
const LIMITS = [
  quotaOf({ id: 'tokens a minute', max: 1_000 }),
  quotaOf({ id: 'requests a minute', unit: 'requests', max: 5 }),
  quotaOf({ id: 'slots', unit: 'in-flight', max: 3 }),
];
const BUDGETS = [
  quotaOf({ id: 'tokens a second', windowMs: 1_000, max: 300 }),
  quotaOf({ id: 'money', unit: 'nanoUsd', windowMs: 5 * MINUTE_MS, max: 5_000 }),
];
const ALL_QUOTAS = [
  ...MODELS.flatMap((model) => quotasUnder(model, LIMITS)),
  ...TENANTS.flatMap((tenant) => quotasUnder(tenant, BUDGETS)),
];
/** What is known of a model that no one has asked. */
const UNSEEN = new NaiveBooks().statsOf('');

interface Real {
  readonly clock: ManualClock;
  readonly store: MemoryUsageStore;
}
type Step = fc.Command<NaiveBooks, Real>;
/** A reservation but for its id, which each attempt needs a new one of. */
interface Wish extends Pick<Reservation, 'model' | 'estimate' | 'quotas' | 'leaseMs'> {
  readonly tenant: string | undefined;
}
/** How the truth compares to the estimate. */
type Truth = 'nothing' | 'less' | 'as-much' | 'more';

function setUp(): { model: NaiveBooks; real: Real } {
  const clock = new ManualClock();
  return { model: new NaiveBooks(), real: { clock, store: new MemoryUsageStore({ clock }) } };
}

function quotasUnder(key: string, quotas: readonly Quota[]): readonly Quota[] {
  return quotas.map((quota) => ({ ...quota, key, id: `${quota.id} of ${key}` }));
}

function pass(ms: number, books: NaiveBooks, { clock }: Real): void {
  books.now += ms;
  clock.step(ms);
}

function reservationFor({ tenant, ...wish }: Wish): Reservation {
  return reservationOf(tenant === undefined ? wish : { ...wish, tenant });
}

/** Returns the quota that has no room for it. */
function tryToReserve(wish: Wish, books: NaiveBooks, { store }: Real): Quota | undefined {
  const reservation = reservationFor(wish);
  const short = books.shortQuota(reservation);
  const admission = store.reserve(reservation);
  if (short === undefined) {
    expect(admission).toStrictEqual({ admitted: true, probe: false });
    books.admit(reservation);
    return undefined;
  }
  const used = books.used(short.quota);
  expect(admission).toStrictEqual({ admitted: false, reason: 'over-quota', used, ...short });
  return short.quota;
}

function endOf({ estimate }: Reservation, truth: Truth, health: Health): End {
  return { spent: spentOf(estimate, truth), health };
}

function spentOf(estimate: Spend, truth: Truth): Spend | undefined {
  if (truth === 'nothing') return undefined;
  const factor = { less: 0.5, 'as-much': 1, more: 2 }[truth];
  const times = (amount: number) => Math.floor(amount * factor);
  const { inputTokens, outputTokens, nanoUsd } = estimate;
  const tokens = { inputTokens: times(inputTokens), outputTokens: times(outputTokens) };
  return nanoUsd === undefined ? tokens : { ...tokens, nanoUsd: times(nanoUsd) };
}

function reserve(wish: Wish): Step {
  return command(`reserve(${told(wish)})`, (books, real) => {
    tryToReserve(wish, books, real);
  });
}

/** Takes `retryAfterMs` at its word. */
function reserveAndRetry(wish: Wish): Step {
  return command(`reserveAndRetry(${told(wish)})`, (books, real) => {
    const short = tryToReserve(wish, books, real);
    const freesInMs = short && books.freesInMs(short, wish.estimate);
    if (freesInMs === undefined) return;
    pass(Math.ceil(freesInMs) - 1, books, real);
    const early = tryToReserve(wish, books, real);
    pass(1, books, real);
    const late = tryToReserve(wish, books, real);
    // A lease that ended may have let the early one in.
    if (early === short) expect(late).not.toBe(short);
  });
}

function settle(pick: number, truth: Truth, health: Health): Step {
  const run = (books: NaiveBooks, { store }: Real) => {
    const attempt = picked(books.unsettled, pick);
    const { reservation } = attempt;
    const end = endOf(reservation, truth, health);
    const stats = store.settle({ reservation, ...end });
    books.settle(attempt, end);
    expect(stats).toMatchObject(books.statsOf(reservation.model));
    expectBoundedOvershoot(books);
  };
  return command(`settle(#${pick}, ${truth}, ${health})`, run, hasUnsettled);
}

function expectBoundedOvershoot(books: NaiveBooks): void {
  for (const quota of ALL_QUOTAS) {
    expect(books.used(quota)).toBeLessThanOrEqual(quota.max + books.allowedExcess(quota));
  }
}

function settleAgain(pick: number, truth: Truth, health: Health): Step {
  const label = `settleAgain(#${pick}, ${truth}, ${health})`;
  const run = (books: NaiveBooks, { store }: Real) => {
    const { reservation } = picked(books.settled, pick);
    const stats = store.settle({ reservation, ...endOf(reservation, truth, health) });
    expect(stats).toMatchObject(books.statsOf(reservation.model));
  };
  return command(label, run, ({ settled }) => settled.length > 0);
}

function settleUnknown(wish: Wish, truth: Truth, health: Health): Step {
  return command(`settleUnknown(${told(wish)}, ${truth}, ${health})`, (books, { store }) => {
    const reservation = reservationFor(wish);
    const end = endOf(reservation, truth, health);
    const stats = store.settle({ reservation, ...end });
    books.settleUnknown(reservation, end);
    expect(stats).toMatchObject(books.statsOf(reservation.model));
  });
}

/** Where nothing rests there is none. */
function endProbe(pick: number, health: Health): Step {
  const run = (books: NaiveBooks, { store }: Real) => {
    const { reservation } = picked(books.unsettled, pick);
    const stats = store.settle({ reservation, spent: undefined, health, probeOnly: true });
    expect(stats).toMatchObject(books.statsOf(reservation.model));
  };
  return command(`endProbe(#${pick}, ${health})`, run, hasUnsettled);
}

function pause(ms: number): Step {
  return command(`pause(${ms} ms)`, (books, real) => pass(ms, books, real));
}

function reset(model: (typeof MODELS)[number] | undefined): Step {
  return command(`reset(${model ?? ''})`, (books, { store }) => {
    store.reset(model);
    books.reset(model);
  });
}

function look(tenant: string): Step {
  return command(`look(${tenant})`, (books, { store }) => {
    const snapshot = store.snapshot({ tenant });
    expect(snapshot.tenant).toStrictEqual(books.tenant(tenant));
    for (const model of MODELS) {
      const stats = snapshot.models.find((other) => other.model === model);
      expect(stats ?? UNSEEN).toMatchObject(books.statsOf(model));
    }
  });
}

function hasUnsettled({ unsettled }: Pick<NaiveBooks, 'unsettled'>): boolean {
  return unsettled.length > 0;
}

function picked(attempts: readonly Attempt[], pick: number): Attempt {
  return attempts[pick % attempts.length] as Attempt;
}

function told({ model, tenant = 'nobody', estimate, quotas, leaseMs }: Wish): string {
  const { inputTokens, outputTokens, nanoUsd } = estimate;
  const asked = quotas.map(({ id, holds }) => (holds === undefined ? id : `${id} (${holds})`));
  const spend = `${inputTokens}+${outputTokens} tokens, ${nanoUsd ?? 'unknown'} nanoUsd`;
  return `${model} for ${tenant}, ${spend}, ${leaseMs} ms, [${asked.join(' + ')}]`;
}

/** Some of those of its model and its tenant, in any order; what a strict budget holds is the worst case. */
function quotasFor({ model, tenant }: Pick<Wish, 'model' | 'tenant'>): fc.Arbitrary<Quota[]> {
  const budgets = tenant === undefined ? [] : quotasUnder(tenant, BUDGETS);
  const some = fc.shuffledSubarray([...quotasUnder(model, LIMITS), ...budgets]);
  const worstCase = fc.constantFrom(undefined, 0, 900, 5_000, 5_001);
  return fc
    .tuple(some, worstCase)
    .map(([quotas, holds]) =>
      quotas.map((quota) =>
        holds === undefined || quota.unit !== 'nanoUsd' ? quota : { ...quota, holds },
      ),
    );
}

/** Small ones, which meet the quotas exactly, and ones that are larger than any quota. */
const tokens = fc.oneof(
  fc.integer({ min: 0, max: 8 }).map((count) => 25 * count),
  fc.nat(2_000),
);
const estimate = fc.record(
  { inputTokens: tokens, outputTokens: tokens, nanoUsd: tokens.map((count) => 10 * count) },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);
const tenant = fc.constantFrom(...TENANTS);
const wish = fc
  .record({
    model: fc.constantFrom(...MODELS),
    tenant: fc.option(tenant, { nil: undefined }),
    estimate,
    leaseMs: fc.constantFrom(500, 5_000, 30_000, 3_600_000),
  })
  .chain((terms) => quotasFor(terms).map((quotas): Wish => ({ ...terms, quotas })));
const truth = fc.constantFrom<Truth>('nothing', 'less', 'as-much', 'more');
const health = fc.constantFrom<Health>('good', 'bad', 'neutral');
const pauseMs = fc.oneof(
  fc.integer({ min: 1, max: 4_000 }).map((quarters) => quarters / 4),
  fc.integer({ min: 1, max: 10_000 }),
  fc.constantFrom(499, 500, 999, 1_000, 5_000, 29_999, 30_000, 59_999, 60_000, 300_000, 3_600_000),
);

const step = fc.oneof(
  { weight: 8, arbitrary: wish.map(reserve) },
  { weight: 2, arbitrary: wish.map(reserveAndRetry) },
  { weight: 6, arbitrary: fc.tuple(fc.nat(), truth, health).map((end) => settle(...end)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), truth, health).map((end) => settleAgain(...end)) },
  { weight: 1, arbitrary: fc.tuple(wish, truth, health).map((end) => settleUnknown(...end)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(), health).map((end) => endProbe(...end)) },
  { weight: 6, arbitrary: pauseMs.map(pause) },
  { weight: 1, arbitrary: fc.constantFrom(...MODELS, undefined).map(reset) },
  { weight: 3, arbitrary: tenant.map(look) },
);

describe('MemoryUsageStore, beside books that are added up anew each time,', () => {
  it('admits what fits, holds it, books the truth once, and says when there is room again', () => {
    assert(agreement(step, 100, setUp), { numRuns: 300 });
  });

  it('asks to come back when all of its quotas have room', () => {
    const { clock, store } = setUp().real;
    const quotas = [
      quotaOf({ key: 'minute', max: 100 }),
      quotaOf({ key: 'hour', windowMs: 60 * MINUTE_MS, max: 100 }),
    ];
    const spent = { inputTokens: 100, outputTokens: 0 };
    store.settle({ reservation: reservationOf({ quotas }), spent, health: 'good' });
    const refusal = store.reserve(reservationOf({ quotas }));
    clock.step('retryAfterMs' in refusal ? refusal.retryAfterMs : 0);
    expect(store.reserve(reservationOf({ quotas }))).toMatchObject({ admitted: true });
  });

  it('settles an attempt once, however long it took', () => {
    const { clock, store } = setUp().real;
    const spent = { inputTokens: 100, outputTokens: 0 };
    const stream = reservationOf({ leaseMs: 60 * MINUTE_MS });
    store.reserve(stream);
    clock.step(10 * MINUTE_MS);
    store.reserve(reservationOf());
    clock.step(10 * MINUTE_MS);
    store.settle({ reservation: stream, spent, health: 'good' });
    store.reserve(reservationOf());
    const { lastMinute } = store.settle({ reservation: stream, spent, health: 'good' });
    expect(lastMinute.requests).toBe(1);
  });
});
