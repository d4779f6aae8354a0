import { describe, it } from 'vitest';
import { KeywordIntentDetector } from '../../src/index.js';
import { describeIntentDetector } from '../../src/testing/index.js';

describeIntentDetector('KeywordIntentDetector', () => new KeywordIntentDetector(), {
  describe,
  it,
});
describeIntentDetector(
  'KeywordIntentDetector with rules of its own',
  () => new KeywordIntentDetector({ rules: { billing: ['invoice', /refund/i] } }),
  { describe, it },
);
