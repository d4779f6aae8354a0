import type {
  FunctionTool,
  ResponseCreateParamsBase,
  ToolChoiceFunction,
  ToolChoiceOptions,
} from 'openai/resources/responses/responses';
import type { Warning } from '../../../contracts/basics.js';
import type { ChatRequest, ChatTool, ToolChoice } from '../../../contracts/chat.js';
import type { ModelProfile } from '../../../contracts/model.js';
import { parameterDropped } from '../../parameter-warnings.js';
import { capabilitiesOf, takenEffort, takenSampling } from '../capabilities.js';
import { overridden } from '../overridden.js';
import { isStrictObject, textFormat } from '../response-format.js';
import { toInputItems } from './messages.js';

/** Who is asked, and as whom. */
export interface ResponsesTarget {
  /** The name of our provider. */
  readonly provider: string;
  readonly profile: ModelProfile | undefined;
}

/** The body of a request, and what had to be left out of it. */
export interface ResponsesCall {
  readonly params: ResponseCreateParamsBase;
  readonly warnings: readonly Warning[];
}

type Params = Partial<ResponseCreateParamsBase>;

/** Chat completions have them, the responses API has not. */
const DROPPED = ['stopSequences', 'seed'] as const;

/**
 * A request in the words of the responses API, which asks to store nothing. What it would refuse is left out, with a
 * warning. `providerOptions` are put over the result as they are, and null takes away what would be sent; but it stays a
 * request for a whole answer.
 */
export function toResponsesCall(request: ChatRequest, target: ResponsesTarget): ResponsesCall {
  const { params, warnings } = callOf(request, target);
  // Options for a stream are refused where there is none.
  const { stream: _stream, stream_options: _streamOptions, ...whole } = params;
  return { params: whole, warnings };
}

/** The same for a stream. */
export function toResponsesStreamCall(
  request: ChatRequest,
  target: ResponsesTarget,
): ResponsesCall {
  const { params, warnings } = callOf(request, target);
  return { params: { ...params, stream: true }, warnings };
}

function callOf(request: ChatRequest, { provider, profile }: ResponsesTarget): ResponsesCall {
  const { model, system, messages, maxOutputTokens, outputSchema } = request;
  const takes = capabilitiesOf(model, profile);
  const warnings = DROPPED.filter((name) => request[name] !== undefined).map((name) =>
    parameterDropped(name, model, 'in the responses API'),
  );
  const effort = takenEffort(request, takes, warnings);
  const params: ResponseCreateParamsBase = {
    model,
    ...(system === undefined ? {} : { instructions: system }),
    input: toInputItems(messages, provider),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(effort === undefined ? {} : { reasoning: { effort } }),
    ...takenSampling(request, takes, effort, warnings),
    ...toolsOf(request),
    ...(outputSchema && { text: { format: textFormat(outputSchema) } }),
    store: false,
    // Models that do not reason refuse to be asked for it.
    ...(takes.efforts && { include: ['reasoning.encrypted_content'] }),
  };
  return { params: overridden(params, request.providerOptions), warnings };
}

function toolsOf({ tools = [], toolChoice }: ChatRequest): Params {
  // A choice without tools is refused.
  if (tools.length === 0) return {};
  return {
    tools: tools.map(toolParam),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoiceParam(toolChoice) }),
  };
}

function toolParam({ name, description, inputSchema }: ChatTool): FunctionTool {
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: { ...inputSchema },
    // Left out, it is on here, and turns what was optional into what is required.
    strict: isStrictObject(inputSchema),
  };
}

function toolChoiceParam(choice: ToolChoice): ToolChoiceOptions | ToolChoiceFunction {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.toolName };
}
