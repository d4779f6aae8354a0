import type { Limits, Timeouts } from '../contracts/configuration.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import { CAPABILITIES, type ModelId, type ModelProfile, type Price } from '../contracts/model.js';
import type { Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { DELAY, join, quoted } from '../support/checks.js';
import { check, checkLimits } from './parts.js';

const TOKEN_COUNTS = ['contextWindow', 'maxInputTokens', 'maxOutputTokens'] as const;
const SCORES = ['quality', 'speed'] as const;
const PRICES = ['input', 'output', 'cacheRead', 'cacheWrite'] as const;
/** With a time only in a stated zone: the day it means must not hang on where the process runs. */
const ISO_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
const PROFILE_NAMES = [
  ...TOKEN_COUNTS,
  ...SCORES,
  'price',
  'qualityByIntent',
  'capabilities',
  'pool',
  'retiresOn',
] as const;
const OVERRIDE_NAMES = [...PROFILE_NAMES, 'status', 'enabled', 'limits', 'timeouts'];

type Defaults = {
  readonly overrides: unknown;
  readonly limits: Limits;
  /** As far as the user has set them. */
  readonly timeouts: Timeouts;
};

const ATTEMPT_MS = 60_000;
const FIRST_TOKEN_MS = 30_000;
/** Reasoning models are silent while they think. */
const FIRST_TOKEN_AFTER_THOUGHT_MS = 120_000;
const IDLE_MS = 30_000;
const OWN_TIMEOUTS = ['attemptMs', 'firstTokenMs', 'idleMs'] as const;

/** Every model of every provider, by its full id, in the order of the configuration. */
export function resolveModels(
  providers: readonly Provider[],
  defaults: Defaults,
): ReadonlyMap<ModelId, ConfiguredModel> {
  const overrides =
    defaults.overrides === undefined ? {} : check.record(defaults.overrides, 'models');
  const models = new Map<ModelId, ConfiguredModel>();
  for (const [index, provider] of providers.entries()) {
    for (const [position, profile] of provider.models.entries()) {
      const path = `providers[${index}].models[${position}]`;
      const id: ModelId = `${provider.name}/${checkId(profile, path)}`;
      if (models.has(id)) {
        throw new ConfigurationError(path, `the model ${quoted(id)} is there twice`);
      }
      const override = Object.hasOwn(overrides, id) ? overrides[id] : undefined;
      models.set(id, resolveModel(id, provider, profile, { path, override, defaults }));
    }
  }
  for (const id of Object.keys(overrides)) {
    if (!models.has(id as ModelId))
      check.unknownName(join('models', id), 'model', id, models.keys());
  }
  return models;
}

function checkId(profile: unknown, path: string): string {
  return check.string(check.record(profile, path)['id'], `${path}.id`, { max: 128 });
}

function resolveModel(
  id: ModelId,
  provider: Provider,
  given: ModelProfile,
  { path, override, defaults }: { path: string; override: unknown; defaults: Defaults },
): ConfiguredModel {
  const at = join('models', id);
  const overrides = override === undefined ? {} : check.object(override, at, OVERRIDE_NAMES);
  const profile: ModelProfile = {
    ...given,
    ...checkProfile({ ...given }, path),
    ...checkProfile(overrides, at),
  };
  const limits = overrides['limits'];
  const own = check.numbers(overrides['timeouts'], `${at}.timeouts`, OWN_TIMEOUTS, DELAY);
  const excluded = exclusion(profile, overrides['enabled'], at);
  const retiresAt = profile.retiresOn === undefined ? undefined : Date.parse(profile.retiresOn);
  return {
    id,
    provider,
    profile,
    limits: limits === undefined ? defaults.limits : checkLimits(limits, `${at}.limits`),
    ...timeLimits(profile, { ...defaults.timeouts, ...own }),
    ...(profile.pool !== undefined && { pool: `${provider.name}#${profile.pool}` }),
    ...(excluded !== undefined && { excluded }),
    ...(retiresAt !== undefined && overrides['enabled'] !== true && { retiresAt }),
  };
}

/** What nobody has set is a default, and for models that think in silence a longer one or none. */
function timeLimits(
  { capabilities }: ModelProfile,
  { attemptMs, firstTokenMs, idleMs = IDLE_MS }: Timeouts,
): Pick<ConfiguredModel, 'attemptMs' | 'streamAttemptMs' | 'firstTokenMs' | 'idleMs'> {
  const reasons = capabilities?.includes('reasoning') === true;
  return {
    attemptMs: attemptMs ?? (reasons ? undefined : ATTEMPT_MS),
    streamAttemptMs: attemptMs,
    firstTokenMs: firstTokenMs ?? (reasons ? FIRST_TOKEN_AFTER_THOUGHT_MS : FIRST_TOKEN_MS),
    idleMs,
  };
}

function exclusion(
  { status, successor, retiresOn }: ModelProfile,
  enabled: unknown,
  path: string,
): ConfiguredModel['excluded'] {
  if (enabled !== undefined) check.boolean(enabled, `${path}.enabled`);
  if (enabled === false) return { reason: 'disabled', detail: 'switched off in `models`' };
  if (status !== 'retired' || enabled === true) return undefined;
  const since = retiresOn === undefined ? '' : ` on ${retiresOn}`;
  const advice = successor === undefined ? '' : `; use ${successor}`;
  return { reason: 'retired', detail: `its vendor switched it off${since}${advice}` };
}

/** What is given of a profile, checked; everything in it is optional. */
function checkProfile(given: Record<string, unknown>, path: string): Partial<ModelProfile> {
  const { price, qualityByIntent, capabilities, pool, retiresOn, status } = given;
  return {
    ...check.numbers(picked(given, TOKEN_COUNTS), path, TOKEN_COUNTS, { above: 0, integer: true }),
    ...check.numbers(picked(given, SCORES), path, SCORES, { min: 0, max: 1 }),
    ...(price !== undefined && { price: checkPrice(price, `${path}.price`) }),
    ...(qualityByIntent !== undefined && {
      qualityByIntent: checkQualities(qualityByIntent, `${path}.qualityByIntent`),
    }),
    ...(capabilities !== undefined && {
      capabilities: check
        .array(capabilities, `${path}.capabilities`)
        .map((name, index) => check.oneOf(name, `${path}.capabilities[${index}]`, CAPABILITIES)),
    }),
    ...(pool !== undefined && { pool: check.string(pool, `${path}.pool`, { max: 64 }) }),
    ...(retiresOn !== undefined && { retiresOn: checkDate(retiresOn, `${path}.retiresOn`) }),
    ...(status !== undefined && {
      status: check.oneOf(status, `${path}.status`, ['active', 'deprecated', 'retired'] as const),
    }),
  };
}

function picked(given: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

function checkPrice(value: unknown, path: string): Price {
  const { long, ...given } = check.object(value, path, [...PRICES, 'long']);
  const price = checkRates(given, path);
  if (long === undefined) return price;
  const at = `${path}.long`;
  const { aboveInputTokens, ...rates } = check.object(long, at, [...PRICES, 'aboveInputTokens']);
  return {
    ...price,
    long: {
      ...checkRates(rates, at),
      aboveInputTokens: check.number(aboveInputTokens, `${at}.aboveInputTokens`),
    },
  };
}

function checkRates(given: Record<string, unknown>, path: string): Omit<Price, 'long'> {
  const { input, output, ...others } = check.numbers(given, path, PRICES, { min: 0 });
  const required = 'USD per million tokens';
  return {
    ...others,
    input: input ?? check.fail(`${path}.input`, required, undefined),
    output: output ?? check.fail(`${path}.output`, required, undefined),
  };
}

function checkQualities(value: unknown, path: string): Record<string, number> {
  const entries = Object.entries(check.record(value, path)).map(
    ([intent, score]) =>
      [intent, check.number(score, join(path, intent), { min: 0, max: 1 })] as const,
  );
  return Object.fromEntries(entries);
}

function checkDate(value: unknown, path: string): string {
  const isDate = typeof value === 'string' && ISO_DATE.test(value) && isReal(value);
  return isDate ? value : check.fail(path, 'an ISO date', value);
}

/** `Date.parse` refuses the month 13, but makes the 30th of February a day in March. */
function isReal(isoDate: string): boolean {
  const day = new Date(isoDate.slice(0, 10)).getUTCDate();
  return day === Number(isoDate.slice(8, 10)) && !Number.isNaN(Date.parse(isoDate));
}
