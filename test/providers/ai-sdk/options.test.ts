import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/errors/configuration-error.js';
import { Orchestrator } from '../../../src/index.js';
import { AISDKProvider, type AISDKProviderOptions } from '../../../src/providers/ai-sdk/index.js';
import { answering } from './foreign-models.js';

const model = answering();

describe('AISDKProvider', () => {
  it('offers models by their own ids, with the profiles that are given', () => {
    const provider = new AISDKProvider({
      models: [
        model,
        { model, id: 'm-2', price: { input: 1, output: 2 }, capabilities: ['tools'] },
      ],
    });
    expect(provider.name).toBe('ai-sdk');
    expect(provider.models).toEqual([
      { id: 'm' },
      { id: 'm-2', price: { input: 1, output: 2 }, capabilities: ['tools'] },
    ]);
  });

  it('is routed by what is known of its models', async () => {
    const provider = new AISDKProvider({
      name: 'google',
      models: [
        { model, id: 'small', quality: 0.2, capabilities: [] },
        { model, id: 'large', quality: 0.9, capabilities: ['tools'] },
      ],
    });
    const orchestrator = new Orchestrator({ providers: [provider] });
    const { candidates, excluded } = await orchestrator.explain({
      prompt: 'hi',
      tools: [{ name: 'f', inputSchema: {} }],
    });
    expect(candidates.map((candidate) => candidate.model)).toEqual(['google/large']);
    expect(excluded).toMatchObject([{ model: 'google/small', reason: 'lacks-capability' }]);
  });

  it.each([
    ['no models', { models: [] }, 'models'],
    ['an id alone', { models: ['gemini-3-pro'] }, 'models[0]'],
    ['an entry without a model', { models: [{ id: 'x' }] }, 'models[0].model'],
    [
      'a specification that is not known',
      { models: [Object.create(model, { specificationVersion: { value: 'v1' } })] },
      'models[0].specificationVersion',
    ],
    ['a profile with a misspelt field', { models: [{ model, prise: 1 }] }, 'models[0].prise'],
    ['a model twice', { models: [model, model] }, 'models[1]'],
    ['an empty id', { models: [{ model, id: '' }] }, 'models[0].id'],
    ['a name with a slash', { models: [model], name: 'a/b' }, 'name'],
    ['an empty secret', { models: [model], secrets: [''] }, 'secrets[0]'],
    ['a misspelt option', { model: [model] }, 'model'],
  ])('refuses %s, by its path', (_, options, path) => {
    const make = () => new AISDKProvider(options as unknown as AISDKProviderOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ path }));
  });
});
