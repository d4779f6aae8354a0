export type { AISDKModel } from './ai-sdk-model.js';
export {
  type AISDKModelEntry,
  AISDKProvider,
  type AISDKProviderOptions,
} from './ai-sdk-provider.js';
