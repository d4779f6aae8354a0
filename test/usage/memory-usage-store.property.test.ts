import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/contracts/attempt.js';
import type { ModelStats, Quota, Reservation } from '../../src/contracts/usage-store.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { quotaOf, reservationOf } from './reservations.js';

// Every rule is told a second time here, as plainly as possible: with lists of all that happened.

const BUCKET_MS = 1_000;
const MINUTE_MS = 60_000;
const EVER = Number.POSITIVE_INFINITY;

const wait = fc.oneof(
  fc.integer({ min: 0, max: 3_000 }),
  fc.constantFrom(4_999, 5_000, 59_999, 60_000),
);

const reserveStep = fc.record({ do: fc.constant('reserve' as const), wait });
const settleStep = fc.record({
  do: fc.constant('settle' as const),
  wait,
  pick: fc.nat(),
  tokens: fc.integer({ min: 0, max: 500 }),
  health: fc.constantFrom<Health>('good', 'bad'),
});
const restStep = fc.record({
  do: fc.constant('rest' as const),
  wait,
  forMs: fc.integer({ min: 1, max: 9_000 }),
  policy: fc.constantFrom('one', 'two'),
  scope: fc.constantFrom('model' as const, 'provider' as const),
});
type Settle = typeof settleStep extends fc.Arbitrary<infer Step> ? Step : never;
type Rest = typeof restStep extends fc.Arbitrary<infer Step> ? Step : never;

/** One model whose attempts overlap its rests. */
class RestingModel {
  readonly clock = new ManualClock();
  readonly store = new MemoryUsageStore({ clock: this.clock });
  readonly violations: string[] = [];
  readonly #restEnds = new Map<string, number>();
  readonly #open: { reservation: Reservation; restsBefore: number }[] = [];
  #spent: { at: number; tokens: number; counts: boolean }[] = [];
  #rests = 0;
  #failuresInARow = 0;

  reserve(): void {
    const isResting = [...this.#restEnds.values()].some((end) => end > this.clock.monotonic());
    const reservation = reservationOf({ leaseMs: 1e9 });
    const { admitted } = this.store.reserve(reservation);
    this.#check(admitted !== isResting, 'a rest refuses, and nothing else');
    if (admitted) this.#open.push({ reservation, restsBefore: this.#rests });
  }

  coolDown({ scope, policy, forMs }: Rest): void {
    const now = this.clock.monotonic();
    const target = scope === 'model' ? 'north/alpha' : 'north';
    const rest = { scope, target, forMs, policy, reason: 'tests', probe: false };
    const { started } = this.store.coolDown(rest);
    const key = `${scope} ${policy}`;
    const end = this.#restEnds.get(key) ?? -1;
    this.#restEnds.set(key, Math.max(end, now + forMs));
    this.#check(started === end <= now, 'a rest starts when none of its kind is in force');
    if (!started) return;
    this.#rests++;
    this.#failuresInARow = 0;
    this.#spent = this.#spent.map((entry) => ({ ...entry, counts: false }));
  }

  settle({ pick, tokens, health }: Settle): void {
    const [attempt] = this.#open.splice(pick % (this.#open.length || 1), 1);
    if (attempt === undefined) return;
    const spent = { inputTokens: tokens, outputTokens: 0 };
    const stats = this.store.settle({ reservation: attempt.reservation, spent, health });
    const counts = attempt.restsBefore === this.#rests;
    this.#spent.push({ at: this.clock.monotonic(), tokens, counts });
    if (counts) this.#failuresInARow = health === 'bad' ? this.#failuresInARow + 1 : 0;
    this.#checkSinceRest(stats);
  }

  checkWhole(): void {
    const { inputTokens = 0 } = this.store.snapshot().models[0]?.lastMinute ?? {};
    this.#check(inputTokens >= this.#sum(MINUTE_MS), 'the whole window forgets nothing early');
    this.#check(inputTokens <= this.#sum(MINUTE_MS + BUCKET_MS), 'it over-counts by a bucket');
  }

  #checkSinceRest(stats: ModelStats): void {
    const { inputTokens } = stats.lastMinute;
    const counting = ({ counts }: { counts: boolean }) => counts;
    this.#check(inputTokens >= this.#sum(MINUTE_MS, counting), 'what counts is not forgotten');
    this.#check(inputTokens <= this.#sum(EVER, counting), 'nothing from before the rest counts');
    this.#check(inputTokens <= this.#sum(MINUTE_MS + BUCKET_MS), 'nothing old counts');
    this.#check(stats.consecutiveFailures === this.#failuresInARow, 'failures in a row');
    this.#check(stats.inFlight === this.#open.length, 'what is in flight');
  }

  #sum(withinMs: number, filter: (entry: { counts: boolean }) => boolean = () => true): number {
    const start = this.clock.monotonic() - withinMs;
    const included = this.#spent.filter((entry) => entry.at > start && filter(entry));
    return included.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  #check(holds: boolean, rule: string): void {
    if (!holds) this.violations.push(rule);
  }
}

const LIMITS = [
  quotaOf({ key: 'a', max: 1_000 }),
  quotaOf({ key: 'b', max: 200 }),
  quotaOf({ key: 'c', unit: 'requests', max: 3 }),
  quotaOf({ key: 'd', unit: 'in-flight', max: 4 }),
];

/** Attempts under several limits, some of which are never settled. */
class LimitedModel {
  readonly clock = new ManualClock();
  readonly store = new MemoryUsageStore({ clock: this.clock });
  readonly violations: string[] = [];
  #open: { reservation: Reservation; expiresAt: number }[] = [];
  readonly #spent: { at: number; reservation: Reservation; tokens: number }[] = [];

  step(ms: number): void {
    this.clock.step(ms);
    this.#open = this.#open.filter(({ expiresAt }) => expiresAt > this.clock.monotonic());
  }

  settle(pick: number, tokens: number): void {
    const [attempt] = this.#open.splice(pick % (this.#open.length || 1), 1);
    if (attempt === undefined) return;
    const { reservation } = attempt;
    const spent = { inputTokens: tokens, outputTokens: 0 };
    const { inFlight } = this.store.settle({ reservation, spent, health: 'good' });
    this.#spent.push({ at: this.clock.monotonic(), reservation, tokens });
    if (inFlight !== this.#open.length) this.violations.push('what is in flight');
  }

  reserve(tokens: number, leaseMs: number, quotas: readonly Quota[]): void {
    const estimate = { inputTokens: tokens, outputTokens: 0 };
    const reservation = reservationOf({ leaseMs, estimate, quotas });
    const admission = this.store.reserve(reservation);
    const lacksRoom = (withinMs: number) => (quota: Quota) =>
      this.#used(quota, withinMs) + amountOf(quota, tokens) > quota.max;
    if (admission.admitted) {
      if (quotas.some(lacksRoom(MINUTE_MS))) this.violations.push('admitted without room');
      this.#open.push({ reservation, expiresAt: this.clock.monotonic() + leaseMs });
    } else {
      const short = quotas.filter(lacksRoom(MINUTE_MS + BUCKET_MS));
      const isShort = 'quota' in admission && short.includes(admission.quota);
      if (!isShort) this.violations.push('refused in spite of room');
    }
  }

  #used(quota: Quota, withinMs: number): number {
    const start = this.clock.monotonic() - withinMs;
    const held = this.#open
      .filter(({ reservation }) => reservation.quotas.includes(quota))
      .map(({ reservation }) => amountOf(quota, reservation.estimate.inputTokens));
    const spent = this.#spent
      .filter(({ at, reservation }) => at > start && reservation.quotas.includes(quota))
      .map(({ tokens }) => (quota.unit === 'tokens' ? tokens : 1));
    const all = quota.unit === 'in-flight' ? held : [...held, ...spent];
    return all.reduce((sum, amount) => sum + amount, 0);
  }
}

function amountOf({ unit, max }: Quota, tokens: number): number {
  return Math.min(unit === 'tokens' ? tokens : 1, max);
}

describe('MemoryUsageStore, whatever happens', () => {
  it('reports what counts since the last rest', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: reserveStep },
      { weight: 4, arbitrary: settleStep },
      { weight: 1, arbitrary: restStep },
    );
    const property = fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const model = new RestingModel();
      for (const next of steps) {
        model.clock.step(next.wait);
        if (next.do === 'reserve') model.reserve();
        else if (next.do === 'settle') model.settle(next);
        else model.coolDown(next);
      }
      model.checkWhole();
      expect(model.violations).toStrictEqual([]);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('keeps what is used and held within every quota at each admission', () => {
    const step = fc.record({
      wait,
      leaseMs: fc.constantFrom(2_000, 50_000, 100_000),
      estimate: fc.integer({ min: 0, max: 400 }),
      tokens: fc.integer({ min: 0, max: 400 }),
      settles: fc.boolean(),
      pick: fc.nat(),
      quotas: fc.subarray(LIMITS),
    });
    const property = fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const model = new LimitedModel();
      for (const next of steps) {
        model.step(next.wait);
        if (next.settles) model.settle(next.pick, next.tokens);
        model.reserve(next.estimate, next.leaseMs, next.quotas);
      }
      expect(model.violations).toStrictEqual([]);
      model.step(200_000);
      expect(model.store.snapshot().models[0]?.inFlight ?? 0).toBe(0);
      const { admitted } = model.store.reserve(reservationOf({ quotas: LIMITS }));
      expect(admitted).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
