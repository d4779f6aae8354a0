import { describe, expect, it } from 'vitest';
import type { Detection, IntentDetector } from '../../src/contracts/intent-detector.js';
import { describeIntentDetector } from '../../src/testing/index.js';
import { brokenRules } from './broken-rules.js';

type Detector = IntentDetector<'question' | 'order'>;

const GOOD: Detector = {
  intents: ['question', 'order'],
  detect: ({ text }) =>
    text.trim() === ''
      ? { intent: 'general', confidence: 1 }
      : {
          intent: text.endsWith('?') ? 'question' : 'order',
          confidence: 0.9,
          scores: { question: 0, order: 1, general: 0.5 },
          alternatives: [{ intent: 'general', confidence: 0.1 }],
          evidence: [`last-character@${text.length - 1}`],
        },
};

describeIntentDetector('A tiny detector', () => GOOD, { describe, it });
describeIntentDetector(
  'A tiny detector that takes its time',
  async () => ({ ...GOOD, detect: async (input) => GOOD.detect(input) }),
  { describe, it },
);

function broken(fields: { readonly [Field in keyof Detector]?: unknown }) {
  const make = () => ({ ...GOOD, ...fields }) as Detector;
  return brokenRules((fake) => describeIntentDetector('It', make, fake));
}

function alternative(intent: string, confidence: number) {
  return { intent, confidence };
}

function brokenByAnswer(fields: { readonly [Field in keyof Detection]?: unknown }) {
  return broken({ detect: () => ({ intent: 'order', confidence: 0.5, ...fields }) });
}

const INTENTS = 'lists the intents it knows, each once';
const ANSWER = 'answers with an intent of its own or general';
const ODD = 'answers whatever the text is';
const SYSTEM = 'takes a system prompt as well';
const SAME = 'gives the same text the same answer';
const APART = 'gives concurrent requests the answers they would get one by one';
const QUOTES = 'quotes the prompt nowhere';

describe('describeIntentDetector', () => {
  it('finds nothing wrong with a good detector', async () => {
    expect(await broken({})).toEqual([]);
  });

  it('catches intents that are listed twice, empty or not there', async () => {
    expect(await broken({ intents: ['question', 'order', 'order'] })).toEqual([INTENTS]);
    expect(await broken({ intents: ['question', 'order', ''] })).toEqual([INTENTS]);
    expect(await broken({ intents: [] })).toContain(INTENTS);
  });

  it.each([
    ['an intent that is not its own', { intent: 'poem' }],
    ['a confidence above 1', { confidence: 1.01 }],
    ['a confidence below 0', { confidence: -0.01 }],
    ['a confidence of NaN', { confidence: Number.NaN }],
    ['no confidence', { confidence: undefined }],
    ['a score above 1', { scores: { order: 2 } }],
    ['a score of an intent that is not its own', { scores: { poem: 0.5 } }],
    ['evidence that is no text', { evidence: [7] }],
    ['an alternative that is not its own', { alternatives: [alternative('poem', 0.5)] }],
    ['an alternative that is the answer itself', { alternatives: [alternative('order', 0.5)] }],
    [
      'an alternative that is named twice',
      { alternatives: [alternative('question', 0.5), alternative('question', 0.5)] },
    ],
    ['a confidence above 1 in an alternative', { alternatives: [alternative('question', 1.01)] }],
    [
      'alternatives that begin with the less likely',
      { alternatives: [alternative('question', 0.2), alternative('general', 0.3)] },
    ],
  ])('catches %s', async (_, fields) => {
    expect(await brokenByAnswer(fields)).toEqual(expect.arrayContaining([ANSWER, ODD, SYSTEM]));
  });

  it.each([
    ['scores of 0', { confidence: 0, scores: { order: 0 } }],
    ['scores of 1', { confidence: 1, scores: { general: 1 } }],
    [
      'alternatives that are as likely',
      { alternatives: [alternative('question', 1), alternative('general', 1)] },
    ],
  ])('has nothing against %s', async (_, fields) => {
    expect(await brokenByAnswer(fields)).toEqual([]);
  });

  it('catches a detector that throws at a text without words', async () => {
    const detect: Detector['detect'] = (input) => {
      if (!/\w/.test(input.text)) throw new Error('no words');
      return GOOD.detect(input);
    };
    expect(await broken({ detect })).toEqual([ODD]);
  });

  it('catches one that throws at a system prompt', async () => {
    const detect: Detector['detect'] = (input) => {
      if (input.system !== undefined) throw new Error('no system prompts');
      return GOOD.detect(input);
    };
    expect(await broken({ detect })).toEqual([SYSTEM]);
  });

  it('catches one that is not sure of itself', async () => {
    let asked = 0;
    const detect = () => ({ intent: 'order', confidence: 1 / ++asked });
    expect(await broken({ detect })).toEqual([SAME, APART]);
  });

  it('catches two that do not agree', async () => {
    let made = 0;
    const make = (): Detector => {
      const confidence = 1 / ++made;
      return { intents: ['order'], detect: () => ({ intent: 'order', confidence }) } as const;
    };
    expect(await brokenRules((fake) => describeIntentDetector('It', make, fake))).toEqual([SAME]);
  });

  it('catches one that mixes up concurrent requests', async () => {
    let latest = '';
    const detect: Detector['detect'] = async (input) => {
      latest = input.text;
      await Promise.resolve();
      return GOOD.detect({ ...input, text: latest });
    };
    expect(await broken({ detect })).toEqual([APART]);
  });

  it('catches one that quotes the prompt, in whatever case', async () => {
    const detect: Detector['detect'] = ({ text }) => ({
      intent: 'order',
      confidence: 1,
      evidence: ['polite', text.toUpperCase().slice(5, 25)],
    });
    expect(await broken({ detect })).toEqual([QUOTES]);
  });

  it('says what it describes', () => {
    const names: string[] = [];
    const describeIt = (name: string) => names.push(name);
    describeIntentDetector('Acme', () => GOOD, { describe: describeIt, it: () => {} });
    expect(names).toEqual(['Acme is an IntentDetector']);
  });
});
