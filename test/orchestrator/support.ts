import type { OrchestratorOptions } from '../../src/index.js';
import { Orchestrator, type Provider } from '../../src/index.js';
import {
  ManualClock,
  recordEvents,
  ScriptedProvider,
  seededRandom,
} from '../../src/testing/index.js';
import type { Script } from '../../src/testing/script.js';

/** An orchestrator over providers, on a clock of the test's own, with everything it tells recorded. */
export function orchestrate<const P extends Provider>(
  providers: readonly P[],
  options: Omit<OrchestratorOptions<P, string>, 'providers' | 'routes'> & {
    readonly routes?: Record<string, readonly string[]>;
    readonly clock?: ManualClock;
  } = {},
) {
  const clock = options.clock ?? new ManualClock();
  let ids = 0;
  const orchestrator = new Orchestrator({
    random: seededRandom(1),
    generateId: () => `request-${++ids}`,
    ...options,
    providers,
    clock,
  } as never) as Orchestrator;
  return { orchestrator, clock, recorded: recordEvents(orchestrator) };
}

/** A provider called `name` whose one model, `m`, follows the script. */
export function scripted(name: string, script: Script, clock?: ManualClock) {
  return new ScriptedProvider({ name, models: ['m'], script, ...(clock && { clock }) });
}

/** The same step for ever. */
export function always(step: Script[number]): Script {
  return [{ step: step as string, times: Number.POSITIVE_INFINITY }];
}

/** What a promise rejected with. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: unknown) => error,
  );
}
