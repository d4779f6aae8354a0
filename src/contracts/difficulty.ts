import type { Awaitable } from './basics.js';
import type { Score } from './model.js';

/** What a `difficulty` function is shown. */
export interface DifficultyInput {
  /** The last user turn's text, its middle cut out beyond 16 KB. */
  readonly text: string;
  readonly intent: string;
  /** Fires at `timeouts.detectMs` and on the caller's abort. */
  readonly signal: AbortSignal;
}

/** How hard a request is: 0 for what any model can do, 1 for what only the best can. */
export type Difficulty = (input: DifficultyInput) => Awaitable<Score>;
