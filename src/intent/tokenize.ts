import { fold } from './fold.js';

/**
 * How a word stands to what is asked for:
 *
 * - `ASKING`: in the instruction, which people put before or after what they paste
 * - `GIVEN`: in what the instruction is about: quoted, behind a colon, in the middle of a long text
 */
export const ASKING = 0;
const GIVEN = 1;
type Zone = typeof ASKING | typeof GIVEN;

/** The words of a text in order, folded, each with where it starts and what it stands for. */
export interface Tokens {
  readonly words: string[];
  readonly offsets: number[];
  /** Whether it opens a clause, courtesies before it left aside. */
  readonly openings: boolean[];
  /** Counts the clauses: words of one share a number. */
  readonly clauses: number[];
  readonly zones: Zone[];
}

const SEPARATOR = 0;
const LETTER = 1;
const CLAUSE_END = 2;
/** A character that is a token of its own: Chinese and Japanese put no spaces between words. */
const IDEOGRAPH = 3;
const QUOTE = 4;

type CharacterKind =
  | typeof SEPARATOR
  | typeof LETTER
  | typeof CLAUSE_END
  | typeof IDEOGRAPH
  | typeof QUOTE;

/** `+` and `#` count as letters, for "c++" and "c#". */
const ASCII = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\w+#]/.test(character)) return LETTER;
  if (character === '"') return QUOTE;
  return /[\n.,:;!?]/.test(character) ? CLAUSE_END : SEPARATOR;
});

const QUOTES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
]);

/** What is no letter among letters, and no separator among separators. */
const MARKS = /* @__PURE__ */ marks();

function marks(): ReadonlyMap<string, CharacterKind> {
  return new Map([
    ...Array.from('¡¿،؛؟۔।॥', (mark) => [mark, CLAUSE_END] as const),
    ...Array.from('“„«「『', (mark) => [mark, QUOTE] as const),
    // Joiners that keep the letters of a Hindi or Persian word apart or together.
    ...Array.from('\u200c\u200d', (mark) => [mark, LETTER] as const),
  ]);
}

function kindOf(text: string, at: number): CharacterKind {
  const code = text.charCodeAt(at);
  if (code < 0x80) return ASCII[code] as CharacterKind;
  return MARKS.get(text.charAt(at)) ?? kindByBlock(code);
}

function kindByBlock(code: number): CharacterKind {
  if (code < 0xc0 || (code >= 0x2000 && code < 0x2070)) return SEPARATOR;
  if (code < 0x3000 || (code >= 0xa000 && code < 0xff00)) return LETTER;
  if (code < 0x3040) return CLAUSE_END;
  return code >= 0xff00 ? kindOfFullWidth(code) : IDEOGRAPH;
}

/** Latin letters and digits of double width are letters; the rest is punctuation. */
function kindOfFullWidth(code: number): CharacterKind {
  const narrow = code - 0xfee0;
  return narrow >= 0x30 && narrow < 0x7f && ASCII[narrow] === LETTER ? LETTER : CLAUSE_END;
}

/** The instruction is looked for in so many characters at the start and at the end. */
const HEAD = 250;
const TAIL = 160;
/** A first line shorter than this is a greeting or a heading: the instruction goes on behind it. */
const SHORT_LINE = 30;
/** A colon behind so many words parts an instruction from what it is about. */
const WORDS_BEFORE_COLON = 3;
const FENCE = '```';

/**
 * Splits lower-cased text into folded words (Chinese and Japanese: into characters) in one pass.
 * An apostrophe separates: "what's" is two words, and so is "l'article". Fenced code has no words.
 *
 * @param courtesies Words after which a clause still counts as opening.
 */
export function tokenize(text: string, courtesies: ReadonlySet<string>): Tokens {
  return new Tokenizer(text, courtesies).tokens();
}

class Tokenizer {
  readonly #text: string;
  readonly #courtesies: ReadonlySet<string>;
  readonly #tokens: Tokens = { words: [], offsets: [], openings: [], clauses: [], zones: [] };
  readonly #headEnd: number;
  readonly #tailStart: number;
  #opening = true;
  #clause = 0;
  #wordsInClause = 0;
  /** Up to here the text is quoted. */
  #quotedTo = 0;
  #isBehindColon = false;
  /** Closing marks that are not there are not looked for again. */
  #missing = '';

  constructor(text: string, courtesies: ReadonlySet<string>) {
    this.#text = text;
    this.#courtesies = courtesies;
    this.#headEnd = headEnd(text);
    this.#tailStart = tailStart(text);
  }

  tokens(): Tokens {
    const text = this.#text;
    let start = -1;
    for (let at = 0; at <= text.length; at++) {
      const code = text.charCodeAt(at);
      const kind = at < text.length ? kindOf(text, at) : SEPARATOR;
      if (kind === LETTER) {
        // Korean glues its particles to foreign names: "python으로".
        if (start >= 0 && isHangul(code) && text.charCodeAt(at - 1) < 0x80) {
          this.#add(text.slice(start, at), start);
          start = -1;
        }
        if (start < 0) start = at;
        continue;
      }
      if (start >= 0) {
        this.#add(text.slice(start, at), start);
        start = -1;
      }
      if (kind === IDEOGRAPH) this.#add(text.charAt(at), at);
      else if (kind === CLAUSE_END) this.#endClause(code, at);
      else if (kind === QUOTE) this.#openQuote(at);
      else if (code === 0x60 && text.startsWith(FENCE, at)) at = this.#skipCode(at);
    }
    return this.#tokens;
  }

  #add(word: string, offset: number): void {
    const { words, offsets, openings, clauses, zones } = this.#tokens;
    const folded = fold(word);
    if (folded === '') return;
    words.push(folded);
    offsets.push(offset);
    openings.push(this.#opening);
    clauses.push(this.#clause);
    zones.push(this.#zoneAt(offset));
    this.#wordsInClause++;
    this.#opening &&= this.#courtesies.has(folded);
  }

  #zoneAt(offset: number): Zone {
    if (offset < this.#quotedTo) return GIVEN;
    if (offset >= this.#tailStart) return ASKING;
    return offset < this.#headEnd && !this.#isBehindColon ? ASKING : GIVEN;
  }

  #endClause(code: number, at: number): void {
    const isColon = code === 0x3a || code === 0xff1a;
    const isNewline = code === 0x0a;
    // "10:30" and "3.5" are no clauses.
    if (!isNewline && isInsideNumber(this.#text, at)) return;
    if (isColon && this.#wordsInClause >= WORDS_BEFORE_COLON) this.#isBehindColon = true;
    if (isNewline && this.#text.charCodeAt(at + 1) === 0x0a) this.#isBehindColon = false;
    this.#opening = true;
    this.#clause++;
    this.#wordsInClause = 0;
  }

  #openQuote(at: number): void {
    if (at < this.#quotedTo) return;
    const close = QUOTES.get(this.#text.charAt(at)) as string;
    if (this.#missing.includes(close)) return;
    const end = this.#text.indexOf(close, at + 1);
    if (end < 0) this.#missing += close;
    // A prompt that is one quotation as a whole is not about what it quotes.
    else if (this.#text.slice(0, at).trim() !== '' || this.#text.slice(end + 1).trim() !== '') {
      this.#quotedTo = end + 1;
    }
  }

  #skipCode(at: number): number {
    if (this.#missing.includes(FENCE)) return at + FENCE.length - 1;
    const end = this.#text.indexOf(FENCE, at + FENCE.length);
    this.#opening = true;
    this.#clause++;
    if (end >= 0) return end + FENCE.length - 1;
    this.#missing += FENCE;
    return at + FENCE.length - 1;
  }
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3;
}

function isInsideNumber(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The instruction before a pasted text ends with its line. */
function headEnd(text: string): number {
  const line = text.indexOf('\n', SHORT_LINE);
  return line < 0 ? HEAD : Math.min(line, HEAD);
}

/** The instruction behind a pasted text is its last line, or the end of a long one. */
function tailStart(text: string): number {
  const end = text.trimEnd().length;
  const line = text.lastIndexOf('\n', end - 1) + 1;
  return Math.max(line, end - TAIL);
}
