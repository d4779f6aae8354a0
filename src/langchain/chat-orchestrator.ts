import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type {
  BaseLanguageModelInput,
  StructuredOutputMethodOptions,
} from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models';
import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import type { InteropZodType } from '@langchain/core/utils/types';
import type { GenerateRequest, OutputSchema, StandardJsonSchema } from '../contracts/generate.js';
import type { ModelId } from '../contracts/model.js';
import type { RoutePlan } from '../contracts/router.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { toGeneration } from './ai-message.js';
import { readStream } from './read-stream.js';
import {
  type BaseFields,
  type ChatOrchestratorSettings,
  readFields,
  settingsOf,
  tracedOf,
} from './settings.js';
import { structured } from './structured-output.js';
import { toMessages } from './to-messages.js';
import { toTool, toToolChoice } from './to-tools.js';

/** The ids of an orchestrator's models, and its intents. */
type PlanOf<O extends AnyOrchestrator> = Awaited<ReturnType<O['explain']>>;
type ModelIdOf<O extends AnyOrchestrator> =
  PlanOf<O> extends RoutePlan<infer M, string> ? M : ModelId;
type IntentOf<O extends AnyOrchestrator> =
  PlanOf<O> extends RoutePlan<string, infer I> ? I : string;

/** What the constructor takes: the orchestrator, what holds for every call, and what LangChain itself takes. */
export type ChatOrchestratorFields<O extends AnyOrchestrator = AnyOrchestrator> = BaseFields &
  ChatOrchestratorSettings<ModelIdOf<O>, IntentOf<O>> & {
    /** It stays yours: close it when you are done. */
    readonly orchestrator: O;
  };

/** What one call may say: LangChain's own options, and settings that take the place of the constructor's. */
export interface ChatOrchestratorCallOptions<M extends string = ModelId, I extends string = string>
  extends BaseChatModelCallOptions,
    ChatOrchestratorSettings<M, I> {
  /** Of LangChain, or definitions in the words of OpenAI, Anthropic or this library. */
  readonly tools?: readonly BindToolsInput[] | undefined;
  /** The answer's shape. `withStructuredOutput` sets it, and types what comes. */
  readonly output?: OutputSchema | undefined;
}

type Schema<Output extends Record<string, unknown>> =
  | InteropZodType<Output>
  | StandardJsonSchema<Output>
  // biome-ignore lint/suspicious/noExplicitAny: as in the signature that is overridden
  | Record<string, any>;

/**
 * The orchestrator as a chat model of LangChain: for chains, agents, tools and structured output. Models are chosen,
 * tried and replaced behind it. What it throws is what the orchestrator throws.
 *
 * @example
 * const model = new ChatOrchestrator({ orchestrator, preference: 'quality' });
 * const chain = prompt.pipe(model).pipe(new StringOutputParser());
 */
export class ChatOrchestrator<
  const O extends AnyOrchestrator = AnyOrchestrator,
> extends BaseChatModel<ChatOrchestratorCallOptions<ModelIdOf<O>, IntentOf<O>>> {
  readonly #orchestrator: AnyOrchestrator;
  readonly #settings: ChatOrchestratorSettings;

  static override lc_name(): string {
    return 'ChatOrchestrator';
  }

  /** @throws ConfigurationError for an unknown field, with the nearest known one, and where there is no orchestrator */
  constructor(fields: ChatOrchestratorFields<O>) {
    const { orchestrator, settings, base } = readFields(fields);
    // The orchestrator stays out of LangChain's own fields, which are shown; its retries would come on top of ours.
    super({ ...base, maxRetries: 0 });
    this.#orchestrator = orchestrator;
    this.#settings = settings;
  }

  override _llmType(): string {
    return 'llm-orchestrator';
  }

  /** For LangChain's cache: answers for one tenant or conversation are no answers for another. */
  override _identifyingParams(): ChatOrchestratorSettings {
    return this.#settings;
  }

  /** For traces: what was asked for. Who answered is in the message's `response_metadata`. */
  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return tracedOf({ ...this.#settings, ...options });
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    const { model, temperature, maxOutputTokens, stopSequences } = this.#settingsFor(options);
    const [name, ...others] = [model ?? []].flat();
    const isFixed = name !== undefined && others.length === 0;
    const [provider, ...id] = isFixed ? name.split('/') : ['llm-orchestrator', 'auto'];
    return {
      ls_model_type: 'chat',
      ls_provider: provider as string,
      ls_model_name: id.join('/'),
      ...(temperature !== undefined && { ls_temperature: temperature }),
      ...(maxOutputTokens !== undefined && { ls_max_tokens: maxOutputTokens }),
      ...(stopSequences !== undefined && { ls_stop: [...stopSequences] }),
    };
  }

  override bindTools(
    tools: BindToolsInput[],
    options?: Partial<this['ParsedCallOptions']>,
  ): Runnable<
    BaseLanguageModelInput,
    AIMessageChunk,
    ChatOrchestratorCallOptions<ModelIdOf<O>, IntentOf<O>>
  > {
    return this.#with({ ...options, tools: tools.map(toTool) });
  }

  /**
   * The model as one that answers with an object. By default the vendor's structured output is used and the orchestrator
   * validates: an answer of another shape is an `OutputValidationError`. With `method: 'functionCalling'` it is a tool
   * that must be called, for models that know nothing better.
   */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: Schema<Output>,
    options?: StructuredOutputMethodOptions<false>,
  ): Runnable<BaseLanguageModelInput, Output>;
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: Schema<Output>,
    options?: StructuredOutputMethodOptions<true>,
  ): Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }>;
  override withStructuredOutput(
    schema: Schema<Record<string, unknown>>,
    options: StructuredOutputMethodOptions<boolean> = {},
  ): Runnable<BaseLanguageModelInput, Record<string, unknown>> {
    const model = {
      asJson: (output: OutputSchema, tracing: object) => this.#with({ output, ...tracing }),
      asCall: (name: string, description: string, parameters: object, tracing: object) => {
        const tool = { name, description, inputSchema: parameters };
        return this.#with({ tools: [tool], tool_choice: name, ...tracing });
      },
    };
    return structured(model, schema, options);
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): Promise<ChatResult> {
    const answer = await this.#orchestrator.generate(this.#request(messages, options));
    const { inputTokens, outputTokens, totalTokens } = answer.usage;
    return {
      generations: [toGeneration(answer)],
      llmOutput: {
        tokenUsage: {
          promptTokens: inputTokens,
          completionTokens: outputTokens,
          totalTokens,
        },
      },
    };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const stream = this.#orchestrator.stream(this.#request(messages, options));
    for await (const chunk of readStream(stream)) {
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
        chunk,
      });
    }
  }

  /**
   * Leaving a stream ends the vendor's request at once: the `return` of a generator alone would wait for the chunk that
   * is being read.
   */
  override _streamIterator(
    input: BaseLanguageModelInput,
    options?: Partial<ChatOrchestratorCallOptions<ModelIdOf<O>, IntentOf<O>>>,
  ): AsyncGenerator<AIMessageChunk> {
    const left = new AbortController();
    const signals = options?.signal === undefined ? [] : [options.signal];
    const signal = AbortSignal.any([...signals, left.signal]);
    const chunks = super._streamIterator(input, { ...options, signal } as typeof options);
    const end = chunks.return.bind(chunks);
    chunks.return = (value) => {
      left.abort(new DOMException('the stream was not read to its end', 'AbortError'));
      return end(value);
    };
    return chunks;
  }

  /** Who is asking, and what goes to the vendor unseen, is no business of a trace. */
  protected override _getCallOptionsForTracing(
    options: this['ParsedCallOptions'],
  ): this['ParsedCallOptions'] {
    return tracedOf(options) as this['ParsedCallOptions'];
  }

  #with(options: object) {
    return this.withConfig(
      options as Partial<ChatOrchestratorCallOptions<ModelIdOf<O>, IntentOf<O>>>,
    );
  }

  #settingsFor(options: this['ParsedCallOptions']): ChatOrchestratorSettings {
    const { stop } = options as BaseChatModelCallOptions;
    const own = settingsOf(options);
    return { ...this.#settings, ...own, ...(stop !== undefined && { stopSequences: stop }) };
  }

  #request(messages: readonly BaseMessage[], options: this['ParsedCallOptions']): GenerateRequest {
    const { tools = [], tool_choice, output, signal } = options as ChatOrchestratorCallOptions;
    return {
      ...this.#settingsFor(options),
      messages: toMessages(messages),
      signal,
      ...(tools.length > 0 && { tools: tools.map(toTool) }),
      ...(tools.length > 0 &&
        tool_choice !== undefined && { toolChoice: toToolChoice(tool_choice) }),
      ...(output !== undefined && { output }),
    };
  }
}
