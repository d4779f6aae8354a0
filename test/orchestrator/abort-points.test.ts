import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  type IntentDetector,
  MemoryUsageStore,
  Orchestrator,
  type OrchestratorEvent,
  ProviderError,
  type UsageStore,
} from '../../src/index.js';
import { ManualClock, ScriptedProvider, seededRandom } from '../../src/testing/index.js';
import type { Script } from '../../src/testing/script.js';

const TURNS_PER_STEP = 25;
const STEP_MS = 40;
/** Longer than an abort may take, shorter than a store may. */
const STORE_MS = 80;

type Generate = (signal: AbortSignal) => Promise<unknown>;

/** Everything that a request may have to wait for: detector, store, queue, a vendor, a pause, a validation. */
function busyWorld(script: Script) {
  const clock = new ManualClock();
  const later = <T>(value: T) =>
    new Promise<T>((resolve) => clock.setTimeout(() => resolve(value), STORE_MS));
  const first = new ScriptedProvider({ name: 'first', models: ['m'], script, clock });
  const second = new ScriptedProvider({
    name: 'second',
    models: ['m'],
    script: [{ step: { text: '{"a":1}', delayMs: 50 }, times: 99 }],
    clock,
  });
  const detector: IntentDetector<'general'> = {
    intents: ['general'],
    detect: () => later({ intent: 'general', confidence: 1 }),
  };
  const orchestrator = new Orchestrator({
    providers: [first, second],
    detector,
    store: lateStore(new MemoryUsageStore({ clock }), later),
    routes: { general: ['first/m', 'second/m'] as never },
    models: { 'second/m': { limits: { maxConcurrency: 1 } } } as never,
    random: seededRandom(1),
    clock,
  });
  const events: OrchestratorEvent[] = [];
  orchestrator.onAny((event) => void events.push(event as OrchestratorEvent));
  return { clock, orchestrator, events, providers: [first, second] };
}

/** Answers each call a while later. */
function lateStore(store: MemoryUsageStore, later: <T>(value: T) => Promise<T>): UsageStore {
  return {
    reserve: (reservation) => later(store.reserve(reservation)),
    settle: (settlement) => later(store.settle(settlement)),
    coolDown: (cooldown) => later(store.coolDown(cooldown)),
    snapshot: (query) => later(store.snapshot(query)),
    reset: (model) => later(store.reset(model)),
  };
}

type World = ReturnType<typeof busyWorld>;

/** Goes on by so many turns of the event loop's microtasks; every few of them time passes. */
async function goOn(clock: ManualClock, turns: number, from = 0): Promise<void> {
  for (let turn = from + 1; turn <= from + turns; turn++) {
    await Promise.resolve();
    if (turn % TURNS_PER_STEP === 0) clock.step(STEP_MS);
  }
}

/** Aborts one request after so many turns, and looks what is left behind. Returns what became of the request. */
async function abortAfter(turns: number, world: World, request: (world: World) => Generate) {
  const { clock, orchestrator, events, providers } = world;
  // It holds the second model's only place for a while, so that the other one has to wait.
  const other = orchestrator.generate({ prompt: 'Hi', model: 'second/m' as never });
  const controller = new AbortController();
  let abortedAt: number | undefined;
  let settledAt: number | undefined;
  const ended = request(world)(controller.signal).then(
    () => 'answered',
    (error: unknown) => error,
  );
  void ended.then(() => {
    settledAt = clock.monotonic();
  });
  await goOn(clock, turns);
  const wasOver = settledAt !== undefined;
  controller.abort('enough');
  abortedAt = clock.monotonic();
  while (clock.pending > 0 || settledAt === undefined) await goOn(clock, TURNS_PER_STEP);
  await other;
  const outcome = await ended;

  if (!wasOver) {
    // From the last moment at which it could be stopped to its answer there are a few turns, and no wait.
    const mostMs = outcome === 'enough' ? 50 : 0;
    expect((settledAt as never as number) - abortedAt).toBeLessThanOrEqual(mostMs);
  }
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  expect(clock.pending).toBe(0);
  expect(providers.flatMap(({ calls }) => calls).filter(({ isOpen }) => isOpen)).toHaveLength(0);
  const counted = (type: OrchestratorEvent['type']) =>
    events.filter((event) => event.type === type).length;
  expect(counted('request-end')).toBe(counted('request-start'));
  expect(counted('attempt-end')).toBe(counted('attempt-start'));
  const report = orchestrator.stats();
  await goOn(clock, 3 * TURNS_PER_STEP);
  expect((await report).models.map(({ inFlight }) => inFlight)).toEqual(
    (await report).models.map(() => 0),
  );
  if (wasOver) return 'over';
  return outcome === 'enough' ? 'aborted' : 'answered';
}

/** Aborts at every turn in turn, until the request is over by itself. Returns how many aborts ended it. */
async function abortEverywhere(
  script: Script,
  request: (world: World) => Generate,
): Promise<number> {
  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'over') {
    outcomes.push(await abortAfter(outcomes.length, busyWorld(script), request));
  }
  const aborted = outcomes.filter((outcome) => outcome === 'aborted').length;
  expect(outcomes.slice(0, aborted)).not.toContain('answered');
  expect(outcomes.length - aborted).toBeLessThan(30);
  return aborted;
}

const failing = (kind: 'server' | 'network', message = 'it failed') =>
  new ProviderError({ kind, message, billed: 'no' });
const schema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value: unknown) => ({ value }),
    jsonSchema: { input: () => ({ type: 'object' }) },
  },
} as const;
const text = { type: 'text-delta', text: 'word ' } as const;
const finish = { type: 'finish', finishReason: 'stop' } as const;

describe('an abort at every point where a request waits', () => {
  it.each<[string, Script]>([
    ['the first model answers', [{ text: '{"a":1}', delayMs: 30 }]],
    ['it is retried at once, and answers', [{ error: failing('network') }, { text: '{"a":1}' }]],
    ['it fails for good, the second is waited for', [{ error: 'auth', delayMs: 10 }]],
    ['it is deaf to the signal', [{ text: '{"a":1}', delayMs: 100, deaf: true }]],
  ])('ends generate() at once, leaving nothing behind: %s', async (_, script) => {
    const request =
      ({ orchestrator }: World) =>
      (signal: AbortSignal) =>
        orchestrator.generate({ prompt: 'Hi', output: schema, signal });
    expect(await abortEverywhere(script, request)).toBeGreaterThan(100);
  });

  it('ends a pause before the only model is asked again', async () => {
    const script: Script = [{ error: failing('server') }, { error: failing('server') }, 'answer'];
    const request =
      ({ orchestrator }: World) =>
      (signal: AbortSignal) =>
        orchestrator.generate({ prompt: 'Hi', model: 'first/m' as never, signal });
    expect(await abortEverywhere(script, request)).toBeGreaterThan(100);
  });

  it.each<[string, Script]>([
    ['word by word', [{ events: [text, { delayMs: 20 }, text, { delayMs: 20 }, finish] }]],
    ['from the next model, as the first fails', [{ error: 'auth', delayMs: 10 }]],
  ])('ends stream() at once, whoever reads it: %s', async (_, script) => {
    const read = ({ orchestrator }: World) => {
      return async (signal: AbortSignal) => {
        for await (const _ of orchestrator.stream({ prompt: 'Hi', signal }));
      };
    };
    expect(await abortEverywhere(script, read)).toBeGreaterThan(100);
    const result = ({ orchestrator }: World) => {
      return (signal: AbortSignal) => orchestrator.stream({ prompt: 'Hi', signal }).result;
    };
    expect(await abortEverywhere(script, result)).toBeGreaterThan(100);
  });

  it('ends explain() too', async () => {
    const request =
      ({ orchestrator }: World) =>
      (signal: AbortSignal) =>
        orchestrator.explain({ prompt: 'Hi', signal });
    expect(await abortEverywhere([], request)).toBeGreaterThan(30);
  });
});
