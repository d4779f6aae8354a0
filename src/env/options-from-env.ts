import type { OrchestratorOptions } from '../configuration/options.js';
import type { CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { Intent } from '../contracts/intent-detector.js';
import { defaultCooldown } from '../cooldown/default-cooldown.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { mockProviders } from './mock-providers.js';
import { type Environment, processEnvironment, readFlag, readNumber } from './variables.js';
import { type EnvProvider, vendorProviders } from './vendor-providers.js';

/** What the code says: it wins over what the environment says. */
export interface EnvOverrides<I extends string = Intent>
  extends Omit<OrchestratorOptions<EnvProvider, I>, 'providers'> {
  /** True: four mock models instead of any vendor. @default the variable LLM_ORCHESTRATOR_MOCK */
  readonly mock?: boolean | undefined;
}

const DEFAULT_THRESHOLD_TOKENS = 5_000;
const DEFAULT_REST_SECONDS = 300;
const MAX_REST_SECONDS = 3_600;

/**
 * The options `orchestratorFromEnv` makes its orchestrator of: for who wants to add a provider to them, or to wrap one.
 *
 * @example
 * const options = optionsFromEnv();
 * const orchestrator = new Orchestrator({ ...options, providers: [...options.providers, ours] });
 *
 * @throws ConfigurationError see `orchestratorFromEnv`
 */
export function optionsFromEnv<I extends string = Intent>(
  env: Environment = processEnvironment(),
  overrides: EnvOverrides<I> = {},
): OrchestratorOptions<EnvProvider, I> {
  const { mock = readFlag(env, 'LLM_ORCHESTRATOR_MOCK'), ...options } = overrides;
  if ('providers' in options) {
    const advice = 'spread optionsFromEnv() into new Orchestrator() to change them';
    throw new ConfigurationError('providers', `expected from the environment; ${advice}`);
  }
  return {
    ...options,
    providers: mock ? mockProviders() : vendorProviders(env),
    cooldown: options.cooldown === undefined ? cooldownFrom(env) : options.cooldown,
  };
}

/** Undefined where neither variable is set: a threshold that nobody asked for would stop a real application. */
function cooldownFrom(env: Environment): readonly CooldownPolicy[] | undefined {
  const tokens = readNumber(env, 'TOKEN_COOLDOWN_THRESHOLD', { above: 0, integer: true });
  const seconds = readNumber(env, 'COOLDOWN_DURATION_SECONDS', { above: 0, max: MAX_REST_SECONDS });
  if (tokens === undefined && seconds === undefined) return undefined;
  return defaultCooldown({
    tokenThreshold: {
      tokens: tokens ?? DEFAULT_THRESHOLD_TOKENS,
      window: 'minute',
      forMs: (seconds ?? DEFAULT_REST_SECONDS) * 1_000,
    },
  });
}
