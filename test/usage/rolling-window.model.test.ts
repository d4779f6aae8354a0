import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowStats } from '../../src/contracts/usage-store.js';
import { RollingWindow, type Unit } from '../../src/usage/rolling-window.js';
import { agreement, command } from '../support/model-commands.js';
import { type Dated, inWindow, sumOf } from '../support/naive-window.js';

/** The shortest step of time, a fraction that floating point holds exactly. */
const GRAIN_MS = 0.25;
const METRICS = ['requests', 'failures', 'inputTokens', 'outputTokens', 'nanoUsd'] as const;

/** The model: a list that nothing is ever taken from. */
class RecordList {
  readonly widthMs: number;
  readonly #records: (WindowStats & Dated)[] = [];
  now = 0;

  constructor(widthMs: number) {
    this.widthMs = widthMs;
  }

  add(amounts: WindowStats): void {
    this.#records.push({ ...amounts, at: this.now });
  }

  sums(now = this.now): WindowStats {
    return sumsOf(inWindow(this.#records, now, this.widthMs));
  }

  /** Of what happened no longer ago than that. */
  sumsWithin(ms: number): WindowStats {
    return sumsOf(this.#records.filter(({ at }) => at > this.now - ms));
  }

  /** Whether the 60th that the window begins in holds one record at most. */
  get beginsClean(): boolean {
    const sixtiethOf = (time: number) => Math.floor(time / (this.widthMs / 60));
    const first = sixtiethOf(this.now - this.widthMs);
    return this.#records.filter(({ at }) => sixtiethOf(at) === first).length <= 1;
  }

  /** Tries every moment at which anything may leave. */
  freesInMs(unit: Unit, amount: number): number | undefined {
    const wanted = amountIn(this.sums(), unit) - amount;
    const moments = this.#records
      .map(({ at }) => at + this.widthMs)
      .filter((moment) => moment > this.now);
    const freed = moments.find((moment) => amountIn(this.sums(moment), unit) <= wanted);
    return freed === undefined ? undefined : freed - this.now;
  }
}

function sumsOf(records: readonly WindowStats[]): WindowStats {
  const sums = METRICS.map((metric) => [metric, sumOf(records, (record) => record[metric])]);
  return Object.fromEntries(sums) as WindowStats;
}

function amountIn(sums: WindowStats, unit: Unit): number {
  return unit === 'tokens' ? sums.inputTokens + sums.outputTokens : sums[unit];
}

type Step = fc.Command<RecordList, RollingWindow>;

function record(amounts: WindowStats): Step {
  return command(`record(${JSON.stringify(amounts)})`, (list, window) => {
    list.add(amounts);
    window.record(list.now, amounts);
  });
}

function pause(ms: number): Step {
  return command(`pause(${ms} ms)`, (list) => {
    list.now += ms;
  });
}

function read(): Step {
  return command('read', (list, window) => {
    const sums = window.read(list.now);
    expect(sums).toStrictEqual(list.sums());
    expectNothingForgotten(sums, list);
  });
}

/** What is promised of a window, whatever its buckets are. */
function expectNothingForgotten(sums: WindowStats, list: RecordList): void {
  const young = list.sumsWithin(list.widthMs);
  const youngOrOneBucketOlder = list.sumsWithin(list.widthMs + list.widthMs / 60);
  for (const metric of METRICS) {
    expect(sums[metric]).toBeGreaterThanOrEqual(young[metric]);
    expect(sums[metric]).toBeLessThanOrEqual(youngOrOneBucketOlder[metric]);
  }
  if (list.beginsClean) expect(sums).toStrictEqual(young);
}

function sum(unit: Unit): Step {
  return command(`sum(${unit})`, (list, window) => {
    expect(window.sum(list.now, unit)).toBe(amountIn(list.sums(), unit));
  });
}

function ask(unit: Unit, amount: number): Step {
  return command(`askWhenFree(${amount} ${unit})`, (list, window) => {
    expect(window.freesInMs(list.now, unit, amount)).toBe(list.freesInMs(unit, amount));
  });
}

/** Takes the answer at its word. */
function waitUntilFree(unit: Unit, amount: number): Step {
  return command(`waitUntilFree(${amount} ${unit})`, (list, window) => {
    const wanted = window.sum(list.now, unit) - amount;
    const freesInMs = window.freesInMs(list.now, unit, amount);
    expect(freesInMs === undefined).toBe(wanted < 0);
    if (freesInMs === undefined) return;
    list.now += freesInMs - GRAIN_MS;
    expect(window.sum(list.now, unit)).toBeGreaterThan(wanted);
    list.now += GRAIN_MS;
    expect(window.sum(list.now, unit)).toBeLessThanOrEqual(wanted);
  });
}

const someAmount = fc.integer({ min: 0, max: 9 });
const amounts = fc.record({
  requests: someAmount,
  failures: someAmount,
  inputTokens: someAmount,
  outputTokens: someAmount,
  nanoUsd: someAmount,
});
const unit = fc.constantFrom<Unit>('requests', 'tokens', 'nanoUsd');
const amount = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 200 }));

/** From moments of one bucket to times after which nothing is left. */
function pauses(widthMs: number): fc.Arbitrary<number> {
  const bucketMs = widthMs / 60;
  const grains = (max: number) =>
    fc.integer({ min: 1, max: Math.ceil(max / GRAIN_MS) }).map((count) => count * GRAIN_MS);
  const edges = [bucketMs, widthMs, 5 * widthMs].flatMap((ms) => [
    Math.ceil(ms),
    Math.ceil(ms) - 1,
  ]);
  return fc.oneof(
    { weight: 3, arbitrary: grains(bucketMs / 4) },
    { weight: 6, arbitrary: grains(3 * bucketMs) },
    { weight: 1, arbitrary: fc.constantFrom(...edges, GRAIN_MS) },
  );
}

function steps(widthMs: number): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 8, arbitrary: amounts.map(record) },
    { weight: 8, arbitrary: pauses(widthMs).map(pause) },
    { weight: 2, arbitrary: fc.constant(read()) },
    { weight: 1, arbitrary: unit.map(sum) },
    { weight: 2, arbitrary: fc.tuple(unit, amount).map((asked) => ask(...asked)) },
    { weight: 1, arbitrary: fc.tuple(unit, amount).map((asked) => waitUntilFree(...asked)) },
  );
}

describe('RollingWindow, beside a list of all records,', () => {
  // The last one has 60ths that are no whole numbers of milliseconds.
  it.each([600, 60_000, 3_600_000, 1_000])(
    'of %i ms forgets nothing early, counts no more than a bucket too much and says when it frees',
    (widthMs) => {
      const setUp = () => ({ model: new RecordList(widthMs), real: new RollingWindow(widthMs) });
      assert(agreement(steps(widthMs), 200, setUp), { numRuns: 200 });
    },
  );
});
