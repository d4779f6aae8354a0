export {
  KeywordIntentDetector,
  type KeywordIntentDetectorOptions,
} from './intent/keyword-intent-detector.js';
export { builtInLanguages } from './intent/languages/built-in-languages.js';
export { Orchestrator } from './multilingual-orchestrator.js';
export * from './slim.js';
