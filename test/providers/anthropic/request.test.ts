import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/contracts/chat.js';
import { AnthropicProvider } from '../../../src/providers/anthropic/index.js';
import { toAnthropicCall } from '../../../src/providers/anthropic/request.js';
import { answerBody, CANARY_KEY, callContext } from '../../support/dialects.js';
import { startFaultServer } from '../../support/fault-server.js';

const hi = { role: 'user', content: [{ type: 'text', text: 'hi' }] } as const;
const schema = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ name: 'weather', description: 'Now', inputSchema: schema }];

/** What the server received, and what the caller is told. */
async function sent(request: Partial<ChatRequest>) {
  await using server = await startFaultServer({ body: answerBody('anthropic') });
  const provider = new AnthropicProvider({ apiKey: CANARY_KEY, baseURL: server.url });
  const whole = { model: 'claude-haiku-5-5', messages: [hi], ...request };
  const { warnings = [] } = await provider.generate(whole, callContext());
  return { body: server.requests[0]?.body, request: server.requests[0], warnings };
}

function called(request: Partial<ChatRequest> & { model: string }) {
  const whole = { messages: [hi], ...request };
  const target = { provider: 'anthropic', profile: undefined, atVendor: true };
  const { params, warnings } = toAnthropicCall(whole, target);
  return { params: { ...params }, warnings };
}

describe('a request to Anthropic', () => {
  it('is a POST to /v1/messages with the key and nothing that was not asked for', async () => {
    const { request, body, warnings } = await sent({});
    expect(request).toMatchObject({ method: 'POST', path: '/v1/messages' });
    expect(request?.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
    expect(request?.headers['x-stainless-retry-count']).toBe('0');
    expect(body).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 128_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    });
    expect(warnings).toEqual([]);
  });

  it('carries every parameter under its name there', async () => {
    const { body, warnings } = await sent({
      system: 'Be brief.',
      maxOutputTokens: 100,
      stopSequences: ['END'],
      reasoningEffort: 'high',
      tools,
      toolChoice: { toolName: 'weather' },
      outputSchema: schema,
    });
    expect(body).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 100,
      system: 'Be brief.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      stop_sequences: ['END'],
      tools: [{ name: 'weather', description: 'Now', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'weather' },
      output_config: {
        effort: 'high',
        format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
      },
    });
    expect(warnings).toEqual([]);
  });

  it('drops what the API no longer knows, for every model, and says so without the values', async () => {
    const { body, warnings } = await sent({ temperature: 0, topP: 0.5, seed: 7 });
    expect(Object.keys(body as object).sort()).toEqual(['max_tokens', 'messages', 'model']);
    expect(warnings).toEqual(
      ['temperature', 'topP', 'seed'].map((name) => ({
        code: 'parameter-dropped',
        message: `${name} left out: claude-haiku-5-5 does not take it`,
        model: 'claude-haiku-5-5',
      })),
    );
  });

  it('carries a whole conversation, the turns of one role joined', async () => {
    const { body } = await sent({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'image', url: 'https://example.com/cat.png' },
            { type: 'image', data: new Uint8Array([1, 2, 255]), mediaType: 'image/png' },
            { type: 'file', url: 'https://example.com/a.pdf' },
            { type: 'file', data: 'AQI=', mediaType: 'application/pdf', filename: 'a.pdf' },
            { type: 'file', data: new TextEncoder().encode('größe'), mediaType: 'text/plain' },
            { type: 'file', data: btoa('a,b'), mediaType: 'text/csv' },
          ],
        },
        {
          role: 'assistant',
          content: [
            {
              type: 'reasoning',
              text: 'mine',
              provider: 'anthropic',
              opaque: { signature: 'sig' },
            },
            { type: 'reasoning', text: '', provider: 'anthropic', opaque: { redacted: 'blob' } },
            { type: 'reasoning', text: 'unsigned', provider: 'anthropic' },
            { type: 'reasoning', text: 'theirs', provider: 'openai', opaque: { signature: 'no' } },
            { type: 'text', text: 'I look.' },
            { type: 'tool-call', toolCallId: 'functions.see:0', toolName: 'see', input: { a: 1 } },
            {
              type: 'tool-call',
              toolCallId: 'c2',
              toolName: 'see',
              input: '{broken',
              unparsed: true,
            },
            { type: 'tool-call', toolCallId: 'c3', toolName: 'see', input: [1] },
            { type: 'tool-call', toolCallId: 'c4', toolName: 'see', input: null },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'functions.see:0',
              toolName: 'see',
              output: 'a cat',
            },
            {
              type: 'tool-result',
              toolCallId: 'c2',
              toolName: 'see',
              output: { legs: 4 },
              isError: true,
            },
            {
              type: 'tool-result',
              toolCallId: 'c3',
              toolName: 'see',
              output: null,
              isError: false,
            },
          ],
        },
        hi,
        { role: 'assistant', content: [{ type: 'reasoning', text: 'theirs', provider: 'openai' }] },
        hi,
      ],
    });
    const text = (data: string) => ({ type: 'text', media_type: 'text/plain', data });
    expect((body as { messages: unknown }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AQL/' } },
          { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'AQI=' },
            title: 'a.pdf',
          },
          { type: 'document', source: text('größe') },
          { type: 'document', source: text('a,b') },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'mine', signature: 'sig' },
          { type: 'redacted_thinking', data: 'blob' },
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'functions_see_0', name: 'see', input: { a: 1 } },
          { type: 'tool_use', id: 'c2', name: 'see', input: { input: '{broken' } },
          { type: 'tool_use', id: 'c3', name: 'see', input: { input: [1] } },
          { type: 'tool_use', id: 'c4', name: 'see', input: { input: null } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'functions_see_0', content: 'a cat' },
          { type: 'tool_result', tool_use_id: 'c2', content: '{"legs":4}', is_error: true },
          { type: 'tool_result', tool_use_id: 'c3', content: 'null' },
          { type: 'text', text: 'hi' },
          { type: 'text', text: 'hi' },
        ],
      },
    ]);
  });

  it('leaves thinking that was cut short to other servers: the vendor refuses it unsigned', async () => {
    const opaque = { signature: '' };
    const unsigned = { type: 'reasoning', text: 'hm', provider: 'anthropic', opaque } as const;
    const redacted = { ...unsigned, text: '', opaque: { redacted: '' } };
    const messages = [{ role: 'assistant', content: [unsigned, redacted] } as const];
    const content = [{ type: 'redacted_thinking', data: '' }];
    expect(called({ model: 'm', messages }).params.messages).toEqual([
      { role: 'assistant', content },
    ]);
    expect((await sent({ messages })).body).toMatchObject({
      messages: [{ content: [{ type: 'thinking', thinking: 'hm', signature: '' }, ...content] }],
    });
  });

  it('refuses a file that the vendor does not read', () => {
    const content = [{ type: 'file', data: 'AQI=', mediaType: 'application/zip' }] as const;
    const call = () => called({ model: 'claude-haiku-5-5', messages: [{ role: 'user', content }] });
    expect(call).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
  });

  it("does without the model's own limit only where it is not known", async () => {
    expect((await sent({ model: 'claude-sonnet-5-5' })).body).toMatchObject({
      max_tokens: 128_000,
    });
    expect((await sent({ model: 'claude-next' })).body).toMatchObject({ max_tokens: 4_096 });
  });

  it('puts provider options over everything, as they are', async () => {
    const { body } = await sent({
      maxOutputTokens: 5,
      providerOptions: { max_tokens: 6, speed: 'fast' },
    });
    expect(body).toMatchObject({ max_tokens: 6, speed: 'fast' });
  });

  it('is never a stream', async () => {
    const { body } = await sent({ providerOptions: { stream: true } });
    expect(body).not.toHaveProperty('stream');
  });

  it('sends no key where there is none, and looks for none', async () => {
    await using server = await startFaultServer({ body: answerBody('anthropic') });
    const provider = new AnthropicProvider({ baseURL: server.url, headers: { 'x-team': 'blue' } });
    await provider.generate({ model: 'm', messages: [hi] }, callContext());
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(server.requests[0]?.headers).not.toHaveProperty('x-api-key');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-team': 'blue' });
  });
});

describe('a choice of tools', () => {
  it.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    [{ toolName: 'weather' }, { type: 'tool', name: 'weather' }],
  ] as const)('%j is passed on', (toolChoice, tool_choice) => {
    const { params, warnings } = called({ model: 'claude-haiku-5-5', tools, toolChoice });
    expect(params).toMatchObject({ tool_choice });
    expect(warnings).toEqual([]);
  });

  it.each([
    'claude-sonnet-5-5',
    'claude-opus-5-5',
    'claude-fable-5-1',
    'claude-fable-5-2',
    'claude-next',
  ])('is left to %s, which cannot be forced, with a warning', (model) => {
    for (const toolChoice of ['required', { toolName: 'weather' }] as const) {
      const { params, warnings } = called({ model, tools, toolChoice });
      expect(params).toMatchObject({ tool_choice: { type: 'auto' } });
      expect(warnings).toMatchObject([{ code: 'other', model }]);
    }
    expect(called({ model, tools, toolChoice: 'none' })).toMatchObject({
      params: { tool_choice: { type: 'none' } },
      warnings: [],
    });
  });

  it('is not made without tools', () => {
    const { params, warnings } = called({
      model: 'claude-sonnet-5-5',
      toolChoice: 'required',
      tools: [],
    });
    expect(params).not.toHaveProperty('tool_choice');
    expect(params).not.toHaveProperty('tools');
    expect(warnings).toEqual([]);
  });

  it('is among tools that are objects, whatever their schema says', () => {
    const bare = [{ name: 'now', inputSchema: {} }];
    expect(called({ model: 'claude-haiku-5-5', tools: bare }).params).toMatchObject({
      tools: [{ name: 'now', input_schema: { type: 'object' } }],
    });
  });
});

describe('an effort', () => {
  it.each([
    ['claude-sonnet-5-5', 'minimal', { output_config: { effort: 'low' } }, 1],
    ['claude-sonnet-5-5', 'none', { output_config: { effort: 'low' } }, 1],
    ['claude-fable-5', 'none', { output_config: { effort: 'low' } }, 1],
    ['claude-fable-5-2', 'max', { output_config: { effort: 'max' } }, 0],
    ['claude-haiku-5-5', 'none', { thinking: { type: 'disabled' } }, 0],
    ['claude-haiku-5-5', 'medium', { output_config: { effort: 'medium' } }, 0],
    ['claude-opus-5', 'none', { thinking: { type: 'disabled' } }, 0],
    ['anthropic/claude-opus-5', 'high', { output_config: { effort: 'high' } }, 0],
    [
      'claude-opus-4-8',
      'high',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
      0,
    ],
    [
      'claude-sonnet-4-6',
      'max',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
      0,
    ],
    ['claude-sonnet-4-6', 'none', {}, 0],
    ['claude-opus-4-5', 'max', { output_config: { effort: 'high' } }, 1],
    ['claude-opus-4-5', 'none', {}, 0],
    ['claude-sonnet-4-5', 'high', {}, 1],
    ['claude-haiku-4-5', 'none', {}, 0],
    ['claude-3-7-sonnet', 'high', {}, 1],
  ] as const)('of %s: %s', (model, reasoningEffort, expected, warned) => {
    const { params, warnings } = called({ model, reasoningEffort });
    const { thinking, output_config } = params;
    expect({ thinking, output_config }).toEqual({
      thinking: undefined,
      output_config: undefined,
      ...expected,
    });
    expect(warnings).toHaveLength(warned);
  });

  it('does not make a model think that must call a tool', () => {
    const forced = { model: 'claude-opus-4-8', reasoningEffort: 'high', tools } as const;
    expect(called({ ...forced, toolChoice: 'required' }).params).not.toHaveProperty('thinking');
    expect(called({ ...forced, toolChoice: { toolName: 'weather' } }).params).not.toHaveProperty(
      'thinking',
    );
    expect(called({ ...forced, toolChoice: 'auto' }).params).toHaveProperty('thinking');
  });
});

describe('a schema for the answer', () => {
  const formatOf = (outputSchema: { [keyword: string]: unknown }) =>
    called({ model: 'claude-haiku-5-5', outputSchema }).params.output_config?.format?.schema;

  it('is closed, and what the vendor does not know is told in words', () => {
    const given = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        age: { type: 'integer', description: 'in years', minimum: 0, maximum: 120 },
        tags: { type: 'array', items: { type: 'object', properties: {} }, minItems: 2 },
        kind: { oneOf: [{ const: 'a' }, { type: ['object', 'null'] }] },
        both: { allOf: [{ $ref: '#/$defs/d' }] },
        any: true,
      },
      required: ['age'],
      additionalProperties: true,
      $defs: { d: { type: 'object', title: 'D' } },
    };
    expect(formatOf(given)).toEqual({
      type: 'object',
      properties: {
        age: { type: 'integer', description: 'in years (minimum: 0, maximum: 120)' },
        tags: {
          type: 'array',
          items: { type: 'object', properties: {}, additionalProperties: false },
          description: 'minItems: 2',
        },
        kind: {
          anyOf: [{ const: 'a' }, { type: ['object', 'null'], additionalProperties: false }],
        },
        both: { allOf: [{ $ref: '#/$defs/d' }] },
        any: true,
      },
      required: ['age'],
      additionalProperties: false,
      $defs: { d: { type: 'object', title: 'D', additionalProperties: false } },
    });
  });

  it('is passed on where it makes no sense, for the vendor to refuse', () => {
    const odd = { properties: 1, items: [true], anyOf: 'x' };
    expect(formatOf(odd)).toEqual(odd);
  });

  it('of the caller is left as it was', () => {
    const given = Object.freeze({
      type: 'object',
      properties: Object.freeze({}),
      minProperties: 1,
    });
    formatOf(given);
    expect(given).toEqual({ type: 'object', properties: {}, minProperties: 1 });
  });
});
