export const SPACE = 1;
export const NEWLINE = 2;
export const DIGIT = 3;
/** Of a script that puts spaces between words, with the marks above and below them. */
export const LETTER = 4;
/** Of a script that does not, or half of a character beyond U+FFFF: a word of its own. */
export const SYLLABLE = 5;
/**
 * Ends a sentence where no letter follows: `3.14` and `file.ts` have no end in them. The four ends of sentences stand
 * side by side, first to last.
 */
export const STOP = 6;
/** Ends a sentence wherever it stands. */
export const WIDE_STOP = 7;
export const QUESTION = 8;
export const WIDE_QUESTION = 9;
/** Joins what one sentence asks for: commas, colons and semicolons. */
export const JOINT = 10;
export const MATH = 11;
export const CODE = 12;
/** Begins a point of a list, first thing in a line. */
export const BULLET = 13;

const BLANKS: readonly (readonly [number, string])[] = [
  [SPACE, '\t\v\f\r \u00a0\u3000'],
  [NEWLINE, '\n\u2028\u2029'],
];
const SIGNS: readonly (readonly [number, string])[] = [
  [STOP, '.!'],
  [WIDE_STOP, '。！．…।॥۔'],
  [QUESTION, '?'],
  [WIDE_QUESTION, '？؟\u037e՞'],
  [JOINT, ',;:、，；：،؛'],
  [MATH, '+=^%×÷±¬°²³¹¼½¾＋＝'],
  [CODE, '{}[]`_\\|$#@&~/<>'],
  [BULLET, '-*•·‣◦–—・'],
];
/** First and last of each range. */
const RANGES: readonly (readonly [number, number, number])[] = [
  [LETTER, 0x41, 0x5a],
  [LETTER, 0x61, 0x7a],
  [LETTER, 0xc0, 0x1fff],
  [LETTER, 0x2c00, 0x2dff],
  [LETTER, 0xa640, 0xd7ff],
  [LETTER, 0xfb00, 0xfdff],
  [LETTER, 0xfe70, 0xfefe],
  [LETTER, 0xff21, 0xff3a],
  [LETTER, 0xff41, 0xff5a],
  // Thai to Burmese, Khmer, kana and Chinese; halves of characters, and Chinese for compatibility.
  [SYLLABLE, 0xe00, 0x109f],
  [SYLLABLE, 0x1780, 0x17ff],
  [SYLLABLE, 0x3041, 0x3096],
  [SYLLABLE, 0x30a1, 0x30ff],
  [SYLLABLE, 0x3105, 0x312f],
  [SYLLABLE, 0x3400, 0xa4cf],
  [SYLLABLE, 0xd800, 0xdfff],
  [SYLLABLE, 0xf900, 0xfaff],
  [SYLLABLE, 0xff66, 0xff9f],
  [DIGIT, 0x30, 0x39],
  [DIGIT, 0x660, 0x669],
  [DIGIT, 0x6f0, 0x6f9],
  [DIGIT, 0x966, 0x96f],
  [DIGIT, 0xff10, 0xff19],
  // Raised and lowered digits, arrows and operators.
  [MATH, 0x2070, 0x209f],
  [MATH, 0x2190, 0x22ff],
  [MATH, 0x2a00, 0x2aff],
];

/** The kind of each UTF-16 unit; 0 for what is neither a letter nor a sign that is counted. */
export const CHARACTER_KINDS: Uint8Array = /* @__PURE__ */ characterKinds();

function characterKinds(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [kind, first, last] of RANGES) table.fill(kind, first, last + 1);
  for (const [kind, signs] of [...BLANKS, ...SIGNS]) {
    for (let index = 0; index < signs.length; index++) table[signs.charCodeAt(index)] = kind;
  }
  return table;
}
