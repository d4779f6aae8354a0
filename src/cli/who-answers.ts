import { namesVendor, optionsFromEnv } from '../env/index.js';
import { Orchestrator } from '../multilingual-orchestrator.js';
import { MockSuccessProvider } from '../testing/index.js';
import type { OptionSpec } from './command.js';
import { type Answering, type AnyOptions, readConfigFile } from './config-file.js';
import type { Given } from './given.js';
import { demandSdks } from './installed-sdks.js';
import type { Shell } from './shell.js';

/** The option that `whoAnswers` reads. */
export const CONFIG_OPTION: OptionSpec = {
  value: 'file',
  help: 'a module whose default export is the options of an Orchestrator, or an Orchestrator',
};

const NO_KEY = 'No OPENAI_API_KEY and no ANTHROPIC_API_KEY is set: mock models answer.';
const AS_ASKED = 'LLM_ORCHESTRATOR_MOCK is set: mock models answer.';

/**
 * Who answers: by `--config`, else by the environment, else mock models, and then it says so.
 *
 * @param calls - models will be called, so that their SDKs have to be there
 * @throws UsageError, ConfigurationError naming what is missing or wrong
 */
export async function whoAnswers(
  given: Given,
  shell: Shell,
  { calls = false } = {},
): Promise<Answering> {
  const file = given.text('config');
  if (file !== undefined) return readConfigFile(file, shell.directory);
  const options = envOptions(shell);
  if (calls && !isMocked(options)) demandSdks(options.providers);
  return { options, orchestrator: new Orchestrator(options) };
}

function envOptions(shell: Shell): AnyOptions {
  const { env } = shell;
  const hasVendor = namesVendor(env);
  const options = optionsFromEnv<string>(env, hasVendor ? {} : { mock: true });
  if (isMocked(options)) shell.note(hasVendor ? AS_ASKED : NO_KEY);
  return options;
}

function isMocked({ providers }: AnyOptions): boolean {
  return providers.some((provider) => provider instanceof MockSuccessProvider);
}
