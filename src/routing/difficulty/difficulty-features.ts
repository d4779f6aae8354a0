import {
  BULLET,
  CHARACTER_KINDS,
  CODE,
  DIGIT,
  JOINT,
  LETTER,
  MATH,
  NEWLINE,
  QUESTION,
  SPACE,
  STOP,
  SYLLABLE,
  WIDE_QUESTION,
  WIDE_STOP,
} from './character-kinds.js';

/**
 * What is looked at in a prompt: shape, no words, so that the same numbers make sense in each language and nothing that
 * somebody wrote is kept. Counts are logarithms (a second question says more than a twelfth); `digits`, `mathSigns`,
 * `codeSigns` and `nonAscii` are shares of all characters, `distinctWords` of all words.
 */
export const DIFFICULTY_FEATURES = [
  'length',
  'lines',
  'listItems',
  'sentences',
  'questions',
  'clauses',
  'digits',
  'mathSigns',
  'codeSigns',
  'distinctWords',
  'wordLength',
  'nonAscii',
] as const;

/** The name of something that is counted in a prompt. */
export type DifficultyFeature = (typeof DIFFICULTY_FEATURES)[number];

/**
 * Of a longer text this many characters of its start and of its end are read: detectors are shown no more either, and
 * what was fitted to whole texts would be wrong for such as have been cut.
 */
const HALF = 8_192;

/** The numbers of a text in the order of `DIFFICULTY_FEATURES`, all finite. Time is linear in what is read. */
export function difficultyFeatures(text: string): Float64Array {
  const tally = new TextTally();
  const { length } = text;
  if (length <= 2 * HALF) {
    tally.read(text, 0, length);
  } else {
    tally.read(text, 0, HALF);
    tally.read(text, length - HALF, length);
  }
  return tally.features();
}

/** A word is remembered as one bit of so many: with a thousand different ones 3 % are taken for others. */
const WORD_BITS = 16_384;
const LINE_START = 0;
/** Digits so far. */
const LINE_NUMBER = 1;
/** What may mark a point of a list; a space after it makes it one, or a syllable, since scripts of those use none. */
const LINE_MARK = 2;
const LINE_BODY = 3;
const CLOSING_PARENTHESIS = 0x29;
const WIDE_COMMA = 0x3001;

class TextTally {
  /** How many of each kind. */
  readonly #counts = new Uint32Array(16);
  readonly #words = new WordTally();
  #characters = 0;
  #nonAscii = 0;
  #lines = 0;
  #listItems = 0;
  #sentences = 0;
  #questions = 0;
  #place = LINE_START;

  /** Reads from one index to before another; a line and a word end there. */
  read(text: string, from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const unit = text.charCodeAt(index);
      const kind = CHARACTER_KINDS[unit] as number;
      this.#counts[kind] = (this.#counts[kind] as number) + 1;
      if (unit > 0x7f) this.#nonAscii++;
      if (kind === LETTER || kind === DIGIT) this.#words.add(unit);
      else this.#words.end();
      if (kind === SYLLABLE) this.#words.addWhole(unit);
      if (this.#place !== LINE_BODY || kind === NEWLINE) this.#placeInLine(kind, unit);
      if (kind >= STOP && kind <= WIDE_QUESTION) this.#addEnd(kind, text.charCodeAt(index + 1));
    }
    this.#characters += to - from;
    this.#words.end();
    this.#place = LINE_START;
  }

  features(): Float64Array {
    const counts = this.#counts;
    const share = (kind: number) => (counts[kind] as number) / Math.max(1, this.#characters);
    return Float64Array.of(
      Math.log1p(this.#characters),
      Math.log1p(this.#lines),
      Math.log1p(this.#listItems),
      Math.log1p(this.#sentences),
      Math.log1p(this.#questions),
      Math.log1p(counts[JOINT] as number),
      share(DIGIT),
      share(MATH),
      share(CODE),
      this.#words.distinctShare,
      Math.log1p(this.#words.meanLength),
      this.#nonAscii / Math.max(1, this.#characters),
    );
  }

  /** Lines with something in them, and those that are points of a list: `- one`, `2. two`, `3) three`, `4、四`, `・五`. */
  #placeInLine(kind: number, unit: number): void {
    if (kind === NEWLINE) {
      this.#place = LINE_START;
    } else if (this.#place === LINE_MARK && (kind === SPACE || kind === SYLLABLE)) {
      this.#listItems++;
      this.#place = LINE_BODY;
    } else if (kind === SPACE) {
      if (this.#place === LINE_NUMBER) this.#place = LINE_BODY;
    } else {
      if (this.#place === LINE_START) this.#lines++;
      this.#place = this.#placeAfter(kind, unit);
    }
  }

  #placeAfter(kind: number, unit: number): number {
    if (this.#place === LINE_START && kind === BULLET) return LINE_MARK;
    if (this.#place === LINE_MARK) return LINE_BODY;
    if (kind === DIGIT) return LINE_NUMBER;
    const endsNumber = kind === STOP || unit === CLOSING_PARENTHESIS || unit === WIDE_COMMA;
    return this.#place === LINE_NUMBER && endsNumber ? LINE_MARK : LINE_BODY;
  }

  /** Several in a row are one end. */
  #addEnd(kind: number, nextUnit: number): void {
    const next = CHARACTER_KINDS[nextUnit] ?? NEWLINE;
    const isWide = kind === WIDE_STOP || kind === WIDE_QUESTION;
    if (!isWide && (next === LETTER || next === DIGIT)) return;
    if (next >= STOP && next <= WIDE_QUESTION) return;
    this.#sentences++;
    if (kind === QUESTION || kind === WIDE_QUESTION) this.#questions++;
  }
}

/** How many words there are and how many different ones, capitals aside: by a bit for each, as no word is kept. */
class WordTally {
  readonly #seen = new Uint32Array(WORD_BITS / 32);
  #words = 0;
  #distinct = 0;
  #length = 0;
  #hash = 0;
  #isOpen = false;

  get distinctShare(): number {
    return this.#distinct / Math.max(1, this.#words);
  }

  get meanLength(): number {
    return this.#length / Math.max(1, this.#words);
  }

  add(unit: number): void {
    const isCapital = unit >= 0x41 && unit <= 0x5a;
    this.#hash = Math.imul(this.#hash ^ (isCapital ? unit | 0x20 : unit), 0x01000193);
    this.#length++;
    this.#isOpen = true;
  }

  addWhole(unit: number): void {
    this.add(unit);
    this.end();
  }

  end(): void {
    if (!this.#isOpen) return;
    const bit = (this.#hash ^ (this.#hash >>> 15)) & (WORD_BITS - 1);
    const slot = bit >> 5;
    const mask = 1 << (bit & 31);
    const seen = this.#seen[slot] as number;
    if ((seen & mask) === 0) this.#distinct++;
    this.#seen[slot] = seen | mask;
    this.#words++;
    this.#hash = 0;
    this.#isOpen = false;
  }
}
