import type { JsonObject, JsonValue } from '../contracts/basics.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { Checks } from '../support/checks.js';

/** Deeper is a mistake or an attack: what reads JSON calls itself for each level, the vendors' servers too. */
const MAX_LEVELS = 64;

/**
 * A copy, as `JSON.stringify` would write it: `toJSON` is asked, and a property that is undefined left out. What JSON
 * has no word for is refused rather than dropped.
 *
 * @param expected - what the message asks for
 * @throws InvalidRequestError which never quotes the value, not even its keys
 */
export function plainJson(value: unknown, path: string, expected = 'a JSON value'): JsonValue {
  try {
    return copyOf(value, MAX_LEVELS);
  } catch (cause) {
    const what = cause instanceof NotJson ? cause.message : 'cannot be read';
    throw new InvalidRequestError(path, `expected ${expected}, got one that ${what}`);
  }
}

/** Like `plainJson`, of what must be an object. */
export function plainObject(
  value: unknown,
  path: string,
  check: Checks,
  expected?: string,
): JsonObject {
  return check.record(plainJson(value, path, expected), path) as JsonObject;
}

class NotJson extends Error {}

function copyOf(value: unknown, levels: number): JsonValue {
  if (typeof value === 'object' && value !== null) return copyOfObject(value, levels);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'number') {
    throw new NotJson(value === undefined ? 'holds undefined' : `holds a ${typeof value}`);
  }
  if (!Number.isFinite(value)) throw new NotJson(`holds ${value}`);
  return value;
}

function copyOfObject(value: object, levels: number): JsonValue {
  if (levels === 0) throw new NotJson(`holds itself or is deeper than ${MAX_LEVELS} levels`);
  // Spread, since `map` skips holes: here they are refused.
  if (Array.isArray(value)) return [...value].map((entry) => copyOf(entry, levels - 1));
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === 'function') return copyOf(toJSON.call(value), levels - 1);
  const copy: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    const entry = (value as Record<string, unknown>)[key];
    if (entry !== undefined) setOwn(copy, key, copyOf(entry, levels - 1));
  }
  return copy;
}

function setOwn(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true });
}
