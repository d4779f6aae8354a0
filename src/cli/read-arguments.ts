import { parseArgs } from 'node:util';
import { quoted } from '../support/checks.js';
import type { Command } from './command.js';
import { Given } from './given.js';
import { meant } from './meant.js';
import { UsageError } from './usage-error.js';

/** @throws UsageError for what the command does not know */
export function readArguments(args: readonly string[], { options, operand }: Command): Given {
  const names = ['help', ...Object.keys(options)];
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: typeOf(options[name]) }])),
    allowPositionals: true,
    tokens: true,
    // Its own messages know no nearest name.
    strict: false,
  });
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = token.rawName === '-h' ? 'help' : token.name;
    if (!names.includes(name)) {
      const known = names.map((one) => `--${one}`);
      throw new UsageError(
        `unknown option ${quoted(token.rawName)}; ${meant(token.rawName, known)}`,
      );
    }
    values.set(name, valueIn(token, options[name]?.value));
  }
  const [surplus] = positionals;
  if (operand === undefined && surplus !== undefined) {
    throw new UsageError(`expected nothing but options, got ${quoted(surplus)}`);
  }
  return new Given(values, positionals);
}

function typeOf(option: Command['options'][string] | undefined): 'string' | 'boolean' {
  return option?.value === undefined ? 'boolean' : 'string';
}

function valueIn(
  token: {
    readonly rawName: string;
    readonly value?: string | undefined;
    readonly inlineValue?: boolean | undefined;
  },
  expected: string | undefined,
): string | true {
  const { rawName, value, inlineValue = false } = token;
  if (expected === undefined) {
    if (value !== undefined)
      throw new UsageError(`${rawName}: expected no value, got ${quoted(value)}`);
    return true;
  }
  // `--port --host x` has lost its number.
  const isLost = value === undefined || (!inlineValue && /^-./.test(value));
  if (isLost)
    throw new UsageError(
      `${rawName}: expected ${expected}, got ${value === undefined ? 'nothing' : quoted(value)}`,
    );
  return value;
}
