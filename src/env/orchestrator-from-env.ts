import type { Intent } from '../contracts/intent-detector.js';
import { Orchestrator } from '../multilingual-orchestrator.js';
import { type EnvOverrides, optionsFromEnv } from './options-from-env.js';
import { type Environment, processEnvironment } from './variables.js';
import type { EnvProvider } from './vendor-providers.js';

/**
 * An orchestrator as the environment describes it. Nothing else in this library reads the environment.
 *
 * - `OPENAI_API_KEY`, `ANTHROPIC_API_KEY`: at least one of them, for each vendor to be asked. A vendor's SDK has to be
 *   installed, and is loaded on its first call.
 * - `OPENAI_BASE_URL`, `ANTHROPIC_BASE_URL`: another server that speaks the vendor's dialect. Enough by itself where
 *   that server wants no key, as Ollama.
 * - `OPENAI_MODELS`, `ANTHROPIC_MODELS`: the ids to offer, separated by commas; by default the provider's own list.
 * - `TOKEN_COOLDOWN_THRESHOLD` (tokens a minute, 5000) and `COOLDOWN_DURATION_SECONDS` (300): as soon as one of them is
 *   set, a model that has used more tokens rests for so long. Without both there is no such rule.
 * - `LLM_ORCHESTRATOR_MOCK=1`: four mock models instead of any vendor. Never chosen by itself: a lost secret must not
 *   answer with mock text.
 *
 * Blank variables count as not set.
 *
 * @example
 * const orchestrator = orchestratorFromEnv();
 * const tested = orchestratorFromEnv({}, { mock: true, preference: 'cost' });
 *
 * @throws ConfigurationError naming the variable or the option that is missing or wrong
 */
export function orchestratorFromEnv<I extends string = Intent>(
  env: Environment = processEnvironment(),
  overrides: EnvOverrides<I> = {},
): Orchestrator<EnvProvider, I> {
  return new Orchestrator(optionsFromEnv(env, overrides));
}
