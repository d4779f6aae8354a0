import process from 'node:process';
import { text } from 'node:stream/consumers';
import { paintFor } from './paint.js';
import type { Shell } from './shell.js';

/** As a shell tells of a process that a signal has ended. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

/** The process itself. */
export function nodeShell(): Shell {
  const { env, stdin, stdout, stderr } = process;
  stdout.on('error', endQuietly);
  // What nobody reads is no reason to end what somebody uses.
  stderr.on('error', () => {});
  return {
    env,
    directory: process.cwd(),
    paint: paintFor(stdout, env),
    print: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    readInput: () => text(stdin),
    untilStopped,
  };
}

/** Ends the process when everything is written, whatever a configuration has left open. */
export function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

/** `| head` has seen enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const [signal, code] of Object.entries(ENDED_BY)) {
      process.on(signal, () => {
        if (isStopping) process.exit(code);
        isStopping = true;
        resolve();
      });
    }
  });
}
