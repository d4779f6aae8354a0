import type {
  Detection,
  DetectionInput,
  Intent,
  IntentDetector,
} from '../contracts/intent-detector.js';
import { builtInReasons, sightingOf } from './built-in-reasons.js';
import {
  type CustomReason,
  type CustomRule,
  compileCustomRules,
  offsetOf,
} from './custom-rules.js';
import { Judgement } from './judgement.js';
import { LanguageSet } from './language-set.js';
import type { LanguageRules } from './languages/language-rules.js';
import { piecesOf, readPieces } from './read-pieces.js';
import { type RuleConflict, ruleConflicts } from './rule-conflicts.js';
import { intentRules } from './rules.js';
import { builtInIntents } from './undetected.js';

/** Intents of your own, and the words that mean them. */
export type CustomRules<I extends string> = { readonly [intent in I]: readonly CustomRule[] };

/** In UTF-16 units. */
const CUSTOM_LENGTH = 16_384;
/** What an intent of the caller's has before any rule speaks, in log-odds against `general`. */
const CUSTOM_PRIOR = -1;
/** Less sure than this is a guess. */
const THRESHOLD = 0.3;

/**
 * Finds out what a prompt asks for by weighted rules: no model, no network, a few microseconds. It knows the languages
 * that it is given, so that a bundle holds no others; `KeywordIntentDetector` knows all.
 *
 * The evidence of an answer names each rule that spoke, in which language, and the offset where it did, as in
 * `en.make>piece@7`: what speaks for the answer first. With too little of it the answer is `general`. Only the text is
 * read, not the system prompt, and of a long text only the start and the end.
 *
 * @example
 * new RuleIntentDetector([english, german]).with({ billing: ['invoice', /refund/i] });
 */
export class RuleIntentDetector<const I extends string = Intent> implements IntentDetector<I> {
  /** The six built-in ones if it has a language, and yours. `general` is an answer even if it is not listed. */
  readonly intents: readonly I[];
  readonly #languages: LanguageSet;
  readonly #rules: CustomRules<string>;
  readonly #custom: readonly CustomReason<I>[];
  readonly #answers: readonly (I | 'general')[];
  readonly #priors: readonly number[];

  /**
   * @param languages what it understands: built-in ones, or your own
   * @param rules intents of your own beside them, as `with()` adds
   * @throws {ConfigurationError} naming the path of what is no table of a language
   */
  constructor(languages: readonly LanguageRules[] | LanguageSet, rules?: CustomRules<string>) {
    this.#languages = languages instanceof LanguageSet ? languages : new LanguageSet(languages);
    this.#custom = rules === undefined ? [] : (compileCustomRules(rules) as CustomReason<I>[]);
    this.#rules = rules === undefined ? {} : copyOf(rules);
    const builtIn = this.#knowsLanguages ? builtInIntents : [];
    this.intents = [...new Set([...builtIn, ...Object.keys(this.#rules)])] as I[];
    this.#answers = [...new Set<I | 'general'>([...this.intents, 'general'])];
    this.#priors = this.#answers.map(priorOf);
  }

  get #knowsLanguages(): boolean {
    return this.#languages.languages.length > 0;
  }

  /**
   * The same detector with more rules: for intents of your own, or for built-in ones.
   *
   * - A string is a word or a phrase, found in any case and with any white space between its words. It must stand alone
   *   ("code" is not found in "barcode"), except next to a script that puts no spaces between words, such as Chinese.
   * - A RegExp is used as it is, on the text as it was written, always from the start: the `lastIndex` of yours is
   *   neither read nor moved. How long it may take on a hostile prompt is up to you.
   *
   * Each entry counts once, however often it is met.
   *
   * @throws {ConfigurationError} On anything but a non-empty list of words, phrases and RegExps per intent.
   */
  with<const J extends string>(rules: CustomRules<J>): RuleIntentDetector<I | J> {
    compileCustomRules(rules);
    const all: Record<string, readonly CustomRule[]> = copyOf(this.#rules);
    for (const [intent, list] of Object.entries<readonly CustomRule[]>(rules)) {
      all[intent] = [...(all[intent] ?? []), ...list];
    }
    return new RuleIntentDetector<I | J>(this.#languages, all);
  }

  /** Words that rules of different meaning claim: where they stand, the words around them must decide. */
  conflicts(): readonly RuleConflict[] {
    return ruleConflicts(this.#languages.languages, this.#rules);
  }

  /** Answers at once; the same text gets the same answer. */
  detect({ text }: Pick<DetectionInput, 'text'>): Detection<I> {
    const judgement = new Judgement<I>();
    if (this.#knowsLanguages) this.#hearBuiltIn(text, judgement);
    if (this.#custom.length > 0) this.#hearCustom(text, judgement);
    return judgement.weigh(this.#answers, this.#priors, THRESHOLD);
  }

  #hearBuiltIn(text: string, judgement: Judgement<I>): void {
    const seen = readPieces(text, this.#languages.index);
    for (const reason of builtInReasons) {
      const sighting = sightingOf(reason, seen);
      if (sighting !== undefined) judgement.hear(reason as never, sighting);
    }
  }

  #hearCustom(text: string, judgement: Judgement<I>): void {
    const parts = piecesOf(text, CUSTOM_LENGTH);
    for (const reason of this.#custom) {
      for (const [piece, start] of parts) {
        const offset = offsetOf(reason, piece);
        if (offset < 0) continue;
        judgement.hear(reason, { language: 'custom', offset: start + offset });
        break;
      }
    }
  }
}

/** The caller's lists are the caller's. */
function copyOf(rules: CustomRules<string>): Record<string, readonly CustomRule[]> {
  const copy: Record<string, readonly CustomRule[]> = Object.create(null);
  for (const [intent, list] of Object.entries(rules)) {
    copy[intent] = list.map((rule) => {
      return typeof rule === 'string' || rule instanceof RegExp ? rule : { ...rule };
    });
  }
  return copy;
}

function priorOf(intent: string): number {
  return Object.hasOwn(intentRules, intent) ? intentRules[intent as Intent].prior : CUSTOM_PRIOR;
}
