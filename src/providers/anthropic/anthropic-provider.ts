import type { ChatEvent, ChatRequest, ChatResponse } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { CallContext, Provider } from '../../contracts/provider.js';
import { type ProviderOptions, resolveOptions, type Vendor } from '../provider-options.js';
import { callOnce, readAnswer, readStream, requestOptions, type SdkAnswer } from '../sdk-call.js';
import { SdkStream, type StreamFacts } from '../sdk-stream.js';
import { type AnthropicClient, anthropicClient } from './anthropic-client.js';
import { type AnthropicModelId, anthropicModels, defaultAnthropicModels } from './models.js';
import { type AnthropicCall, toAnthropicCall } from './request.js';
import { fromAnthropicAnswer } from './response.js';
import { MessageEventReader } from './stream.js';

/** Options of an {@link AnthropicProvider}. They hold for whole answers and for streams alike. */
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
 *
 * A stream is the same request, and tells the same answer piece by piece: thinking before its signature, the arguments
 * of a call before the call, and usage as soon as it is known. It has no `finish` unless the vendor said `message_stop`,
 * and no `raw`.
 */
export class AnthropicProvider<
  const Name extends string = 'anthropic',
  const Id extends string = AnthropicModelId,
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #atVendor: boolean;
  readonly #secrets: readonly string[];
  readonly #connect: () => Promise<AnthropicClient>;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: AnthropicProviderOptions<Name, Id> = {}) {
    const { name, models, atVendor, secrets, connection } = resolveOptions(options, VENDOR);
    const { client } = options;
    this.name = name as Name;
    this.models = models as readonly ModelProfile<Id>[];
    this.#atVendor = atVendor;
    this.#secrets = secrets;
    this.#connect =
      connection === undefined
        ? () => Promise.resolve(client as AnthropicClient)
        : anthropicClient(connection);
  }

  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    return callOnce(call, this.#secrets, async () => {
      const { params, warnings } = this.#translate(request);
      const answer = await this.#send(params, call);
      return { ...fromAnthropicAnswer(answer, this.name, this.#secrets), warnings };
    });
  }

  stream(request: ChatRequest, context: CallContext): AsyncIterable<ChatEvent> {
    const secrets = this.#secrets;
    const send = async () => {
      const { params, warnings } = this.#translate(request);
      return { ...(await this.#send({ ...params, stream: true }, context)), warnings };
    };
    const reader = (facts: StreamFacts) => new MessageEventReader(this.name, secrets, facts);
    return new SdkStream({ context, secrets, send, reader });
  }

  #translate(request: ChatRequest): AnthropicCall {
    const profile = this.models.find(({ id }) => id === request.model);
    return toAnthropicCall(request, { provider: this.name, profile, atVendor: this.#atVendor });
  }

  async #send(params: object, call: CallContext): Promise<SdkAnswer> {
    const client = await this.#connect();
    const pending = client.messages.create(params as never, requestOptions(call) as never);
    const { stream }: { readonly stream?: unknown } = params;
    return stream === true
      ? readStream(pending, this.#secrets)
      : readAnswer(pending, this.#secrets);
  }
}
