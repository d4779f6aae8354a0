export {
  type AISDKModel,
  type AISDKModelEntry,
  AISDKProvider,
  type AISDKProviderOptions,
} from '../providers/ai-sdk/index.js';
export { languageModel } from './language-model.js';
export type { LanguageModelSettings } from './settings.js';
