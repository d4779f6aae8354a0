import type { JsonObject } from '../../contracts/basics.js';

/**
 * The parameters of a request with the caller's `providerOptions` over them. Null takes ours away rather than being
 * sent: who does not know a parameter does not know its null either.
 */
export function overridden<Params extends object>(
  params: Params,
  options: JsonObject = {},
): Params {
  const entries = Object.entries({ ...params, ...options });
  const kept = entries.filter(([name, value]) => value !== null || !Object.hasOwn(params, name));
  return Object.fromEntries(kept) as Params;
}
