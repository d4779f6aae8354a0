export type { ProviderOptions } from '../provider-options.js';
export type { AnthropicClient } from './anthropic-client.js';
export { AnthropicProvider, type AnthropicProviderOptions } from './anthropic-provider.js';
export {
  type AnthropicCatalogueId,
  type AnthropicModelId,
  anthropicModels,
} from './models.js';
