import type { Score } from './model.js';

/** An intent that a prompt might have had instead. */
export interface Alternative<I extends string = string> {
  readonly intent: I | 'general';
  /** Comparable with that of the chosen one. */
  readonly confidence: Score;
}
