import { describe, it } from 'vitest';
import {
  type DetectionInput,
  FirstConfident,
  type IntentDetector,
  KeywordIntentDetector,
  ModelIntentDetector,
} from '../../src/index.js';
import { describeIntentDetector } from '../../src/testing/index.js';

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
