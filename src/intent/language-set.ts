import { checkLanguages } from './check-languages.js';
import { CueIndex } from './cue-index.js';
import type { LanguageRules } from './languages/language-rules.js';

/** Some languages, and where their words are looked up: all detectors that know the same ones may share it. */
export class LanguageSet {
  readonly languages: readonly LanguageRules[];
  #index: CueIndex | undefined;

  /** @throws {ConfigurationError} naming the path of what is no table of a language */
  constructor(languages: readonly LanguageRules[]) {
    this.languages = checkLanguages(languages);
  }

  /** Made when it is needed first: it takes some 30 ms for all languages. */
  get index(): CueIndex {
    this.#index ??= new CueIndex(this.languages);
    return this.#index;
  }
}
