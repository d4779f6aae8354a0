/** `provider/model`, as in `openai/gpt-6-luna`: how a model is called everywhere outside its provider. */
export type ModelId<Name extends string = string, Id extends string = string> = `${Name}/${Id}`;

/** 0 (worst) to 1 (best). */
export type Score = number;

/** What a request may prefer. */
export const PREFERENCES = ['cost', 'speed', 'quality', 'balanced'] as const;
/** What matters most: the price, the time, the answer, or a bit of each. */
export type Preference = (typeof PREFERENCES)[number];

/** What a model may be able to do. */
export const CAPABILITIES = [
  'image-input',
  'file-input',
  'tools',
  'structured-output',
  'reasoning',
] as const;
/** Something that a request may need of a model. */
export type Capability = (typeof CAPABILITIES)[number];

/** USD per million tokens. An absent cache price is the input price. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** Prices of the whole request once its input exceeds so many tokens. */
  readonly long?: (Omit<Price, 'long'> & { readonly aboveInputTokens: number }) | undefined;
}

/** What is known of a model. Only `id` is required: what is absent excludes nothing, and its cost is unknown, not 0. */
export interface ModelProfile<Id extends string = string> {
  /** The vendor's own id, without the provider's name. */
  readonly id: Id;
  /** Tokens, input and output together. */
  readonly contextWindow?: number | undefined;
  readonly maxInputTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly price?: Price | undefined;
  readonly quality?: Score | undefined;
  /** Where a model is better or worse than its `quality`. */
  readonly qualityByIntent?: { readonly [intent: string]: Score } | undefined;
  /** Before anything is measured. */
  readonly speed?: Score | undefined;
  /** The full list. Absent: unknown, so never a reason to exclude. */
  readonly capabilities?: readonly Capability[] | undefined;
  /** Models that share one rate limit at the vendor, as all Claude Opus do. */
  readonly pool?: string | undefined;
  readonly status?: 'active' | 'deprecated' | 'retired' | undefined;
  /** ISO date. */
  readonly retiresOn?: string | undefined;
  readonly successor?: string | undefined;
}
