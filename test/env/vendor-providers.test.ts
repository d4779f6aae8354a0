import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/env/variables.js';
import { namesVendor, vendorProviders } from '../../src/env/vendor-providers.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { AnthropicProvider } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';

const LOCAL = 'http://127.0.0.1:11434/v1';

function failure(env: Environment): ConfigurationError {
  try {
    vendorProviders(env);
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error;
  }
  throw new Error('expected a ConfigurationError');
}

describe('the vendors of an environment', () => {
  it('are those whose key is set', () => {
    const [openai, ...others] = vendorProviders({ OPENAI_API_KEY: 'sk-1' });
    expect(openai).toBeInstanceOf(OpenAIProvider);
    expect(openai?.name).toBe('openai');
    expect(others).toEqual([]);
    const [anthropic] = vendorProviders({ ANTHROPIC_API_KEY: 'sk-2' });
    expect(anthropic).toBeInstanceOf(AnthropicProvider);
    expect(anthropic?.name).toBe('anthropic');
  });

  it('are both where both keys are set', () => {
    const both = vendorProviders({ OPENAI_API_KEY: 'sk-1', ANTHROPIC_API_KEY: 'sk-2' });
    expect(both.map(({ name }) => name)).toEqual(['openai', 'anthropic']);
  });

  it.each([
    ['OPENAI_BASE_URL', 'openai'],
    ['ANTHROPIC_BASE_URL', 'anthropic'],
  ])('may be a server that wants no key: %s is enough', (variable, name) => {
    expect(vendorProviders({ [variable]: LOCAL }).map((provider) => provider.name)).toEqual([name]);
  });

  it('are not there where their variables are blank', () => {
    const env = { OPENAI_API_KEY: 'sk-1', ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: ' ' };
    expect(vendorProviders(env)).toHaveLength(1);
  });
});

describe('the models of a vendor', () => {
  it('are the recommended ones', () => {
    const [provider] = vendorProviders({ OPENAI_API_KEY: 'sk-1' });
    expect(provider?.models.map(({ id }) => id)).toEqual([
      'gpt-6.1-sol',
      'gpt-6.1-terra',
      'gpt-6-luna',
    ]);
  });

  it.each(['OPENAI', 'ANTHROPIC'])('are those that %s_MODELS lists', (vendor) => {
    const [provider] = vendorProviders({
      [`${vendor}_BASE_URL`]: LOCAL,
      [`${vendor}_MODELS`]: 'llama-5, qwen-4',
    });
    expect(provider?.models).toEqual([{ id: 'llama-5' }, { id: 'qwen-4' }]);
  });

  it('alone name no vendor', () => {
    expect(namesVendor({ OPENAI_MODELS: 'gpt-6-luna' })).toBe(false);
  });
});

describe('an environment', () => {
  it.each(['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL'])(
    'names a vendor by %s',
    (variable) => {
      expect(namesVendor({ [variable]: 'x' })).toBe(true);
      expect(namesVendor({ [variable]: ' ' })).toBe(false);
    },
  );

  it('without a vendor is refused, and every variable that would do is named', () => {
    expect(failure({ PATH: '/bin' }).message).toBe(
      'no vendor to ask: set OPENAI_API_KEY or ANTHROPIC_API_KEY, or, for a server that wants no key, ' +
        'OPENAI_BASE_URL or ANTHROPIC_BASE_URL; LLM_ORCHESTRATOR_MOCK=1 answers with mocks',
    );
  });
});

describe('a wrong variable', () => {
  it.each([
    ['OPENAI_API_KEY', { OPENAI_API_KEY: 'sk secret' }, 'visible ASCII'],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: 'sk secret' }, 'visible ASCII'],
    ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'http://example.com' }, 'expected https, got http'],
    ['OPENAI_MODELS', { OPENAI_API_KEY: 'k', OPENAI_MODELS: 'a,b,a' }, 'expected each model once'],
    ['ANTHROPIC_MODELS', { ANTHROPIC_API_KEY: 'k', ANTHROPIC_MODELS: ',' }, 'at least one'],
  ])('is named: %s', (variable, env, expected) => {
    const { path, message } = failure(env);
    expect(path).toBe(variable);
    expect(message).toMatch(new RegExp(`^${variable}: expected `));
    expect(message).toContain(expected);
  });

  it('is not quoted', () => {
    expect(failure({ OPENAI_API_KEY: 'sk secret' }).message).not.toContain('secret');
  });
});
