import type { Capability, ModelProfile } from '../../contracts/model.js';

const ALL: readonly Capability[] = [
  'image-input',
  'file-input',
  'tools',
  'structured-output',
  'reasoning',
];
const LARGE = { contextWindow: 1_000_000, maxOutputTokens: 128_000, capabilities: ALL } as const;
const SMALL = { contextWindow: 200_000, maxOutputTokens: 64_000, capabilities: ALL } as const;
const OPUS_PRICE = { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } as const;

/**
 * Anthropic's models as of 2026-11-23, prices in USD per million tokens; `cacheWrite` is that of the five-minute cache.
 * Ids are never removed, only marked retired. The models of a family share one rate limit, hence their `pool`.
 *
 * `quality` and `speed` are coarse tiers, 0.2 to 1: no vendor publishes scores, so they follow the vendor's own words
 * (fastest, fast, moderate, slower) and prices. Set your own under `models` of the orchestrator. Sources: the ids and
 * lifecycle of `@anthropic-ai/sdk` (2026-11-20), prices of models.dev as of 2026-11-10.
 */
export const anthropicModels = [
  {
    id: 'claude-fable-5-2',
    ...LARGE,
    price: { input: 8, output: 40, cacheRead: 0.2, cacheWrite: 10 },
    quality: 1,
    speed: 0.3,
    pool: 'fable',
    status: 'active',
  },
  {
    id: 'claude-fable-5-1',
    ...LARGE,
    price: { input: 10, output: 50, cacheRead: 0.25, cacheWrite: 12.5 },
    quality: 1,
    speed: 0.3,
    pool: 'fable',
    status: 'active',
  },
  {
    id: 'claude-fable-5',
    ...LARGE,
    price: { input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 },
    quality: 0.9,
    speed: 0.3,
    pool: 'fable',
    status: 'active',
  },
  {
    id: 'claude-opus-5-5',
    ...LARGE,
    price: { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
    quality: 0.9,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-opus-5',
    ...LARGE,
    price: OPUS_PRICE,
    quality: 0.8,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-opus-4-8',
    ...LARGE,
    price: OPUS_PRICE,
    quality: 0.8,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-opus-4-7',
    ...LARGE,
    price: OPUS_PRICE,
    quality: 0.7,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-opus-4-6',
    ...LARGE,
    price: OPUS_PRICE,
    quality: 0.7,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-opus-4-5',
    ...SMALL,
    price: OPUS_PRICE,
    quality: 0.6,
    speed: 0.4,
    pool: 'opus',
    status: 'active',
  },
  {
    id: 'claude-sonnet-5-5',
    ...LARGE,
    price: { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
    quality: 0.8,
    speed: 0.6,
    pool: 'sonnet',
    status: 'active',
  },
  {
    id: 'claude-sonnet-5',
    ...LARGE,
    price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
    quality: 0.7,
    speed: 0.6,
    pool: 'sonnet',
    status: 'active',
  },
  {
    id: 'claude-sonnet-4-6',
    ...LARGE,
    price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    quality: 0.6,
    speed: 0.6,
    pool: 'sonnet',
    status: 'active',
  },
  {
    id: 'claude-sonnet-4-5',
    ...SMALL,
    price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    quality: 0.5,
    speed: 0.6,
    pool: 'sonnet',
    status: 'deprecated',
    retiresOn: '2026-11-30',
    successor: 'claude-sonnet-5-5',
  },
  {
    id: 'claude-haiku-5-5',
    ...LARGE,
    price: {
      input: 0.1,
      output: 0.5,
      cacheRead: 0.01,
      cacheWrite: 0.125,
      long: {
        aboveInputTokens: 100_000,
        input: 0.5,
        output: 2.5,
        cacheRead: 0.05,
        cacheWrite: 0.625,
      },
    },
    quality: 0.6,
    speed: 0.9,
    pool: 'haiku',
    status: 'active',
  },
  {
    id: 'claude-haiku-4-5',
    ...SMALL,
    price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
    quality: 0.5,
    speed: 0.8,
    pool: 'haiku',
    status: 'active',
  },
  {
    id: 'claude-opus-4-1',
    pool: 'opus',
    capabilities: ALL,
    status: 'retired',
    retiresOn: '2026-08-05',
    successor: 'claude-opus-5-5',
  },
  // The next two were never exact ids of the API (`claude-sonnet-4-20250514` was; there was no Haiku 4): names that
  // people wrote into their configurations, kept so that a warning can say what to write instead.
  {
    id: 'claude-sonnet-4',
    pool: 'sonnet',
    capabilities: ALL,
    status: 'retired',
    retiresOn: '2026-06-15',
    successor: 'claude-sonnet-5-5',
  },
  {
    id: 'claude-haiku-4',
    pool: 'haiku',
    capabilities: ALL,
    status: 'retired',
    successor: 'claude-haiku-5-5',
  },
] as const satisfies readonly ModelProfile[];

/** What a provider offers unless it is told: one model for hard, one for everyday and one for cheap work. */
export const defaultAnthropicModels = [
  'claude-opus-5-5',
  'claude-sonnet-5-5',
  'claude-haiku-5-5',
] as const;

/** The ids that an `AnthropicProvider` offers by default. */
export type AnthropicModelId = (typeof defaultAnthropicModels)[number];
/** Every id in {@link anthropicModels}. */
export type AnthropicCatalogueId = (typeof anthropicModels)[number]['id'];
