import type { BaseChatModelParams } from '@langchain/core/language_models/chat_models';
import type { GenerateSettings } from '../contracts/generate.js';
import type { ModelId } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';

/** Who is asking, and what goes to a vendor unseen. */
const UNTRACED: readonly string[] = ['tenant', 'session', 'providerOptions', 'signal'];

/** What a request may say beside its messages and tools. */
const SETTING_NAMES = [
  'preference',
  'intent',
  'model',
  'exclude',
  'tenant',
  'session',
  'maxCostUsd',
  'maxAttempts',
  'timeouts',
  'maxOutputTokens',
  'temperature',
  'topP',
  'stopSequences',
  'seed',
  'reasoningEffort',
  'providerOptions',
] as const satisfies readonly (keyof GenerateSettings)[];

/** What LangChain itself takes. Its retries are not among it: the orchestrator has its own. */
const BASE_NAMES = [
  'callbacks',
  'tags',
  'metadata',
  'verbose',
  'cache',
  'disableStreaming',
  'outputVersion',
] as const satisfies readonly (keyof BaseChatModelParams)[];

/** What a request may say beside its messages: of every call in the constructor, of one call in its options. */
export type ChatOrchestratorSettings<M extends string = ModelId, I extends string = string> = Pick<
  GenerateSettings<M, I>,
  (typeof SETTING_NAMES)[number]
>;

/** LangChain's own part of the constructor's fields. */
export type BaseFields = Pick<BaseChatModelParams, (typeof BASE_NAMES)[number]>;

/** The settings among whatever else is given; what is undefined is not given. */
export function settingsOf(given: object): ChatOrchestratorSettings {
  return pick(given, SETTING_NAMES);
}

/** What traces may show of a call's options. */
export function tracedOf(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !UNTRACED.includes(name)));
}

/**
 * The parts of a constructor's fields.
 * @throws ConfigurationError for a field that nobody knows
 */
export function readFields<Given extends { readonly orchestrator: unknown }>(
  given: Given,
): {
  readonly orchestrator: Given['orchestrator'];
  readonly settings: ChatOrchestratorSettings;
  readonly base: BaseFields;
} {
  const check = new Checks(ConfigurationError);
  const known = ['orchestrator', ...SETTING_NAMES, ...BASE_NAMES];
  const fields = check.object(given, '', known);
  const methods = ['generate', 'stream'];
  check.methods(fields['orchestrator'], 'orchestrator', 'an Orchestrator', methods);
  return {
    orchestrator: given.orchestrator,
    settings: settingsOf(fields),
    base: pick(fields, BASE_NAMES),
  };
}

function pick(given: object, names: readonly string[]): object {
  const values = given as { readonly [name: string]: unknown };
  const present = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, values[name]]));
}
