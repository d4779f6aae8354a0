import type { JsonObject } from '../contracts/basics.js';

/** What the vendors call `maxOutputTokens`. */
const NAMES: readonly string[] = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

/**
 * The most tokens that the request lets any model write, as `providerOptions` may ask for more than `maxOutputTokens`
 * does. Undefined: as many as the model can.
 */
export function outputLimitOf(
  maxOutputTokens: number | undefined,
  providerOptions: ReadonlyMap<string, JsonObject>,
): number | undefined {
  let limit = maxOutputTokens;
  if (providerOptions.size === 0) return limit;
  for (const options of providerOptions.values()) {
    for (const name of NAMES) {
      if (limit === undefined || !Object.hasOwn(options, name)) continue;
      const value = options[name];
      // Null takes our own parameter away.
      limit = typeof value === 'number' ? Math.max(limit, value) : undefined;
    }
  }
  return limit;
}

/** The options without a limit of their own, where one has to hold. */
export function withoutOutputLimit(options: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !NAMES.includes(name)));
}
