import { nearest } from './nearest.js';

/** Node turns longer timers into 1 ms. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** What a time limit may be, ms. */
export const DELAY = { min: 1, max: MAX_DELAY_MS } as const;

type Range = {
  readonly min?: number;
  /** Must be more than `min`, not equal. */
  readonly above?: number;
  readonly max?: number;
  readonly integer?: boolean;
};

/**
 * Checks of what callers give us. Each returns the value, typed, or throws the given error, whose message names
 * the path, what was expected, what came and, for a misspelt name, the nearest valid one.
 * Values that may be a prompt or a key are described, never quoted.
 */
export class Checks {
  readonly #Failure: new (
    path: string,
    message: string,
  ) => Error;

  constructor(Failure: new (path: string, message: string) => Error) {
    this.#Failure = Failure;
  }

  fail(path: string, expected: string, value: unknown): never {
    throw new this.#Failure(path, `expected ${expected}, got ${described(value)}`);
  }

  /** A plain object, none of whose keys are unknown: a copy without what other code may have added to every object. */
  object(value: unknown, path: string, known: readonly string[]): Record<string, unknown> {
    const object = this.record(value, path);
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) this.unknownName(join(path, key), 'option', key, known);
    }
    return { __proto__: null, ...object };
  }

  /** An object with any keys. */
  record(value: unknown, path: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(path, 'an object', value);
    }
    return value as Record<string, unknown>;
  }

  array(value: unknown, path: string, { nonEmpty = false } = {}): readonly unknown[] {
    if (!Array.isArray(value)) this.fail(path, 'an array', value);
    if (nonEmpty && value.length === 0) this.fail(path, 'at least one element', value);
    // A copy, since `map` and its like skip holes: here they become `undefined`, and are refused like it.
    return [...value];
  }

  string(value: unknown, path: string, { max = Number.POSITIVE_INFINITY } = {}): string {
    if (typeof value !== 'string' || value === '') this.fail(path, 'a non-empty string', value);
    if (value.length > max) this.fail(path, `at most ${max} characters`, value);
    return value;
  }

  number(value: unknown, path: string, range: Range = {}): number {
    const { min = range.above ?? 0, max = Number.POSITIVE_INFINITY, integer = false } = range;
    const fits =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      value >= min &&
      value !== range.above &&
      value <= max &&
      (!integer || Number.isInteger(value));
    if (!fits) this.fail(path, describedRange(range), value);
    return value as number;
  }

  /** An object of optional numbers; nothing at all is an empty one. */
  numbers<Name extends string>(
    value: unknown,
    path: string,
    names: readonly Name[],
    range: Range,
  ): { [name in Name]?: number } {
    const result: { [name in Name]?: number } = {};
    if (value === undefined) return result;
    const given = this.object(value, path, names);
    for (const name of names) {
      if (given[name] === undefined) continue;
      result[name] = this.number(given[name], join(path, name), range);
    }
    return result;
  }

  boolean(value: unknown, path: string): boolean {
    if (typeof value !== 'boolean') this.fail(path, 'true or false', value);
    return value;
  }

  oneOf<T extends string>(value: unknown, path: string, names: readonly T[]): T {
    if (typeof value !== 'string') this.fail(path, `one of ${listed(names)}`, value);
    if (!names.includes(value as T)) this.unknownName(path, 'value', value, names);
    return value as T;
  }

  /** An object with these methods, as every plug-in is. */
  methods<T>(value: unknown, path: string, what: string, names: readonly string[]): T {
    const missing = names.find(
      (name) => typeof (value as Record<string, unknown> | undefined | null)?.[name] !== 'function',
    );
    if (missing !== undefined) this.fail(path, `${what} with a method ${missing}()`, value);
    return value as T;
  }

  unknownName(path: string, what: string, name: string, known: Iterable<string>): never {
    const names = [...known];
    const meant = nearest(name, names);
    const hint = meant === undefined ? `known: ${listed(names)}` : `did you mean ${quoted(meant)}?`;
    throw new this.#Failure(path, `unknown ${what} ${quoted(shortened(name))}; ${hint}`);
  }
}

/** `models["openai/gpt-6-luna"].price`: a key that is no identifier is put in brackets, and a long one cut. */
export function join(path: string, key: string): string {
  const name = shortened(key);
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${quoted(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** A name in quotes, as messages show it: escaped, so that it can neither break a log's line nor steer a terminal. */
export function quoted(name: string): string {
  return `"${escaped(name)}"`;
}

function escaped(name: string): string {
  // JSON leaves alone what is beyond ASCII, although U+009B starts a terminal's command as ESC [ does.
  return JSON.stringify(name)
    .slice(1, -1)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 12).map(escaped).join(', ');
  return names.length > 12 ? `${first}, …` : first;
}

function described(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describedRange({ min, above, max, integer }: Range): string {
  const kind = integer ? 'a whole number' : 'a number';
  const low = above !== undefined ? `above ${above}` : `of at least ${min ?? 0}`;
  return max === undefined ? `${kind} ${low}` : `${kind} ${low} and at most ${max}`;
}
