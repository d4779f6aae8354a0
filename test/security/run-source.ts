import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where the repository is. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Without it this Node cannot run the sources as they are. */
export const RUNS_SOURCES = Boolean(process.features.typescript);

/** For tests that start a process. */
export const SLOW = { timeout: 30_000 };

/** Runs code as a module of this repository in a process of its own, with these flags and next to no environment. */
export function runSource(code: string, flags: readonly string[] = []): Promise<string> {
  const loader = ['--import', './scripts/source-loader.mjs'];
  const command = [...flags, ...loader, '--input-type=module', '--eval', code];
  // Without it Windows starts nothing.
  const env = { SystemRoot: process.env['SystemRoot'] };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`exit ${error.code}: ${stderr}`));
    });
  });
}
