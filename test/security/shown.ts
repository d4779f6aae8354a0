import { inspect } from 'node:util';

/** What an application or a logger could make of a value. */
export interface Showing {
  /** Fields that are documented to hold what must be nowhere else; they are left out. */
  readonly but?: readonly string[];
}

const ALL = { depth: 20, getters: true, maxArrayLength: null, maxStringLength: null } as const;

/**
 * Everything that a value shows to whoever looks: as JSON, as text, inspected with all that is hidden, and every text
 * that can be reached in it, be it a key, a cause, a stack or a field that is not enumerable.
 */
export function shown(value: unknown, { but = [] }: Showing = {}): string {
  const texts: string[] = [];
  collect(value, new Set(but), new Set(), texts);
  texts.push(inspect(value, { ...ALL, showHidden: but.length === 0 }));
  texts.push(JSON.stringify(value) ?? '', String(value));
  return texts.join('\n');
}

function collect(
  value: unknown,
  but: ReadonlySet<PropertyKey>,
  seen: Set<object>,
  texts: string[],
): void {
  if (typeof value === 'string') texts.push(value);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) collect([...value], but, seen, texts);
  for (const key of Reflect.ownKeys(value)) {
    texts.push(String(key));
    if (!but.has(key)) collect(Reflect.get(value, key), but, seen, texts);
  }
}

/** The pieces of so many characters in which a secret is found: none, where it is nowhere. */
export function piecesIn(text: string, secret: string, length: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at + length <= secret.length; at++) pieces.push(secret.slice(at, at + length));
  return pieces.filter((piece) => text.includes(piece));
}
