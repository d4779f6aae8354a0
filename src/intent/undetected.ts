import type { Intent, IntentDetector } from '../contracts/intent-detector.js';

/** The six, in the order of the contract. */
export const builtInIntents: readonly Intent[] = [
  'code_generation',
  'education',
  'writing',
  'translation',
  'summarization',
  'general',
];

/** What detects nothing: callers may still say the intent, and have routes for it. */
export const undetected: IntentDetector = {
  intents: builtInIntents,
  detect: () => ({ intent: 'general', confidence: 0 }),
};
