const NOTHING = 0;
const SPACES = 1;
const NEWLINES = 2;
const DIGITS = 3;
/** ASCII punctuation and control characters. */
const MARKS = 4;
/** All other punctuation and symbols, wide ones too. */
const SIGNS = 5;
/** Scripts that vocabularies hardly know, and the two halves of an emoji. */
const RARE = 6;
/** From here on they are letters. */
const CAPITALS = 7;
/** Small Latin ones. */
const LETTERS = 8;
/** With the accents of Western Europe or Vietnam. */
const ACCENTED = 9;
/** The other Latin ones: of Polish, Czech, Turkish and more. */
const EXTENDED = 10;
const CYRILLIC = 11;
/** Of scripts with spaces between words: Greek, Hebrew, Arabic, those of India, Georgian. */
const ALPHABET = 12;
/** Of scripts without: Thai, Lao, Tibetan, Burmese. */
const UNSPACED = 13;
const KANA = 14;
/** Chinese characters, and the syllables of Korean. */
const IDEOGRAPHS = 15;

/** Where each kind begins. */
const ASCII = kinds(0x80, [
  [0x00, MARKS],
  [0x09, SPACES],
  [0x0a, NEWLINES],
  [0x0e, MARKS],
  [0x20, SPACES],
  [0x21, MARKS],
  [0x30, DIGITS],
  [0x3a, MARKS],
  [0x41, CAPITALS],
  [0x5b, MARKS],
  [0x61, LETTERS],
  [0x7b, MARKS],
]);

/** Where each begins beyond ASCII, in sixteens: none begins between. */
const BLOCKS = kinds(0x1000, [
  [0x008, SIGNS],
  [0x00c, ACCENTED],
  [0x010, EXTENDED],
  [0x037, ALPHABET],
  [0x040, CYRILLIC],
  [0x053, ALPHABET],
  [0x0e0, UNSPACED],
  [0x10a, ALPHABET],
  [0x110, IDEOGRAPHS],
  [0x120, RARE],
  [0x1e0, ACCENTED],
  [0x1f0, ALPHABET],
  [0x200, SIGNS],
  [0x2e8, IDEOGRAPHS],
  [0x300, SIGNS],
  [0x304, KANA],
  [0x310, IDEOGRAPHS],
  [0xd80, RARE],
  [0xe00, IDEOGRAPHS],
  [0xfe0, SIGNS],
]);

function kinds(size: number, starts: readonly (readonly [number, number])[]): Uint8Array {
  const table = new Uint8Array(size);
  for (const [start, kind] of starts) table.fill(kind, start);
  return table;
}

function kindOf(unit: number): number {
  return (unit < 0x80 ? ASCII[unit] : BLOCKS[unit >> 4]) as number;
}

/**
 * Adds up about how many tokens a text has, run by run: a run is characters of one kind side by side, and what it
 * costs depends on its kind, its length and its neighbours, as in the patterns by which tokenizers cut a text before
 * they look into their vocabulary. The costs are fitted to `o200k_base`; `scripts/eval-tokens.ts` says how, and how
 * far off they are.
 */
export class TokenTally {
  /** So far; reading on never lowers it. */
  tokens = 0;
  #words = 0;
  /** Letters with accents, and long words that end in a, i, o or u: few English ones do. */
  #foreignSigns = 0;

  /** Reads from one index to before another. */
  read(text: string, from: number, to: number): void {
    let before = NOTHING;
    let kind = NOTHING;
    let start = from;
    for (let index = from; index <= to; index++) {
      let next = index < to ? kindOf(text.charCodeAt(index)) : NOTHING;
      if (next === kind) continue;
      if (next === ACCENTED || next === EXTENDED) {
        this.#addAccent(next);
        next = LETTERS;
        if (kind === LETTERS) continue;
      }
      if (kind === LETTERS) this.#addWord(text, start, index, before);
      else this.tokens += runCost(kind, index - start, before, next);
      before = kind;
      kind = next;
      start = index;
    }
  }

  /** The letter belongs to its word, which it makes dearer. */
  #addAccent(kind: number): void {
    this.tokens += kind === ACCENTED ? 0.15 : 1;
    this.#foreignSigns++;
  }

  /** Long words are in the vocabulary where they are English. One sign in 20 words tells that they are not. */
  #addWord(text: string, start: number, end: number, before: number): void {
    this.#words++;
    const length = before === CAPITALS ? end - start + 1 : end - start;
    const more = this.#foreignSigns * 20 >= this.#words ? 0.21 : 0.09;
    this.tokens += 0.9 + more * beyond(4, length);
    if (length > 3 && isForeignEnding(text.charCodeAt(end - 1))) this.#foreignSigns++;
  }
}

function runCost(kind: number, length: number, before: number, next: number): number {
  switch (kind) {
    case SPACES:
      // A single space belongs to the word or mark after it.
      return next === DIGITS || (length > 1 && next !== NEWLINES) ? 1 : 0;
    case NEWLINES:
      return before === MARKS || before === SIGNS ? 0 : 1;
    case DIGITS:
      return Math.ceil(length / 3);
    case MARKS:
      // A line of dashes is few tokens, however long.
      return length === 1 && next >= CAPITALS ? 0.65 : 1 + 0.35 * beyond(3, Math.min(length, 12));
    case SIGNS:
      return 0.5 + 0.5 * length;
    case CAPITALS:
      return length === 1 && next === LETTERS ? 0 : 1 + 0.15 * beyond(2, length);
    case CYRILLIC:
      return 1.35 + 0.1 * beyond(3, length);
    case ALPHABET:
      return 1 + 0.38 * beyond(3, length);
    case UNSPACED:
      return 0.42 * length;
    case KANA:
    case IDEOGRAPHS:
      return 0.25 + 0.65 * length;
    case RARE:
      return length;
    default:
      return 0;
  }
}

function beyond(free: number, length: number): number {
  return Math.max(0, length - free);
}

/** a, i, o or u. */
function isForeignEnding(unit: number): boolean {
  return unit === 0x61 || unit === 0x69 || unit === 0x6f || unit === 0x75;
}
