import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from 'openai/resources/chat/completions';
import type { JsonObject, Warning } from '../../../contracts/basics.js';
import type { ChatRequest, ChatTool, ToolChoice } from '../../../contracts/chat.js';
import type { ModelProfile } from '../../../contracts/model.js';
import {
  multiplierDropped,
  parameterAdjusted,
  parameterDropped,
} from '../../parameter-warnings.js';
import type { VendorEffort } from '../../reasoning-effort.js';
import {
  capabilitiesOf,
  type OpenAICapabilities,
  takenEffort,
  takenSampling,
} from '../capabilities.js';
import { overridden } from '../overridden.js';
import { responseFormat } from '../response-format.js';
import { toOpenAIMessages } from './messages.js';

/** Who is asked. */
export interface OpenAITarget {
  readonly profile: ModelProfile | undefined;
  /** False: a server that speaks the dialect, perhaps an older form of it. */
  readonly atVendor: boolean;
}

/** The body of a request, and what had to be left out of it. */
export interface OpenAICall<Params = ChatCompletionCreateParamsNonStreaming> {
  readonly params: Params;
  readonly warnings: readonly Warning[];
}

type Params = Partial<ChatCompletionCreateParamsNonStreaming>;

/** How many answers are made, and paid for. Some servers know the one of the older completions, too. */
const MULTIPLIERS = ['n', 'best_of'];

/**
 * A request in OpenAI's words. What the model would refuse is left out, with a warning. `providerOptions` are put over
 * the result as they are, and null takes away what would be sent; but it stays a request for one whole answer.
 */
export function toOpenAICall(request: ChatRequest, target: OpenAITarget): OpenAICall {
  const { params, warnings } = callOf(request, target, {});
  // OpenAI refuses options for a stream where there is none.
  const { stream: _stream, stream_options: _streamOptions, ...whole } = params;
  return { params: whole, warnings };
}

/**
 * The same for a stream, which is asked to end with its usage. Some servers refuse that, as Mistral does:
 * `stream_options: null` in the `providerOptions` takes it away, and usage is then estimated unless they send it anyway.
 */
export function toOpenAIStreamCall(
  request: ChatRequest,
  target: OpenAITarget,
): OpenAICall<ChatCompletionCreateParamsStreaming> {
  const usage = { stream_options: { include_usage: true } };
  const { params, warnings } = callOf(request, target, usage);
  return { params: { ...params, stream: true }, warnings };
}

function callOf(request: ChatRequest, target: OpenAITarget, more: Params): OpenAICall {
  const takes = capabilitiesOf(request.model, target.profile);
  const warnings: Warning[] = [];
  const effort = effortOf(request, takes, warnings);
  const params: ChatCompletionCreateParamsNonStreaming = {
    model: request.model,
    messages: toOpenAIMessages(request, takes.reasoning ? 'developer' : 'system'),
    ...lengthOf(request, takes.reasoning || target.atVendor),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...takenSampling(request, takes, effort, warnings),
    ...stopOf(request, takes, warnings),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...toolsOf(request),
    ...(request.outputSchema && { response_format: responseFormat(request.outputSchema) }),
    ...more,
  };
  return { params: overridden(params, forOneAnswer(request, warnings)), warnings };
}

function forOneAnswer(
  { model, providerOptions = {} }: ChatRequest,
  warnings: Warning[],
): JsonObject {
  // A server may take a number that is written as text.
  const dropped = MULTIPLIERS.filter((name) => Number(providerOptions[name]) > 1);
  warnings.push(...dropped.map((name) => multiplierDropped(name, model)));
  const kept = Object.entries(providerOptions).filter(([name]) => !dropped.includes(name));
  return Object.fromEntries(kept);
}

/** OpenAI has renamed `max_tokens` and its reasoning models refuse it; other servers may know nothing else. */
function lengthOf({ maxOutputTokens }: ChatRequest, renamed: boolean): Params {
  if (maxOutputTokens === undefined) return {};
  return renamed ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens };
}

function effortOf(
  request: ChatRequest,
  takes: OpenAICapabilities,
  warnings: Warning[],
): VendorEffort | undefined {
  const { model, reasoningEffort, tools = [] } = request;
  if (takes.toolsWithReasoning || tools.length === 0) return takenEffort(request, takes, warnings);
  if (reasoningEffort !== 'none') {
    const how = 'it takes tools only without reasoning';
    warnings.push(parameterAdjusted('reasoningEffort', model, how));
  }
  return 'none';
}

function stopOf(
  { model, stopSequences }: ChatRequest,
  takes: OpenAICapabilities,
  warnings: Warning[],
): Params {
  if (stopSequences === undefined) return {};
  if (takes.stop) return { stop: [...stopSequences] };
  warnings.push(parameterDropped('stopSequences', model));
  return {};
}

function toolsOf({ tools = [], toolChoice }: ChatRequest): Params {
  // A choice without tools is refused.
  if (tools.length === 0) return {};
  return {
    tools: tools.map(toolParam),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoiceParam(toolChoice) }),
  };
}

function toolParam({ name, description, inputSchema }: ChatTool): ChatCompletionTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters: { ...inputSchema },
    },
  };
}

function toolChoiceParam(choice: ToolChoice): ChatCompletionToolChoiceOption {
  if (typeof choice === 'string') return choice;
  return { type: 'function', function: { name: choice.toolName } };
}
