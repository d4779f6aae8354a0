import type {
  MessageCreateParamsNonStreaming,
  OutputConfig,
  ToolChoice as ToolChoiceParam,
  Tool as ToolParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { Warning } from '../../contracts/basics.js';
import type { ChatRequest, ChatTool } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import { parameterAdjusted, parameterDropped } from '../parameter-warnings.js';
import { nearestEffort } from '../reasoning-effort.js';
import { type AnthropicCapabilities, capabilitiesOf } from './capabilities.js';
import { type Addressee, toAnthropicMessages } from './messages.js';
import { outputFormat } from './output-format.js';

/** Who is asked, and what is known of the model. */
export interface AnthropicTarget extends Addressee {
  readonly profile: ModelProfile | undefined;
}

/** The body of a request, and what had to be left out of it. */
export interface AnthropicCall {
  readonly params: MessageCreateParamsNonStreaming;
  readonly warnings: readonly Warning[];
}

type Params = Partial<MessageCreateParamsNonStreaming>;

/**
 * The Messages API insists on a limit. Without one of the caller's it is the model's own, because thinking counts
 * towards it and an answer cut short is paid for; this one is for models of which nothing is known.
 */
const FALLBACK_MAX_TOKENS = 4_096;

/** Gone from the API since its version 2026-10-21, for every model. */
const DROPPED = ['temperature', 'topP', 'seed'] as const;

/**
 * A request in Anthropic's words, the same with and without a stream. What the model would refuse is left out, with a
 * warning; `providerOptions` are put over the result as they are, but for `stream`, which is not theirs to say.
 */
export function toAnthropicCall(request: ChatRequest, target: AnthropicTarget): AnthropicCall {
  const { model, system, maxOutputTokens, stopSequences } = request;
  const takes = capabilitiesOf(model);
  const warnings = DROPPED.filter((name) => request[name] !== undefined).map((name) =>
    parameterDropped(name, model),
  );
  const choice = toolChoiceOf(request, takes, warnings);
  const params: MessageCreateParamsNonStreaming = {
    model,
    max_tokens: maxOutputTokens ?? target.profile?.maxOutputTokens ?? FALLBACK_MAX_TOKENS,
    ...(system === undefined ? {} : { system }),
    messages: toAnthropicMessages(request.messages, target),
    ...(stopSequences === undefined ? {} : { stop_sequences: [...stopSequences] }),
    ...toolsOf(request, choice),
    ...thoughtAndFormat(request, takes, isForced(choice), warnings),
  };
  const { stream: _, ...options } = request.providerOptions ?? {};
  return { params: { ...params, ...options }, warnings };
}

function toolsOf({ tools = [] }: ChatRequest, choice: ToolChoiceParam | undefined): Params {
  if (tools.length === 0) return {};
  return { tools: tools.map(toolParam), ...(choice === undefined ? {} : { tool_choice: choice }) };
}

function toolParam({ name, description, inputSchema }: ChatTool): ToolParam {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    input_schema: { type: 'object', ...inputSchema },
  };
}

function toolChoiceOf(
  { model, toolChoice, tools = [] }: ChatRequest,
  { forcedTools }: AnthropicCapabilities,
  warnings: Warning[],
): ToolChoiceParam | undefined {
  if (toolChoice === undefined || tools.length === 0) return undefined;
  if (toolChoice === 'auto' || toolChoice === 'none') return { type: toolChoice };
  if (!forcedTools) {
    warnings.push(parameterAdjusted('toolChoice', model, 'it cannot be made to call a tool'));
    return { type: 'auto' };
  }
  return toolChoice === 'required' ? { type: 'any' } : { type: 'tool', name: toolChoice.toolName };
}

function isForced(choice: ToolChoiceParam | undefined): boolean {
  return choice?.type === 'any' || choice?.type === 'tool';
}

function thoughtAndFormat(
  request: ChatRequest,
  takes: AnthropicCapabilities,
  toolForced: boolean,
  warnings: Warning[],
): Params {
  const { thinking, effort } = thoughtOf(request, takes, toolForced, warnings);
  const config: OutputConfig = {
    ...(effort === undefined ? {} : { effort }),
    ...(request.outputSchema && { format: outputFormat(request.outputSchema) }),
  };
  return {
    ...(thinking === undefined ? {} : { thinking: { type: thinking } }),
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
  };
}

interface Thought {
  readonly thinking?: 'adaptive' | 'disabled';
  readonly effort?: NonNullable<OutputConfig['effort']>;
}

function thoughtOf(
  { model, reasoningEffort }: ChatRequest,
  { efforts, thinking }: AnthropicCapabilities,
  toolForced: boolean,
  warnings: Warning[],
): Thought {
  if (reasoningEffort === undefined) return {};
  if (reasoningEffort === 'none' && thinking !== 'always') {
    return thinking === 'by-default' ? { thinking: 'disabled' } : {};
  }
  if (efforts === undefined) {
    warnings.push(parameterDropped('reasoningEffort', model));
    return {};
  }
  const effort = nearestEffort(reasoningEffort, efforts);
  if (effort !== reasoningEffort) {
    warnings.push(parameterAdjusted('reasoningEffort', model, 'the nearest it takes'));
  }
  // Whoever must call a tool may not think first.
  return thinking === 'on-request' && !toolForced ? { thinking: 'adaptive', effort } : { effort };
}
