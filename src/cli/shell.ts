import type { Environment } from '../env/index.js';
import type { Paint } from './paint.js';

/** What a command sees of the process that it runs in. */
export interface Shell {
  readonly env: Environment;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly paint: Paint;
  /** What was asked for: standard output. */
  print(text: string): void;
  /** What is told besides: standard error. */
  note(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Resolves at the first SIGINT or SIGTERM; from then on a second one ends the process at once. */
  untilStopped(): Promise<void>;
}
