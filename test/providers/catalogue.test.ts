import { describe, expect, it } from 'vitest';
import type { ModelProfile, Price } from '../../src/contracts/model.js';
import { AnthropicProvider, anthropicModels } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider, openaiModels } from '../../src/providers/openai/index.js';

const CATALOGUES: [string, readonly ModelProfile[], readonly ModelProfile[]][] = [
  ['openai', openaiModels, new OpenAIProvider({ apiKey: 'k'.repeat(9) }).models],
  ['anthropic', anthropicModels, new AnthropicProvider({ apiKey: 'k'.repeat(9) }).models],
];

const amounts = ({ input, output, cacheRead, cacheWrite }: Omit<Price, 'long'>) =>
  [input, output, cacheRead, cacheWrite].filter((amount) => amount !== undefined);

describe.each(CATALOGUES)('the catalogue of %s', (_vendor, catalogue, defaults) => {
  const byId = new Map(catalogue.map((profile) => [profile.id, profile]));
  const ids = (holds: (profile: ModelProfile) => boolean) =>
    catalogue.filter((profile) => !holds(profile)).map(({ id }) => id);
  const tiers = ({ price }: ModelProfile) =>
    [price, price?.long].filter((tier) => tier !== undefined);

  it('has every id once', () => {
    expect(byId.size).toBe(catalogue.length);
  });

  it('has prices that are positive', () => {
    const wrong = ids((profile) =>
      tiers(profile).every((tier) => amounts(tier).every((amount) => amount > 0)),
    );
    expect(wrong).toEqual([]);
  });

  it('has output dearer than input, reading a cache cheaper and writing one dearer', () => {
    const wrong = ids((profile) =>
      tiers(profile).every(
        ({ input, output, cacheRead = 0, cacheWrite = Number.POSITIVE_INFINITY }) =>
          output > input && cacheRead < input && cacheWrite > input,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('has long prompts dearer than short ones', () => {
    const wrong = ids(({ price }) => !price?.long || price.long.input > price.input);
    expect(wrong).toEqual([]);
  });

  it('has the price, the window and the capabilities of every model that can be called', () => {
    const known = expect.objectContaining({
      price: expect.any(Object),
      contextWindow: expect.any(Number),
      maxOutputTokens: expect.any(Number),
      capabilities: expect.arrayContaining(['tools', 'structured-output']),
      quality: expect.any(Number),
      speed: expect.any(Number),
    });
    const callable = catalogue.filter(({ status }) => status !== 'retired');
    expect(callable).toEqual(callable.map(() => known));
  });

  it('has scores between 0.2 and 1', () => {
    const wrong = ids(({ quality = 1, speed = 1 }) =>
      [quality, speed].every((score) => score >= 0.2 && score <= 1),
    );
    expect(wrong).toEqual([]);
  });

  it('has windows that hold the input and the output', () => {
    const wrong = ids(
      ({ contextWindow = Number.POSITIVE_INFINITY, maxInputTokens = 0, maxOutputTokens = 0 }) =>
        maxInputTokens < contextWindow && maxOutputTokens <= contextWindow,
    );
    expect(wrong).toEqual([]);
  });

  it('names for whatever ends a day that exists', () => {
    const dates = catalogue.flatMap(({ retiresOn }) => retiresOn ?? []);
    expect(dates.map((date) => new Date(date).toISOString().slice(0, 10))).toEqual(dates);
  });

  it('names for whatever ends, and for nothing else, a successor that lives', () => {
    const wrong = ids(({ status, successor }) =>
      status === 'active'
        ? successor === undefined
        : byId.get(successor ?? '')?.status === 'active',
    );
    expect(wrong).toEqual([]);
  });

  it('has retired what ended before its date, and nothing that ends after', () => {
    const wrong = ids(
      ({ status, retiresOn }) =>
        retiresOn === undefined || retiresOn < '2026-11-23' === (status === 'retired'),
    );
    expect(wrong).toEqual([]);
  });

  it('offers by default a few models that live, none of them a -pro', () => {
    expect(defaults).toHaveLength(3);
    expect(defaults).toEqual(defaults.map(({ id }) => byId.get(id)));
    expect(defaults.map(({ status }) => status)).toEqual(['active', 'active', 'active']);
    expect(defaults.map(({ id }) => id).join()).not.toContain('-pro');
  });
});

it('the catalogue of openai has a model that only the responses API serves, but not by default', () => {
  const pro = openaiModels.find(({ id }) => id === 'gpt-5.5-pro');
  const { models } = new OpenAIProvider({ apiKey: 'k'.repeat(9), models: ['gpt-5.5-pro'] });
  expect(models).toEqual([pro]);
  expect(pro).toMatchObject({ status: 'active', price: { input: 30, output: 180 } });
});

describe('the models that people had configured', () => {
  it.each([
    [openaiModels, 'gpt-4', 'gpt-6.1-sol'],
    [openaiModels, 'gpt-3.5-turbo', 'gpt-6-luna'],
    [anthropicModels, 'claude-sonnet-4', 'claude-sonnet-5-5'],
    [anthropicModels, 'claude-haiku-4', 'claude-haiku-5-5'],
  ] as const)(
    'are retired and have a successor',
    (catalogue: readonly ModelProfile[], id, successor) => {
      expect(catalogue.find((profile) => profile.id === id)).toMatchObject({
        status: 'retired',
        successor,
      });
    },
  );

  it('of Anthropic share one limit with their family', () => {
    for (const { id, pool } of anthropicModels) expect(id).toContain(pool);
  });
});
