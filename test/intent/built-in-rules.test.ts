import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/contracts/intent-detector.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { builtInCourtesies, builtInRules } from '../../src/intent/rules/built-in-rules.js';

describe('the built-in tables', () => {
  const rules = builtInRules();

  it('give each rule a name of its own, of its language and intent', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const { name, intent } of rules) expect(name.split('.')[1]).toBe(intent);
  });

  it('hold clean words: lower case, no blanks around, none twice in one rule, stems of four letters', () => {
    const unclean = rules.flatMap(({ name, phrases = [] }) =>
      phrases
        .filter((phrase, at) => !isClean(phrase) || phrases.indexOf(phrase) !== at)
        .map((phrase) => `${name}: ${phrase}`),
    );
    expect(unclean).toEqual([]);
    expect([...builtInCourtesies()].every((word) => /^\S+$/.test(word))).toBe(true);
  });

  it('hear a word in one language only for the same reason, so that it does not count twice', () => {
    const detector = new KeywordIntentDetector();
    const twice = rules.flatMap(({ phrases = [] }) =>
      phrases.filter((phrase) => {
        const { evidence = [] } = detector.detect({ text: phrase.replace('*', '') });
        const kinds = evidence.map((entry) => entry.slice(3, entry.indexOf('@')));
        return new Set(kinds).size < kinds.length;
      }),
    );
    expect(twice).toEqual([]);
  });
});

function isClean(phrase: string): boolean {
  return phrase === phrase.trim().toLowerCase() && /^(?:[^\s*]{4,}\*|[^*]+)$/.test(phrase);
}

const data = new URL('../../../shared/data/intents-dev.jsonl', import.meta.url);

describe.skipIf(!existsSync(data))(
  'on the development prompts (skipped where they are absent)',
  () => {
    it('reaches a macro-F1 above 0.60', () => {
      expect(macroF1(readPrompts())).toBeGreaterThan(0.6);
    });
  },
);

interface Labelled {
  readonly prompt: string;
  readonly intent: Intent;
}

function readPrompts(): Labelled[] {
  const lines = readFileSync(data, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Labelled);
}

function macroF1(prompts: readonly Labelled[]): number {
  const detector = new KeywordIntentDetector();
  const pairs = prompts.map(({ prompt, intent }) => [
    intent,
    detector.detect({ text: prompt }).intent,
  ]);
  const scores = detector.intents.map((intent) => {
    const right = pairs.filter(([label, answer]) => label === intent && answer === intent).length;
    const labelled = pairs.filter(([label]) => label === intent).length;
    const answered = pairs.filter(([, answer]) => answer === intent).length;
    return (2 * right) / (labelled + answered);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
