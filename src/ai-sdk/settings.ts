import type { GenerateSettings } from '../contracts/generate.js';
import type { ModelId } from '../contracts/model.js';
import type { Checks } from '../support/checks.js';

const NAMES = [
  'preference',
  'intent',
  'model',
  'exclude',
  'tenant',
  'session',
  'metadata',
  'maxCostUsd',
  'maxAttempts',
  'timeouts',
  'reasoningEffort',
  'providerOptions',
] as const;

/**
 * What the AI SDK has no words for: how a request is routed, whose it is and what it may take. They mean what they mean in
 * a request to the orchestrator; `providerOptions` too, which are by the names of its providers and in the vendors' words.
 */
export type LanguageModelSettings<M extends string = ModelId, I extends string = string> = Pick<
  GenerateSettings<M, I>,
  (typeof NAMES)[number]
>;

/** The name under which a call has settings of its own, and an answer its metadata. */
export const NAMESPACE = 'llm-orchestrator';

/** Settings none of which is misspelt; what they say, the orchestrator checks. */
export function settingsOf(value: unknown, path: string, checks: Checks): LanguageModelSettings {
  return value === undefined ? {} : { ...checks.object(value, path, NAMES) };
}

/** What the AI SDK shows as the model's id: the only model, or what decides. */
export function modelIdOf({ model, preference }: LanguageModelSettings): string {
  if (typeof model === 'string') return model;
  return preference === undefined ? 'auto' : `auto:${preference}`;
}
