import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';

/** Variables by name, as in `process.env`. */
export type Environment = { readonly [name: string]: string | undefined };

type Range = Parameters<Checks['number']>[2];

const check: Checks = new Checks(ConfigurationError);

/** The process's own variables; none where there is no process, as in a browser. */
export function processEnvironment(): Environment {
  return globalThis.process?.env ?? {};
}

/** Without the line break that files of secrets end with. A blank variable counts as one that is not set. */
export function readText(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

/** @throws ConfigurationError naming the variable and what was expected, never quoting it */
export function readNumber(env: Environment, name: string, range: Range): number | undefined {
  const text = readText(env, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  return check.number(Number.isNaN(number) ? text : number, name, range);
}

/** `1` and `true` are on, `0`, `false` and nothing are off. @throws ConfigurationError for anything else */
export function readFlag(env: Environment, name: string): boolean {
  const text = readText(env, name)?.toLowerCase();
  if (text === '1' || text === 'true') return true;
  if (text === undefined || text === '0' || text === 'false') return false;
  return check.fail(name, '1 or 0', text);
}

/** Separated by commas. */
export function readList(env: Environment, name: string): readonly string[] | undefined {
  const items = readText(env, name)?.split(',');
  return items?.map((item) => item.trim()).filter((item) => item !== '');
}
