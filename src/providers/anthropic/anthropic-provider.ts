import type { ChatRequest, ChatResponse } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { CallContext, Provider } from '../../contracts/provider.js';
import { type ProviderOptions, resolveOptions, type Vendor } from '../provider-options.js';
import { callOnce, readAnswer, requestOptions } from '../sdk-call.js';
import { type AnthropicClient, anthropicClient } from './anthropic-client.js';
import { type AnthropicModelId, anthropicModels, defaultAnthropicModels } from './models.js';
import { toAnthropicCall } from './request.js';
import { fromAnthropicAnswer } from './response.js';

/** Options of an {@link AnthropicProvider}. */
export type AnthropicProviderOptions<
  Name extends string = string,
  Id extends string = string,
> = ProviderOptions<Name, Id, AnthropicClient>;

const VENDOR: Vendor = {
  name: 'anthropic',
  baseURL: 'https://api.anthropic.com',
  catalogue: anthropicModels,
  defaultModels: defaultAnthropicModels,
  ownOptions: [],
};

/**
 * The Messages API of Anthropic, and of every server that speaks it, by its `baseURL`. Needs the package
 * `@anthropic-ai/sdk`, which is loaded on the first call. Without `maxOutputTokens` a model may write as much as its
 * profile says, or 4,096 tokens.
 */
export class AnthropicProvider<
  const Name extends string = 'anthropic',
  const Id extends string = AnthropicModelId,
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #secrets: readonly string[];
  readonly #connect: () => Promise<AnthropicClient>;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: AnthropicProviderOptions<Name, Id> = {}) {
    const { name, models, secrets, connection } = resolveOptions(options, VENDOR);
    const { client } = options;
    this.name = name as Name;
    this.models = models as readonly ModelProfile<Id>[];
    this.#secrets = secrets;
    this.#connect =
      connection === undefined
        ? () => Promise.resolve(client as AnthropicClient)
        : anthropicClient(connection);
  }

  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    return callOnce(call, this.#secrets, async () => {
      const profile = this.models.find(({ id }) => id === request.model);
      const { params, warnings } = toAnthropicCall(request, { provider: this.name, profile });
      const client = await this.#connect();
      const pending = client.messages.create(params as never, requestOptions(call) as never);
      const answer = await readAnswer(pending, this.#secrets);
      return { ...fromAnthropicAnswer(answer, this.name, this.#secrets), warnings };
    });
  }
}
