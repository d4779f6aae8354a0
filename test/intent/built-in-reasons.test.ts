import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type BuiltInReason,
  builtInReasons,
  sightingOf,
} from '../../src/intent/built-in-reasons.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import type { Sightings } from '../../src/intent/signals.js';

const exam = new URL('./prompts/', import.meta.url);

/** The prompts of the exam, and what they do not ask for: answers to choose from, and what a tool is. */
function prompts(): readonly string[] {
  const files = readdirSync(exam).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((name) =>
    readFileSync(new URL(name, exam), 'utf8').trim().split('\n'),
  );
  return [
    ...lines.map((line) => (JSON.parse(line) as { readonly prompt: string }).prompt),
    'Which of them is a fruit?\nA) apple\nB) stone',
    'What is Docker?',
  ];
}

describe('the built-in rules', () => {
  it('speak each for one intent, once, and with some weight', () => {
    const names = builtInReasons.map(({ intent, name }) => `${intent}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { weight } of builtInReasons) expect(weight).toBeGreaterThan(0);
  });

  it('look for signals that there are', () => {
    for (const { first, second } of builtInReasons) {
      expect(first).toBeGreaterThanOrEqual(0);
      expect(second ?? 0).toBeGreaterThanOrEqual(0);
    }
  });

  it('are named without the word that says what a sign is: the evidence says that itself', () => {
    expect(builtInReasons.filter(({ name }) => name.includes('sign'))).toEqual([]);
  });

  it('are all heard by somebody', () => {
    const detector = new KeywordIntentDetector();
    const heard = new Set(
      prompts().flatMap((text) =>
        (detector.detect({ text }).evidence ?? []).map((entry) =>
          entry.slice(entry.indexOf('.') + 1, entry.indexOf('@')),
        ),
      ),
    );
    expect(builtInReasons.filter(({ name }) => !heard.has(name))).toEqual([]);
  });
});

describe('sightingOf', () => {
  const one = { language: 'en', offset: 1 };
  const two = { language: 'de', offset: 2 };
  const reason = (first: number, second?: number): BuiltInReason => ({
    name: 'a',
    intent: 'general',
    weight: 1,
    first,
    second,
  });
  const seen: Sightings = [one, two];

  it('is where the signal of the rule is', () => {
    expect(sightingOf(reason(1), seen)).toBe(two);
    expect(sightingOf(reason(2), seen)).toBeUndefined();
  });

  it('is where the first of two signals is, if both are there', () => {
    expect(sightingOf(reason(0, 1), seen)).toBe(one);
    expect(sightingOf(reason(1, 0), seen)).toBe(two);
    expect(sightingOf(reason(0, 2), seen)).toBeUndefined();
    expect(sightingOf(reason(2, 0), seen)).toBeUndefined();
  });
});
