import { OPTION_NAMES } from '../../configuration/options.js';
import type { Clock } from '../../contracts/clock.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import { checkDistribution } from './distribution.js';
import type { SimulatedSettings, SimulationOptions, Traffic } from './simulation-options.js';
import { checkProviders } from './vendors/check-providers.js';

const NAMES = [
  ...['orchestrator', 'providers', 'traffic', 'seconds', 'seed', 'clockSteps', 'onEvent'],
];
const TRAFFIC_NAMES = ['perSecond', 'request', 'streams', 'leaving'];
/** The simulation's own. */
const TAKEN: readonly string[] = ['providers', 'clock', 'random', 'generateId'];
const SETTING_NAMES = OPTION_NAMES.filter((name) => !TAKEN.includes(name));
const SHARE = { min: 0, max: 1 };
/** A year: what a host's time is corrected by is less. */
const MOST_STEP_MS = 31_536_000_000;

const check = new Checks(ConfigurationError);

/** The options, complete. */
export interface CheckedOptions {
  readonly orchestrator: SimulatedSettings | ((clock: Clock) => unknown);
  readonly providers: SimulationOptions['providers'];
  readonly traffic: Traffic;
  readonly seconds: number;
  readonly seed: number;
  readonly clockSteps: NonNullable<SimulationOptions['clockSteps']>;
  readonly onEvent: SimulationOptions['onEvent'];
}

/** @throws ConfigurationError naming the path, what was expected, what came and the nearest name */
export function checkSimulation(options: unknown): CheckedOptions {
  const given = check.object(check.record(options, 'options'), '', NAMES);
  const seconds = check.number(given['seconds'], 'seconds', { above: 0 });
  const { orchestrator = {}, seed = 1, onEvent } = given;
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    check.fail('onEvent', 'a function', onEvent);
  }
  return {
    orchestrator:
      typeof orchestrator === 'function'
        ? (orchestrator as (clock: Clock) => unknown)
        : checkSettings(orchestrator),
    providers: checkProviders(given['providers'], 'providers'),
    traffic: checkTraffic(given['traffic']),
    seconds,
    seed: check.number(seed, 'seed', { min: Number.MIN_SAFE_INTEGER, integer: true }),
    clockSteps: checkClockSteps(given['clockSteps'], seconds),
    onEvent: onEvent as SimulationOptions['onEvent'],
  };
}

/** Only their names: what they say is for the orchestrator to check. */
export function checkSettings(value: unknown): SimulatedSettings {
  return check.object(value, 'orchestrator', SETTING_NAMES);
}

function checkTraffic(value: unknown): Traffic {
  const given = check.object(value, 'traffic', TRAFFIC_NAMES);
  const { request, streams = 0, leaving } = given;
  if (request !== undefined && typeof request !== 'function') {
    check.fail('traffic.request', 'a function', request);
  }
  return {
    perSecond: checkRate(given['perSecond']),
    request: request as Traffic['request'],
    streams: check.number(streams, 'traffic.streams', SHARE),
    leaving: leaving === undefined ? undefined : checkLeaving(leaving),
  };
}

function checkRate(value: unknown): Traffic['perSecond'] {
  const path = 'traffic.perSecond';
  if (!Array.isArray(value)) return check.number(value, path);
  let fromSeconds = 0;
  return check.array(value, path, { nonEmpty: true }).map((entry, index) => {
    const at = `${path}[${index}]`;
    const step = check.object(entry, at, ['fromSeconds', 'perSecond']);
    const range = index === 0 ? { min: 0 } : { above: fromSeconds };
    fromSeconds = check.number(step['fromSeconds'], `${at}.fromSeconds`, range);
    return { fromSeconds, perSecond: check.number(step['perSecond'], `${at}.perSecond`) };
  });
}

function checkLeaving(value: unknown): Traffic['leaving'] {
  const given = check.object(value, 'traffic.leaving', ['share', 'afterMs']);
  return {
    share: check.number(given['share'], 'traffic.leaving.share', SHARE),
    afterMs: checkDistribution(given['afterMs'], 'traffic.leaving.afterMs'),
  };
}

function checkClockSteps(value: unknown = [], seconds: number): CheckedOptions['clockSteps'] {
  return check.array(value, 'clockSteps').map((entry, index) => {
    const path = `clockSteps[${index}]`;
    const step = check.object(entry, path, ['atSeconds', 'byMs']);
    const range = { min: -MOST_STEP_MS, max: MOST_STEP_MS };
    return {
      atSeconds: check.number(step['atSeconds'], `${path}.atSeconds`, { max: seconds }),
      byMs: check.number(step['byMs'], `${path}.byMs`, range),
    };
  });
}
