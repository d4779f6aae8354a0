import { createRequire } from 'node:module';
import { quoted } from '../support/checks.js';
import type { Command } from './command.js';
import { explain } from './commands/explain.js';
import { models } from './commands/models.js';
import { serve } from './commands/serve.js';
import { simulate } from './commands/simulate.js';
import { commandHelp, generalHelp } from './help.js';
import { meant } from './meant.js';
import { readArguments } from './read-arguments.js';
import type { Shell } from './shell.js';
import { UsageError } from './usage-error.js';

const COMMANDS: readonly Command[] = [explain, models, serve, simulate];

/** Does what a command line says, and never rejects. Returns the exit code: 0; 1 for a failure; 2 where the line is wrong. */
export async function runCli(args: readonly string[], shell: Shell): Promise<number> {
  const [name = '', ...rest] = args;
  try {
    if (name === '--version' || name === '-v') shell.print(ownVersion());
    else if (name === '--help' || name === '-h') shell.print(generalHelp(COMMANDS));
    else if (name === 'help') shell.print(helpOn(rest));
    else await runCommand(commandOf(name), rest, shell);
    return 0;
  } catch (error) {
    shell.note(error instanceof Error ? error.message : String(error));
    if (!(error instanceof UsageError)) return 1;
    const known = COMMANDS.find((command) => command.name === name);
    shell.note(
      `llm-orchestrator ${known === undefined ? '' : `${name} `}--help says what there is.`,
    );
    return 2;
  }
}

async function runCommand(command: Command, args: readonly string[], shell: Shell): Promise<void> {
  const given = readArguments(args, command);
  if (given.has('help')) return shell.print(commandHelp(command));
  await command.run(given, shell);
}

function helpOn([name]: readonly string[]): string {
  return name === undefined ? generalHelp(COMMANDS) : commandHelp(commandOf(name));
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((known) => known.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((known) => known.name);
  if (name === '') throw new UsageError(`There is no command: ${names.join(', ')}`);
  const what = name.startsWith('-') ? 'option' : 'command';
  throw new UsageError(`unknown ${what} ${quoted(name)}; ${meant(name, names)}`);
}

/** By its own name, which leads to the same manifest from the sources and from the bundle. */
function ownVersion(): string {
  const manifest = createRequire(import.meta.url)('llm-orchestrator/package.json');
  return (manifest as { readonly version: string }).version;
}
