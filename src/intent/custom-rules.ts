import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, join } from '../support/checks.js';
import type { IntentRule } from './intent-rule.js';

const checks = new Checks(ConfigurationError);

/** More than the prior of `general`, so that one match decides. */
const WEIGHT = 2;

/**
 * Checks the `rules` that a caller wrote and turns each entry into a rule named `custom.<intent>.<index>`.
 *
 * @throws {ConfigurationError} On anything but a non-empty list of words, phrases and RegExps per intent.
 */
export function compileCustomRules<I extends string>(
  rules: {
    readonly [intent in I]: unknown;
  },
): readonly IntentRule<I>[] {
  const entries = Object.entries(checks.record(rules, 'rules')) as [I, unknown][];
  if (entries.length === 0) checks.fail('rules', 'at least one intent', rules);
  return entries.flatMap(([intent, list]) => rulesOf(intent, list));
}

function rulesOf<I extends string>(intent: I, list: unknown): IntentRule<I>[] {
  const path = join('rules', intent);
  if (intent.trim() === '' || intent === '__proto__') {
    throw new ConfigurationError(path, 'expected the name of an intent, got one that is none');
  }
  const rules = checks.array(list, path, { nonEmpty: true });
  return Array.from(rules, (rule, index) => ({
    name: `custom.${intent}.${index}`,
    intent,
    weight: WEIGHT,
    where: 'anywhere',
    pattern: patternOf(rule, `${path}[${index}]`),
  }));
}

function patternOf(rule: unknown, path: string): RegExp {
  // A copy: the caller's lastIndex is the caller's.
  if (rule instanceof RegExp) return new RegExp(rule);
  if (typeof rule !== 'string' || rule.trim() === '') {
    return checks.fail(path, 'a word, a phrase or a RegExp', rule);
  }
  return wordPattern(rule.trim().split(/\s+/));
}

/** A letter, digit or mark, except of the scripts that put no spaces between words. */
const LETTER = String.raw`(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}])[\p{L}\p{N}\p{M}_]`;
const STARTS_WITH_LETTER = new RegExp(`^${LETTER}`, 'u');
const ENDS_WITH_LETTER = new RegExp(`${LETTER}$`, 'u');

/** Bounded only where the phrase itself begins or ends with a letter: "C++" may end anywhere. */
function wordPattern(words: readonly string[]): RegExp {
  const phrase = words.join(' ');
  const before = STARTS_WITH_LETTER.test(phrase) ? `(?<!${LETTER})` : '';
  const after = ENDS_WITH_LETTER.test(phrase) ? `(?!${LETTER})` : '';
  return new RegExp(before + words.map(escapeWord).join(String.raw`\s+`) + after, 'iu');
}

function escapeWord(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/**
 * Refuses options of another shape than `{ rules }`.
 *
 * @throws {ConfigurationError} On no object, or an unknown key.
 */
export function checkDetectorOptions(options: unknown): void {
  checks.object(options, '', ['rules']);
}
