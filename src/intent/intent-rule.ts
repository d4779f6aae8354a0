/**
 * Where in a prompt a rule listens. People say what they want where a clause opens, and before or
 * after what they paste: a word in the middle of a pasted text says little about the task.
 *
 * - `opening`: the first words of a clause, after courtesies such as "could you please"; half in late ones
 * - `edges`: near the start or the end of the text
 * - `anywhere`: half in the middle
 */
export type Where = 'opening' | 'edges' | 'anywhere';

/** One reason to believe in one intent. It speaks once per prompt, however often it is met. */
export interface IntentRule<I extends string = string> {
  /** As it appears in evidence, like `en.translation.translate`: never text of a prompt. */
  readonly name: string;
  readonly intent: I | 'general';
  /** How much it says. The weights of the rules that speak add up. */
  readonly weight: number;
  readonly where: Where;
  /** Words and phrases in lower case, any of which makes the rule speak; `word*` is a stem. */
  readonly phrases?: readonly string[];
  /** Matched against the text as it was written. */
  readonly pattern?: RegExp;
}
