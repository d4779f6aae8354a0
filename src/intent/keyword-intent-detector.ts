import type { Intent } from '../contracts/intent-detector.js';
import { checkDetectorOptions } from './custom-rules.js';
import { LanguageSet } from './language-set.js';
import { builtInLanguages } from './languages/built-in-languages.js';
import { type CustomRules, RuleIntentDetector } from './rule-intent-detector.js';

/** Options of {@link KeywordIntentDetector}. */
export interface KeywordIntentDetectorOptions<I extends string = Intent> {
  /**
   * Intents of your own and the words that mean them. They **replace** the built-in ones: the possible answers are then
   * these intents and `general`. To have both, see `with()`.
   *
   * @default six intents, in seventeen languages
   */
  readonly rules?: CustomRules<I> | undefined;
}

/**
 * The detector that an orchestrator has unless it is given another: rules in English, Chinese, Japanese, Korean, Spanish,
 * French, German, Italian, Portuguese, Russian, Hindi, Arabic, Indonesian, Turkish, Vietnamese, Dutch and Polish.
 *
 * @example
 * new KeywordIntentDetector({ rules: { billing: ['invoice', /refund/i], support: ['broken'] } });
 * new KeywordIntentDetector().with({ billing: ['invoice', /refund/i] });
 */
export class KeywordIntentDetector<const I extends string = Intent> extends RuleIntentDetector<I> {
  /** @throws {ConfigurationError} When `rules` is not a non-empty list of strings and RegExps per intent. */
  constructor(options: KeywordIntentDetectorOptions<I> = {}) {
    const { rules } = checkDetectorOptions(options) as KeywordIntentDetectorOptions<string>;
    if (rules === undefined) super(sharedLanguages());
    else super([], rules);
  }
}

let shared: LanguageSet | undefined;

/** One for the process: its index takes time and memory. */
function sharedLanguages(): LanguageSet {
  shared ??= new LanguageSet(builtInLanguages);
  return shared;
}
