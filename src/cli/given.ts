import { quoted } from '../support/checks.js';
import { meant } from './meant.js';
import { UsageError } from './usage-error.js';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** What a command line says to one command. Each method throws a `UsageError` that names the option. */
export class Given {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, string | true>;

  constructor(values: ReadonlyMap<string, string | true>, operands: readonly string[]) {
    this.#values = values;
    this.operands = operands;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === '') throw new UsageError(`--${name}: expected a value, got nothing`);
    return value === true ? undefined : value;
  }

  number(name: string, fallback: number, { min, max, integer = false }: Range): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
    const kind = integer ? 'a whole number' : 'a number';
    throw new UsageError(`--${name}: expected ${kind} from ${min} to ${max}, got ${quoted(text)}`);
  }

  oneOf<Name extends string>(name: string, known: readonly Name[]): Name | undefined {
    const text = this.text(name);
    const value = known.find((one) => one === text);
    if (value !== undefined || text === undefined) return value;
    throw new UsageError(`--${name}: unknown value ${quoted(text)}; ${meant(text, known)}`);
  }
}
