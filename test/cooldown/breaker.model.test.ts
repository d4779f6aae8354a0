import fc, { assert } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Admission, Cooldown, Reservation } from '../../src/contracts/usage-store.js';
import { assessAttempt } from '../../src/cooldown/assess-attempt.js';
import { FailureCooldown } from '../../src/cooldown/failure-cooldown.js';
import { isSameRest, RestView } from '../../src/cooldown/rest-view.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';
import { aFailedOutcome, aModel, anOutcome } from '../support/builders.js';
import { agreement, command } from '../support/model-commands.js';
import { reservationOf } from '../usage/reservations.js';
import { type Attempt, NaiveBreaker } from './naive-breaker.js';

const MODELS = ['north/alpha', 'north/beta'] as const;
/** How long a store must know an attempt after its admission. */
const REMEMBERED_MS = 600_000;
const SPENT = { inputTokens: 100, outputTokens: 20 };
const ENDINGS = {
  success: { spent: SPENT, health: 'good' },
  failure: { spent: undefined, health: 'bad' },
  /** The request was wrong, not the model. */
  refusal: { spent: undefined, health: 'neutral' },
  /** The caller gave up, having been given some of the answer. */
  abort: { spent: SPENT, health: 'neutral' },
} as const;

type Model = (typeof MODELS)[number];
type Ending = keyof typeof ENDINGS;

interface Running {
  readonly model: Model;
  readonly reservation: Reservation;
  readonly admittedAt: number;
  readonly attempt: Attempt;
}

/** The model: a breaker of each, and the attempts that have not ended. */
class World {
  now = 0;
  readonly breakers = { 'north/alpha': new NaiveBreaker(), 'north/beta': new NaiveBreaker() };
  running: Running[] = [];

  picked(pick: number): Running | undefined {
    return this.running[pick % this.running.length];
  }

  /** A store may have forgotten the others. */
  isKnown({ attempt, admittedAt }: Running): boolean {
    return attempt.expiresAt > this.now || this.now - admittedAt < REMEMBERED_MS;
  }
}

/** The real thing: what an orchestrator does with its store, its view of the rests and its policies. */
class Gate {
  readonly clock = new ManualClock();
  readonly store = new MemoryUsageStore({ clock: this.clock });
  readonly #view = new RestView();
  readonly #policies = [new FailureCooldown()];
  /** The rests that a probe was to prove over. */
  readonly #proves = new Map<string, readonly Cooldown[]>();

  reserve(reservation: Reservation): Admission {
    const awaiting = this.#awaitingProof(reservation);
    const admission = this.store.reserve(reservation);
    if (admission.admitted && admission.probe) this.#proves.set(reservation.attemptId, awaiting);
    return admission;
  }

  startAnswer(reservation: Reservation): void {
    this.#proves.delete(reservation.attemptId);
    this.store.settle({ reservation, spent: undefined, health: 'good', probeOnly: true });
  }

  /** Returns the rests that the attempt led to. */
  settle(reservation: Reservation, ending: Ending) {
    const probe = this.#isDisproof(reservation);
    const stats = this.store.settle({ reservation, ...ENDINGS[ending] });
    if (ending === 'abort') return [];
    const fields = { model: reservation.model, probe, health: ENDINGS[ending].health };
    const kind = ending === 'failure' ? 'server' : 'invalid-request';
    const outcome = ending === 'success' ? anOutcome(fields) : aFailedOutcome({ kind }, fields);
    const { rests } = assessAttempt(this.#policies, outcome, stats, () => 0);
    return rests.map((rest) => this.store.coolDown(rest));
  }

  #isDisproof(reservation: Reservation): boolean {
    const proves = this.#proves.get(reservation.attemptId) ?? [];
    const awaiting = this.#awaitingProof(reservation);
    return proves.some((rest) => awaiting.some((other) => isSameRest(rest, other)));
  }

  #awaitingProof({ model }: Reservation): readonly Cooldown[] {
    const now = this.clock.monotonic();
    this.#view.refresh(this.store.snapshot().cooldowns, now);
    return this.#view.awaitingProof(aModel({ id: model }), now);
  }
}

type Step = fc.Command<World, Gate>;

function pass(ms: number, world: World, { clock }: Gate): void {
  world.now += ms;
  clock.step(ms);
}

function tryToBegin(
  model: Model,
  terms: Pick<Reservation, 'leaseMs' | 'lastResort'>,
  world: World,
  gate: Gate,
): Running | undefined {
  const breaker = world.breakers[model];
  const reservation = reservationOf({ model, ...terms });
  const expected = breaker.admission(world.now, terms.lastResort);
  expect(gate.reserve(reservation)).toStrictEqual(expected);
  if (!expected.admitted) return undefined;
  const attempt = breaker.begin(world.now, terms.leaseMs);
  const running = { model, reservation, admittedAt: world.now, attempt };
  world.running.push(running);
  return running;
}

function end(running: Running, ending: Ending, world: World, gate: Gate): void {
  const { model, reservation, attempt } = running;
  const { health, spent } = ENDINGS[ending];
  world.running = world.running.filter((other) => other !== running);
  const isCharged = spent !== undefined;
  const forMs = world.breakers[model].end(attempt, { health, isCharged }, world.now);
  const rest = { target: model, forMs, remainingMs: forMs, probe: true, overrideEveryMs: 0 };
  const expected = forMs === undefined ? [] : [{ started: true, cooldown: rest }];
  expect(gate.settle(reservation, ending)).toMatchObject(expected);
}

function beginOne(model: Model, leaseMs: number, lastResort: boolean): Step {
  const label = `begin(${model}, ${leaseMs} ms${lastResort ? ', last resort' : ''})`;
  return command(label, (world, gate) => {
    tryToBegin(model, { leaseMs, lastResort }, world, gate);
  });
}

function endOne(pick: number, ending: Ending): Step {
  const run = (world: World, gate: Gate) => {
    end(world.picked(pick) as Running, ending, world, gate);
  };
  return command(`end(#${pick}, ${ending})`, run, (world) => {
    const running = world.picked(pick);
    return running !== undefined && world.isKnown(running);
  });
}

function firstContent(pick: number): Step {
  const run = (world: World, gate: Gate) => {
    const { model, attempt, reservation } = world.picked(pick) as Running;
    gate.startAnswer(reservation);
    world.breakers[model].startAnswer(attempt, world.now);
  };
  return command(`firstContent(#${pick})`, run, ({ running }) => running.length > 0);
}

function isResting(model: Model) {
  return ({ breakers, now }: Pick<World, 'breakers' | 'now'>) =>
    breakers[model].remainingMs(now) > 0;
}

/** All at once, so that all but the first have begun before it failed. */
function outage(model: Model, attempts: number): Step {
  return command(`outage(${model}, ${attempts})`, (world, gate) => {
    const terms = { leaseMs: 30_000, lastResort: false };
    const begun = Array.from({ length: attempts }, () => tryToBegin(model, terms, world, gate));
    for (const running of begun) if (running !== undefined) end(running, 'failure', world, gate);
  });
}

/** One after the other, some of which fail. */
function shakyTime(model: Model, endings: readonly Ending[]): Step {
  return command(`shakyTime(${model}, ${endings.join(', ')})`, (world, gate) => {
    for (const ending of endings) {
      const running = tryToBegin(model, { leaseMs: 30_000, lastResort: false }, world, gate);
      if (running !== undefined) end(running, ending, world, gate);
    }
  });
}

/** Each rest is waited for, and no proof succeeds. */
function relapses(model: Model, times: number): Step {
  const run = (world: World, gate: Gate) => {
    for (let time = 0; time < times; time++) {
      pass(world.breakers[model].remainingMs(world.now), world, gate);
      const running = tryToBegin(model, { leaseMs: 30_000, lastResort: false }, world, gate);
      if (running?.attempt.toProve !== undefined) end(running, 'failure', world, gate);
    }
  };
  return command(`relapses(${model}, ${times})`, run, isResting(model));
}

function pause(ms: number): Step {
  return command(`pause(${ms} ms)`, (world, gate) => pass(ms, world, gate));
}

/** To the millisecond at which the rest is over. */
function waitOut(model: Model): Step {
  const run = (world: World, gate: Gate) => {
    pass(world.breakers[model].remainingMs(world.now) - 1, world, gate);
    tryToBegin(model, { leaseMs: 1, lastResort: false }, world, gate);
    pass(1, world, gate);
  };
  return command(`waitOut(${model})`, run, isResting(model));
}

function look(): Step {
  return command('look', (world, { store }) => {
    const { cooldowns } = store.snapshot();
    for (const model of MODELS) {
      const breaker = world.breakers[model];
      const expected = breaker.isClosed ? [] : [{ remainingMs: breaker.remainingMs(world.now) }];
      expect(cooldowns.filter(({ target }) => target === model)).toMatchObject(expected);
    }
  });
}

/** Mostly of the first, so that much happens to it. */
const model = fc.constantFrom<Model>('north/alpha', 'north/alpha', 'north/beta');
const leaseMs = fc.constantFrom(1_000, 30_000, 150_000, 3_600_000);
const terms = (lastResort: boolean) => fc.tuple(model, leaseMs, fc.constant(lastResort));
const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Ending>('failure') },
  { weight: 2, arbitrary: fc.constant<Ending>('success') },
  { weight: 1, arbitrary: fc.constantFrom<Ending>('refusal', 'abort') },
);
const endings = fc.array(fc.constantFrom<Ending>('failure', 'success'), {
  minLength: 3,
  maxLength: 9,
});
const count = (min: number, max: number) => fc.integer({ min, max });
const edgesMs = fc.constantFrom(999, 1_000, 4_999, 5_000, 29_999, 30_000, 59_999, 60_000);
const pauseMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
  { weight: 2, arbitrary: edgesMs },
  { weight: 1, arbitrary: fc.constantFrom(300_000, 3_599_999, 3_600_000) },
);

const step = fc.oneof(
  { weight: 10, arbitrary: terms(false).map((term) => beginOne(...term)) },
  { weight: 2, arbitrary: terms(true).map((term) => beginOne(...term)) },
  { weight: 10, arbitrary: fc.tuple(fc.nat(), ending).map((ended) => endOne(...ended)) },
  { weight: 1, arbitrary: fc.nat().map(firstContent) },
  { weight: 1, arbitrary: fc.tuple(model, count(2, 6)).map((size) => outage(...size)) },
  { weight: 2, arbitrary: fc.tuple(model, endings).map((time) => shakyTime(...time)) },
  { weight: 1, arbitrary: fc.tuple(model, count(1, 7)).map((times) => relapses(...times)) },
  { weight: 4, arbitrary: pauseMs.map(pause) },
  { weight: 3, arbitrary: model.map(waitOut) },
  { weight: 2, arbitrary: fc.constant(look()) },
);

describe('the health breaker, beside one that counts everything anew,', () => {
  it('trips, rests, lets one probe through and closes as it should, however attempts overlap', () => {
    const setUp = () => ({ model: new World(), real: new Gate() });
    assert(agreement(step, 150, setUp), { numRuns: 400 });
  });

  it('takes the late failure of a probe for nothing once another has proved it', () => {
    const { gate, begin } = halfOpen();
    const lost = begin({ leaseMs: 1_000 });
    gate.clock.step(1_000);
    gate.settle(begin({ leaseMs: 30_000 }), 'success');
    expect(gate.settle(lost, 'failure')).toEqual([]);
  });

  it('does not lengthen a rest for the probe of an earlier one', () => {
    const { gate, begin } = halfOpen();
    const slow = begin({ leaseMs: 150_000 });
    for (let failures = 0; failures < 5; failures++) {
      gate.settle(begin({ leaseMs: 30_000, lastResort: true }), 'failure');
    }
    expect(gate.store.snapshot().cooldowns).toMatchObject([{ remainingMs: 10_000 }]);
    gate.settle(slow, 'failure');
    expect(gate.store.snapshot().cooldowns).toMatchObject([{ remainingMs: 10_000 }]);
  });

  it('does not take an old probe for that of a later rest', () => {
    const { gate, begin } = halfOpen();
    const slow = begin({ leaseMs: 150_000 });
    gate.settle(begin({ lastResort: true }), 'success');
    for (let failures = 0; failures < 5; failures++) gate.settle(begin({}), 'failure');
    gate.clock.step(10_000);
    expect(gate.settle(slow, 'failure')).toEqual([]);
  });
});

/** A gate whose first model has had its first rest. */
function halfOpen() {
  const world = new World();
  const gate = new Gate();
  outage('north/alpha', 5).run(world, gate);
  pass(5_000, world, gate);
  const begin = (fields: Partial<Reservation>) => {
    const reservation = reservationOf(fields);
    expect(gate.reserve(reservation).admitted).toBe(true);
    return reservation;
  };
  return { gate, begin };
}
