/** Something that is seen in a text without understanding its words. */
export interface Sign {
  readonly name: string;
  /** Where it is, in UTF-16 units, or -1. Takes linear time on any text. */
  readonly offsetIn: (text: string) => number;
}

const LONG = 600;
const SHORT = 40;

/** No pattern repeats within a repetition: each takes linear time. */
const PATTERNS = {
  /** What is hardly ever seen in prose. */
  code: /\w\([^()\n]{0,80}\)\s?[;:{]|[;{]\s?\n|=>|[!=]==|\bdef \w|#include|\bimport \w|<\/\w|\bconst \w+ =|\bSELECT\b/,
  trace: /(?:Error|Exception): |Traceback|\bat [\w.$]{1,80}\(|\berror\[?[A-Z]?\d{3,5}/,
  /** `snake_case`, `camelCase(`, `object.method(`. */
  identifier: /[a-z0-9]_[a-z0-9]|[a-z][A-Z]\w{0,40}\(|\w\.\w{1,40}\(|\w\(\)/,
  number: /\d/,
  /** `3 + 4`, `$5`, `20 %`. */
  sum: /\d\s?[-+*×÷/^=]\s?[\d(]|[$€£¥]\s?\d|\d\s?[%€°]/,
  /** Answers to choose from, one a line. */
  choices: /(?:^|\n)[ \t]*(?:[A-D1-4][).]|\([a-dA-D]\))[^\n]{1,200}\n\s*(?:[B2][).]|\([bB]\))/,
  question: /[?？؟]\s*$/,
  lines: /\n[^\n]+\n[^\n]+\n/,
} as const satisfies { readonly [name: string]: RegExp };

/** Their names. */
export type SignName = keyof typeof PATTERNS | 'long' | 'short';

export const signs: readonly (Sign & { readonly name: SignName })[] = /* @__PURE__ */ [
  'code',
  'trace',
  'identifier',
  'number',
  'sum',
  'choices',
  'question',
  'lines',
  'long',
  'short',
].map((name) => ({ name: name as SignName, offsetIn: offsetOf(name as SignName) }));

function offsetOf(name: SignName): Sign['offsetIn'] {
  if (name === 'long') return ({ length }) => (length > LONG ? 0 : -1);
  if (name === 'short') return ({ length }) => (length < SHORT ? 0 : -1);
  return (text) => text.search(PATTERNS[name]);
}
