import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3ToolChoice,
  SharedV3Warning,
} from '@ai-sdk/provider';
import type { JsonSchema } from '../contracts/basics.js';
import type { ReasoningEffort, ToolChoice } from '../contracts/chat.js';
import type { GenerateRequest, Tool } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks } from '../support/checks.js';
import { toMessages } from './prompt.js';
import { type LanguageModelSettings, NAMESPACE, settingsOf } from './settings.js';
import { unsupported } from './warnings.js';

/** Version 4 has one option more, which `ai` 7 passes on to models of version 3. */
export type CallOptions = LanguageModelV3CallOptions & { readonly reasoning?: string | undefined };

/** A request of ours, and what had to be left out of it. */
export interface OwnRequest {
  readonly request: GenerateRequest;
  readonly warnings: readonly SharedV3Warning[];
}

const check = new Checks(InvalidRequestError);
/** Those of the AI SDK's parameters that not every vendor has. */
const DROPPED = ['topK', 'presencePenalty', 'frequencyPenalty'] as const;

/**
 * A call of the AI SDK as a request to an orchestrator. What the call says of its own goes before the settings of the
 * model.
 *
 * @throws InvalidRequestError
 */
export function toRequest(options: CallOptions, settings: LanguageModelSettings): OwnRequest {
  const { maxOutputTokens, temperature, topP, stopSequences, seed, abortSignal } = options;
  const warnings = DROPPED.filter((name) => options[name] !== undefined).map((name) =>
    unsupported(name),
  );
  const request: GenerateRequest = {
    ...settings,
    ...effortOf(options.reasoning),
    ...settingsOfCall(options, warnings),
    messages: toMessages(options.prompt, warnings),
    ...toolsOf(options, warnings),
    ...outputOf(options.responseFormat, warnings),
    maxOutputTokens,
    temperature,
    topP,
    stopSequences,
    seed,
    signal: abortSignal,
  };
  return { request, warnings };
}

function settingsOfCall(
  { providerOptions = {} }: CallOptions,
  warnings: SharedV3Warning[],
): LanguageModelSettings {
  const { [NAMESPACE]: own, ...others } = providerOptions;
  const details = `only ${JSON.stringify(NAMESPACE)} is read: any model may answer`;
  for (const name of Object.keys(others)) {
    warnings.push(unsupported(`providerOptions.${name}`, details));
  }
  return settingsOf(own, `providerOptions[${JSON.stringify(NAMESPACE)}]`, check);
}

/** Ours know one step less. */
function effortOf(reasoning: string | undefined): Pick<LanguageModelSettings, 'reasoningEffort'> {
  if (reasoning === undefined || reasoning === 'provider-default') return {};
  return { reasoningEffort: (reasoning === 'xhigh' ? 'max' : reasoning) as ReasoningEffort };
}

function toolsOf(
  { tools = [], toolChoice }: CallOptions,
  warnings: SharedV3Warning[],
): Pick<GenerateRequest, 'tools' | 'toolChoice'> {
  const own: Tool[] = [];
  for (const tool of tools) {
    if (tool.type === 'function') own.push(toolOf(tool));
    else warnings.push(unsupported(`tool ${tool.id}`, 'a vendor’s own tool: any model may answer'));
  }
  if (own.length === 0) return {};
  return toolChoice === undefined
    ? { tools: own }
    : { tools: own, toolChoice: choiceOf(toolChoice) };
}

function toolOf({ name, description, inputSchema }: LanguageModelV3FunctionTool): Tool {
  return { name, description, inputSchema: inputSchema as JsonSchema };
}

function choiceOf(choice: LanguageModelV3ToolChoice): ToolChoice {
  return choice.type === 'tool' ? { toolName: choice.toolName } : choice.type;
}

function outputOf(
  format: CallOptions['responseFormat'],
  warnings: SharedV3Warning[],
): Pick<GenerateRequest, 'output'> {
  if (format?.type !== 'json') return {};
  if (format.schema !== undefined) return { output: format.schema as JsonSchema };
  warnings.push(
    unsupported('responseFormat', 'JSON needs a schema: without one it is not asked for'),
  );
  return {};
}
