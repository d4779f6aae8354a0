import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reservation } from '../../src/contracts/usage-store.js';
import { assessAttempt } from '../../src/cooldown/assess-attempt.js';
import {
  TokenThresholdCooldown,
  type TokenThresholdOptions,
} from '../../src/cooldown/token-threshold-cooldown.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { aFailedOutcome, anOutcome } from '../support/builders.js';
import { agreement, command } from '../support/model-commands.js';
import { type Dated, inWindow, sumOf } from '../support/naive-window.js';
import { reservationOf } from '../usage/reservations.js';

const MODELS = ['north/alpha', 'north/beta'] as const;
const WIDTHS = { minute: 60_000, hour: 3_600_000 };
/** No lease ends here: what is settled late is known all the same. */
const LEASE_MS = 1e9;

type Model = (typeof MODELS)[number];
type Ending = 'success' | 'failure' | 'abort';

interface Running {
  readonly model: Model;
  readonly reservation: Reservation;
  /** How many rests its model had had. */
  readonly restsBefore: number;
}

/** Of an attempt that began after the last rest. */
interface Entry extends Dated {
  readonly tokens: number;
}

/** What one model spent, one by one, and when it had to rest. */
class Spending {
  entries: Entry[] = [];
  rests = 0;
  restEnd = 0;
}

/** The model: lists of all that was spent. */
class World {
  readonly #options: TokenThresholdOptions;
  readonly of = { 'north/alpha': new Spending(), 'north/beta': new Spending() };
  now = 0;
  running: Running[] = [];

  constructor(options: TokenThresholdOptions) {
    this.#options = options;
  }

  remainingMs(model: Model): number {
    return Math.max(0, this.of[model].restEnd - this.now);
  }

  picked(pick: number): Running | undefined {
    return this.running[pick % this.running.length];
  }

  /** Returns how long the model has to rest now, if it has to. */
  end(running: Running, tokens: number, isAssessed: boolean): number | undefined {
    const { tokens: threshold, forMs, window } = this.#options;
    const spending = this.of[running.model];
    this.running = this.running.filter((other) => other !== running);
    if (running.restsBefore === spending.rests) spending.entries.push({ at: this.now, tokens });
    const recent = inWindow(spending.entries, this.now, WIDTHS[window]);
    if (!isAssessed || sumOf(recent, (entry) => entry.tokens) <= threshold) return undefined;
    spending.rests++;
    spending.restEnd = this.now + forMs;
    spending.entries = [];
    return forMs;
  }
}

/** The real thing: what the ledger of an orchestrator does with its store and its policies. */
class Gate {
  readonly clock = new ManualClock();
  readonly store = new MemoryUsageStore({ clock: this.clock });
  readonly #policies: readonly TokenThresholdCooldown[];

  constructor(options: TokenThresholdOptions) {
    this.#policies = [new TokenThresholdCooldown(options)];
  }

  /** Returns the rests that the attempt led to. */
  settle(reservation: Reservation, tokens: number, ending: Ending) {
    const { model } = reservation;
    const health = ({ success: 'good', failure: 'bad', abort: 'neutral' } as const)[ending];
    const outputTokens = tokens % 7;
    const spent = { inputTokens: tokens - outputTokens, outputTokens };
    const stats = this.store.settle({ reservation, spent, health });
    if (ending === 'abort') return [];
    const outcome =
      ending === 'success' ? anOutcome({ model }) : aFailedOutcome({ kind: 'server' }, { model });
    const { rests } = assessAttempt(this.#policies, outcome, stats, () => expect.fail('drawn'));
    return rests.map((rest) => this.store.coolDown(rest));
  }
}

type Step = fc.Command<World, Gate>;

function pass(ms: number, world: World, { clock }: Gate): void {
  world.now += ms;
  clock.step(ms);
}

function begin(model: Model, lastResort: boolean): Step {
  return command(`begin(${model}${lastResort ? ', last resort' : ''})`, (world, { store }) => {
    const reservation = reservationOf({ model, leaseMs: LEASE_MS, lastResort });
    const retryAfterMs = world.remainingMs(model);
    const isResting = retryAfterMs > 0;
    expect(store.reserve(reservation)).toStrictEqual(
      isResting
        ? { admitted: false, reason: 'cooling', retryAfterMs }
        : { admitted: true, probe: false },
    );
    const { rests } = world.of[model];
    if (!isResting) world.running.push({ model, reservation, restsBefore: rests });
  });
}

function end(pick: number, tokens: number, ending: Ending): Step {
  const run = (world: World, gate: Gate) => {
    const running = world.picked(pick) as Running;
    const forMs = world.end(running, tokens, ending !== 'abort');
    const rest = { target: running.model, forMs, remainingMs: forMs, probe: false };
    const expected = forMs === undefined ? [] : [{ started: true, cooldown: rest }];
    expect(gate.settle(running.reservation, tokens, ending)).toMatchObject(expected);
  };
  const label = `end(#${pick}, ${tokens} tokens, ${ending})`;
  return command(label, run, ({ running }) => running.length > 0);
}

function pause(ms: number): Step {
  return command(`pause(${ms} ms)`, (world, gate) => pass(ms, world, gate));
}

/** To the millisecond at which the rest is over. */
function waitOut(model: Model): Step {
  const run = (world: World, gate: Gate) => {
    pass(world.remainingMs(model) - 1, world, gate);
    begin(model, false).run(world, gate);
    pass(1, world, gate);
  };
  const isResting = (world: Pick<World, 'remainingMs'>) => world.remainingMs(model) > 0;
  return command(`waitOut(${model})`, run, isResting);
}

/** A rest that was lengthened would show here. */
function look(): Step {
  return command('look', (world, { store }) => {
    const resting = MODELS.filter((model) => world.remainingMs(model) > 0);
    const expected = resting.map((target) => ({ target, remainingMs: world.remainingMs(target) }));
    const { cooldowns } = store.snapshot();
    const sorted = cooldowns.toSorted((one, other) => (one.target < other.target ? -1 : 1));
    expect(sorted).toMatchObject(expected);
  });
}

const model = fc.constantFrom(...MODELS);
/** They meet the threshold exactly as often as not. */
const tokens = fc.constantFrom(0, 1, 250, 499, 500, 750);
const ending = fc.constantFrom<Ending>('success', 'success', 'failure', 'abort');

/** From moments to whole windows. */
function pauses(widthMs: number): fc.Arbitrary<number> {
  const edges = [widthMs / 60, widthMs].flatMap((ms) => [ms - 1, ms]);
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: widthMs / 60 }) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: widthMs / 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(...edges) },
  );
}

function steps(widthMs: number): fc.Arbitrary<Step> {
  const begun = fc.tuple(model, fc.boolean());
  return fc.oneof(
    { weight: 10, arbitrary: begun.map((terms) => begin(...terms)) },
    { weight: 9, arbitrary: fc.tuple(fc.nat(), tokens, ending).map((ended) => end(...ended)) },
    { weight: 4, arbitrary: pauses(widthMs).map(pause) },
    { weight: 2, arbitrary: model.map(waitOut) },
    { weight: 2, arbitrary: fc.constant(look()) },
  );
}

describe('the token threshold, beside a list of all that was spent,', () => {
  it.each([
    { tokens: 1_000, window: 'minute', forMs: 5_000 },
    { tokens: 1_000, window: 'minute', forMs: 60_000 },
    { tokens: 1_000, window: 'hour', forMs: 600_000 },
  ] as const)('rests a model once for more than $tokens in a $window, for $forMs ms', (options) => {
    const setUp = () => ({ model: new World(options), real: new Gate(options) });
    assert(agreement(steps(WIDTHS[options.window]), 150, setUp), { numRuns: 200 });
  });

  it('is not tripped by tokens of attempts that began before the last rest', () => {
    const gate = new Gate({ tokens: 1_000, window: 'minute', forMs: 5_000 });
    const begun = () => {
      const reservation = reservationOf({ leaseMs: LEASE_MS });
      expect(gate.store.reserve(reservation).admitted).toBe(true);
      return reservation;
    };
    const before = begun();
    expect(gate.settle(begun(), 1_001, 'success')).toHaveLength(1);
    gate.clock.step(5_000);
    expect(gate.settle(begun(), 600, 'success')).toEqual([]);
    gate.clock.step(2_000);
    expect(gate.settle(before, 600, 'success')).toEqual([]);
    gate.clock.step(58_000);
    // Within this minute 600 tokens, of which none count, and these 500.
    expect(gate.settle(begun(), 500, 'success')).toEqual([]);
  });
});
