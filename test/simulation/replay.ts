import type { OrchestratorEvent } from '../../src/contracts/events.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { simulate } from '../../src/testing/simulation/simulate.js';
import type { SimulationReport } from '../../src/testing/simulation/simulation-report.js';
import { simulationOf, type World } from './scenario.js';

/** How to see again what became of a seed. */
export function replayCommand(seed: number): string {
  return `node scripts/simulate-seeds.ts --seed ${seed}`;
}

/** Simulates the world. What the simulation itself dies of is a violation, too. */
export async function violationsOf(world: World): Promise<readonly string[]> {
  try {
    const { violations } = await simulate(simulationOf(world));
    return violations;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    return [`simulation: died of ${String(error)}`];
  }
}

/** The same, and every event of it. */
export async function recordedSimulation(
  world: World,
): Promise<{ readonly report: SimulationReport; readonly events: readonly OrchestratorEvent[] }> {
  const events: OrchestratorEvent[] = [];
  const onEvent = (event: OrchestratorEvent) => void events.push(event);
  return { report: await simulate({ ...simulationOf(world), onEvent }), events };
}
