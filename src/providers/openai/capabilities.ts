import type { VendorEffort } from '../reasoning-effort.js';

type Efforts = readonly [VendorEffort, ...VendorEffort[]];

/** What a model takes in a chat completion. */
export interface OpenAICapabilities {
  /** Instructions go as `developer`, the length as `max_completion_tokens`. */
  readonly reasoning: boolean;
  /** `temperature` and `top_p`. */
  readonly sampling: 'always' | 'without-reasoning' | 'never';
  readonly stop: boolean;
  /** Absent: it takes no effort. */
  readonly efforts?: Efforts;
  /** Function tools while it reasons. */
  readonly toolsWithReasoning: boolean;
}

const PLAIN: OpenAICapabilities = {
  reasoning: false,
  sampling: 'always',
  stop: true,
  toolsWithReasoning: true,
};

/** A reasoning model of which nothing else is known: only what all of them take. */
const REASONING: OpenAICapabilities = {
  reasoning: true,
  sampling: 'never',
  stop: true,
  efforts: ['low', 'medium', 'high'],
  toolsWithReasoning: true,
};

/**
 * By the beginning of the id, the first that fits. From what `@ai-sdk/openai` 4 knows and the vendor's guide to
 * reasoning models, November 2026.
 */
const FAMILIES: readonly (readonly [RegExp, Partial<OpenAICapabilities>])[] = [
  [/^(o3|o4-mini)/, { stop: false }],
  [/^o\d/, {}],
  [/^gpt-5(\.\d+)?-pro/, {}],
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

/** What a model takes, by its id, which may stand behind a vendor's name as in `openai/gpt-6-luna`. */
export function capabilitiesOf(model: string): OpenAICapabilities {
  const id = model.slice(model.lastIndexOf('/') + 1);
  const family = FAMILIES.find(([pattern]) => pattern.test(id));
  if (/-chat/.test(id) || (family === undefined && !LATER_GPT.test(id))) return PLAIN;
  return { ...REASONING, ...family?.[1] };
}

/** Models whose reasoning can be switched off take sampling parameters then, and only then. */
function switchable(...efforts: VendorEffort[]): Partial<OpenAICapabilities> {
  return { sampling: 'without-reasoning', efforts: ['none', ...efforts] };
}
