import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, join } from '../support/checks.js';
import { cues } from './cues.js';
import type { LanguageRules } from './languages/language-rules.js';

const checks = /* @__PURE__ */ new Checks(ConfigurationError);

const WORD_LISTS: readonly string[] = ['common', 'courtesies'];
const KEYS: readonly string[] = /* @__PURE__ */ ['language', 'verbLast'].concat(WORD_LISTS, cues);
/** BCP 47, as far as it goes into names. */
const LANGUAGE = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i;

const GAP_IN_LIST = /(?:^|,)\s*(?:,|$)/;

/**
 * Checks tables of languages, whoever wrote them, and copies them.
 *
 * @throws {ConfigurationError} naming the path of what is wrong
 */
export function checkLanguages(languages: unknown): readonly LanguageRules[] {
  const list = checks.array(languages, 'languages');
  const known = new Set<string>();
  return list.map((value, at) => {
    const path = `languages[${at}]`;
    const rules = checkLanguage(value, path);
    if (known.has(rules.language)) {
      throw new ConfigurationError(join(path, 'language'), `${rules.language} is there twice`);
    }
    known.add(rules.language);
    return rules;
  });
}

function checkLanguage(value: unknown, path: string): LanguageRules {
  const rules = checks.object(value, path, KEYS);
  const language = checks.string(rules['language'], join(path, 'language'));
  if (!LANGUAGE.test(language)) {
    checks.fail(join(path, 'language'), 'a language tag such as "sv"', language);
  }
  if (rules['verbLast'] !== undefined) {
    checks.boolean(rules['verbLast'], join(path, 'verbLast'));
  }
  for (const name of WORD_LISTS) {
    if (rules[name] !== undefined) checks.string(rules[name], join(path, name));
  }
  for (const cue of cues) {
    if (rules[cue] !== undefined) checkPhrases(rules[cue], join(path, cue));
  }
  return rules as object as LanguageRules;
}

function checkPhrases(value: unknown, path: string): void {
  const list = checks.string(value, path);
  if (!GAP_IN_LIST.test(list)) return;
  const place = list.split(',').findIndex((text) => text.trim() === '');
  throw new ConfigurationError(
    path,
    `expected words parted by commas, got none at place ${place + 1}`,
  );
}
