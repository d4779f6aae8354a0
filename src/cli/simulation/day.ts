import type { GenerateRequest } from '../../contracts/generate.js';
import type { Preference } from '../../contracts/model.js';
import type {
  Incident,
  SimulatedSettings,
  SimulationOptions,
  Traffic,
} from '../../testing/index.js';
import type { AnyOptions } from '../config-file.js';
import { behavingAs } from './behaving-as.js';
import type { Outage } from './outage.js';

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
/** Of the time there is, from its middle on: half an hour of a day. */
const OUTAGE_SHARE = 1 / 48;
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
/** A store is shared with others, and a `difficulty` may ask somebody; the simulation has the rest of its own. */
const OF_THE_REAL_WORLD = ['providers', 'clock', 'random', 'generateId', 'store', 'difficulty'];
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

/** The detector stays for the intents that routes may name: as requests say theirs, it is not asked. */
function settingsOf(options: AnyOptions, preference: Preference | undefined): SimulatedSettings {
  const settings = Object.entries(options).filter(([name]) => !OF_THE_REAL_WORLD.includes(name));
  return { ...Object.fromEntries(settings), ...(preference !== undefined && { preference }) };
}

function incidentOf({ model }: Outage, seconds: number): Incident {
  return {
    fromSeconds: seconds / 2,
    forSeconds: seconds * OUTAGE_SHARE,
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
