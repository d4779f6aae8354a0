import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from 'openai/resources/chat/completions';
import type { Warning } from '../../contracts/basics.js';
import type { ChatRequest, Tool, ToolChoice } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import { parameterAdjusted, parameterDropped } from '../parameter-warnings.js';
import { nearestEffort, type VendorEffort } from '../reasoning-effort.js';
import { capabilitiesOf, type OpenAICapabilities } from './capabilities.js';
import { toOpenAIMessages } from './messages.js';
import { responseFormat } from './response-format.js';

/** Who is asked. */
export interface OpenAITarget {
  readonly profile: ModelProfile | undefined;
  /** False: a server that speaks the dialect, perhaps an older form of it. */
  readonly atVendor: boolean;
}

/** The body of a request, and what had to be left out of it. */
export interface OpenAICall {
  readonly params: ChatCompletionCreateParamsNonStreaming;
  readonly warnings: readonly Warning[];
}

type Params = Partial<ChatCompletionCreateParamsNonStreaming>;

/**
 * A request in OpenAI's words. What the model would refuse is left out, with a warning; `providerOptions` are put over
 * the result as they are.
 */
export function toOpenAICall(request: ChatRequest, target: OpenAITarget): OpenAICall {
  const takes = targetCapabilities(request.model, target);
  const warnings: Warning[] = [];
  const effort = effortOf(request, takes, warnings);
  const params: ChatCompletionCreateParamsNonStreaming = {
    model: request.model,
    messages: toOpenAIMessages(request, takes.reasoning ? 'developer' : 'system'),
    ...lengthOf(request, takes.reasoning || target.atVendor),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...samplingOf(request, takes, effort, warnings),
    ...toolsOf(request),
    ...(request.outputSchema && { response_format: responseFormat(request.outputSchema) }),
  };
  return { params: { ...params, ...request.providerOptions }, warnings };
}

/** A server of somebody else may have reasoning models of its own; its profile says so. */
function targetCapabilities(model: string, { profile }: OpenAITarget): OpenAICapabilities {
  const takes = capabilitiesOf(model);
  const reasons = profile?.capabilities?.includes('reasoning') === true;
  return takes.reasoning || !reasons ? takes : { ...takes, efforts: ['low', 'medium', 'high'] };
}

/** OpenAI has renamed `max_tokens` and its reasoning models refuse it; other servers may know nothing else. */
function lengthOf({ maxOutputTokens }: ChatRequest, renamed: boolean): Params {
  if (maxOutputTokens === undefined) return {};
  return renamed ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens };
}

function effortOf(
  { model, reasoningEffort, tools }: ChatRequest,
  takes: OpenAICapabilities,
  warnings: Warning[],
): VendorEffort | undefined {
  if (tools !== undefined && tools.length > 0 && !takes.toolsWithReasoning) {
    if (reasoningEffort !== 'none') {
      warnings.push(
        parameterAdjusted('reasoningEffort', model, 'it takes tools only without reasoning'),
      );
    }
    return 'none';
  }
  if (reasoningEffort === undefined) return undefined;
  if (takes.efforts === undefined) {
    // Not to reason is what such a model does anyway.
    if (reasoningEffort !== 'none') warnings.push(parameterDropped('reasoningEffort', model));
    return undefined;
  }
  const effort = nearestEffort(reasoningEffort, takes.efforts);
  if (effort !== reasoningEffort) {
    warnings.push(parameterAdjusted('reasoningEffort', model, 'the nearest it takes'));
  }
  return effort;
}

function samplingOf(
  request: ChatRequest,
  takes: OpenAICapabilities,
  effort: VendorEffort | undefined,
  warnings: Warning[],
): Params {
  const { model, temperature, topP, stopSequences, seed } = request;
  const sampling = takes.sampling === 'always' || (takes.sampling !== 'never' && effort === 'none');
  const because = takes.sampling === 'without-reasoning' ? 'while it reasons' : undefined;
  const keep = <T>(name: string, value: T | undefined, taken: boolean): T | undefined => {
    if (value === undefined || taken) return value;
    warnings.push(parameterDropped(name, model, because));
    return undefined;
  };
  const params = {
    temperature: keep('temperature', temperature, sampling),
    top_p: keep('topP', topP, sampling),
    stop: keep('stopSequences', stopSequences, takes.stop),
    seed,
  };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

function toolsOf({ tools = [], toolChoice }: ChatRequest): Params {
  // A choice without tools is refused.
  if (tools.length === 0) return {};
  return {
    tools: tools.map(toolParam),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoiceParam(toolChoice) }),
  };
}

function toolParam({ name, description, inputSchema }: Tool): ChatCompletionTool {
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
