import type { ChatEvent, ChatRequest, ChatResponse } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { CallContext, Provider } from '../../contracts/provider.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { ProviderError } from '../../errors/provider-error.js';
import { Checks, join } from '../../support/checks.js';
import { profilesOf } from '../model-profiles.js';
import { callOnce } from '../sdk-call.js';
import { SdkStream, type StreamFacts } from '../sdk-stream.js';
import type { AISDKModel, ForeignResult, ForeignStream } from './ai-sdk-model.js';
import { toForeignCall } from './request.js';
import { type Answerer, fromForeignResult, headersOf } from './response.js';
import { iterated, PartReader } from './stream.js';

/** A model with what is known of it: the AI SDK knows neither prices nor windows nor what a model can do. */
export type AISDKModelEntry<Id extends string = string> = Omit<ModelProfile, 'id'> &
  (
    | { readonly model: AISDKModel<Id>; readonly id?: undefined }
    /** What to call it, where two models have one id. */
    | { readonly model: AISDKModel; readonly id: Id }
  );

/** Options of an {@link AISDKProvider}. */
export interface AISDKProviderOptions<Name extends string = string, Id extends string = string> {
  /** Models of one vendor with one credential: failures of the credential rest all of them. */
  readonly models: readonly (AISDKModel<Id> | AISDKModelEntry<Id>)[];
  /** Unique in an orchestrator; no `/`. @default 'ai-sdk' */
  readonly name?: Name;
  /** Keys and the like, which the models keep to themselves: to be taken out of every message. */
  readonly secrets?: readonly string[] | undefined;
}

const checks: Checks = new Checks(ConfigurationError);

/**
 * Models of the Vercel AI SDK (Google, Mistral, Bedrock, Ollama and some hundred others) as a provider of ours. Nothing is
 * retried on the way: a model itself does not retry, the functions of `ai` around it do.
 *
 * `providerOptions` of this provider are the AI SDK's, by the vendor's name. Pictures and files given by address are
 * passed on as addresses; nothing is downloaded.
 *
 * @example
 * const google = createGoogleGenerativeAI({ apiKey });
 * const provider = new AISDKProvider({
 *   name: 'google',
 *   models: [{ model: google('gemini-3-flash'), price: { input: 0.3, output: 2.5 }, quality: 0.6 }],
 * });
 */
export class AISDKProvider<const Name extends string = 'ai-sdk', const Id extends string = string>
  implements Provider<Name, Id>
{
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  readonly #secrets: readonly string[];
  readonly #foreign: ReadonlyMap<string, AISDKModel>;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: AISDKProviderOptions<Name, Id>) {
    const given = checks.object(options, '', ['models', 'name', 'secrets']);
    const entries = checks.array(given['models'], 'models', { nonEmpty: true }).map(entryOf);
    this.name = nameOf(given['name']) as Name;
    this.models = profilesOfEntries(entries) as readonly ModelProfile<Id>[];
    this.#foreign = new Map(entries.map(({ id, model }) => [id, model]));
    this.#secrets = secretsOf(given['secrets']);
  }

  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse> {
    return callOnce(call, this.#secrets, async () => {
      call.signal.throwIfAborted();
      const model = this.#modelOf(request);
      const { options, warnings } = toForeignCall(request, call, this.name, model);
      const result: ForeignResult = await model.doGenerate(options as never);
      const response = fromForeignResult(result, this.#answerer(request));
      return { ...response, warnings: [...warnings, ...(response.warnings ?? [])] };
    });
  }

  stream(request: ChatRequest, context: CallContext): AsyncIterable<ChatEvent> {
    const secrets = this.#secrets;
    const send = async () => {
      context.signal.throwIfAborted();
      const model = this.#modelOf(request);
      const { options, warnings } = toForeignCall(request, context, this.name, model);
      const result: ForeignStream = await model.doStream(options as never);
      return { body: iterated(result.stream), ...headersOf(result.response, secrets), warnings };
    };
    const reader = (facts: StreamFacts) => new PartReader(this.#answerer(request), facts);
    return new SdkStream({ context, secrets, send, reader });
  }

  #answerer({ model }: ChatRequest): Answerer {
    return { provider: this.name, model, secrets: this.#secrets };
  }

  #modelOf({ model }: ChatRequest): AISDKModel {
    const found = this.#foreign.get(model);
    if (found !== undefined) return found;
    const message = `model not found: ${this.name} was given no model of this id`;
    throw new ProviderError({ kind: 'model-not-found', message });
  }
}

interface Entry {
  readonly id: string;
  readonly model: AISDKModel;
  readonly profile: object;
}

function entryOf(value: unknown, index: number): Entry {
  const path = `models[${index}]`;
  if (typeof value === 'string') {
    const what = 'a model of the AI SDK, as in google("gemini-3-pro"), and no id alone';
    checks.fail(path, what, value);
  }
  const given = checks.record(value, path);
  if ('specificationVersion' in given) return { ...modelOf(given, path), profile: {} };
  const { model: foreign, id: ownId, ...profile } = given;
  const { model, id } = modelOf(foreign, join(path, 'model'));
  return { model, id: ownId === undefined ? id : checks.string(ownId, join(path, 'id')), profile };
}

function modelOf(value: unknown, path: string): Pick<Entry, 'id' | 'model'> {
  const what = 'a model of the AI SDK';
  const model: AISDKModel = checks.methods(value, path, what, ['doGenerate', 'doStream']);
  checks.oneOf(model.specificationVersion, join(path, 'specificationVersion'), ['v2', 'v3', 'v4']);
  return { id: checks.string(model.modelId, join(path, 'modelId')), model };
}

function profilesOfEntries(entries: readonly Entry[]): readonly ModelProfile[] {
  const profiles = entries.map(({ id, profile }) => ({ ...profile, id }));
  return profilesOf(profiles, { catalogue: [], defaultModels: [], atVendor: true }, checks);
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'ai-sdk';
  const name = checks.string(value, 'name', { max: 64 });
  if (name.includes('/')) throw new ConfigurationError('name', 'expected a name without "/"');
  return name;
}

function secretsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return checks.array(value, 'secrets').map((entry, i) => checks.string(entry, `secrets[${i}]`));
}
