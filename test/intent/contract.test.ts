import { describe, it } from 'vitest';
import {
  type DetectionInput,
  EmbeddingIntentDetector,
  FirstConfident,
  type IntentDetector,
  KeywordIntentDetector,
  ModelIntentDetector,
} from '../../src/index.js';
import { german } from '../../src/intent/languages/german.js';
import { RuleIntentDetector } from '../../src/intent/rule-intent-detector.js';
import { describeIntentDetector } from '../../src/testing/index.js';
import { letterPairs } from './embedding/word-vectors.js';

const runner = { describe, it };

/** A model that always answers the same to the same question. */
async function generate({ prompt = '' }: Parameters<NonNullable<DetectionInput['generate']>>[0]) {
  const intent = /poem|story/.test(String(prompt)) ? 'writing' : 'general';
  return { output: { intent }, model: 'a/m' } as never;
}

/** The suite hands detectors no model. */
function asking(detector: IntentDetector<string>): IntentDetector<string> {
  const { intents } = detector;
  return { intents, detect: (input) => detector.detect({ ...input, generate }) };
}

describeIntentDetector('KeywordIntentDetector', () => new KeywordIntentDetector(), runner);
describeIntentDetector(
  'KeywordIntentDetector with rules of its own',
  () => new KeywordIntentDetector({ rules: { billing: ['invoice', /refund/i] } }),
  runner,
);
describeIntentDetector(
  'KeywordIntentDetector with rules beside its own',
  () => new KeywordIntentDetector().with({ billing: ['invoice', /refund/i] }),
  runner,
);
describeIntentDetector(
  'RuleIntentDetector of one language',
  () => new RuleIntentDetector([german]),
  runner,
);
describeIntentDetector('ModelIntentDetector', () => asking(new ModelIntentDetector()), runner);
describeIntentDetector(
  'ModelIntentDetector without a model',
  () => new ModelIntentDetector(),
  runner,
);
describeIntentDetector(
  'FirstConfident',
  () =>
    asking(
      new FirstConfident([new KeywordIntentDetector(), new ModelIntentDetector()], {
        threshold: 0.9,
      }),
    ),
  runner,
);

const examples = {
  writing: ['Write a story about a lighthouse', 'A poem, please'],
  education: ['Explain how vaccines work', 'Why is the sky blue?'],
};

describeIntentDetector(
  'EmbeddingIntentDetector',
  () => new EmbeddingIntentDetector({ embed: letterPairs, examples }),
  runner,
);
describeIntentDetector(
  'EmbeddingIntentDetector that waits and remembers',
  () =>
    new EmbeddingIntentDetector({
      embed: async (texts) => letterPairs(texts),
      examples,
      thresholds: { writing: 0.2 },
      cache: {},
    }),
  runner,
);
