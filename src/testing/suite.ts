/** What a contract suite needs of a test runner: vitest, Jest, Mocha, Bun and `node:test` all have it. */
export interface SuiteRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Completes `runner` with the global `describe` and `it` of the test runner.
 * @throws Error when one of them is neither passed nor global.
 */
export function resolveRunner(runner: Partial<SuiteRunner> = {}): SuiteRunner {
  const globals = globalThis as Partial<SuiteRunner>;
  const describe = runner.describe ?? globals.describe;
  const it = runner.it ?? globals.it;
  if (describe === undefined || it === undefined) {
    throw new Error(
      'The contract suite found no global `describe` and `it`: pass those of your test runner, as in { describe, it }.',
    );
  }
  return { describe, it };
}

/** Fails the test, naming `what` was expected to hold. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Expected ${what}.`);
}

/**
 * Compares plain data by value: the order of keys does not matter, and a key that holds `undefined` is an absent one.
 * Fails the test with both sides in the message.
 */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  if (isSame(actual, expected)) return;
  throw new Error(`Expected ${what} to be ${print(expected)}, got ${print(actual)}.`);
}

function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) {
    return false;
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSame(left[key], right[key]));
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function print(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
