import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { ROOT } from '../security/run-source.js';

/** From the sources, as `npm run serve` does. */
export const FROM_SOURCE = [
  '--import',
  new URL('../../scripts/source-loader.mjs', import.meta.url).href,
  `${ROOT}src/cli/main.ts`,
];

/** A command that runs in a process of its own. */
export class Started {
  readonly child: ChildProcess;
  readonly #stdout: Promise<string>;
  readonly #ended: Promise<number | NodeJS.Signals | null>;
  #stderr = '';

  /** With no environment but this. */
  constructor(
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ) {
    const { cwd = ROOT } = options;
    // Without the first Windows starts nothing.
    const env = { SystemRoot: process.env['SystemRoot'], ...options.env };
    const child = spawn(process.execPath, args, { cwd, env, stdio: 'pipe' });
    onTestFinished(() => void child.kill('SIGKILL'));
    this.child = child;
    this.#stdout = text(child.stdout).catch(() => '');
    this.#ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve(signal ?? code));
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      this.#stderr += piece;
    });
  }

  /** Everything, when it is over. */
  async outcome() {
    const exitCode = await this.#ended;
    return { exitCode, stdout: await this.#stdout, stderr: this.#stderr };
  }

  /** Until something is told on standard output or error. @throws Error where it ends first */
  told(pattern: RegExp): Promise<RegExpExecArray> {
    const { stdout, stderr } = this.child;
    let seen = this.#stderr;
    return new Promise((resolve, reject) => {
      const look = (piece = '') => {
        seen += piece;
        const found = pattern.exec(seen);
        if (found !== null) resolve(found);
      };
      look();
      for (const stream of [stdout, stderr]) stream?.on('data', (piece) => look(String(piece)));
      void this.#ended.then((end) => reject(new Error(`it ended with ${end}: ${seen}`)));
    });
  }
}
