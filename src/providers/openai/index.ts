export type { ProviderOptions } from '../provider-options.js';
export {
  type OpenAICatalogueId,
  type OpenAIModelId,
  openaiModels,
} from './models.js';
export type { OpenAIClient } from './openai-client.js';
export { OpenAIProvider, type OpenAIProviderOptions } from './openai-provider.js';
