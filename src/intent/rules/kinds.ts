import type { Intent } from '../../contracts/intent-detector.js';
import type { Where } from '../intent-rule.js';

type Kind = readonly [weight: number, where: Where];

/**
 * What the built-in rules listen for, whatever the language, under `<intent>.<what>`; the tables
 * beside this file only say which words mean it. The label is what the answer consists of, not its
 * topic: the verb that opens a clause says most, the noun of the thing asked for comes next, words
 * of a field last. Weights were set by hand and then moved in steps of a quarter where that helped
 * in cross-validation on labelled prompts: a weight for each word would only learn those by heart.
 */
export const kinds = {
  /** "translate", "how do you say": there is hardly another reading. */
  'translation.translate': [3.5, 'edges'],
  /** "French": the answer is often only to be in it, so it only helps. */
  'translation.language': [1.5, 'edges'],

  /** "summarize", "tl;dr". */
  'summarization.summarize': [4.5, 'edges'],
  /** "summary", "main points": what is asked for, or what is given. */
  'summarization.summary': [3.75, 'edges'],

  /** "function", "script", "query": what is to be made is code. */
  'code_generation.artifact': [2.5, 'edges'],
  /** "Python", "SQL": nobody names one for a poem. */
  'code_generation.language': [2.75, 'edges'],
  /** "array", "pandas": words of the trade, in questions about it as well. */
  'code_generation.trade': [1.25, 'anywhere'],

  /** "write", "compose": code is written too, which its nouns then say. */
  'writing.write': [2.25, 'opening'],
  /** "rewrite", "proofread": prose to be reworked. */
  'writing.rework': [2.5, 'edges'],
  /** "poem", "email", "essay": what is to be made is prose or verse. */
  'writing.piece': [2, 'edges'],
  /** "tone", "in the style of", "persuasive". */
  'writing.style': [2, 'edges'],
  /** "pretend to be", "act as". */
  'writing.role': [1.5, 'opening'],

  /** "explain", "teach me"; elsewhere than in front often a second wish. */
  'education.explain': [2, 'opening'],
  /** "why", "how does": the answer makes the asker understand. */
  'education.why': [2.25, 'opening'],
  /** "what is": a concept, or a fact to look up. */
  'education.what': [1.25, 'opening'],
  /** "difference between", "meaning of", "concept". */
  'education.concept': [2, 'edges'],

  /** "recommend", "classify", "solve": neither prose nor understanding is asked for. */
  'general.task': [1.5, 'opening'],
  /** "recipe", "probability", "itinerary". */
  'general.thing': [1.5, 'edges'],
} as const satisfies { readonly [name in `${Intent}.${string}`]: Kind };

/**
 * The words of one language: per kind, words and phrases parted by commas, lower case. A `*` ends
 * the stem of a word, of four letters at least, and stands for any ending.
 */
export type WordTable = { readonly [name in keyof typeof kinds]?: string } & {
  /** Words that may come before the verb and say nothing, such as "please": parted by spaces. */
  readonly courtesies?: string;
};
