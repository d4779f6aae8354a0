import { inspect } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { anthropicClient } from '../../src/providers/anthropic/anthropic-client.js';
import { AnthropicProvider } from '../../src/providers/anthropic/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import { openAIClient } from '../../src/providers/openai/openai-client.js';
import { answerBody, CANARY_KEY, callContext, hello } from '../support/dialects.js';
import { startFaultServer } from '../support/fault-server.js';

const PROVIDERS = [
  ['openai', OpenAIProvider],
  ['anthropic', AnthropicProvider],
] as const;

afterEach(() => vi.unstubAllEnvs());

describe.each(PROVIDERS)('the options of %s', (dialect, Provider) => {
  const make = (options: object) => new Provider(options as { apiKey: string });
  const refusal = (options: object): ConfigurationError => {
    try {
      make(options);
    } catch (error) {
      if (ConfigurationError.isInstance(error)) return error;
      throw error;
    }
    return expect.unreachable('it was accepted');
  };

  it('need a key, a client or an address', () => {
    expect(refusal({}).path).toBe('apiKey');
    expect(refusal({ apiKey: undefined }).message).toContain(
      'an API key, a client, or the baseURL',
    );
    expect(() => new Provider()).toThrow(ConfigurationError);
    expect(make({ apiKey: CANARY_KEY }).name).toBe(dialect);
    expect(make({ baseURL: 'https://llm.example' }).name).toBe(dialect);
  });

  it.each([
    [{ apiKey: '' }, 'apiKey'],
    [{ apiKey: 7 }, 'apiKey'],
    [{ apiKey: null }, 'apiKey'],
    [{ apiKey: `${CANARY_KEY}\n` }, 'apiKey'],
    [{ apiKey: `${CANARY_KEY} x` }, 'apiKey'],
    [{ baseURL: 'llm.example' }, 'baseURL'],
    [{ baseURL: 'ftp://llm.example' }, 'baseURL'],
    [{ baseURL: 'http://llm.example' }, 'baseURL'],
    [{ baseURL: 'http://127.0.0.1.example' }, 'baseURL'],
    [{ baseURL: 'https://user:pass@llm.example' }, 'baseURL'],
    [{ baseURL: 'https://user@llm.example' }, 'baseURL'],
    [{ apiKey: CANARY_KEY, name: '' }, 'name'],
    [{ apiKey: CANARY_KEY, name: 'a/b' }, 'name'],
    [{ apiKey: CANARY_KEY, name: 'x'.repeat(129) }, 'name'],
    [{ apiKey: CANARY_KEY, models: [] }, 'models'],
    [{ apiKey: CANARY_KEY, models: 'gpt' }, 'models'],
    [{ apiKey: CANARY_KEY, models: [''] }, 'models[0]'],
    [{ apiKey: CANARY_KEY, models: ['a', 7] }, 'models[1]'],
    [{ apiKey: CANARY_KEY, models: [{ contextWindow: 1 }] }, 'models[0].id'],
    [{ apiKey: CANARY_KEY, models: [{ id: 'a', contextWindw: 1 }] }, 'models[0].contextWindw'],
    [{ apiKey: CANARY_KEY, models: ['a', 'b', { id: 'a' }] }, 'models[2]'],
    [{ apiKey: CANARY_KEY, fetch: 'fetch' }, 'fetch'],
    [{ apiKey: CANARY_KEY, headers: 'x: y' }, 'headers'],
    [{ apiKey: CANARY_KEY, headers: { 'x-a': 1 } }, 'headers.x-a'],
    [{ apiKey: CANARY_KEY, client: {} }, 'apiKey'],
    [{ baseURL: 'https://x.example', client: {} }, 'baseURL'],
  ])('are refused by path, without the key: %j', (options, path) => {
    const error = refusal(options);
    expect(error.path).toBe(path);
    expect(inspect(error)).not.toContain(CANARY_KEY);
  });

  it('names the option that a misspelt one meant', () => {
    expect(refusal({ apiKay: CANARY_KEY }).message).toContain('did you mean "apiKey"?');
    expect(refusal({ apiKey: CANARY_KEY, models: [{ id: 'a', pric: {} }] }).message).toContain(
      '"price"',
    );
  });

  it.each([
    'http://localhost:1/v1',
    'http://127.0.0.1',
    'http://127.9.9.9:80',
    'http://[::1]:8080',
    'http://llm.localhost',
  ])('may be unencrypted on this machine: %s', (baseURL) => {
    expect(make({ baseURL }).models.length).toBeGreaterThan(0);
  });

  it('take a retired model as retired at the vendor, and as any other elsewhere', () => {
    const id = dialect === 'openai' ? 'gpt-4' : 'claude-sonnet-4';
    const atVendor = make({ apiKey: CANARY_KEY, models: [id] }).models[0];
    expect(atVendor).toMatchObject({ id, status: 'retired', retiresOn: expect.any(String) });
    const elsewhere = make({ baseURL: 'https://llm.example', models: [id] }).models[0];
    expect(elsewhere).toMatchObject({ id, capabilities: atVendor?.capabilities });
    expect(elsewhere).not.toHaveProperty('status');
    expect(elsewhere).not.toHaveProperty('retiresOn');
  });

  it('know the vendor behind a regional address and behind a client', () => {
    const id = dialect === 'openai' ? 'gpt-4' : 'claude-sonnet-4';
    const host = dialect === 'openai' ? 'api.openai.com' : 'api.anthropic.com';
    const statusAt = (options: object) => make({ ...options, models: [id] }).models[0]?.status;
    expect(statusAt({ baseURL: `https://eu.${host}/v1` })).toBe('retired');
    expect(statusAt({ baseURL: `https://not${host}/v1` })).toBeUndefined();
    expect(statusAt({ client: {} })).toBe('retired');
    expect(statusAt({ client: { baseURL: `https://${host}` } })).toBe('retired');
    expect(statusAt({ client: { baseURL: 'https://llm.example' } })).toBeUndefined();
    expect(statusAt({ client: { baseURL: 'nonsense' } })).toBeUndefined();
  });

  it('take ids of the catalogue, ids of nobody, and profiles as they are', () => {
    const own = { id: 'mine', contextWindow: 5, status: 'deprecated', retiresOn: '2030-01-01' };
    const { models } = make({ baseURL: 'https://llm.example', models: ['theirs', own] });
    expect(models).toEqual([{ id: 'theirs' }, own]);
  });

  it('are neither kept nor changed', () => {
    const own = { id: 'mine', contextWindow: 5 };
    const options = { apiKey: CANARY_KEY, models: [own] };
    const { models } = make(options);
    own.contextWindow = 6;
    options.models.push({ id: 'later', contextWindow: 1 });
    expect(models).toEqual([{ id: 'mine', contextWindow: 5 }]);
  });

  it('send through the fetch that was given', async () => {
    const seen: string[] = [];
    const fetch = (url: string) => {
      seen.push(String(url));
      return Promise.resolve(Response.json(answerBody(dialect)));
    };
    const provider = make({ baseURL: 'https://llm.example', fetch });
    await provider.generate(hello(dialect), callContext());
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/^https:\/\/llm\.example\//);
  });

  it('with a secret header do not show it', async () => {
    const secret = 'plain-gateway-secret';
    await using server = await startFaultServer({
      status: 400,
      body: { error: { message: `no ${secret} for blue` } },
    });
    const headers = { 'x-gateway-auth': `Basic ${secret}`, 'x-title': 'blue' };
    const provider = make({ baseURL: server.url, headers });
    const thrown: unknown = await provider
      .generate(hello(dialect), callContext())
      .catch((e: unknown) => e);
    expect(inspect([thrown, provider], { depth: 20, showHidden: true })).not.toContain(secret);
    expect(thrown).toMatchObject({ message: expect.stringContaining('no [redacted] for blue') });
  });

  it.each([
    ['x-anything', true],
    ['x-accept', true],
    ['user-agent', false],
    ['Accept', false],
    ['accept-language', false],
    ['X-Title', false],
    ['http-referer', false],
    ['anthropic-beta', false],
    ['openai-organization', false],
  ])('take a header as a secret unless its name says that it is none: %s', async (name, hidden) => {
    const body = { error: { message: 'no value-1 here' } };
    await using server = await startFaultServer({ status: 400, body });
    const provider = make({ baseURL: server.url, headers: { [name]: ' value-1\n' } });
    const thrown: unknown = await provider
      .generate(hello(dialect), callContext())
      .catch((e: unknown) => e);
    const message = hidden ? 'no [redacted] here' : 'no value-1 here';
    expect(thrown).toMatchObject({ message: expect.stringContaining(message) });
  });

  it('take no key, address, organization or header from the environment', async () => {
    await using server = await startFaultServer({ body: answerBody(dialect) });
    await using other = await startFaultServer({ body: answerBody(dialect) });
    for (const vendor of ['OPENAI', 'ANTHROPIC']) {
      vi.stubEnv(`${vendor}_API_KEY`, 'sk-from-the-environment');
      vi.stubEnv(`${vendor}_AUTH_TOKEN`, 'sk-from-the-environment');
      vi.stubEnv(`${vendor}_BASE_URL`, other.url);
      vi.stubEnv(`${vendor}_ORG_ID`, 'org-from-the-environment');
      vi.stubEnv(`${vendor}_PROJECT_ID`, 'project-from-the-environment');
    }
    await make({ baseURL: server.url }).generate(hello(dialect), callContext());
    expect(JSON.stringify(server.requests[0]?.headers)).not.toContain('from-the-environment');
    expect(other.requests).toHaveLength(0);
    expect(() => make({})).toThrow(ConfigurationError);
  });
});

describe('a client of the caller', () => {
  it('of openai sends one request, with its own settings but without its retries', async () => {
    await using server = await startFaultServer({ status: 500 });
    const client = new OpenAI({
      apiKey: 'client-key-canary',
      baseURL: server.url,
      logLevel: 'off',
    });
    const provider = new OpenAIProvider({ client, name: 'mine' });
    const error: unknown = await provider
      .generate(hello('openai'), callContext())
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'server' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer client-key-canary');
  });

  it('of anthropic sends one request, and its token is not shown', async () => {
    const authToken = 'client-token-canary';
    const body = { type: 'error', error: { type: 'api_error', message: `hi ${authToken}` } };
    await using server = await startFaultServer({ status: 500, body });
    const client = new Anthropic({ authToken, baseURL: server.url, logLevel: 'off' });
    const provider = new AnthropicProvider({ client });
    const error: unknown = await provider
      .generate(hello('anthropic'), callContext())
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      kind: 'server',
      message: 'server error (500 api_error): hi [redacted]',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('may be a look-alike that only promises an answer', async () => {
    const client = {
      chat: { completions: { create: () => Promise.resolve(answerBody('openai', 'yo')) } },
    };
    const answer = await new OpenAIProvider({ client }).generate(hello('openai'), callContext());
    expect(answer.content).toEqual([{ type: 'text', text: 'yo' }]);
    expect(answer).not.toHaveProperty('limitResetMs');
    expect(answer).not.toHaveProperty('providerRequestId');
  });

  it.each([
    [30_000, 30_000],
    [0, 1],
    [0.5, 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('is given the time limit %d as %d', async (timeoutMs, timeout) => {
    const seen: unknown[] = [];
    const create = (_body: object, options: object) => {
      seen.push(options);
      return Promise.resolve(answerBody('anthropic'));
    };
    const { signal } = new AbortController();
    await new AnthropicProvider({ client: { messages: { create } } }).generate(hello('anthropic'), {
      attemptId: 'a',
      signal,
      timeoutMs,
    });
    expect(seen).toEqual([{ signal, timeout, maxRetries: 0 }]);
  });
});

describe('a package that is not installed', () => {
  const connection = {
    apiKey: 'k',
    baseURL: 'https://x.example',
    fetch: undefined,
    headers: {},
    own: {},
  };
  const missing = (code: string) => Object.assign(new Error('Cannot find package'), { code });

  it.each([
    ['openai', openAIClient],
    ['@anthropic-ai/sdk', anthropicClient],
  ] as const)('is named, with what to do: %s', async (name, client) => {
    for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
      const load = (): Promise<never> => Promise.reject(missing(code));
      const connect = client(connection, load);
      await expect(connect()).rejects.toMatchObject({
        name: 'ProviderError',
        retryable: false,
        message: expect.stringContaining(`npm install ${name}`),
      });
    }
  });

  it('is not confused with one that fails to load, and is tried again', async () => {
    const failure = new Error('broken');
    let loads = 0;
    const connect = openAIClient(connection, async () => {
      loads += 1;
      if (loads === 1) throw failure;
      return { OpenAI };
    });
    await expect(connect()).rejects.toBe(failure);
    expect(await connect()).toBe(await connect());
    expect(loads).toBe(2);
  });
});
