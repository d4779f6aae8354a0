import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PREFERENCES } from '../../contracts/model.js';
import {
  type SimulationOptions,
  type SimulationReport,
  simulate as simulateDay,
} from '../../testing/index.js';
import type { Command } from '../command.js';
import type { Given } from '../given.js';
import type { Shell } from '../shell.js';
import { type DayOptions, dayOf } from '../simulation/day.js';
import { outageOf, worstOutage } from '../simulation/outage.js';
import { CONFIG_OPTION, whoAnswers } from '../who-answers.js';

const OPTIONS_UNKNOWN =
  '--config: expected options, got an Orchestrator, which does not show its own: export the options';
const MOST_HOURS = 24 * 31;
const MOST_PER_SECOND = 1_000;
const LAST_SEED = 2 ** 32 - 1;

/** `llm-orchestrator simulate` */
export const simulate: Command = {
  name: 'simulate',
  summary: 'A day of traffic with an outage in it, on virtual time',
  options: {
    hours: { value: 'number', help: 'how long it is (24)' },
    'per-second': { value: 'number', help: 'requests, on average (0.5)' },
    streams: { value: 'share', help: 'of them are streamed, from 0 to 1 (0.3)' },
    preference: { value: 'name', help: 'what counts most: cost, speed, quality or balanced' },
    outage: { value: 'name', help: 'the provider or model that is away (who is asked first)' },
    seed: { value: 'number', help: 'the same one gives the same day (1)' },
    config: CONFIG_OPTION,
    html: { value: 'file', help: 'writes the report there, as one page with charts' },
    json: { help: 'the report as JSON' },
  },
  details: [
    'The orchestrator is real, with your options; the models only behave as their profiles say, so',
    'that nothing is sent and nothing is paid. A --config has to export options for it. Its store,',
    'its detector and its difficulty are not asked.',
  ].join('\n'),
  async run(given, shell) {
    const report = await simulateDay(await scenarioOf(given, shell));
    const page = given.text('html');
    if (page !== undefined) {
      await writeFile(resolve(shell.directory, page), report.toHtml());
      shell.note(`The page is in ${page}.`);
    }
    shell.print(given.has('json') ? JSON.stringify(report, null, 2) : report.toText());
    demandSound(report);
  },
};

async function scenarioOf(given: Given, shell: Shell): Promise<SimulationOptions> {
  const day = readDay(given);
  const { orchestrator, options } = await whoAnswers(given, shell);
  try {
    if (options === undefined) throw new Error(OPTIONS_UNKNOWN);
    const named = given.text('outage');
    const outage =
      named === undefined ? await worstOutage(options, day.preference) : outageOf(named, options);
    return dayOf(options, { ...day, outage });
  } finally {
    // What it would have been asked by is not needed.
    await orchestrator.close();
  }
}

function readDay(given: Given): Omit<DayOptions, 'outage'> {
  return {
    hours: given.number('hours', 24, { min: 0.1, max: MOST_HOURS }),
    perSecond: given.number('per-second', 0.5, { min: 0.001, max: MOST_PER_SECOND }),
    streams: given.number('streams', 0.3, { min: 0, max: 1 }),
    seed: given.number('seed', 1, { min: 0, max: LAST_SEED, integer: true }),
    preference: given.oneOf('preference', PREFERENCES),
  };
}

/** What should never happen is a bug of ours, or of a plug-in: no success. */
function demandSound({ violations }: SimulationReport): void {
  if (violations.length === 0) return;
  throw new Error(
    `What must always hold did not: ${violations.length} violations are in the report.`,
  );
}
