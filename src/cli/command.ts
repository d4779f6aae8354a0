import type { Given } from './given.js';
import type { Shell } from './shell.js';

/** One option of a command. */
export interface OptionSpec {
  /** What stands for its value in the help; absent where it is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** What can be asked for. */
export interface Command {
  readonly name: string;
  /** Half a line, for the list of all. */
  readonly summary: string;
  /** What comes behind the options, as `"prompt"`. */
  readonly operand?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** More about it, in lines. */
  readonly details: string;
  /** @throws UsageError where it cannot be meant */
  run(given: Given, shell: Shell): Promise<void>;
}

/** `-h` works everywhere, and is listed once. */
export const HELP_OPTION: OptionSpec = { help: 'this text' };
