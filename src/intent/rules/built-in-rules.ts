import type { Intent } from '../../contracts/intent-detector.js';
import type { IntentRule } from '../intent-rule.js';
import { chinese } from './chinese.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { italian } from './italian.js';
import { japanese } from './japanese.js';
import { kinds, type WordTable } from './kinds.js';
import { russian } from './russian.js';
import { signs } from './signs.js';
import { spanish } from './spanish.js';

const tables: Readonly<Record<string, WordTable>> = {
  en: english,
  zh: chinese,
  ja: japanese,
  ru: russian,
  fr: french,
  it: italian,
  de: german,
  es: spanish,
};

/** Every rule that knows the six intents, of all languages together: a word that is foreign to a prompt is simply not in it. */
export function builtInRules(): readonly IntentRule<Intent>[] {
  return [
    ...Object.entries(tables).flatMap(([language, table]) => rulesOf(language, table)),
    ...signs,
  ];
}

/** The words of all languages after which a clause still counts as opening. */
export function builtInCourtesies(): ReadonlySet<string> {
  return new Set(Object.values(tables).flatMap(({ courtesies }) => courtesies?.split(' ') ?? []));
}

function rulesOf(language: string, table: WordTable): IntentRule<Intent>[] {
  return (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((name) => {
    const words = table[name];
    if (words === undefined) return [];
    const [weight, where] = kinds[name];
    const intent = name.slice(0, name.indexOf('.')) as Intent;
    return [{ name: `${language}.${name}`, intent, weight, where, phrases: words.split(', ') }];
  });
}
