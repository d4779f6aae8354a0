import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, join } from '../support/checks.js';
import type { Reason } from './judgement.js';

const checks = /* @__PURE__ */ new Checks(ConfigurationError);

/** More than a built-in rule mostly weighs: who writes a rule means it. */
const WEIGHT = 4;
const MAX_WEIGHT = 100;

/** One entry of rules of your own: what is looked for, or that with how much it says. */
export type CustomRule =
  | string
  | RegExp
  | {
      readonly match: string | RegExp;
      /** In log-odds; the built-in rules weigh 0.3 to 4.9. @default 4 */
      readonly weight?: number | undefined;
    };

/** A rule of the caller's, ready to be looked for. */
export interface CustomReason<I extends string = string> extends Reason<I> {
  readonly pattern: RegExp;
}

/**
 * Checks the rules that a caller wrote and names each `<intent>.<index>`.
 *
 * @throws {ConfigurationError} On anything but a non-empty list of words, phrases and RegExps per intent.
 */
export function compileCustomRules<I extends string>(
  rules: { readonly [intent in I]: unknown },
  path = 'rules',
): readonly CustomReason<I>[] {
  const entries = Object.entries(checks.record(rules, path)) as [I, unknown][];
  if (entries.length === 0) checks.fail(path, 'at least one intent', rules);
  return entries.flatMap(([intent, list]) => rulesOf(intent, list, join(path, intent)));
}

function rulesOf<I extends string>(intent: I, list: unknown, path: string): CustomReason<I>[] {
  if (intent.trim() === '' || intent === '__proto__') {
    throw new ConfigurationError(path, 'expected the name of an intent, got one that is none');
  }
  const rules = checks.array(list, path, { nonEmpty: true });
  return Array.from(rules, (rule, index) => {
    const { match, weight } = weighed(rule, `${path}[${index}]`);
    const pattern = patternOf(match, `${path}[${index}]`);
    return { name: `${intent}.${index}`, intent, weight, pattern };
  });
}

function weighed(rule: unknown, path: string): { match: unknown; weight: number } {
  const isPlain = typeof rule !== 'object' || rule === null || rule instanceof RegExp;
  if (isPlain || !Object.hasOwn(rule, 'match')) return { match: rule, weight: WEIGHT };
  const { match, weight = WEIGHT } = checks.object(rule, path, ['match', 'weight']) as {
    match: unknown;
    weight?: unknown;
  };
  return {
    match,
    weight: checks.number(weight, join(path, 'weight'), { min: 0, max: MAX_WEIGHT }),
  };
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
const LETTER =
  '(?![\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}])[\\p{L}\\p{N}\\p{M}_]';
const STARTS_WITH_LETTER = /* @__PURE__ */ new RegExp(`^${LETTER}`, 'u');
const ENDS_WITH_LETTER = /* @__PURE__ */ new RegExp(`${LETTER}$`, 'u');

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

/** Where a rule of the caller's speaks, or -1. */
export function offsetOf({ pattern }: CustomReason, text: string): number {
  // A global or sticky pattern would go on where it matched in the prompt before.
  pattern.lastIndex = 0;
  return pattern.exec(text)?.index ?? -1;
}

/**
 * Refuses options of another shape than `{ rules }`.
 *
 * @throws {ConfigurationError} On no object, or an unknown key.
 */
export function checkDetectorOptions(options: unknown): Record<string, unknown> {
  return checks.object(options, '', ['rules']);
}
