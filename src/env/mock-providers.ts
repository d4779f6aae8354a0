import type { ModelProfile } from '../contracts/model.js';
import { MockSuccessProvider } from '../testing/mock-success-provider.js';
import type { EnvProvider } from './vendor-providers.js';

/** Windows and prices (USD per million tokens) as OpenAI last published them; quality and speed are mock figures. */
const OPENAI = [
  {
    id: 'gpt-4',
    contextWindow: 8_192,
    maxOutputTokens: 8_192,
    price: { input: 30, output: 60 },
    quality: 0.95,
    speed: 0.2,
  },
  {
    id: 'gpt-3.5-turbo',
    contextWindow: 16_385,
    maxOutputTokens: 4_096,
    price: { input: 0.5, output: 1.5 },
    quality: 0.5,
    speed: 0.8,
  },
] as const satisfies readonly ModelProfile[];

/** Mock figures throughout: no model was ever sold under these two names. */
const ANTHROPIC = [
  {
    id: 'claude-sonnet-4',
    contextWindow: 200_000,
    maxOutputTokens: 64_000,
    price: { input: 3, output: 15 },
    quality: 0.85,
    speed: 0.5,
  },
  {
    id: 'claude-haiku-4',
    contextWindow: 200_000,
    maxOutputTokens: 64_000,
    price: { input: 1, output: 5 },
    quality: 0.55,
    speed: 1,
  },
] as const satisfies readonly ModelProfile[];

/** Four models to see the routing by: one good and dear, one good, one fast, one cheap. All of them answer at once. */
export function mockProviders(): readonly EnvProvider[] {
  return [
    new MockSuccessProvider({ name: 'openai', models: OPENAI }),
    new MockSuccessProvider({ name: 'anthropic', models: ANTHROPIC }),
  ];
}
