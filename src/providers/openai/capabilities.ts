import type { Warning } from '../../contracts/basics.js';
import type { ChatRequest } from '../../contracts/chat.js';
import type { ModelProfile } from '../../contracts/model.js';
import { parameterAdjusted, parameterDropped } from '../parameter-warnings.js';
import { nearestEffort, type VendorEffort } from '../reasoning-effort.js';

type Efforts = readonly [VendorEffort, ...VendorEffort[]];

/** What a model takes. */
export interface OpenAICapabilities {
  /** In chat completions, instructions go as `developer`, the length as `max_completion_tokens`. */
  readonly reasoning: boolean;
  /** `temperature` and `top_p`. */
  readonly sampling: 'always' | 'without-reasoning' | 'never';
  /** Stop sequences, which only chat completions have. */
  readonly stop: boolean;
  /** Absent: it takes no effort. */
  readonly efforts?: Efforts;
  /** Function tools while it reasons, in chat completions. */
  readonly toolsWithReasoning: boolean;
  /** Chat completions do not know it. */
  readonly responsesOnly: boolean;
}

const PLAIN: OpenAICapabilities = {
  reasoning: false,
  sampling: 'always',
  stop: true,
  toolsWithReasoning: true,
  responsesOnly: false,
};

/** A reasoning model of which nothing else is known: only what all of them take. */
const REASONING: OpenAICapabilities = {
  reasoning: true,
  sampling: 'never',
  stop: true,
  efforts: ['low', 'medium', 'high'],
  toolsWithReasoning: true,
  responsesOnly: false,
};

/**
 * By the beginning of the id, the first that fits. From what `@ai-sdk/openai` 4 knows and the vendor's guide to
 * reasoning models, November 2026.
 */
const FAMILIES: readonly (readonly [RegExp, Partial<OpenAICapabilities>])[] = [
  [/^(o3|o4-mini)/, { stop: false }],
  [/^o\d/, {}],
  [/^gpt-5-pro/, { efforts: ['high'] }],
  [/^gpt-[\d.]+-pro/, { efforts: ['medium', 'high', 'xhigh'] }],
  [/^gpt-5(\.1)?-codex(?!-max)/, {}],
  [/^gpt-[\d.]+-codex/, { efforts: ['low', 'medium', 'high', 'xhigh'] }],
  [/^gpt-(6-astra|6\.1-sol)/, { efforts: ['low', 'medium', 'high', 'xhigh', 'max'] }],
  [/^gpt-(6-sol|6-luna|6\.1-terra)/, switchable('low', 'medium', 'high', 'xhigh', 'max')],
  [
    /^gpt-5\.6/,
    { ...switchable('low', 'medium', 'high', 'xhigh', 'max'), toolsWithReasoning: false },
  ],
  [/^gpt-5\.[2-5]/, switchable('low', 'medium', 'high', 'xhigh')],
  [/^gpt-5\.1/, switchable('low', 'medium', 'high')],
  [/^gpt-5/, { efforts: ['minimal', 'low', 'medium', 'high'] }],
];
/** Azure writes GPT-3.5 as `gpt-35`. */
const LATER_GPT = /^gpt-([5-9]|[12]\d)/;
/** Families that the `openai` package lists, with few exceptions, beside its `ChatModel`: for responses alone. */
const RESPONSES_ONLY = /-(pro|codex|cyber|rosalind|deep-research)\b/;

/**
 * What a model takes, by its id, which may stand behind a vendor's name as in `openai/gpt-6-luna`. A server of somebody
 * else may have reasoning models of its own: their profiles say so.
 */
export function capabilitiesOf(model: string, profile?: ModelProfile): OpenAICapabilities {
  const id = model.slice(model.lastIndexOf('/') + 1);
  const family = FAMILIES.find(([pattern]) => pattern.test(id));
  if (/-chat/.test(id) || (family === undefined && !LATER_GPT.test(id))) {
    const reasons = profile?.capabilities?.includes('reasoning') === true;
    return reasons ? { ...PLAIN, efforts: ['low', 'medium', 'high'] } : PLAIN;
  }
  return { ...REASONING, responsesOnly: RESPONSES_ONLY.test(id), ...family?.[1] };
}

/** Whether chat completions would refuse the request, or take it only if the model does not reason. */
export function needsResponses(
  { tools = [], reasoningEffort }: ChatRequest,
  takes: OpenAICapabilities,
): boolean {
  if (takes.responsesOnly) return true;
  return !takes.toolsWithReasoning && tools.length > 0 && reasoningEffort !== 'none';
}

/** The effort that was asked for, or the nearest that the model takes, with a warning. */
export function takenEffort(
  { model, reasoningEffort }: ChatRequest,
  { efforts }: OpenAICapabilities,
  warnings: Warning[],
): VendorEffort | undefined {
  if (reasoningEffort === undefined) return undefined;
  if (efforts === undefined) {
    // Not to reason is what such a model does anyway.
    if (reasoningEffort !== 'none') warnings.push(parameterDropped('reasoningEffort', model));
    return undefined;
  }
  const effort = nearestEffort(reasoningEffort, efforts);
  if (effort !== reasoningEffort) {
    warnings.push(parameterAdjusted('reasoningEffort', model, 'the nearest it takes'));
  }
  return effort;
}

/** Temperature and the like if the model takes them at this effort; else nothing, with a warning for each. */
export function takenSampling(
  request: ChatRequest,
  { sampling }: OpenAICapabilities,
  effort: VendorEffort | undefined,
  warnings: Warning[],
): { temperature?: number; top_p?: number } {
  const { model, temperature, topP } = request;
  if (sampling === 'always' || (sampling === 'without-reasoning' && effort === 'none')) {
    return {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { top_p: topP }),
    };
  }
  const because = sampling === 'never' ? undefined : 'while it reasons';
  for (const name of ['temperature', 'topP'] as const) {
    if (request[name] !== undefined) warnings.push(parameterDropped(name, model, because));
  }
  return {};
}

/** Models whose reasoning can be switched off take sampling parameters then, and only then. */
function switchable(...efforts: VendorEffort[]): Partial<OpenAICapabilities> {
  return { sampling: 'without-reasoning', efforts: ['none', ...efforts] };
}
