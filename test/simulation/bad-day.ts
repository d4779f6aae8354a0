import {
  type SimulationOptions,
  type SimulationReport,
  simulate,
} from '../../src/testing/index.js';

/** When the first model is dead. */
export const OUTAGE = { fromSeconds: 10_800, forSeconds: 600 };

const DAY_SECONDS = 86_400;
const PER_SECOND = 1;
/** Each intent has a model of its own to which something happens; two healthy ones stand behind all of them. */
const PRIMARIES = {
  code_generation: 'dead',
  education: 'limited',
  writing: 'slowing',
  translation: 'locked',
  summarization: 'healthy',
} as const;
const INTENTS = Object.keys(PRIMARIES) as (keyof typeof PRIMARIES)[];

/** A day on which much goes wrong. */
export function badDay(onEvent?: SimulationOptions['onEvent']): Promise<SimulationReport> {
  const routes = Object.entries(PRIMARIES).map(([intent, primary]) => [
    intent,
    [...new Set([`${primary}/m`, 'healthy/m', 'spare/m'])],
  ]);
  return simulate({
    orchestrator: {
      routes: Object.fromEntries(routes),
      timeouts: { totalMs: 60_000 },
    },
    providers: [
      vendor('dead', { incidents: [{ ...OUTAGE, failure: 'server' }] }),
      // Half of what is asked of it.
      vendor('limited', { limits: { requestsPerMinute: (60 * PER_SECOND) / INTENTS.length / 2 } }),
      vendor('slowing', { incidents: [{ fromSeconds: 36_000, forSeconds: 14_400, slowdown: 12 }] }),
      vendor('locked', {
        incidents: [{ fromSeconds: 0, forSeconds: DAY_SECONDS, failure: 'auth' }],
      }),
      vendor('healthy'),
      vendor('spare'),
    ],
    traffic: {
      perSecond: PER_SECOND,
      request: (random) => ({
        prompt: 'Tell me something',
        intent: INTENTS[Math.floor(random() * INTENTS.length)],
      }),
      streams: 0.3,
      leaving: { share: 0.01, afterMs: { median: 2_000, p95: 10_000 } },
    },
    seconds: DAY_SECONDS,
    onEvent,
    clockSteps: [
      { atSeconds: 11_000, byMs: -3_600_000 },
      { atSeconds: 40_000, byMs: 3_600_000 },
    ],
  });
}

interface Trouble {
  readonly incidents?: readonly object[];
  readonly limits?: { readonly requestsPerMinute: number };
}

function vendor(name: string, { incidents = [], limits }: Trouble = {}) {
  const model = {
    id: 'm',
    price: { input: 1, output: 4 },
    outputTokens: { median: 100, p95: 300 },
  };
  return { name, models: [{ ...model, limits }], incidents } as never;
}
