import { describe, expect, it } from 'vitest';
import type { LanguageRules } from '../../src/intent/languages/language-rules.js';
import { ruleConflicts } from '../../src/intent/rule-conflicts.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';

const english: LanguageRules = {
  language: 'en',
  courtesies: 'please',
  common: 'the',
  summarize: 'TLDR, sum up',
  summary: 'tldr, gist',
  make: 'write, compose',
};
const french: LanguageRules = { language: 'fr', piece: 'composé*, essai', summary: 'gist' };

describe('the conflicts of rules', () => {
  it('are phrases that two cues claim, each with the rules that do', () => {
    expect(ruleConflicts([english], {})).toEqual([
      { phrase: 'tldr', rules: ['en.summarize', 'en.summary'] },
    ]);
  });

  it('are none where languages use a word for the same', () => {
    expect(ruleConflicts([french, { language: 'en', summary: 'gist' }], {})).toEqual([]);
  });

  it('are found across languages, however a word is spelt there', () => {
    const spelt: LanguageRules = { language: 'it', give: ' Sûm   up, ESSAI' };
    expect(ruleConflicts([english, french, spelt], {}).slice(1)).toEqual([
      { phrase: 'sum up', rules: ['en.summarize', 'it.give'] },
      { phrase: 'essai', rules: ['fr.piece', 'it.give'] },
    ]);
  });

  it('are found between your rules and the built-in ones, and between your intents', () => {
    const rules = { billing: ['Gist', 'invoice', /gist/], support: ['invoice'] };
    expect(ruleConflicts([french], rules)).toEqual([
      { phrase: 'gist', rules: ['fr.summary', 'custom.billing'] },
      { phrase: 'invoice', rules: ['custom.billing', 'custom.support'] },
    ]);
  });

  it('are none where one intent lists a phrase twice', () => {
    expect(ruleConflicts([], { billing: ['invoice', 'Invoice'] })).toEqual([]);
  });

  it('tell a stem from the word', () => {
    expect(ruleConflicts([english, { language: 'xx', piece: 'gist*' }], {})).toHaveLength(1);
  });

  it('are found for a rule with a weight', () => {
    expect(ruleConflicts([french], { billing: [{ match: 'gist', weight: 2 }] })).toEqual([
      { phrase: 'gist', rules: ['fr.summary', 'custom.billing'] },
    ]);
  });

  it('are told by a detector, of its languages and of all rules that were added', () => {
    const detector = new RuleIntentDetector([french]).with({ billing: ['gist'] });
    expect(detector.conflicts()).toEqual([
      { phrase: 'gist', rules: ['fr.summary', 'custom.billing'] },
    ]);
    expect(detector.with({ mail: ['gist'] }).conflicts()).toEqual([
      { phrase: 'gist', rules: ['fr.summary', 'custom.billing', 'custom.mail'] },
    ]);
    expect(new RuleIntentDetector([french]).conflicts()).toEqual([]);
  });
});
