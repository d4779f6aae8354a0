import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expectTypeOf, it } from 'vitest';
import type { ModelProfile } from '../../src/contracts/model.js';
import type { ModelOf, Provider } from '../../src/contracts/provider.js';
import {
  type AnthropicModelId,
  AnthropicProvider,
  type anthropicModels,
} from '../../src/providers/anthropic/index.js';
import {
  type OpenAIModelId,
  OpenAIProvider,
  openaiModels,
} from '../../src/providers/openai/index.js';

describe('the models of a provider', () => {
  it('are the recommended ones by default', () => {
    expectTypeOf<OpenAIModelId>().toEqualTypeOf<'gpt-6.1-sol' | 'gpt-6.1-terra' | 'gpt-6-luna'>();
    expectTypeOf<AnthropicModelId>().toEqualTypeOf<
      'claude-opus-5-5' | 'claude-sonnet-5-5' | 'claude-haiku-5-5'
    >();
    const openai = new OpenAIProvider({ apiKey: 'k' });
    const anthropic = new AnthropicProvider();
    expectTypeOf<ModelOf<typeof openai>>().toEqualTypeOf<`openai/${OpenAIModelId}`>();
    expectTypeOf<ModelOf<typeof anthropic>>().toEqualTypeOf<`anthropic/${AnthropicModelId}`>();
    expectTypeOf<ModelOf<OpenAIProvider>>().toEqualTypeOf<`openai/${OpenAIModelId}`>();
  });

  it('are those that were named, and the name is the one that was given', () => {
    const narrowed = new OpenAIProvider({ models: ['gpt-6-luna'] });
    expectTypeOf<ModelOf<typeof narrowed>>().toEqualTypeOf<'openai/gpt-6-luna'>();
    const groq = new OpenAIProvider({
      name: 'groq',
      baseURL: 'https://x',
      models: ['llama-5', { id: 'qwen-4', contextWindow: 128_000 }],
    });
    expectTypeOf<ModelOf<typeof groq>>().toEqualTypeOf<'groq/llama-5' | 'groq/qwen-4'>();
    const eu = new AnthropicProvider({ name: 'anthropic-eu', models: ['claude-haiku-5-5'] });
    expectTypeOf<ModelOf<typeof eu>>().toEqualTypeOf<'anthropic-eu/claude-haiku-5-5'>();
  });

  it('may be known only at run time', () => {
    const ids: string[] = [];
    const open = new OpenAIProvider({ models: ids });
    expectTypeOf<ModelOf<typeof open>>().toEqualTypeOf<`openai/${string}`>();
    expectTypeOf<[typeof open]>().toExtend<Provider[]>();
  });
});

describe('the options of a provider', () => {
  it('take an undefined key and the clients of the SDKs', () => {
    const apiKey: string | undefined = undefined as string | undefined;
    expectTypeOf(new OpenAIProvider({ apiKey })).toExtend<Provider>();
    const openai = new OpenAIProvider({ client: new OpenAI({ apiKey: 'k' }) });
    expectTypeOf(openai).toExtend<Provider>();
    const anthropic = new AnthropicProvider({ client: new Anthropic({ apiKey: 'k' }) });
    expectTypeOf(anthropic).toExtend<Provider>();
  });

  it('take nothing else', () => {
    // @ts-expect-error misspelt
    expectTypeOf(new OpenAIProvider({ apiKay: 'k' })).toBeObject();
    // @ts-expect-error not one of Anthropic's
    expectTypeOf(new AnthropicProvider({ organization: 'k' })).toBeObject();
    // @ts-expect-error the other vendor's
    expectTypeOf(new OpenAIProvider({ client: new Anthropic({ apiKey: 'k' }) })).toBeObject();
    // @ts-expect-error a profile without an id
    expectTypeOf(new OpenAIProvider({ models: [{ contextWindow: 1 }] })).toBeObject();
  });
});

describe('a catalogue', () => {
  it('is a list of profiles with the ids written out', () => {
    expectTypeOf(openaiModels).toExtend<readonly ModelProfile[]>();
    expectTypeOf<'gpt-4'>().toExtend<(typeof openaiModels)[number]['id']>();
    expectTypeOf<'claude-haiku-4'>().toExtend<(typeof anthropicModels)[number]['id']>();
    expectTypeOf<string>().not.toExtend<(typeof openaiModels)[number]['id']>();
  });
});
