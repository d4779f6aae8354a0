export {
  type AISDKModel,
  type AISDKModelEntry,
  AISDKProvider,
  type AISDKProviderOptions,
} from '../providers/ai-sdk/index.js';
