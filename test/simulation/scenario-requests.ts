import type { GenerateRequest } from '../../src/contracts/generate.js';
import { type ModelId, PREFERENCES } from '../../src/contracts/model.js';
import type { Dice } from './dice.js';

/** Is in every prompt and every system prompt, and must be in no event and no error. */
export const CANARY = 'canary-5d0c9e';

const PROMPTS = [
  'Write a function that sorts a list of numbers',
  'Explain how photosynthesis works',
  'Write a short poem about the sea',
  'Translate "good morning" to French',
  'Summarize this article in two sentences',
  'What is the capital of Peru?',
] as const;
const TENANTS = ['acme', 'globex', 'initech'] as const;

/** One to five kinds of requests that the callers of one world make. */
export function requestsOf(
  dice: Dice,
  models: readonly ModelId[],
): readonly (string | GenerateRequest)[] {
  return dice.list(dice.whole(1, 5), () => {
    const prompt = `${dice.pick(PROMPTS)} (${CANARY})`;
    if (dice.chance(0.3)) return prompt;
    const settings = requestSettingsOf(dice, models);
    if (dice.chance(0.7)) return { prompt, ...settings };
    return { messages: conversationOf(dice, prompt), ...settings };
  });
}

function conversationOf(dice: Dice, prompt: string): NonNullable<GenerateRequest['messages']> {
  const turns = dice.list(dice.whole(0, 4), (index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: `${CANARY} `.repeat(dice.size(1, 100)),
  }));
  return [...turns, { role: 'user', content: prompt }];
}

function requestSettingsOf(
  dice: Dice,
  models: readonly ModelId[],
): Omit<GenerateRequest, 'prompt' | 'messages'> {
  return {
    system: dice.maybe(0.2, () => `You are terse. ${CANARY}`),
    maxOutputTokens: dice.maybe(0.3, () => dice.size(1, 2_000)),
    preference: dice.maybe(0.3, () => dice.pick(PREFERENCES)),
    intent: dice.maybe(0.2, () => dice.pick(['writing', 'general'])),
    model: dice.maybe(0.2, () => (dice.chance(0.5) ? dice.some(models)[0] : dice.some(models))),
    exclude: dice.maybe(0.1, () => dice.some(models).slice(0, 1)),
    tenant: dice.maybe(0.5, () => dice.pick(TENANTS)),
    maxCostUsd: dice.maybe(0.15, () => dice.size(100, 50_000) / 1_000_000),
    maxAttempts: dice.maybe(0.2, () => dice.whole(1, 6)),
    timeouts: dice.maybe(0.2, () => ({
      totalMs: dice.maybe(0.7, () => dice.size(50, 60_000)),
      attemptMs: dice.maybe(0.4, () => dice.size(50, 20_000)),
      firstTokenMs: dice.maybe(0.3, () => dice.size(50, 10_000)),
      idleMs: dice.maybe(0.3, () => dice.size(1, 10_000)),
    })),
    output: dice.maybe(0.05, () => ({
      type: 'object',
      properties: { answer: { type: 'string' } },
    })),
  };
}
