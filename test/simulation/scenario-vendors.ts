import { ERROR_KINDS } from '../../src/testing/error-kinds.js';
import type { Distribution } from '../../src/testing/simulation/distribution.js';
import type {
  Incident,
  SimulatedFailure,
  SimulatedModel,
  SimulatedProviderOptions,
} from '../../src/testing/simulation/simulation-options.js';
import type { Dice } from './dice.js';

const VENDORS = ['alpha', 'beta', 'gamma', 'delta'] as const;
const MODELS = ['one', 'two', 'three', 'four', 'five', 'six'] as const;
const FAILURES: readonly SimulatedFailure[] = [...ERROR_KINDS, 'hang'];

/** One to four vendors with one to six models in all, sound or not. */
export function providersOf(dice: Dice, seconds: number): readonly SimulatedProviderOptions[] {
  const count = dice.whole(1, 6);
  const vendors = Math.min(count, dice.whole(1, 4));
  const models = MODELS.slice(0, count).map((id) => modelOf(dice, id));
  return VENDORS.slice(0, vendors).map((name, index) => {
    const own = models.filter((_, place) => place % vendors === index);
    const ids = own.map(({ id }) => id);
    const incidentsOf = () => dice.list(dice.whole(1, 3), () => incidentOf(dice, seconds, ids));
    return { name, models: own, incidents: dice.maybe(0.3, incidentsOf) };
  });
}

function modelOf(dice: Dice, id: string): SimulatedModel {
  return {
    id,
    ...profileOf(dice),
    firstTokenMs: dice.maybe(0.7, () => timesOf(dice, dice.size(100, 20_000))),
    tokensPerSecond: dice.maybe(0.7, () => dice.size(10, 2_000)),
    outputTokens: dice.pick([
      { median: 40, p95: 160 },
      { min: 0, max: 100 },
      dice.size(1, 200),
      dice.size(200, 4_000),
    ]),
    failures: dice.maybe(0.5, () => failuresOf(dice)),
    failureMs: dice.maybe(0.3, () => timesOf(dice, 5_000)),
    interruptions: dice.maybe(0.3, () => dice.share(0, 0.4)),
    limits: dice.maybe(0.2, () => ({
      requestsPerMinute: dice.maybe(0.6, () => dice.whole(1, 30)),
      tokensPerMinute: dice.maybe(0.4, () => dice.size(100, 5_000)),
      maxConcurrency: dice.maybe(0.4, () => dice.whole(1, 5)),
    })),
  };
}

function profileOf(dice: Dice): Omit<SimulatedModel, 'id'> {
  return {
    price: dice.maybe(0.9, () => ({
      input: dice.share(0, 5),
      output: dice.share(0, 30),
      cacheRead: dice.maybe(0.2, () => dice.share(0, 1)),
    })),
    quality: dice.maybe(0.7, () => dice.share(0, 1)),
    speed: dice.maybe(0.5, () => dice.share(0, 1)),
    contextWindow: dice.maybe(0.15, () => dice.size(50, 100_000)),
    maxOutputTokens: dice.maybe(0.4, () => dice.size(50, 8_000)),
    capabilities: dice.maybe(0.2, () =>
      dice.chance(0.5) ? ['reasoning'] : ['tools', 'structured-output'],
    ),
    pool: dice.maybe(0.4, () => dice.pick(['small', 'large'])),
    status: dice.maybe(0.03, () => dice.pick(['deprecated', 'retired'])),
  };
}

function failuresOf(dice: Dice): SimulatedModel['failures'] {
  const kinds = dice.some(FAILURES).slice(0, 3);
  return Object.fromEntries(kinds.map((kind) => [kind, dice.pick([0.02, 0.1, 0.3])]));
}

function timesOf(dice: Dice, longestMs: number): Distribution {
  const median = dice.size(1, longestMs / 4);
  return dice.pick([
    median,
    { min: 0, max: longestMs },
    { median, p95: dice.size(median, 4 * median) },
  ]);
}

function incidentOf(dice: Dice, seconds: number, models: readonly string[]): Incident {
  return {
    fromSeconds: dice.whole(0, seconds),
    forSeconds: dice.size(1, Math.max(2, seconds / 3)),
    models: dice.maybe(0.5, () => dice.some(models)),
    failure: dice.maybe(0.7, () => dice.pick(FAILURES)),
    share: dice.maybe(0.4, () => dice.share(0.1, 1)),
    slowdown: dice.maybe(0.4, () => dice.size(1, 50)),
  };
}
