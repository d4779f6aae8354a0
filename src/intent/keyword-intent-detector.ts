import type {
  Detection,
  DetectionInput,
  Intent,
  IntentDetector,
} from '../contracts/intent-detector.js';
import { checkDetectorOptions, compileCustomRules } from './custom-rules.js';
import { Evidence } from './evidence.js';
import type { IntentRule } from './intent-rule.js';
import { PhraseIndex } from './phrase-index.js';
import { builtInCourtesies, builtInRules } from './rules/built-in-rules.js';
import { tokenize } from './tokenize.js';

/** Options of {@link KeywordIntentDetector}. */
export interface KeywordIntentDetectorOptions<I extends string = Intent> {
  /**
   * Intents of your own and the words that mean them. They **replace** the built-in rules: the
   * possible answers are then these intents and `general`.
   *
   * - A string is a word or a phrase, found in any case and with any white space between its words.
   *   It must stand alone ("code" is not found in "barcode"), except next to a script that puts no
   *   spaces between words, such as Chinese or Japanese.
   * - A RegExp is used as it is, on the text as it was written, always from the start: the `lastIndex`
   *   of yours is neither read nor moved. How long it may take on a hostile prompt is up to you.
   *
   * Each entry weighs the same and counts once, however often it is met.
   *
   * @default six intents, in English, Chinese, Japanese, Russian, French, Italian, German and Spanish
   */
  readonly rules?: { readonly [intent in I]: readonly (string | RegExp)[] } | undefined;
}

const BUILT_IN_INTENTS: readonly Intent[] = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
  'general',
];

/** In UTF-16 units. Half of them from the start of a longer text, half from its end. */
const BUILT_IN_LENGTH = 2_048;
const CUSTOM_LENGTH = 16_384;

/** How far the edges of a text reach from its start and from its end, in UTF-16 units. */
const START_EDGE = 200;
const END_EDGE = 120;
/** Where the first clauses end: verbs of later ones are second wishes, or belong to a pasted text. */
const FIRST_CLAUSES = 100;
/** How much a rule says where it may be heard but is not expected. */
const ASIDE = 0.5;

/**
 * Finds out what a prompt asks for by weighted rules: no model, no network, a few microseconds.
 * The evidence of an answer names each rule that spoke and the offset where it did, as in
 * `en.translation.translate@7`. With too little evidence the answer is `general`. Only the text
 * is read, not the system prompt, and of a long text only the start and the end.
 *
 * @example
 * ```ts
 * new KeywordIntentDetector({ rules: { billing: ['invoice', /refund/i], support: ['broken'] } });
 * ```
 */
export class KeywordIntentDetector<const I extends string = Intent> implements IntentDetector<I> {
  /** The keys of `rules`, or the six built-in ones. `general` is an answer even if it is not listed. */
  readonly intents: readonly I[];
  readonly #answers: readonly (I | 'general')[];
  readonly #patterns: readonly IntentRule<I>[];
  readonly #phrases: PhraseIndex<I>;
  readonly #courtesies: ReadonlySet<string>;
  readonly #length: number;

  /** @throws {ConfigurationError} When `rules` is not a non-empty list of strings and RegExps per intent. */
  constructor(options: KeywordIntentDetectorOptions<I> = {}) {
    checkDetectorOptions(options);
    const custom = options.rules !== undefined;
    const rules = custom
      ? compileCustomRules<I>(options.rules)
      : (builtInRules() as IntentRule<I>[]);
    this.intents = (custom ? Object.keys(options.rules) : [...BUILT_IN_INTENTS]) as I[];
    this.#answers = [...new Set<I | 'general'>([...this.intents, 'general'])];
    this.#patterns = rules.filter(({ pattern }) => pattern !== undefined);
    this.#phrases = new PhraseIndex(rules);
    this.#courtesies = builtInCourtesies();
    this.#length = custom ? CUSTOM_LENGTH : BUILT_IN_LENGTH;
  }

  /** Answers at once; the same text gets the same answer. */
  detect({ text }: Pick<DetectionInput, 'text'>): Detection<I> {
    const evidence = new Evidence<I>();
    if (text.length <= this.#length) {
      this.#read(text, 0, text.length, evidence);
    } else {
      const half = this.#length / 2;
      this.#read(text.slice(0, half), 0, text.length, evidence);
      this.#read(text.slice(-half), text.length - half, text.length, evidence);
    }
    return evidence.weigh(this.#answers);
  }

  #read(part: string, start: number, length: number, evidence: Evidence<I>): void {
    const { words, offsets, openings } = tokenize(lowerCase(part), this.#courtesies);
    this.#phrases.search(words, (rule, at) => {
      const offset = start + (offsets[at] as number);
      const strength = strengthOf(rule, openings[at] === true, offset, length);
      if (strength > 0) evidence.add(rule, strength, offset);
    });
    for (const rule of this.#patterns) {
      const offset = indexOf(rule.pattern as RegExp, part);
      if (offset >= 0) evidence.add(rule, 1, start + offset);
    }
  }
}

function strengthOf(
  { where }: IntentRule,
  opening: boolean,
  offset: number,
  length: number,
): number {
  if (where === 'opening' && !opening) return 0;
  if (where === 'opening') return offset < FIRST_CLAUSES ? 1 : ASIDE;
  const atEdge = offset < START_EDGE || offset >= length - END_EDGE;
  if (where === 'edges') return atEdge ? 1 : 0;
  return atEdge ? 1 : ASIDE;
}

function indexOf(pattern: RegExp, text: string): number {
  // A global or sticky pattern would go on where it matched in the prompt before.
  pattern.lastIndex = 0;
  return pattern.exec(text)?.index ?? -1;
}

/** Of the same length as the text, so that offsets hold: U+0130 alone becomes longer in lower case. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('\u0130', 'i').toLowerCase();
}
