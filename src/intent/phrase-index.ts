import type { IntentRule } from './intent-rule.js';
import { tokenize } from './tokenize.js';

interface Phrase<I extends string> {
  readonly rule: IntentRule<I>;
  /** The words after the first. */
  readonly rest: readonly string[];
}

interface Stem<I extends string> {
  readonly rule: IntentRule<I>;
  readonly stem: string;
}

/** Stems are looked up by this many characters and may not be shorter. */
const STEM_KEY_LENGTH = 4;
/** A power of two, several times the number of phrases. */
const MARKS = 8_192;
const NO_COURTESIES: ReadonlySet<string> = new Set();

/**
 * Finds the phrases of all rules in one walk over the words: two lookups per word, so the time
 * depends on the text and not on the number of rules.
 */
export class PhraseIndex<I extends string> {
  readonly #exact = new Map<string, Phrase<I>[]>();
  readonly #stems = new Map<string, Stem<I>[]>();
  /** Most words begin nothing: marks by their first letters tell so without a look into the maps. */
  readonly #exactMarks = new Uint8Array(MARKS);
  readonly #stemMarks = new Uint8Array(MARKS);

  constructor(rules: readonly IntentRule<I>[]) {
    for (const rule of rules) for (const phrase of rule.phrases ?? []) this.#add(rule, phrase);
  }

  /** Calls `found` for each place where a phrase of a rule stands, in the order of the text. */
  search(words: readonly string[], found: (rule: IntentRule<I>, at: number) => void): void {
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as string;
      if (this.#exactMarks[exactMark(word)] === 1) {
        for (const { rule, rest } of this.#exact.get(word) ?? []) {
          if (follows(words, at, rest)) found(rule, at);
        }
      }
      if (word.length < STEM_KEY_LENGTH || this.#stemMarks[stemMark(word)] !== 1) continue;
      for (const { rule, stem } of this.#stems.get(word.slice(0, STEM_KEY_LENGTH)) ?? []) {
        if (word.startsWith(stem)) found(rule, at);
      }
    }
  }

  #add(rule: IntentRule<I>, phrase: string): void {
    if (phrase.endsWith('*')) {
      const stem = phrase.slice(0, -1);
      append(this.#stems, stem.slice(0, STEM_KEY_LENGTH), { rule, stem });
      this.#stemMarks[stemMark(stem)] = 1;
      return;
    }
    const [first, ...rest] = tokenize(phrase, NO_COURTESIES).words;
    if (first === undefined) return;
    append(this.#exact, first, { rule, rest });
    this.#exactMarks[exactMark(first)] = 1;
  }
}

/** Of a whole word: its length and its first letters. A letter that is not there counts as 0. */
function exactMark(word: string): number {
  return (letters(word) * 31 + word.length) & (MARKS - 1);
}

/** Of the letters that stems are looked up by. */
function stemMark(word: string): number {
  return (letters(word) * 31 + word.charCodeAt(3)) & (MARKS - 1);
}

function letters(word: string): number {
  return (word.charCodeAt(0) * 31 + (word.charCodeAt(1) | 0)) * 31 + (word.charCodeAt(2) | 0);
}

function append<E>(entries: Map<string, E[]>, key: string, entry: E): void {
  const list = entries.get(key);
  if (list === undefined) entries.set(key, [entry]);
  else list.push(entry);
}

function follows(words: readonly string[], at: number, rest: readonly string[]): boolean {
  for (let index = 0; index < rest.length; index++) {
    if (words[at + 1 + index] !== rest[index]) return false;
  }
  return true;
}
