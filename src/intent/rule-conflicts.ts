import { cues } from './cues.js';
import type { CustomRule } from './custom-rules.js';
import { fold } from './fold.js';
import type { LanguageRules } from './languages/language-rules.js';

/** A word or phrase that rules of different meaning claim. */
export interface RuleConflict {
  /** Folded, as it is looked for. */
  readonly phrase: string;
  /** As the evidence names them: `de.fact`, `custom.billing`. */
  readonly rules: readonly string[];
}

/** What several rules claim, and not for the same meaning. */
export function ruleConflicts(
  languages: readonly LanguageRules[],
  custom: { readonly [intent: string]: readonly CustomRule[] },
): readonly RuleConflict[] {
  const claims = new Map<string, Map<string, string>>();
  const claim = (text: string, rule: string, meaning: string) => {
    const phrase = fold(text.trim().toLowerCase().replace(/\s+/g, ' '));
    const rules = claims.get(phrase) ?? new Map<string, string>();
    claims.set(phrase, rules.set(rule, meaning));
  };
  for (const rules of languages) {
    for (const cue of cues) {
      for (const text of rules[cue]?.split(',') ?? []) claim(text, `${rules.language}.${cue}`, cue);
    }
  }
  for (const [intent, list] of Object.entries(custom)) {
    for (const rule of list) {
      const phrase = phraseIn(rule);
      if (phrase !== undefined) claim(phrase, `custom.${intent}`, `custom.${intent}`);
    }
  }
  const conflicts: RuleConflict[] = [];
  for (const [phrase, rules] of claims) {
    if (new Set(rules.values()).size > 1) conflicts.push({ phrase, rules: [...rules.keys()] });
  }
  return conflicts;
}

/** A RegExp claims no words that could be compared. */
function phraseIn(rule: CustomRule): string | undefined {
  const match = typeof rule === 'object' && 'match' in rule ? rule.match : rule;
  return typeof match === 'string' ? match : undefined;
}
