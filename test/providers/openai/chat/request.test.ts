import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/contracts/basics.js';
import type { ChatRequest } from '../../../../src/contracts/chat.js';
import type { ModelProfile } from '../../../../src/contracts/model.js';
import { toOpenAICall, toOpenAIStreamCall } from '../../../../src/providers/openai/chat/request.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import {
  answerBody,
  CANARY_KEY,
  callContext,
  readStream,
  streamBody,
} from '../../../support/dialects.js';
import { startFaultServer } from '../../../support/fault-server.js';

const hi = { role: 'user', content: [{ type: 'text', text: 'hi' }] } as const;
const schema = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ name: 'weather', description: 'Now', inputSchema: schema }];

/** What the server received, and what the caller is told. */
async function sent(request: Partial<ChatRequest>, models: (string | ModelProfile)[] = ['qwen-4']) {
  await using server = await startFaultServer({ body: answerBody('openai') });
  const provider = new OpenAIProvider({ apiKey: CANARY_KEY, baseURL: `${server.url}/v1`, models });
  const whole = { model: 'qwen-4', messages: [hi], ...request };
  const { warnings = [] } = await provider.generate(whole, callContext());
  return { body: server.requests[0]?.body, request: server.requests[0], warnings };
}

/** What OpenAI itself would be sent, without sending it. */
function atVendor(request: Partial<ChatRequest> & { model: string }) {
  const whole = { messages: [hi], ...request };
  const { params, warnings } = toOpenAICall(whole, { profile: undefined, atVendor: true });
  return { params: { ...params }, warnings };
}

describe('a request to an OpenAI-compatible server', () => {
  it('is a POST to /chat/completions with the key and nothing that was not asked for', async () => {
    const { request, body, warnings } = await sent({});
    expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(request?.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
    expect(request?.headers).not.toHaveProperty('openai-organization');
    expect(request?.headers).not.toHaveProperty('openai-project');
    expect(request?.headers['x-stainless-retry-count']).toBe('0');
    expect(body).toEqual({ model: 'qwen-4', messages: [{ role: 'user', content: 'hi' }] });
    expect(warnings).toEqual([]);
  });

  it('carries every parameter under its name there', async () => {
    const { body, warnings } = await sent({
      system: 'Be brief.',
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.9,
      stopSequences: ['END'],
      seed: 7,
      tools,
      toolChoice: { toolName: 'weather' },
      outputSchema: schema,
    });
    expect(body).toEqual({
      model: 'qwen-4',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
      max_tokens: 100,
      temperature: 0,
      top_p: 0.9,
      stop: ['END'],
      seed: 7,
      tools: [
        { type: 'function', function: { name: 'weather', description: 'Now', parameters: schema } },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'output', schema, strict: false },
      },
    });
    expect(warnings).toEqual([]);
  });

  it('carries a whole conversation', async () => {
    const { body } = await sent({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look:' },
            { type: 'image', url: 'https://example.com/cat.png' },
            { type: 'image', data: new Uint8Array([1, 2, 255]), mediaType: 'image/png' },
            { type: 'image', data: 'AQI=', mediaType: 'image/jpeg' },
            { type: 'file', data: 'AQI=', mediaType: 'application/pdf', filename: 'a.pdf' },
            { type: 'file', data: 'AQI=', mediaType: 'application/pdf' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm', provider: 'openai', opaque: 'x' },
            { type: 'text', text: 'I ' },
            { type: 'text', text: 'look.' },
            { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: { deep: true } },
            {
              type: 'tool-call',
              toolCallId: 'c2',
              toolName: 'see',
              input: '{broken',
              unparsed: true,
            },
          ],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'c1', toolName: 'see', output: 'a cat' },
            {
              type: 'tool-result',
              toolCallId: 'c2',
              toolName: 'see',
              output: { legs: 4 },
              isError: true,
            },
          ],
        },
        { role: 'assistant', content: [{ type: 'reasoning', text: 'hm', provider: 'anthropic' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'A cat.' }] },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', toolCallId: 'c3', toolName: 'nap', input: undefined }],
        },
      ],
    });
    expect((body as { messages: unknown }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look:' },
          { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQL/' } },
          { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AQI=' } },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AQI=' },
          },
          {
            type: 'file',
            file: { filename: 'file.pdf', file_data: 'data:application/pdf;base64,AQI=' },
          },
        ],
      },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'see', arguments: '{"deep":true}' } },
          { id: 'c2', type: 'function', function: { name: 'see', arguments: '{broken' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      { role: 'tool', tool_call_id: 'c2', content: '{"legs":4}' },
      { role: 'assistant', content: 'A cat.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c3', type: 'function', function: { name: 'nap', arguments: '{}' } }],
      },
    ]);
  });

  it('carries images of any size', async () => {
    const data = new Uint8Array(200_000).fill(65);
    const { body } = await sent({
      messages: [{ role: 'user', content: [{ type: 'image', data, mediaType: 'image/png' }] }],
    });
    const expected = `data:image/png;base64,${Buffer.from(data).toString('base64')}`;
    expect(body).toMatchObject({ messages: [{ content: [{ image_url: { url: expected } }] }] });
  });

  it('refuses a file given by its address, before anything is sent', async () => {
    await using server = await startFaultServer({ body: answerBody('openai') });
    const provider = new OpenAIProvider({ baseURL: server.url, models: ['m'] });
    const content = [{ type: 'file', url: 'https://example.com/a.pdf' }] as const;
    await expect(
      provider.generate({ model: 'm', messages: [{ role: 'user', content }] }, callContext()),
    ).rejects.toMatchObject({ kind: 'invalid-request', name: 'ProviderError' });
    expect(server.requests).toHaveLength(0);
  });

  it.each(['auto', 'required', 'none'] as const)(
    'passes on the tool choice %s',
    async (toolChoice) => {
      expect((await sent({ tools, toolChoice })).body).toMatchObject({ tool_choice: toolChoice });
    },
  );

  it('says nothing of a tool choice without tools, which would be refused', async () => {
    const { body } = await sent({ tools: [], toolChoice: 'required' });
    expect(body).not.toHaveProperty('tool_choice');
    expect(body).not.toHaveProperty('tools');
  });

  it('puts provider options over everything, as they are', async () => {
    const providerOptions = { seed: 2, verbosity: 'low', user: null };
    const { body } = await sent({ seed: 1, providerOptions });
    expect(body).toMatchObject({ seed: 2, verbosity: 'low', user: null });
  });

  it('takes away what the provider options set to null', async () => {
    const { body } = await sent({
      seed: 1,
      maxOutputTokens: 9,
      providerOptions: { max_tokens: null },
    });
    expect(body).toEqual({ model: 'qwen-4', messages: [{ role: 'user', content: 'hi' }], seed: 1 });
  });

  it.each([
    ['n', 2],
    ['n', '2'],
    ['best_of', 1.5],
  ])('asks for one answer, as only one is read: %s %j', async (name, value) => {
    const { body, warnings } = await sent({ providerOptions: { [name]: value, top_k: 5 } });
    expect(body).not.toHaveProperty(name);
    expect(body).toMatchObject({ top_k: 5 });
    const message = `${name} left out: every answer is paid for, and only the first is read`;
    expect(warnings).toEqual([{ code: 'parameter-dropped', message, model: 'qwen-4' }]);
  });

  it('may say that one answer is wanted', async () => {
    const providerOptions = { n: 1, best_of: 1 };
    const { body, warnings } = await sent({ providerOptions });
    expect(body).toMatchObject(providerOptions);
    expect(warnings).toEqual([]);
  });

  it('cannot be turned into a stream by provider options', async () => {
    const providerOptions = { stream: true, stream_options: { include_usage: true }, top_k: 5 };
    const { body } = await sent({ providerOptions });
    expect(body).toMatchObject({ top_k: 5 });
    expect(body).not.toHaveProperty('stream');
    expect(body).not.toHaveProperty('stream_options');
  });

  it.each([
    ['text that was no JSON', { input: '{broken', unparsed: true }, '{broken'],
    ['a text', { input: 'Bern' }, '"Bern"'],
    ['a text that looks like JSON', { input: '{}' }, '"{}"'],
    ['a list', { input: [1] }, '[1]'],
    ['nothing', { input: undefined }, '{}'],
    ['null', { input: null }, '{}'],
    ['an object that is called unparsed', { input: { a: 1 }, unparsed: true }, '{"a":1}'],
  ] as const)('gives a call back with %s as its arguments', async (_what, fields, expected) => {
    const part = { type: 'tool-call', toolCallId: 'c1', toolName: 'see', ...fields } as const;
    const { body } = await sent({ messages: [{ role: 'assistant', content: [part] }] });
    const [message] = (body as { messages: { tool_calls: unknown }[] }).messages;
    expect(message?.tool_calls).toEqual([
      { id: 'c1', type: 'function', function: { name: 'see', arguments: expected } },
    ]);
  });

  it('asks a model for effort if its profile says that it reasons', async () => {
    const reasoner: ModelProfile = { id: 'qwen-4', capabilities: ['reasoning'] };
    const { body, warnings } = await sent({ reasoningEffort: 'max' }, [reasoner]);
    expect(body).toMatchObject({ reasoning_effort: 'high' });
    expect(warnings).toMatchObject([{ code: 'other', model: 'qwen-4' }]);
  });

  it('drops the effort for a model that is not known to reason', async () => {
    const { body, warnings } = await sent({ reasoningEffort: 'low' });
    expect(body).not.toHaveProperty('reasoning_effort');
    expect(warnings).toEqual([
      {
        code: 'parameter-dropped',
        message: 'reasoningEffort left out: qwen-4 does not take it',
        model: 'qwen-4',
      },
    ]);
    expect((await sent({ reasoningEffort: 'none' })).warnings).toEqual([]);
  });

  it('sends no key where there is none, and the headers that were given', async () => {
    await using server = await startFaultServer({ body: answerBody('openai') });
    const provider = new OpenAIProvider({ baseURL: server.url, headers: { 'x-team': 'blue' } });
    await provider.generate({ model: 'm', messages: [hi] }, callContext());
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-team': 'blue' });
  });

  it('sends organization and project where they are given', async () => {
    await using server = await startFaultServer({ body: answerBody('openai') });
    const provider = new OpenAIProvider({
      baseURL: server.url,
      organization: 'org',
      project: 'pro',
    });
    await provider.generate({ model: 'm', messages: [hi] }, callContext());
    expect(server.requests[0]?.headers).toMatchObject({
      'openai-organization': 'org',
      'openai-project': 'pro',
    });
  });
});

describe('a request to OpenAI itself', () => {
  it('limits the length by the newer name, whatever the model', () => {
    expect(atVendor({ model: 'gpt-4.1', maxOutputTokens: 9 }).params).toMatchObject({
      max_completion_tokens: 9,
    });
    expect(atVendor({ model: 'gpt-6-luna', maxOutputTokens: 9 }).params).not.toHaveProperty(
      'max_tokens',
    );
  });

  it.each([
    ['gpt-6-luna', 'developer'],
    ['openai/gpt-6-luna', 'developer'],
    ['gpt-10', 'developer'],
    ['o3', 'developer'],
    ['gpt-5-chat-latest', 'system'],
    ['gpt-4.1', 'system'],
    ['gpt-35-turbo', 'system'],
    ['gpt-oss-120b', 'system'],
  ])('instructs %s as %s', (model, role) => {
    expect(atVendor({ model, system: 'x' }).params).toMatchObject({ messages: [{ role }, {}] });
  });

  it('limits a reasoning model by the newer name behind any address', () => {
    const { params } = toOpenAICall(
      { model: 'gpt-6-luna', messages: [hi], maxOutputTokens: 9 },
      { profile: undefined, atVendor: false },
    );
    expect(params).toMatchObject({ max_completion_tokens: 9 });
  });

  it.each(['gpt-5', 'gpt-5-mini', 'gpt-6-astra', 'gpt-6.1-sol', 'o3', 'gpt-5.5-pro', 'gpt-7'])(
    'keeps sampling from %s, even with no reasoning',
    (model) => {
      const { params, warnings } = atVendor({
        model,
        temperature: 0,
        topP: 1,
        reasoningEffort: 'none',
      });
      expect(params).not.toHaveProperty('temperature');
      expect(params).not.toHaveProperty('top_p');
      const dropped = warnings.filter(({ code }) => code === 'parameter-dropped');
      expect(dropped.map(({ message }) => message)).toEqual([
        `temperature left out: ${model} does not take it`,
        `topP left out: ${model} does not take it`,
      ]);
    },
  );

  it.each([
    'gpt-5.1',
    'gpt-5.2',
    'gpt-5.4-mini',
    'gpt-5.5',
    'gpt-5.6-sol',
    'gpt-6-sol',
    'gpt-6-luna',
    'gpt-6.1-terra',
  ])('lets %s sample only while it does not reason', (model) => {
    const off = atVendor({ model, temperature: 0.5, reasoningEffort: 'none' });
    expect(off.params).toMatchObject({ temperature: 0.5, reasoning_effort: 'none' });
    expect(off.warnings).toEqual([]);
    for (const on of [
      atVendor({ model, temperature: 0.5 }),
      atVendor({ model, temperature: 0.5, reasoningEffort: 'low' }),
    ]) {
      expect(on.params).not.toHaveProperty('temperature');
      expect(on.warnings).toEqual([
        {
          code: 'parameter-dropped',
          message: `temperature left out: ${model} does not take it while it reasons`,
          model,
        },
      ]);
    }
  });

  it.each([
    ['gpt-5', 'none', 'minimal'],
    ['gpt-5', 'max', 'high'],
    ['gpt-5.1', 'none', 'none'],
    ['gpt-5.1', 'minimal', 'low'],
    ['gpt-5.1', 'max', 'high'],
    ['gpt-5.5', 'max', 'xhigh'],
    ['gpt-5.6-sol', 'max', 'max'],
    ['gpt-6-astra', 'none', 'low'],
    ['gpt-6.1-sol', 'max', 'max'],
    ['gpt-6.1-terra', 'none', 'none'],
    ['o3', 'minimal', 'low'],
    ['gpt-5-pro', 'none', 'high'],
  ] as const)('asks %s for the effort nearest to %s: %s', (model, reasoningEffort, expected) => {
    const { params, warnings } = atVendor({ model, reasoningEffort });
    expect(params).toMatchObject({ reasoning_effort: expected });
    expect(warnings).toHaveLength(expected === reasoningEffort ? 0 : 1);
  });

  it.each(['o3', 'o4-mini'])('keeps stop sequences from %s', (model) => {
    const { params, warnings } = atVendor({ model, stopSequences: ['x'] });
    expect(params).not.toHaveProperty('stop');
    expect(warnings).toMatchObject([{ code: 'parameter-dropped' }]);
  });

  it('switches reasoning off where a model takes tools only without it, and says so', () => {
    const { params, warnings } = atVendor({ model: 'gpt-5.6-sol', tools, temperature: 1 });
    expect(params).toMatchObject({ reasoning_effort: 'none', temperature: 1 });
    expect(warnings).toMatchObject([{ code: 'other', model: 'gpt-5.6-sol' }]);
    expect(atVendor({ model: 'gpt-5.6-sol', tools, reasoningEffort: 'none' }).warnings).toEqual([]);
    expect(atVendor({ model: 'gpt-5.6-sol', tools: [] }).params).not.toHaveProperty(
      'reasoning_effort',
    );
    expect(atVendor({ model: 'gpt-6-luna', tools }).params).not.toHaveProperty('reasoning_effort');
  });

  it('never puts a value into a warning', () => {
    const { warnings } = atVendor({
      model: 'gpt-5',
      temperature: 0.12345,
      stopSequences: ['SECRET'],
      topP: 0.54321,
    });
    expect(JSON.stringify(warnings)).not.toMatch(/0\.12345|0\.54321|SECRET/);
  });
});

describe('a request for a stream', () => {
  /** The body that the server received. */
  async function streamed(request: Partial<ChatRequest>): Promise<unknown> {
    const headers = { 'content-type': 'text/event-stream' };
    await using server = await startFaultServer({ headers, body: streamBody('openai') });
    const provider = new OpenAIProvider({ baseURL: server.url, models: ['qwen-4'] });
    await readStream(provider, { model: 'qwen-4', messages: [hi], ...request });
    return server.requests[0]?.body;
  }

  const plain = { model: 'qwen-4', messages: [{ role: 'user', content: 'hi' }], stream: true };

  it('is the same as for a whole answer, and asks for the usage at the end', async () => {
    expect(await streamed({ maxOutputTokens: 9 })).toEqual({
      ...plain,
      max_tokens: 9,
      stream_options: { include_usage: true },
    });
  });

  it.each([null, undefined])(
    'asks for no usage where the provider options set that to %s',
    async (nothing) => {
      const providerOptions = { stream_options: nothing } as unknown as JsonObject;
      expect(await streamed({ providerOptions })).toEqual(plain);
    },
  );

  it('takes the provider options for a stream as they are', async () => {
    const stream_options = { include_obfuscation: false };
    expect(await streamed({ providerOptions: { stream_options } })).toEqual({
      ...plain,
      stream_options,
    });
  });

  it.each([false, null])('cannot be turned off by provider options with %s', async (stream) => {
    expect(await streamed({ providerOptions: { stream } })).toMatchObject({ stream: true });
  });

  it('leaves out the same, with the same warnings', () => {
    const request = { model: 'o3', messages: [hi], stopSequences: ['x'], temperature: 0 };
    const target = { profile: undefined, atVendor: true };
    const { params, warnings } = toOpenAIStreamCall(request, target);
    expect(params).not.toHaveProperty('stop');
    expect(warnings).toHaveLength(2);
    expect(warnings).toEqual(toOpenAICall(request, target).warnings);
  });
});

describe('a schema for the answer', () => {
  const closed = (properties: object, more: object = {}) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  });
  const strictnessOf = (outputSchema: { [keyword: string]: unknown }) => {
    const { params } = atVendor({ model: 'gpt-6-luna', outputSchema });
    return (params.response_format as { json_schema: { strict: boolean } }).json_schema.strict;
  };

  it.each([
    ['no properties', closed({})],
    [
      'scalars',
      closed({
        a: { type: 'string', description: 'x' },
        b: { type: ['number', 'null'], minimum: 0 },
      }),
    ],
    [
      'nesting',
      closed({ a: { type: 'array', items: closed({ b: { enum: ['x'] } }), maxItems: 3 } }),
    ],
    ['alternatives', closed({ a: { anyOf: [{ type: 'string' }, closed({ c: { const: 1 } })] } })],
    [
      'definitions',
      closed({ a: { $ref: '#/$defs/d' } }, { $defs: { d: closed({}) }, $schema: 'x' }),
    ],
  ])('is strict: %s', (_what, outputSchema) => {
    expect(strictnessOf(outputSchema)).toBe(true);
  });

  it.each([
    ['an open object', { ...closed({}), additionalProperties: true }],
    ['an object that does not say', { type: 'object', properties: {} }],
    ['optional properties', { ...closed({ a: { type: 'string' } }), required: [] }],
    ['no list of required ones', { ...closed({ a: { type: 'string' } }), required: undefined }],
    ['no properties at all', { type: 'object', additionalProperties: false }],
    ['an open object inside', closed({ a: { type: 'object' } })],
    ['an open object in a list', closed({ a: { type: 'array', items: { type: 'object' } } })],
    ['an open object among alternatives', closed({ a: { anyOf: [{ type: 'object' }] } })],
    [
      'an open object in a definition',
      closed({ a: { $ref: '#/$defs/d' } }, { $defs: { d: { type: 'object' } } }),
    ],
    ['an unknown keyword', closed({ a: { type: 'string', minLength: 1 } })],
    ['an anything', closed({ a: {} })],
    ['a boolean schema', closed({ a: true })],
    ['a list at the top', { type: 'array', items: { type: 'string' } }],
    ['an alternative at the top', { anyOf: [closed({})] }],
  ])('is not strict: %s', (_what, outputSchema) => {
    expect(strictnessOf(outputSchema)).toBe(false);
  });
});
