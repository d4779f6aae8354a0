import type { Provider } from '../../contracts/provider.js';
import { Orchestrator } from '../../multilingual-orchestrator.js';
import type { AnyOrchestrator } from '../../orchestrator.js';
import { seededRandom } from '../seeded-random.js';
import { Callers } from './callers/callers.js';
import { type CheckedOptions, checkSettings, checkSimulation } from './check-simulation.js';
import { Invariants } from './invariants/invariants.js';
import { Recorder } from './record/recorder.js';
import type { ReportData } from './report/report-data.js';
import { reportHtml } from './report/report-html.js';
import { reportText } from './report/report-text.js';
import type { SimulationOptions } from './simulation-options.js';
import type { SimulationReport } from './simulation-report.js';
import { SimulatedProvider } from './vendors/simulated-provider.js';
import { VirtualClock } from './virtual-clock.js';
import { watchedModels } from './watched-model.js';

/**
 * Sends traffic through a real orchestrator to vendors that behave as you say, on a virtual clock: an hour takes
 * seconds, and the same seed gives the same report. Meanwhile it checks what must always hold, as that no limit is
 * exceeded and every token is booked once; what did not hold is in the report's `violations`.
 *
 * @throws ConfigurationError naming the option, what was expected, what came and the nearest valid name
 * @throws what `traffic.request` throws
 *
 * @example
 * import { simulate } from 'llm-orchestrator/testing';
 *
 * const report = await simulate({
 *   orchestrator: { preference: 'speed' },
 *   providers: [
 *     {
 *       name: 'openai',
 *       models: [{ id: 'gpt-6-luna', failures: { server: 0.01 } }],
 *       incidents: [{ fromSeconds: 600, forSeconds: 120, failure: 'overloaded' }],
 *     },
 *     { name: 'anthropic', models: [{ id: 'claude-opus-5', limits: { maxConcurrency: 20 } }] },
 *   ],
 *   traffic: { perSecond: 5, streams: 0.5 },
 *   seconds: 3_600,
 * });
 * console.log(report.toText());
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const checked = checkSimulation(options);
  const { seconds, seed, clockSteps } = checked;
  const { clock, invariants, recorder, orchestrator, callers } = worldOf(checked);

  for (const { atSeconds, byMs } of clockSteps) {
    clock.at(atSeconds * 1_000, () => clock.stepWall(byMs));
  }
  callers.awaitNext();
  await clock.run({ untilMs: seconds * 1_000 });
  await clock.run({ isOver: () => callers.underWay === 0 });

  const idle = { pendingTimers: clock.pending, listenersLeft: callers.listenersLeft };
  const record = recorder.record(clock.monotonic());
  const stats = await settled(clock, orchestrator.stats());
  invariants.finish({ stats, ...idle });
  await settled(clock, orchestrator.close());
  return reportOf({ seed, ...record, violations: invariants.violations });
}

/** All that there is in a simulation. */
interface World {
  readonly clock: VirtualClock;
  readonly invariants: Invariants;
  readonly recorder: Recorder;
  readonly orchestrator: AnyOrchestrator;
  readonly callers: Callers;
}

function worldOf({
  orchestrator: given,
  providers,
  traffic,
  seconds,
  seed,
  onEvent,
}: CheckedOptions): World {
  const clock = new VirtualClock();
  const settings = typeof given === 'function' ? checkSettings(given(clock)) : given;
  const newRandom = randoms(seed);
  const randomOfCallers = { arrivals: newRandom(), visits: newRandom() };
  const random = newRandom();
  const invariants = new Invariants({ clock, settings, providers });
  const recorder = new Recorder(watchedModels(providers, settings).values(), seconds);
  let requests = 0;
  const orchestrator = new Orchestrator<Provider, string>({
    ...settings,
    providers: providers.map(
      (vendor) =>
        new SimulatedProvider(vendor, { clock, random: newRandom(), witness: invariants }),
    ),
    clock,
    random,
    // The last who came is the one who asks: callers come one by one, and ask at once.
    generateId: () => String(requests),
  });
  orchestrator.onAny((event) => {
    recorder.note(event, clock.monotonic());
    invariants.note(event);
    onEvent?.(event, clock.monotonic());
  });
  const nextId = () => String(++requests);
  const world = { clock, invariants, recorder, orchestrator };
  const callers = new Callers({ traffic, seconds, nextId, randoms: randomOfCallers }, world);
  return { ...world, callers };
}

/** Streams of random numbers that have nothing to do with one another, all of the same seed. */
function randoms(seed: number): () => () => number {
  const seeds = seededRandom(seed);
  return () => seededRandom(seeds() * 2 ** 32);
}

/** What a promise comes to that needs time to pass. */
async function settled<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  promise.then(settle, settle);
  await clock.run({ isOver: () => isSettled });
  if (!isSettled) throw new Error('the orchestrator waits for something that never comes');
  return promise;
}

/** Its ways to be shown are not enumerable: reports compare, clone and turn to JSON as the data that they are. */
function reportOf(data: ReportData): SimulationReport {
  return Object.defineProperties(data, {
    toText: { value: () => reportText(data) },
    toHtml: { value: () => reportHtml(data) },
  }) as SimulationReport;
}
