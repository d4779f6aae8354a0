import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelProfile, Orchestrator } from '../../src/index.js';
import { AnthropicProvider, anthropicModels } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider, openaiModels } from '../../src/providers/openai/index.js';

const PROMPTS = {
  code_generation: 'Write a Python function that reverses a linked list',
  education: 'Explain how photosynthesis works and why it matters',
  writing: 'Write a short poem about the first snow',
  translation: 'Translate "good morning, my friend" into Spanish',
  summarization: 'Summarize the following article in three bullet points: The harbour was quiet.',
  general: 'What should I cook tonight with eggs and rice?',
} as const;
const PREFERENCES = ['cost', 'speed', 'quality'] as const;
/** What the fake reports, in the words of both vendors. */
const USAGE = { prompt_tokens: 210, completion_tokens: 80, input_tokens: 210, output_tokens: 80 };

describe('both real SDKs against a fake vendor that others wrote', () => {
  const fake = new LLMock({ port: 0 });

  beforeAll(async () => {
    for (const [intent, prompt] of Object.entries(PROMPTS)) {
      fake.onMessage(prompt, { content: `an answer of ${intent}`, usage: USAGE });
    }
    await fake.start();
  });
  afterAll(() => fake.stop());

  const make = () =>
    new Orchestrator({
      providers: [
        new OpenAIProvider({ apiKey: 'key', baseURL: `${fake.url}/v1` }),
        new AnthropicProvider({ apiKey: 'key', baseURL: fake.url }),
      ],
    });

  for (const [intent, prompt] of Object.entries(PROMPTS)) {
    it(`route ${intent} by each preference as explained, at the cost that was reported`, async () => {
      const orchestrator = make();
      for (const preference of PREFERENCES) {
        const plan = await orchestrator.explain({ prompt, preference });
        const answer = await orchestrator.generate({ prompt, preference });
        expect(answer.model).toBe(plan.candidates[0]?.model);
        expect(answer).toMatchObject({ intent, text: `an answer of ${intent}`, fellBack: false });
        expect(answer.usage).toEqual({
          inputTokens: 210,
          outputTokens: 80,
          totalTokens: 290,
          source: 'reported',
          ...('cachedInputTokens' in answer.usage && { cachedInputTokens: 0 }),
          ...('cacheWriteTokens' in answer.usage && { cacheWriteTokens: 0 }),
          ...('reasoningTokens' in answer.usage && { reasoningTokens: 0 }),
        });
        const { input, output } = priceOf(answer.model);
        expect(answer.costUsd).toBeCloseTo((210 * input + 80 * output) / 1e6, 9);
      }
      const { models } = await orchestrator.stats();
      const tokens = models.reduce((sum, { lastHour }) => sum + lastHour.inputTokens, 0);
      expect(tokens).toBe(3 * 210);
    });
  }
});

function priceOf(model: string): { readonly input: number; readonly output: number } {
  const catalogue: readonly ModelProfile[] = [...openaiModels, ...anthropicModels];
  const profile = catalogue.find(({ id }) => model.endsWith(`/${id}`));
  if (profile?.price === undefined) throw new Error(`no price of ${model}`);
  return profile.price;
}
