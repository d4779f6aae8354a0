import type { Warning } from '../../contracts/basics.js';
import type { ChatRequest, ChatTool, ToolChoice } from '../../contracts/chat.js';
import type { CallContext } from '../../contracts/provider.js';
import { parameterDropped } from '../parameter-warnings.js';
import type { AISDKModel } from './ai-sdk-model.js';
import { toPrompt } from './prompt.js';

/** The options of a call, and what had to be left out of them. */
export interface ForeignCall {
  readonly options: object;
  readonly warnings: readonly Warning[];
}

/**
 * A request in the AI SDK's words, the same with and without a stream. What the model refuses beyond that, its own
 * adapter leaves out, with a warning. `providerOptions` are the AI SDK's: by the vendor's name.
 *
 * @param provider - the name of our provider
 */
export function toForeignCall(
  request: ChatRequest,
  { signal }: CallContext,
  provider: string,
  { specificationVersion }: AISDKModel,
): ForeignCall {
  const { maxOutputTokens, temperature, topP, stopSequences, seed, outputSchema } = request;
  const { reasoningEffort, providerOptions } = request;
  const takesEffort = specificationVersion === 'v4';
  const options = {
    prompt: toPrompt(request, provider, specificationVersion),
    maxOutputTokens,
    temperature,
    topP,
    stopSequences: stopSequences && [...stopSequences],
    seed,
    reasoning: takesEffort ? reasoningEffort : undefined,
    responseFormat: outputSchema && { type: 'json', schema: outputSchema },
    ...toolsOf(request),
    providerOptions,
    abortSignal: signal,
  };
  const isDropped = reasoningEffort !== undefined && !takesEffort;
  const because = `through version ${specificationVersion.slice(1)} of the specification`;
  const warnings = isDropped ? [parameterDropped('reasoningEffort', request.model, because)] : [];
  return { options: withoutUndefined(options), warnings };
}

function toolsOf({ tools = [], toolChoice }: ChatRequest): object {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(toolOf),
    ...(toolChoice === undefined ? {} : { toolChoice: choiceOf(toolChoice) }),
  };
}

function toolOf({ name, description, inputSchema }: ChatTool): object {
  return withoutUndefined({ type: 'function', name, description, inputSchema });
}

function choiceOf(choice: ToolChoice): object {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', ...choice };
}

/** Some adapters tell what is absent from what is undefined. */
function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
