import type { Warning } from '../../contracts/basics.js';
import type { ChatEvent, ChatRequest, ChatResponse } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { CallContext, Provider } from '../../contracts/provider.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import { type ProviderOptions, resolveOptions, type Vendor } from '../provider-options.js';
import { callOnce, readAnswer, readStream, requestOptions, type SdkAnswer } from '../sdk-call.js';
import { type ChunkReader, SdkStream, type StreamFacts } from '../sdk-stream.js';
import { capabilitiesOf, needsResponses } from './capabilities.js';
import { type OpenAITarget, toOpenAICall, toOpenAIStreamCall } from './chat/request.js';
import { fromOpenAIAnswer } from './chat/response.js';
import { ChatChunkReader } from './chat/stream.js';
import { defaultOpenAIModels, type OpenAIModelId, openaiModels } from './models.js';
import { type OpenAIClient, openAIClient } from './openai-client.js';
import { createResponse } from './responses/create-response.js';
import {
  type ResponsesTarget,
  toResponsesCall,
  toResponsesStreamCall,
} from './responses/request.js';
import { fromResponsesAnswer } from './responses/response.js';
import { ResponseEventReader } from './responses/stream.js';

/** Options of an {@link OpenAIProvider}. */
export interface OpenAIProviderOptions<Name extends string = string, Id extends string = string>
  extends ProviderOptions<Name, Id, OpenAIClient> {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  /**
   * Which API is spoken, and so in whose words `providerOptions` are. `auto`: chat completions, but responses with OpenAI
   * itself where chat completions do not know the model, or would take its tools only without reasoning.
   *
   * @default 'auto'
   */
  readonly api?: 'chat' | 'responses' | 'auto' | undefined;
}

/** One of OpenAI's two APIs: how a request and an answer read there. */
interface Api {
  readonly call: (request: ChatRequest, target: Target) => Call;
  readonly streamCall: (request: ChatRequest, target: Target) => Call;
  readonly send: (client: OpenAIClient, params: object, options: object) => unknown;
  readonly answer: (
    answer: SdkAnswer,
    provider: string,
    secrets: readonly string[],
  ) => ChatResponse;
  readonly Reader: new (
    provider: string,
    secrets: readonly string[],
    facts: StreamFacts,
  ) => ChunkReader;
}
type Target = OpenAITarget & ResponsesTarget;
interface Call {
  readonly params: object;
  readonly warnings: readonly Warning[];
}

const APIS: Readonly<Record<'chat' | 'responses', Api>> = {
  chat: {
    call: toOpenAICall,
    streamCall: toOpenAIStreamCall,
    send: ({ chat }, params, options) => chat.completions.create(params as never, options as never),
    answer: fromOpenAIAnswer,
    Reader: ChatChunkReader,
  },
  responses: {
    call: toResponsesCall,
    streamCall: toResponsesStreamCall,
    send: createResponse,
    answer: fromResponsesAnswer,
    Reader: ResponseEventReader,
  },
};

const VENDOR: Vendor = {
  name: 'openai',
  baseURL: 'https://api.openai.com/v1',
  catalogue: openaiModels,
  defaultModels: defaultOpenAIModels,
  ownOptions: ['organization', 'project'],
};

const checks: Checks = new Checks(ConfigurationError);

/**
 * Chat completions of OpenAI, and of every server that speaks them, by its `baseURL`; and the responses API, for those
 * of OpenAI's models that need it. Needs the package `openai`, which is loaded on the first call.
 *
 * In chat completions `maxOutputTokens` goes to OpenAI, and to its reasoning models anywhere, as
 * `max_completion_tokens`; other models elsewhere get the older `max_tokens`. The responses API knows neither
 * `stopSequences` nor `seed`; it is asked to store nothing, so that reasoning travels with the conversation, encrypted.
 */
export class OpenAIProvider<
  const Name extends string = 'openai',
  const Id extends string = OpenAIModelId,
> implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #api: 'chat' | 'responses' | undefined;
  readonly #atVendor: boolean;
  readonly #secrets: readonly string[];
  readonly #connect: () => Promise<OpenAIClient>;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: OpenAIProviderOptions<Name, Id> = {}) {
    const { api = 'auto', ...common } = checks.record(options, '');
    const { name, models, atVendor, secrets, connection } = resolveOptions(common, VENDOR);
    const { client } = options;
    this.name = name as Name;
    this.models = models as readonly ModelProfile<Id>[];
    this.#api = apiOf(api, atVendor, client);
    this.#atVendor = atVendor;
    this.#secrets = secrets;
    this.#connect =
      connection === undefined
        ? () => Promise.resolve(client as OpenAIClient)
        : openAIClient(connection);
  }

  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    return callOnce(call, this.#secrets, async () => {
      const api = this.#apiFor(request);
      const { params, warnings } = api.call(request, this.#targetOf(request));
      const answer = await this.#send(api, params, call);
      return { ...api.answer(answer, this.name, this.#secrets), warnings };
    });
  }

  stream(request: ChatRequest, context: CallContext): AsyncIterable<ChatEvent> {
    const api = this.#apiFor(request);
    const secrets = this.#secrets;
    const send = async () => {
      const { params, warnings } = api.streamCall(request, this.#targetOf(request));
      return { ...(await this.#send(api, params, context)), warnings };
    };
    const reader = (facts: StreamFacts) => new api.Reader(this.name, secrets, facts);
    return new SdkStream({ context, secrets, send, reader });
  }

  #apiFor(request: ChatRequest): Api {
    const takes = capabilitiesOf(request.model);
    return APIS[this.#api ?? (needsResponses(request, takes) ? 'responses' : 'chat')];
  }

  #targetOf({ model }: ChatRequest): Target {
    const profile = this.models.find(({ id }) => id === model);
    return { provider: this.name, profile, atVendor: this.#atVendor };
  }

  async #send(api: Api, params: object, call: CallContext): Promise<SdkAnswer> {
    const client = await this.#connect();
    const { stream }: { readonly stream?: unknown } = params;
    const read = stream === true ? readStream : readAnswer;
    return read(api.send(client, params, requestOptions(call)), this.#secrets);
  }
}

/** Undefined: as each request needs it. */
function apiOf(
  value: unknown,
  atVendor: boolean,
  client: OpenAIClient | undefined,
): 'chat' | 'responses' | undefined {
  const api = checks.oneOf(value, 'api', ['chat', 'responses', 'auto']);
  const hasResponses = client === undefined || client.responses !== undefined;
  if (api === 'responses' && !hasResponses) {
    throw new ConfigurationError('client', 'expected responses.create() for api: "responses"');
  }
  if (api !== 'auto') return api;
  return atVendor && hasResponses ? undefined : 'chat';
}
