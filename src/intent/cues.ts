import type { LanguageRules } from './languages/language-rules.js';

/** What a prompt can give away of its purpose, whatever its language. */
export type Cue = Exclude<keyof LanguageRules, 'language' | 'common' | 'courtesies' | 'verbLast'>;

/**
 * Where a cue is heard:
 *
 * - `opening`: a verb or a question, where a clause opens ("Explain ...", "please write ..."); inside of one it hardly
 *   asks for anything ("the man who wrote it")
 * - `verb`: a verb with hardly another meaning, anywhere in the instruction
 * - `noun`: what the answer is to be, anywhere in the instruction
 */
const KINDS = {
  translate: 'verb',
  languages: 'noun',
  summarize: 'opening',
  summary: 'noun',
  program: 'noun',
  technology: 'noun',
  fault: 'noun',
  make: 'opening',
  give: 'opening',
  rework: 'verb',
  piece: 'noun',
  style: 'noun',
  brief: 'noun',
  role: 'opening',
  explain: 'opening',
  why: 'opening',
  what: 'opening',
  concept: 'noun',
  howto: 'opening',
  fact: 'opening',
  task: 'opening',
} as const satisfies { readonly [cue in Cue]: 'opening' | 'verb' | 'noun' };

export const cues = /* @__PURE__ */ Object.keys(KINDS) as readonly Cue[];

const kinds = /* @__PURE__ */ cues.map((cue) => KINDS[cue]);

/** Whether the cue at this place of {@link cues} asks only where a clause opens. */
export function opensClauses(cue: number): boolean {
  return kinds[cue] === 'opening';
}

/** Whether the cue at this place of {@link cues} says that something is asked for. */
export function asks(cue: number): boolean {
  return kinds[cue] !== 'noun';
}
