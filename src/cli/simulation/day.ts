import type { GenerateRequest } from '../../contracts/generate.js';
import type { Preference } from '../../contracts/model.js';
import type { Incident, SimulationOptions, Traffic } from '../../testing/index.js';
import type { AnyOptions } from '../config-file.js';
import { behavingAs } from './behaving-as.js';
import type { Outage } from './outage.js';
import { settingsOf } from './settings-of.js';

/** What may be asked of the day. */
export interface DayOptions {
  readonly hours: number;
  /** On average. */
  readonly perSecond: number;
  /** The share that is streamed. */
  readonly streams: number;
  readonly seed: number;
  readonly preference: Preference | undefined;
  readonly outage: Outage;
}

const SECONDS_PER_HOUR = 3_600;
/** How long the outage is at most, and what part of a short time it takes. */
const OUTAGE = { seconds: 1_800, share: 1 / 4 };
/** How much more than on average is asked at the busiest time, and less at the quietest. */
const SWING = 0.6;
const RATE_STEPS = 24;
const BUILT_IN_INTENTS = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
];
/** What a request is about costs nothing but its length: from a line to two pages. */
const WORDS = { least: 10, most: 800 };

/** A day of the models that are configured, with an outage in its middle. */
export function dayOf(options: AnyOptions, day: DayOptions): SimulationOptions {
  const { hours, seed, outage } = day;
  const seconds = hours * SECONDS_PER_HOUR;
  return {
    orchestrator: settingsOf(options, day.preference),
    providers: options.providers.map((provider) => ({
      name: provider.name,
      models: provider.models.map((profile) => behavingAs(provider.name, profile, options)),
      incidents: provider.name === outage.provider ? [incidentOf(outage, seconds)] : [],
    })),
    traffic: trafficOf(day, options.detector?.intents ?? BUILT_IN_INTENTS),
    seconds,
    seed,
  };
}

function incidentOf({ model }: Outage, seconds: number): Incident {
  return {
    fromSeconds: seconds / 2,
    forSeconds: Math.min(OUTAGE.seconds, seconds * OUTAGE.share),
    failure: 'server',
    ...(model !== undefined && { models: [model] }),
  };
}

function trafficOf({ hours, perSecond, streams }: DayOptions, intents: readonly string[]): Traffic {
  const stepSeconds = (hours * SECONDS_PER_HOUR) / RATE_STEPS;
  return {
    perSecond: Array.from({ length: RATE_STEPS }, (_, step) => ({
      fromSeconds: step * stepSeconds,
      perSecond: perSecond * (1 - SWING * Math.cos((2 * Math.PI * step) / RATE_STEPS)),
    })),
    request: (random) => requestAbout(intents[Math.floor(random() * intents.length)], random),
    streams,
    leaving: { share: 0.01, afterMs: { median: 2_000, p95: 10_000 } },
  };
}

function requestAbout(intent = 'general', random: () => number): GenerateRequest {
  const { least, most } = WORDS;
  const words = Math.round(least * (most / least) ** random());
  return { prompt: 'word '.repeat(words), intent };
}
