import type { Clock } from '../contracts/clock.js';
import { type Budget, TIMEOUT_NAMES } from '../contracts/configuration.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { Difficulty } from '../contracts/difficulty.js';
import type { IntentDetector } from '../contracts/intent-detector.js';
import { type ModelId, PREFERENCES, type Preference } from '../contracts/model.js';
import type { Provider } from '../contracts/provider.js';
import type { Router } from '../contracts/router.js';
import type { UsageStore } from '../contracts/usage-store.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { DELAY, MAX_DELAY_MS, quoted } from '../support/checks.js';
import { systemClock } from '../support/system-clock.js';
import { estimateTextTokens } from '../tokens/estimate-tokens.js';
import { safeTokenCounter } from '../tokens/safe-token-counter.js';
import { OPTION_NAMES } from './options.js';
import { check, checkBudgets, checkLimits } from './parts.js';
import { resolveModels } from './resolve-models.js';
import { type Routes, resolveRoutes } from './resolve-routes.js';

const FALLBACK_ON = ['content-filter', 'invalid-request'] as const;
const RETRY_BUDGET = ['ratio', 'perSecond', 'burst'] as const;

/** The options, complete and checked: no `undefined` in it, nothing of the caller's that could change. */
export interface Settings {
  readonly providers: readonly Provider[];
  readonly providerNames: readonly string[];
  readonly models: ReadonlyMap<ModelId, ConfiguredModel>;
  readonly detector: IntentDetector<string>;
  /** The detector's, and `general`. */
  readonly intents: readonly string[];
  /** Undefined where nobody says how hard a request is. */
  readonly difficultyOf: Difficulty | undefined;
  readonly preference: Preference;
  readonly routes: Routes;
  readonly router: Router;
  readonly store: UsageStore;
  readonly policies: readonly CooldownPolicy[];
  readonly budgets: readonly Budget[];
  readonly timeouts: {
    readonly totalMs: number;
    /** Infinity where nobody has set `totalMs`: a stream may go on as long as it does go on. */
    readonly streamTotalMs: number;
    readonly detectMs: number;
    readonly consumerMs: number;
  };
  readonly maxAttempts: number;
  readonly retryBudget: {
    readonly ratio: number;
    readonly perSecond: number;
    readonly burst: number;
  };
  readonly fallbackOn: ReadonlySet<string>;
  readonly whenExhausted: { readonly panic: boolean; readonly waitUpToMs: number };
  readonly mayRestart: boolean;
  readonly isStoreRequired: boolean;
  readonly storeCacheMs: number;
  readonly countTokens: (text: string) => number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly generateId: () => string;
}

/** What is built only where the user brings none; the core's own rooms, handed in because this one knows none. */
export interface Parts {
  detector(): IntentDetector<string>;
  router(): Router;
  store(clock: Clock): UsageStore;
  policies(): readonly CooldownPolicy[];
}

/** @throws ConfigurationError naming the path, what was expected, what came and the nearest valid name */
export function resolveOptions(options: unknown, parts: Parts): Settings {
  const given = check.object(check.record(options, 'options'), '', OPTION_NAMES);
  const clock = resolveClock(given['clock']);
  const timeouts = check.numbers(given['timeouts'], 'timeouts', TIMEOUT_NAMES, DELAY);
  const providers = resolveProviders(given['providers']);
  const models = resolveModels(providers, {
    overrides: given['models'],
    limits: checkLimits(given['limits'], 'limits'),
    timeouts,
  });
  const plugIns = resolvePlugIns(given, parts, clock);
  const intents = [...new Set([...plugIns.detector.intents, 'general'])];
  // Not `??`, here and below: null is as wrong as any other value.
  const { preference = 'balanced', maxAttempts = 3, storeCacheMs = 1_000 } = given;
  const { random = Math.random, generateId = countedIds() } = given;
  return {
    providers,
    providerNames: providers.map(({ name }) => name),
    models,
    ...plugIns,
    intents,
    difficultyOf: resolveDifficulty(given['difficulty']),
    preference: check.oneOf(preference, 'preference', PREFERENCES),
    routes: resolveRoutes(given['routes'], intents, models),
    budgets: checkBudgets(given['budgets']),
    timeouts: {
      totalMs: timeouts.totalMs ?? 120_000,
      streamTotalMs: timeouts.totalMs ?? Number.POSITIVE_INFINITY,
      detectMs: timeouts.detectMs ?? 1_000,
      consumerMs: timeouts.consumerMs ?? 300_000,
    },
    maxAttempts: check.number(maxAttempts, 'maxAttempts', { min: 1, integer: true }),
    retryBudget: {
      ...{ ratio: 0.1, perSecond: 1, burst: 10 },
      ...check.numbers(given['retryBudget'], 'retryBudget', RETRY_BUDGET, { min: 0 }),
    },
    fallbackOn: resolveFallbackOn(given['fallbackOn']),
    whenExhausted: resolveWhenExhausted(given['whenExhausted']),
    mayRestart: oneOf(given['onStreamFailure'], 'onStreamFailure', ['error', 'restart']),
    isStoreRequired: oneOf(given['onStoreFailure'], 'onStoreFailure', ['open', 'closed']),
    storeCacheMs: check.number(storeCacheMs, 'storeCacheMs', { min: 0 }),
    countTokens: resolveCountTokens(given['countTokens']),
    clock,
    random: resolveFunction(random, 'random') as () => number,
    generateId: resolveFunction(generateId, 'generateId') as () => string,
  };
}

/** The user's where there are any, else the core's own. */
function resolvePlugIns(
  given: Record<string, unknown>,
  parts: Parts,
  clock: Clock,
): Pick<Settings, 'detector' | 'router' | 'store' | 'policies'> {
  const { detector = parts.detector(), router = parts.router() } = given;
  const { store = parts.store(clock), cooldown = parts.policies() } = given;
  return {
    detector: resolveDetector(detector),
    router: check.methods(router, 'router', 'a Router', ['rank']),
    store: resolveStore(store),
    policies: resolvePolicies(cooldown),
  };
}

/** 48 random bits for the orchestrator and a count: unique everywhere, and much cheaper than a UUID for each. */
function countedIds(): () => string {
  let prefix: string | undefined;
  let count = 0;
  return () => {
    prefix ??= `${crypto.randomUUID().slice(-12)}-`;
    return `${prefix}${++count}`;
  };
}

function resolveProviders(value: unknown): readonly Provider[] {
  const names = new Set<string>();
  return check.array(value, 'providers', { nonEmpty: true }).map((entry, index) => {
    const path = `providers[${index}]`;
    const provider = check.methods<Provider>(entry, path, 'a Provider', ['generate']);
    const name = check.string(provider.name, `${path}.name`, { max: 64 });
    if (name.includes('/')) check.fail(`${path}.name`, 'a name without "/"', name);
    if (names.has(name)) {
      throw new ConfigurationError(
        `${path}.name`,
        `two providers are called ${quoted(name)}; give one of them another \`name\``,
      );
    }
    names.add(name);
    check.array(provider.models, `${path}.models`, { nonEmpty: true });
    return provider;
  });
}

function resolveDetector(value: unknown): IntentDetector<string> {
  const detector = check.methods<IntentDetector<string>>(value, 'detector', 'an IntentDetector', [
    'detect',
  ]);
  for (const [index, intent] of check.array(detector.intents, 'detector.intents').entries()) {
    check.string(intent, `detector.intents[${index}]`, { max: 64 });
  }
  return detector;
}

function resolveDifficulty(value: unknown): Difficulty | undefined {
  return value === undefined ? undefined : (resolveFunction(value, 'difficulty') as Difficulty);
}

function resolveStore(value: unknown): UsageStore {
  const members = ['reserve', 'settle', 'coolDown', 'snapshot', 'reset'];
  return check.methods(value, 'store', 'a UsageStore', members);
}

function resolvePolicies(value: unknown): readonly CooldownPolicy[] {
  const list = Array.isArray(value) ? check.array(value, 'cooldown') : [value];
  const names = new Set<string>();
  return list.map((entry, index) => {
    const path = Array.isArray(value) ? `cooldown[${index}]` : 'cooldown';
    const policy = check.methods<CooldownPolicy>(entry, path, 'a CooldownPolicy', ['assess']);
    check.string(policy.name, `${path}.name`, { max: 64 });
    if (names.has(policy.name)) {
      const said = `two policies are called ${quoted(policy.name)}`;
      throw new ConfigurationError(`${path}.name`, said);
    }
    names.add(policy.name);
    if (policy.threshold !== undefined) checkThreshold(policy.threshold, `${path}.threshold`);
    return policy;
  });
}

function checkThreshold(value: unknown, path: string): void {
  const { tokens, window } = check.record(value, path);
  check.number(tokens, `${path}.tokens`, { min: 0 });
  check.oneOf(window, `${path}.window`, ['minute', 'hour'] as const);
}

function resolveFallbackOn(value: unknown = []): ReadonlySet<string> {
  const kinds = check
    .array(value, 'fallbackOn')
    .map((kind, index) => check.oneOf(kind, `fallbackOn[${index}]`, FALLBACK_ON));
  return new Set(kinds);
}

function resolveWhenExhausted(value: unknown = {}): Settings['whenExhausted'] {
  const given = check.object(value, 'whenExhausted', ['health', 'limits']);
  const { health = 'panic', limits = { waitUpToMs: 10_000 } } = given;
  const answers = ['panic', 'fail'] as const;
  const panic = check.oneOf(health, 'whenExhausted.health', answers) === 'panic';
  if (limits === 'fail') return { panic, waitUpToMs: 0 };
  const path = 'whenExhausted.limits';
  if (typeof limits === 'string') check.unknownName(path, 'value', limits, ['fail']);
  const { waitUpToMs } = check.object(limits, path, ['waitUpToMs']);
  return {
    panic,
    waitUpToMs: check.number(waitUpToMs, `${path}.waitUpToMs`, { min: 0, max: MAX_DELAY_MS }),
  };
}

/** Whether it is the second of two answers; the first is the default. */
function oneOf(
  value: unknown,
  path: string,
  answers: readonly [usual: string, other: string],
): boolean {
  return value !== undefined && check.oneOf(value, path, answers) === answers[1];
}

function resolveCountTokens(value: unknown): (text: string) => number {
  if (value === undefined) return estimateTextTokens;
  return safeTokenCounter(resolveFunction(value, 'countTokens') as (text: string) => number);
}

function resolveClock(value: unknown = systemClock): Clock {
  const members = ['now', 'monotonic', 'setTimeout', 'clearTimeout'];
  return check.methods(value, 'clock', 'a Clock', members);
}

function resolveFunction(value: unknown, path: string): unknown {
  return typeof value === 'function' ? value : check.fail(path, 'a function', value);
}
