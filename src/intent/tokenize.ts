/** The words of a text in order, with where each starts and whether it opens a clause. */
export interface Tokens {
  readonly words: readonly string[];
  readonly offsets: readonly number[];
  readonly openings: readonly boolean[];
}

const SEPARATOR = 0;
const LETTER = 1;
const CLAUSE_END = 2;
/** A character that is a token of its own: Chinese and Japanese put no spaces between words. */
const IDEOGRAPH = 3;

type CharacterKind = typeof SEPARATOR | typeof LETTER | typeof CLAUSE_END | typeof IDEOGRAPH;

/** `+` and `#` count as letters, for "c++" and "c#". */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\w+#]/.test(character)) return LETTER;
  return /[\n.,:;!?]/.test(character) ? CLAUSE_END : SEPARATOR;
});

function kindOf(code: number): CharacterKind {
  if (code < 0x80) return ASCII[code] as CharacterKind;
  if (code < 0xc0) return code === 0xa1 || code === 0xbf ? CLAUSE_END : SEPARATOR;
  if (code < 0x2000) return LETTER;
  if (code < 0x2070) return SEPARATOR;
  if (code < 0x3000 || (code >= 0xa000 && code < 0xff00)) return LETTER;
  return code < 0x3040 || code >= 0xff00 ? CLAUSE_END : IDEOGRAPH;
}

/**
 * Splits lower-cased text into words (Chinese and Japanese: into characters) in one pass.
 * An apostrophe separates: "what's" is two words, and so is "l'article".
 *
 * @param courtesies Words after which a clause still counts as opening.
 */
export function tokenize(text: string, courtesies: ReadonlySet<string>): Tokens {
  const tokens = { words: [] as string[], offsets: [] as number[], openings: [] as boolean[] };
  let opening = true;
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? kindOf(text.charCodeAt(at)) : SEPARATOR;
    if (kind === LETTER) {
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) {
      opening = push(tokens, text.slice(start, at), start, opening, courtesies);
      start = -1;
    }
    if (kind === CLAUSE_END) opening = true;
    if (kind === IDEOGRAPH) push(tokens, text.charAt(at), at, true, courtesies);
  }
  return tokens;
}

function push(
  tokens: { words: string[]; offsets: number[]; openings: boolean[] },
  word: string,
  offset: number,
  opening: boolean,
  courtesies: ReadonlySet<string>,
): boolean {
  tokens.words.push(word);
  tokens.offsets.push(offset);
  tokens.openings.push(opening);
  return opening && courtesies.has(word);
}
