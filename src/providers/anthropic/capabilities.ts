import type { VendorEffort } from '../reasoning-effort.js';

type AnthropicEffort = Exclude<VendorEffort, 'none' | 'minimal'>;

/** What a Claude model takes. */
export interface AnthropicCapabilities {
  /** Absent: it takes no effort. */
  readonly efforts?: readonly [AnthropicEffort, ...AnthropicEffort[]];
  /** Whether it thinks: only when asked, unless told not to, or in any case. */
  readonly thinking: 'never' | 'on-request' | 'by-default' | 'always';
  /** A tool choice that forces a call. */
  readonly forcedTools: boolean;
}

const ALL_EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
/** Of a model that is not known: what all of the present ones take. */
const LATEST: AnthropicCapabilities = {
  efforts: ALL_EFFORTS,
  thinking: 'always',
  forcedTools: false,
};

/** By the id, the first that fits. From `@anthropic-ai/sdk` 1.12 and `@ai-sdk/anthropic` 4, November 2026. */
const FAMILIES: readonly (readonly [RegExp, AnthropicCapabilities])[] = [
  [/^claude-(sonnet|opus)-5-5|^claude-fable-5-\d/, LATEST],
  [/^claude-fable-5/, { ...LATEST, forcedTools: true }],
  [/^claude-\w+-5/, { efforts: ALL_EFFORTS, thinking: 'by-default', forcedTools: true }],
  [/^claude-\w+-4-[78]/, { efforts: ALL_EFFORTS, thinking: 'on-request', forcedTools: true }],
  [
    /^claude-\w+-4-6/,
    { efforts: ['low', 'medium', 'high', 'max'], thinking: 'on-request', forcedTools: true },
  ],
  [
    /^claude-opus-4-5/,
    { efforts: ['low', 'medium', 'high'], thinking: 'never', forcedTools: true },
  ],
  [/^claude-(\w+-)?[1-4]/, { thinking: 'never', forcedTools: true }],
];

/** What a model takes, by its id, which may stand behind a vendor's name as in `anthropic/claude-opus-5-5`. */
export function capabilitiesOf(model: string): AnthropicCapabilities {
  const id = model.slice(model.lastIndexOf('/') + 1);
  return FAMILIES.find(([pattern]) => pattern.test(id))?.[1] ?? LATEST;
}
