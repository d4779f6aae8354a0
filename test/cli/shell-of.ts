import { runCli } from '../../src/cli/run-cli.js';
import type { Shell } from '../../src/cli/shell.js';

/** What somebody at a terminal would see. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, with no environment but this. */
export async function run(args: readonly string[], given: Partial<Shell> = {}): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(args, {
    env: {},
    directory: '/',
    paint: { bold: (line) => line },
    readInput: () => Promise.resolve(''),
    untilStopped: () => Promise.resolve(),
    print: (text) => {
      stdout += `${text}\n`;
    },
    note: (text) => {
      stderr += `${text}\n`;
    },
    ...given,
  });
  return { exitCode, stdout, stderr };
}

/** Says that mocks answer. */
export const NO_KEY = 'No OPENAI_API_KEY and no ANTHROPIC_API_KEY is set: mock models answer.\n';
