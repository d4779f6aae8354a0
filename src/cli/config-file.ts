import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OrchestratorOptions } from '../configuration/options.js';
import type { Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Orchestrator } from '../multilingual-orchestrator.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { quoted } from '../support/checks.js';
import { UsageError } from './usage-error.js';

/** Options of any models and intents. */
export type AnyOptions = OrchestratorOptions<Provider, string>;

/** Who answers. */
export interface Answering {
  readonly orchestrator: AnyOrchestrator;
  /** Absent where an orchestrator was given: it does not show its own. */
  readonly options?: AnyOptions;
}

const METHODS = ['generate', 'stream', 'explain', 'stats', 'health', 'reset', 'onAny', 'close'];
const EXPECTED = 'expected a default export: options of an Orchestrator, or an Orchestrator';

/**
 * What a file's default export describes: options, or an orchestrator of whichever copy of this package; a promise or a
 * function of one, too.
 *
 * @throws UsageError if there is no such file
 * @throws Error naming the file, and what is wrong with it
 */
export async function readConfigFile(path: string, directory: string): Promise<Answering> {
  const file = resolve(directory, path);
  if (!existsSync(file)) throw new UsageError(`--config: there is no file ${quoted(path)}`);
  try {
    return answeringOf(await defaultExport(file));
  } catch (error) {
    throw new Error(`${basename(file)}: ${messageOf(error)}`, { cause: error });
  }
}

async function defaultExport(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  const { default: given } = module;
  return typeof given === 'function' ? await given() : await given;
}

function answeringOf(given: unknown): Answering {
  if (typeof given !== 'object' || given === null) throw new ConfigurationError('', EXPECTED);
  // By its methods: it may be of another copy of this package.
  const members = given as Readonly<Record<string, unknown>>;
  if (METHODS.every((name) => typeof members[name] === 'function')) {
    return { orchestrator: given as AnyOrchestrator };
  }
  const options = given as AnyOptions;
  return { options, orchestrator: new Orchestrator(options) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
