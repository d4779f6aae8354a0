import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../src/http/create-handler.js';
import { endpointsOf } from '../../../src/http/endpoints.js';
import { resolveHttpOptions } from '../../../src/http/http-options.js';
import { openApiDocument } from '../../../src/http/openapi/openapi-document.js';
import { ASK_FIELDS } from '../../../src/http/read-ask.js';
import { always, orchestrate, scripted } from '../../orchestrator/support.js';
import { type ApiDocument, api, isTaken } from './api-contract.js';

const OPENAI_PATHS = {
  '/v1/chat/completions': 'POST',
  '/v1/models': 'GET',
  '/v1/models/{model}': 'GET',
} as const;

function endpoints() {
  const { orchestrator } = orchestrate([scripted('a', [])]);
  return endpointsOf(orchestrator as never, resolveHttpOptions({ auth: false })).flatMap(
    ({ path, method, grants }) =>
      method === undefined
        ? Object.entries(OPENAI_PATHS).map(([path, method]) => ({ path, method, grants }))
        : [{ path, method, grants }],
  );
}

function operations() {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

describe('the document', () => {
  it.each(['', '/api/llm'])('is valid OpenAPI 3.1 when it is mounted at "%s"', async (basePath) => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({
      ...structuredClone(openApiDocument(basePath)),
    });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('says where it is mounted', () => {
    expect((openApiDocument('/api/llm') as ApiDocument).servers).toEqual([{ url: '/api/llm' }]);
    expect(api.servers).toEqual([{ url: '/' }]);
  });

  it('describes every path and method that is served, and no other', () => {
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const served = endpoints().map(({ path, method }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(served.toSorted());
  });

  it('says of each which token it takes', () => {
    const told = operations().map(({ path, operation }) => [path, operation.security]);
    const roles = endpoints().map(({ path, grants }) => {
      const needed = grants.length === 0 ? ['admin'] : grants.length === 1 ? grants : [];
      return [path, [{ bearer: needed }, { basic: needed }]];
    });
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(roles));
  });

  it('gives each operation a name of its own', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has exactly the fields that a question may have', () => {
    const schemas = (api.components as unknown as Record<string, Record<string, object>>)[
      'schemas'
    ];
    const ask = schemas?.['Ask'] as { readonly properties: object };
    expect(Object.keys(ask.properties).toSorted()).toEqual([...ASK_FIELDS].toSorted());
  });
});

const prompt = 'Hi';
const user = { role: 'user', content: 'Hi' };
const tool = { name: 'search', inputSchema: { type: 'object' } };
const call = { type: 'tool-call', toolCallId: '1', toolName: 'search', input: {} };
const called = { role: 'assistant', content: [call] };
const found = { type: 'tool-result', toolCallId: '1', toolName: 'search', output: [1] };
const answered = { role: 'tool', content: [found] };
const image = { type: 'image', data: 'aGk=', mediaType: 'image/png' };
const saying = (...content: object[]) => ({ messages: [{ role: 'user', content }] });

const ACCEPTED: readonly (readonly [string, object])[] = [
  ['a prompt', { prompt }],
  ['messages', { messages: [user] }],
  ['instructions among the messages', { messages: [{ role: 'system', content: 'Be kind' }, user] }],
  ['a conversation with a tool', { messages: [user, called, answered], tools: [tool] }],
  [
    'thinking that comes back',
    {
      messages: [
        user,
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: '', provider: 'a', opaque: 'sig' },
            { type: 'text', text: 'Hi' },
          ],
        },
        user,
      ],
    },
  ],
  ['a picture', saying({ type: 'text', text: 'What is it?' }, image)],
  ['a picture by its address', saying({ type: 'image', url: 'https://example.test/a.png' })],
  [
    'a file',
    saying({ type: 'file', filename: 'a.pdf', data: 'aGk=', mediaType: 'application/pdf' }),
  ],
  [
    'every setting',
    {
      prompt,
      system: 'Be kind',
      tools: [{ ...tool, description: 'Finds' }],
      toolChoice: { toolName: 'search' },
      output: { type: 'object' },
      preference: 'cost',
      intent: 'writing',
      model: ['a/m'],
      exclude: [],
      session: 's',
      metadata: { any: [1, null] },
      maxCostUsd: 0.5,
      maxAttempts: 1,
      timeouts: { totalMs: 1, attemptMs: 2_147_483_647, detectMs: 1.5 },
      maxOutputTokens: 1,
      temperature: 2,
      topP: 0,
      stopSequences: ['.'],
      seed: -7,
      reasoningEffort: 'max',
      stream: true,
    },
  ],
  ['one model by its id', { prompt, model: 'a/m' }],
  ['a choice of tools', { prompt, tools: [tool], toolChoice: 'required' }],
  ['no stop sequences', { prompt, stopSequences: [] }],
];

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['nothing', {}],
  ['no object', []],
  ['null', null],
  ['both a prompt and messages', { prompt, messages: [user] }],
  ['an empty prompt', { prompt: '' }],
  ['a blank prompt', { prompt: ' \n\t' }],
  ['a prompt that is no text', { prompt: 7 }],
  ['no messages', { messages: [] }],
  ['instructions alone', { messages: [{ role: 'system', content: 'Be kind' }] }],
  ['a role that is none', { messages: [{ role: 'robot', content: 'Hi' }] }],
  ['a message with more', { messages: [{ ...user, name: 'me' }] }],
  ['parts that are none', saying()],
  ['a part of no known type', saying({ type: 'video', url: 'https://example.test' })],
  ['a picture without a type', saying({ type: 'image', data: 'aGk=' })],
  ['a picture that is no base64', saying({ ...image, data: 'a*k=' })],
  ['a picture twice', saying({ ...image, url: 'https://example.test/a.png' })],
  ['a name of a picture', saying({ ...image, filename: 'a.png' })],
  [
    'a result without output',
    { messages: [user, called, { role: 'tool', content: [{ ...found, output: undefined }] }] },
  ],
  ['no tools', { prompt, tools: [] }],
  ['a tool without a schema', { prompt, tools: [{ name: 'search' }] }],
  ['a tool of a text', { prompt, tools: [{ ...tool, inputSchema: { type: 'string' } }] }],
  ['a tool with a long name', { prompt, tools: [{ ...tool, name: 'x'.repeat(129) }] }],
  ['a choice without tools', { prompt, toolChoice: 'auto' }],
  ['a choice that is none', { prompt, tools: [tool], toolChoice: 'never' }],
  ['output that is no schema', { prompt, output: 'json' }],
  ['a preference that is none', { prompt, preference: 'luck' }],
  ['an empty intent', { prompt, intent: '' }],
  ['no model', { prompt, model: [] }],
  ['an empty model', { prompt, model: '' }],
  ['excludes that are no list', { prompt, exclude: 'a/m' }],
  ['a long session', { prompt, session: 'x'.repeat(129) }],
  ['metadata that is no object', { prompt, metadata: [] }],
  ['a cost of nothing', { prompt, maxCostUsd: 0 }],
  ['no attempts', { prompt, maxAttempts: 0 }],
  ['half an attempt', { prompt, maxAttempts: 1.5 }],
  ['a timeout of nothing', { prompt, timeouts: { totalMs: 0 } }],
  ['a timeout that no timer has', { prompt, timeouts: { totalMs: 2_147_483_648 } }],
  ['a timeout that is none', { prompt, timeouts: { readMs: 1 } }],
  ['no tokens', { prompt, maxOutputTokens: 0 }],
  ['a high temperature', { prompt, temperature: 2.1 }],
  ['a low temperature', { prompt, temperature: -0.1 }],
  ['a high topP', { prompt, topP: 1.1 }],
  ['an empty stop sequence', { prompt, stopSequences: [''] }],
  ['half a seed', { prompt, seed: 0.5 }],
  ['an effort that is none', { prompt, reasoningEffort: 'xhigh' }],
  ['a stream that is a text', { prompt, stream: 'yes' }],
  ['null for nothing', { prompt, system: null }],
  ['whose usage it is', { prompt, tenant: 'acme' }],
  ['words for a vendor', { prompt, providerOptions: { a: {} } }],
  ['a field that is none', { prompt, temprature: 1 }],
];

describe('what a question may be', () => {
  const { orchestrator } = orchestrate([scripted('a', [])], {
    detector: {
      intents: ['writing'],
      detect: () => ({ intent: 'writing', confidence: 1 }),
    } as never,
  });
  const handle = createHandler(orchestrator as never, { auth: false });
  const explain = (body: unknown) =>
    handle(
      new Request('https://example.test/explain', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    );

  it.each(ACCEPTED)('%s is taken by the schema and by the handler', async (_, body) => {
    expect(isTaken('/generate', body)).toBe(true);
    const response = await explain(body);
    expect([response.status, response.ok || (await response.text())]).toEqual([200, true]);
  });

  it.each(REFUSED)('%s is refused by the schema and by the handler', async (_, body) => {
    expect(isTaken('/generate', JSON.parse(JSON.stringify(body)))).toBe(false);
    expect((await explain(body)).status).toBe(400);
  });

  it('may be anything of which only the handler knows whether it exists', async () => {
    for (const body of [
      { prompt, model: 'a/none' },
      { prompt, intent: 'none' },
    ]) {
      expect(isTaken('/explain', body)).toBe(true);
      expect((await explain(body)).status).toBe(400);
    }
  });
});

describe('what a chat completion may be', () => {
  const { orchestrator } = orchestrate([scripted('a', always('Hi'))]);
  const handle = createHandler(orchestrator as never, { auth: false });
  const chat = (body: unknown) =>
    handle(
      new Request('https://example.test/v1/chat/completions', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    );
  const messages = [user];

  it.each([
    [200, { model: 'auto', messages }],
    [200, { model: 'auto:cost', messages, stream: true, stream_options: { include_usage: true } }],
    [200, { model: 'a/m', messages, temperature: 0, top_p: 1, max_tokens: 5, seed: 1, stop: '.' }],
    [200, { model: 'm', messages, n: 1, user: 'me', temperature: null, frequency_penalty: 1 }],
    [400, { messages }],
    [400, { model: '', messages }],
    [400, { model: 'auto' }],
    [400, { model: 'auto', messages: [] }],
    [400, { model: 'auto', messages, n: 2 }],
    [400, { model: 'auto', messages, temperature: 3 }],
    [400, { model: 'auto', messages, max_completion_tokens: 0 }],
    [400, { model: 'auto', messages, stream: 'yes' }],
  ])('is answered by %i, as the schema says, when it is %j', async (status, body) => {
    expect(isTaken('/v1/chat/completions', body)).toBe(status === 200);
    const response = await chat(body);
    await response.text();
    expect(response.status).toBe(status);
  });
});
