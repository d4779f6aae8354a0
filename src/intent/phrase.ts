import { fold } from './fold.js';
import type { Tokens } from './tokenize.js';

/** A word of a phrase, folded. */
interface Word {
  readonly text: string;
  /** Any ending may follow. */
  readonly isStem: boolean;
}

/** Words as a rule has them: some one after the other; then, after a gap, those of the next part. */
export interface Phrase {
  readonly first: Word;
  /** What follows the first word at once. */
  readonly rest: readonly Word[];
  readonly later: readonly (readonly Word[])[];
  /** Of all its words: of two phrases at one place the longer means more. */
  readonly length: number;
}

const GAP = ' … ';
const MAX_GAP = 8;
/** What parts words in a prompt parts them here, too. */
const SPACE = /[\s'’-]/;
const SPACES = /[\s'’-]+/;
/** Scripts that put no spaces between words: each character is one. */
const UNSPACED = /[\u3040-\u9fff]/;
const TOKENS = /[\u3040-\u9fff]|[^\u3040-\u9fff]+/g;

/** A phrase as it is written in a table: `fass* … zusammen`. */
export function phraseOf(text: string): Phrase | undefined {
  const [[first, ...rest] = [], ...later] = text.includes(GAP)
    ? text.split(GAP).map(partOf)
    : [partOf(text)];
  if (first === undefined) return undefined;
  const length = later.reduce((sum, part) => sum + part.length, 1 + rest.length);
  return { first, rest, later, length };
}

function partOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const word of SPACE.test(text) ? text.split(SPACES) : [text]) addWord(word, words);
  return words;
}

function addWord(word: string, words: Word[]): void {
  const isStem = word.endsWith('*');
  const letters = fold((isStem ? word.slice(0, -1) : word).toLowerCase());
  const parts = UNSPACED.test(letters) ? (letters.match(TOKENS) ?? []) : [letters];
  parts.forEach((text, at) => {
    if (text !== '') words.push({ text, isStem: isStem && at === parts.length - 1 });
  });
}

/** The words of a list, folded. */
export function wordsOf(list: string | undefined): readonly string[] {
  return list === undefined ? [] : list.split(/[\s,]+/).map(fold);
}

/** Whether a phrase stands at a word that its first word was found to be. */
export function follows(tokens: Tokens, at: number, { rest, later }: Phrase): boolean {
  if (!stands(tokens.words, at + 1, rest)) return false;
  let next = at + 1 + rest.length;
  for (const part of later) {
    const found = findPart(tokens, next, tokens.clauses[at] as number, part);
    if (found < 0) return false;
    next = found + part.length;
  }
  return true;
}

function findPart(tokens: Tokens, from: number, clause: number, part: readonly Word[]): number {
  for (let at = from; at <= from + MAX_GAP && tokens.clauses[at] === clause; at++) {
    if (stands(tokens.words, at, part)) return at;
  }
  return -1;
}

function stands(words: readonly string[], at: number, part: readonly Word[]): boolean {
  for (let index = 0; index < part.length; index++) {
    const { text, isStem } = part[index] as Word;
    const word = words[at + index];
    if (word === undefined || !(isStem ? word.startsWith(text) : word === text)) return false;
  }
  return true;
}
