import type { ChatRequest, ChatResponse } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { CallContext, Provider } from '../../contracts/provider.js';
import { type ProviderOptions, resolveOptions, type Vendor } from '../provider-options.js';
import { callOnce, readAnswer, requestOptions } from '../sdk-call.js';
import { defaultOpenAIModels, type OpenAIModelId, openaiModels } from './models.js';
import { type OpenAIClient, openAIClient } from './openai-client.js';
import { toOpenAICall } from './request.js';
import { fromOpenAIAnswer } from './response.js';

/** Options of an {@link OpenAIProvider}. */
export interface OpenAIProviderOptions<Name extends string = string, Id extends string = string>
  extends ProviderOptions<Name, Id, OpenAIClient> {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
}

const VENDOR: Vendor = {
  name: 'openai',
  baseURL: 'https://api.openai.com/v1',
  catalogue: openaiModels,
  defaultModels: defaultOpenAIModels,
  ownOptions: ['organization', 'project'],
};

/**
 * Chat completions of OpenAI, and of every server that speaks them, by its `baseURL`. Needs the package `openai`, which
 * is loaded on the first call. `maxOutputTokens` goes to OpenAI, and to its reasoning models anywhere, as
 * `max_completion_tokens`; other models elsewhere get the older `max_tokens`.
 */
export class OpenAIProvider<
  const Name extends string = 'openai',
  const Id extends string = OpenAIModelId,
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #atVendor: boolean;
  readonly #secrets: readonly string[];
  readonly #connect: () => Promise<OpenAIClient>;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: OpenAIProviderOptions<Name, Id> = {}) {
    const { name, models, atVendor, secrets, connection } = resolveOptions(options, VENDOR);
    const { client } = options;
    this.name = name as Name;
    this.models = models as readonly ModelProfile<Id>[];
    this.#atVendor = atVendor;
    this.#secrets = secrets;
    this.#connect =
      connection === undefined
        ? () => Promise.resolve(client as OpenAIClient)
        : openAIClient(connection);
  }

  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    return callOnce(call, this.#secrets, async () => {
      const profile = this.models.find(({ id }) => id === request.model);
      const { params, warnings } = toOpenAICall(request, { profile, atVendor: this.#atVendor });
      const client = await this.#connect();
      const pending = client.chat.completions.create(
        params as never,
        requestOptions(call) as never,
      );
      const answer = await readAnswer(pending, this.#secrets);
      return { ...fromOpenAIAnswer(answer, this.name, this.#secrets), warnings };
    });
  }
}
