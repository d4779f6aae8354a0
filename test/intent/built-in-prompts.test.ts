import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Detection, Intent } from '../../src/contracts/intent-detector.js';
import { KeywordIntentDetector } from '../../src/intent/keyword-intent-detector.js';
import { arabic } from '../../src/intent/languages/arabic.js';
import { builtInLanguages } from '../../src/intent/languages/built-in-languages.js';
import { german } from '../../src/intent/languages/german.js';
import { japanese } from '../../src/intent/languages/japanese.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';
import { everydayPrompts } from './everyday-prompts.js';

interface Prompt {
  readonly language: string;
  readonly intent: Intent;
  readonly text: string;
}

const detector = new KeywordIntentDetector();
const prompts: readonly Prompt[] = Object.entries(everydayPrompts).flatMap(([language, intents]) =>
  Object.entries(intents).flatMap(([intent, texts]) =>
    texts.map((text) => ({ language, intent: intent as Intent, text })),
  ),
);

/** The languages that the evidence names. */
function languagesIn({ evidence = [] }: Detection<string>): readonly string[] {
  return evidence.map((entry) => entry.slice(0, entry.indexOf('.')));
}

describe('everyday prompts', () => {
  it('are there for every language and every intent', () => {
    expect(Object.keys(everydayPrompts)).toEqual(
      expect.arrayContaining(builtInLanguages.map(({ language }) => language)),
    );
    for (const intents of Object.values(everydayPrompts)) {
      expect(Object.keys(intents).toSorted()).toEqual([...detector.intents].toSorted());
      expect(Object.values(intents).every((texts) => texts.length > 0)).toBe(true);
    }
  });

  it.each(prompts)('in $language are $intent: "$text"', ({ intent, text }) => {
    expect(detector.detect({ text }).intent).toBe(intent);
  });

  it.each(prompts)('mean the same in capitals and with blanks around: "$text"', ({ text }) => {
    const { intent, scores } = detector.detect({ text });
    expect(detector.detect({ text: text.toUpperCase() }).intent).toBe(intent);
    expect(detector.detect({ text: `  ${text}\n\n` }).intent).toBe(intent);
    const composed = detector.detect({ text: text.normalize('NFC') });
    expect(composed.scores).toEqual(scores);
  });
});

describe.each(builtInLanguages.map((rules) => [rules.language, rules] as const))(
  'a detector of %s alone',
  (language, rules) => {
    const own = new RuleIntentDetector([rules]);

    it('knows its own prompts', () => {
      for (const { intent, text } of prompts.filter((prompt) => prompt.language === language)) {
        expect([text, own.detect({ text }).intent]).toEqual([text, intent]);
      }
    });

    it('hears in those of others only its own words, the names of technologies and signs', () => {
      for (const { text } of prompts) {
        const heard = languagesIn(own.detect({ text }));
        expect(heard.filter((one) => ![language, 'any', 'sign'].includes(one))).toEqual([]);
      }
    });
  },
);

describe('a detector of few languages', () => {
  it('takes what it does not understand for general', () => {
    const few = new RuleIntentDetector([japanese, arabic]);
    for (const text of [
      'Write a poem about the sea',
      'Translate this sentence into Spanish',
      'Объясни, как работает двигатель',
      'इस लेख का सारांश लिखें',
    ]) {
      expect(few.detect({ text }).intent).toBe('general');
      expect(detector.detect({ text }).intent).not.toBe('general');
    }
  });

  it('knows code in any language by the names of technologies and by what it looks like', () => {
    const few = new RuleIntentDetector([german]);
    expect(few.detect({ text: 'Écris ça en Python' }).intent).toBe('code_generation');
    expect(few.detect({ text: 'répare ça : function f(x) { return x }' }).intent).toBe(
      'code_generation',
    );
  });
});

describe('text whose accents are characters of their own', () => {
  const apart = ['ko', 'ja'];
  const together = builtInLanguages
    .map(({ language }) => language)
    .filter((language) => !apart.includes(language));

  /** Prompts of a language, with their accents taken apart. */
  function decomposed(language: string): readonly Prompt[] {
    const own = prompts.filter((prompt) => prompt.language === language);
    return own.map((prompt) => ({ ...prompt, text: prompt.text.normalize('NFD') }));
  }

  it.each(together)('gets the same answer as any other in %s', (language) => {
    for (const { intent, text } of decomposed(language)) {
      expect([text, detector.detect({ text }).intent]).toEqual([text, intent]);
    }
  });

  it.each(apart)('gets the same answer as any other in %s, too', (language) => {
    for (const { intent, text } of decomposed(language)) {
      expect([text, detector.detect({ text }).intent]).toEqual([text, intent]);
    }
  });
});

describe('words that belong to several languages', () => {
  it.each<readonly [string, Intent, string]>([
    ['en', 'writing', 'Write my resume for this job'],
    ['es', 'summarization', 'resume este texto'],
    ['fr', 'summarization', 'resume ce texte'],
    ['de', 'summarization', 'Fasse den Artikel zusammen'],
  ])('are read as %s by the words around them: %s in "%s"', (language, intent, text) => {
    const found = detector.detect({ text });
    expect(found.intent).toBe(intent);
    expect(languagesIn(found)[0]).toBe(language);
  });

  it('are Japanese where there are kana, and Chinese where there are none', () => {
    expect(languagesIn(detector.detect({ text: '日本語に翻訳して' }))).toContain('ja');
    expect(languagesIn(detector.detect({ text: '日本語に翻訳して' }))).not.toContain('zh');
    expect(languagesIn(detector.detect({ text: '翻译成英语' }))).toContain('zh');
    expect(languagesIn(detector.detect({ text: '翻译成英语' }))).not.toContain('ja');
  });

  it.each([
    ['translation', '请把「ありがとうございます」翻译成中文'],
    ['translation', '把这句日语翻译成英文：昨日は雨でした'],
    ['education', '解释一下“お疲れ様”的用法和区别'],
    ['summarization', '总结下面的内容：\n\n今日は会議がありました。来週の予定を決めました。'],
    ['translation', '「你好」を日本語に訳してください'],
    ['summarization', '次の中国語を要約してください：今天开会讨论了预算'],
  ])('ask in the one for what is in the other: %s in "%s"', (intent, text) => {
    expect(detector.detect({ text }).intent).toBe(intent);
  });
});

interface Labelled {
  readonly prompt: string;
  readonly intent: Intent;
  readonly lang: string;
}

function readPrompts(file: URL): readonly Labelled[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Labelled);
}

/** The mean F1 of the intents that the prompts have. */
function macroF1(rows: readonly Labelled[]): number {
  const pairs = rows.map(({ prompt, intent }) => ({
    label: intent,
    answer: detector.detect({ text: prompt }).intent,
  }));
  const labels = new Set(pairs.map(({ label }) => label));
  const scores = Array.from(labels, (intent) => {
    const right = pairs.filter(({ label, answer }) => label === intent && answer === intent).length;
    const labelled = pairs.filter(({ label }) => label === intent).length;
    const answered = pairs.filter(({ answer }) => answer === intent).length;
    return (2 * right) / (labelled + answered);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

const shared = new URL('../../../shared/data/intents-dev.jsonl', import.meta.url);
const exam = new URL('./prompts/', import.meta.url);

describe('the exam', () => {
  const files = readdirSync(exam).filter((name) => name.endsWith('.jsonl'));
  const rows = files.flatMap((name) => readPrompts(new URL(name, exam)));

  it('has six prompts of every intent in every language', () => {
    expect(files).toHaveLength(builtInLanguages.length);
    expect(rows).toHaveLength(builtInLanguages.length * 36);
  });

  it('is passed with a macro-F1 of 0.70 or more', () => {
    expect(macroF1(rows)).toBeGreaterThanOrEqual(0.7);
  });
});

describe.skipIf(!existsSync(shared))(
  'the development prompts (skipped where they are absent)',
  () => {
    const rows = existsSync(shared) ? readPrompts(shared) : [];
    const languages = [...new Set(rows.map(({ lang }) => lang))];

    it('are understood with a macro-F1 of 0.83 or more', () => {
      expect(macroF1(rows)).toBeGreaterThanOrEqual(0.83);
    });

    it.each(languages)('are understood in %s with a macro-F1 of 0.75 or more', (language) => {
      expect(macroF1(rows.filter(({ lang }) => lang === language))).toBeGreaterThanOrEqual(0.75);
    });
  },
);
