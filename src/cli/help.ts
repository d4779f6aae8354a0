import { type Command, HELP_OPTION } from './command.js';

const EXIT_CODES = 'Exit code: 0 when it worked, 1 for a failure, 2 for a wrong command line.';

/** What there is. */
export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    'llm-orchestrator <command> [options]',
    '',
    aligned(rows),
    '',
    '  --help, -h     this text, or that of a command',
    '  --version, -v  the version of this package',
    '',
    'Who answers: --config <file>, or OPENAI_API_KEY and ANTHROPIC_API_KEY; without a key, mock models.',
    EXIT_CODES,
  ].join('\n');
}

/** All about one command. */
export function commandHelp({ name, summary, operand, options, details }: Command): string {
  const rows = Object.entries({ ...options, help: HELP_OPTION }).map(([option, spec]) => {
    const value = spec.value === undefined ? '' : ` <${spec.value}>`;
    return [`--${option}${value}`, spec.help] as const;
  });
  const usage = ['llm-orchestrator', name, '[options]', operand ?? ''].join(' ').trim();
  return [usage, '', `${summary}.`, '', aligned(rows), '', details, EXIT_CODES].join('\n');
}

function aligned(rows: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}
