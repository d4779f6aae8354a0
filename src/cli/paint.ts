import type { Environment } from '../env/index.js';

/** How text is made to stand out. */
export interface Paint {
  /** A line of its own: what is wider than its text would move columns. */
  readonly bold: (line: string) => string;
}

/** Plain where nobody looks, as in a pipe, and where NO_COLOR (no-color.org) or a dumb terminal says so. */
export function paintFor({ isTTY }: { readonly isTTY?: boolean }, env: Environment): Paint {
  const { NO_COLOR: noColour = '', TERM: terminal } = env;
  const isPlain = isTTY !== true || noColour !== '' || terminal === 'dumb';
  return { bold: (line) => (isPlain ? line : `\u001b[1m${line}\u001b[22m`) };
}
