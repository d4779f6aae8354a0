import { describe, expect, it } from 'vitest';
import type { AssistantPart, ChatMessage, ChatRequest } from '../../../../src/contracts/chat.js';
import type { ModelProfile } from '../../../../src/contracts/model.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import {
  toResponsesCall,
  toResponsesStreamCall,
} from '../../../../src/providers/openai/responses/request.js';
import { answerBody, CANARY_KEY, callContext } from '../../../support/dialects.js';
import { startFaultServer } from '../../../support/fault-server.js';

const hi = { role: 'user', content: [{ type: 'text', text: 'hi' }] } as const;
const open = { type: 'object', properties: { city: { type: 'string' } } };
const closed = { ...open, required: ['city'], additionalProperties: false };
const tools = [{ name: 'weather', description: 'Now', inputSchema: open }];
const ENCRYPTED = { include: ['reasoning.encrypted_content'] };

/** What would be sent, and what the caller is told. */
function asked(request: Partial<ChatRequest>, profile?: ModelProfile) {
  const whole = { model: 'gpt-5.6-sol', messages: [hi], ...request };
  const { params, warnings } = toResponsesCall(whole, { provider: 'openai', profile });
  return { params: { ...params }, warnings };
}
const inputOf = (...messages: ChatMessage[]) => asked({ messages }).params.input;
const assistant = (...content: AssistantPart[]) => inputOf({ role: 'assistant', content }, hi);
const HI = { role: 'user', content: [{ type: 'input_text', text: 'hi' }] };

describe('a request to the responses API', () => {
  it('is a POST to /responses that stores nothing and says nothing that was not asked for', async () => {
    await using server = await startFaultServer({ body: answerBody('responses') });
    const url = `${server.url}/v1`;
    const provider = new OpenAIProvider({ apiKey: CANARY_KEY, baseURL: url, api: 'responses' });
    const answer = await provider.generate({ model: 'qwen-4', messages: [hi] }, callContext());
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/responses' });
    expect(request?.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
    expect(request?.headers['x-stainless-retry-count']).toBe('0');
    expect(request?.body).toEqual({ model: 'qwen-4', input: [HI], store: false });
    expect(answer.warnings).toEqual([]);
  });

  it('carries every parameter under its name there', () => {
    const { params, warnings } = asked({
      model: 'gpt-5.6-sol',
      system: 'Be brief.',
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.9,
      reasoningEffort: 'none',
      tools,
      toolChoice: { toolName: 'weather' },
      outputSchema: closed,
    });
    expect(params).toEqual({
      model: 'gpt-5.6-sol',
      instructions: 'Be brief.',
      input: [HI],
      max_output_tokens: 100,
      reasoning: { effort: 'none' },
      temperature: 0,
      top_p: 0.9,
      tools: [
        { type: 'function', name: 'weather', description: 'Now', parameters: open, strict: false },
      ],
      tool_choice: { type: 'function', name: 'weather' },
      text: { format: { type: 'json_schema', name: 'output', schema: closed, strict: true } },
      store: false,
      ...ENCRYPTED,
    });
    expect(warnings).toEqual([]);
  });

  it('drops what this API does not have, and says so without the values', () => {
    const { params, warnings } = asked({ stopSequences: ['SECRET'], seed: 4711 });
    expect(JSON.stringify([params, warnings])).not.toMatch(/SECRET|4711/);
    expect(warnings).toEqual([
      {
        code: 'parameter-dropped',
        message: 'stopSequences left out: gpt-5.6-sol does not take it in the responses API',
        model: 'gpt-5.6-sol',
      },
      {
        code: 'parameter-dropped',
        message: 'seed left out: gpt-5.6-sol does not take it in the responses API',
        model: 'gpt-5.6-sol',
      },
    ]);
  });

  it('keeps the effort beside tools', () => {
    const { params, warnings } = asked({ tools, reasoningEffort: 'high' });
    expect(params).toMatchObject({ reasoning: { effort: 'high' } });
    expect(warnings).toEqual([]);
    expect(asked({ tools }).params).not.toHaveProperty('reasoning');
  });

  it('asks for the nearest effort, with a warning', () => {
    const { params, warnings } = asked({ model: 'gpt-5.5-pro', reasoningEffort: 'low' });
    expect(params).toMatchObject({ reasoning: { effort: 'medium' } });
    expect(warnings).toMatchObject([{ code: 'other', model: 'gpt-5.5-pro' }]);
  });

  it('keeps sampling from a model that reasons', () => {
    const { params, warnings } = asked({ temperature: 0.5, topP: 0.5 });
    expect(params).not.toHaveProperty('temperature');
    expect(params).not.toHaveProperty('top_p');
    expect(warnings.map(({ message }) => message)).toEqual([
      'temperature left out: gpt-5.6-sol does not take it while it reasons',
      'topP left out: gpt-5.6-sol does not take it while it reasons',
    ]);
  });

  it('asks for the encrypted reasoning of models that reason, and of no other', () => {
    const reasoner: ModelProfile = { id: 'qwen-4', capabilities: ['reasoning'] };
    expect(asked({ model: 'gpt-6-luna' }).params).toMatchObject(ENCRYPTED);
    expect(asked({ model: 'qwen-4' }, reasoner).params).toMatchObject(ENCRYPTED);
    expect(asked({ model: 'qwen-4' }).params).not.toHaveProperty('include');
    expect(asked({ model: 'gpt-4.1' }).params).not.toHaveProperty('include');
  });

  it('has strict tools where strict mode takes their schema, and never leaves it to the API', () => {
    const strictness = [open, closed, {}].map((inputSchema) => {
      const { params } = asked({ tools: [{ name: 'a', inputSchema }] });
      return params.tools;
    });
    expect(strictness).toEqual([
      [{ type: 'function', name: 'a', parameters: open, strict: false }],
      [{ type: 'function', name: 'a', parameters: closed, strict: true }],
      [{ type: 'function', name: 'a', parameters: {}, strict: false }],
    ]);
  });

  it.each(['auto', 'required', 'none'] as const)('passes on the tool choice %s', (toolChoice) => {
    expect(asked({ tools, toolChoice }).params).toMatchObject({ tool_choice: toolChoice });
  });

  it('says nothing of a tool choice without tools, which would be refused', () => {
    const { params } = asked({ tools: [], toolChoice: 'required' });
    expect(params).not.toHaveProperty('tool_choice');
    expect(params).not.toHaveProperty('tools');
    expect(asked({ tools }).params).not.toHaveProperty('tool_choice');
  });

  it('puts provider options over everything, as they are', () => {
    const providerOptions = { store: true, reasoning: { effort: 'low', summary: 'auto' } };
    expect(asked({ reasoningEffort: 'high', providerOptions }).params).toMatchObject(
      providerOptions,
    );
  });

  it('lets provider options take away what would be sent, for servers that do not know it', () => {
    const providerOptions = { store: null, include: null, prompt_cache_key: null };
    const { params } = asked({ providerOptions });
    const expected = { model: 'gpt-5.6-sol', input: [HI], prompt_cache_key: null };
    expect(params).toEqual(expected);
  });

  it('cannot be made a stream by provider options, nor a stream a whole answer', () => {
    const target = { provider: 'openai', profile: undefined };
    const request = { model: 'gpt-5.6-sol', messages: [hi] };
    const on = { stream: true, stream_options: { include_obfuscation: false } };
    const { params } = toResponsesCall({ ...request, providerOptions: on }, target);
    expect(params).not.toHaveProperty('stream');
    expect(params).not.toHaveProperty('stream_options');
    const off = { ...on, stream: false };
    const streamed = toResponsesStreamCall({ ...request, providerOptions: off }, target);
    expect(streamed.params).toMatchObject(on);
  });
});

describe('a conversation for the responses API', () => {
  it('has what a user says, shows and hands over', () => {
    const data = new Uint8Array([1, 2, 255]);
    const input = inputOf({
      role: 'user',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'image', url: 'https://example.com/cat.png' },
        { type: 'image', data, mediaType: 'image/png' },
        { type: 'file', data: 'AQI=', mediaType: 'application/pdf', filename: 'a.pdf' },
        { type: 'file', data: 'AQI=', mediaType: 'application/pdf' },
        { type: 'file', url: 'https://example.com/a.pdf', filename: 'a.pdf' },
      ],
    });
    const file_data = 'data:application/pdf;base64,AQI=';
    expect(input).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look:' },
          { type: 'input_image', image_url: 'https://example.com/cat.png', detail: 'auto' },
          { type: 'input_image', image_url: 'data:image/png;base64,AQL/', detail: 'auto' },
          { type: 'input_file', filename: 'a.pdf', file_data },
          { type: 'input_file', filename: 'file.pdf', file_data },
          { type: 'input_file', file_url: 'https://example.com/a.pdf' },
        ],
      },
    ]);
  });

  it('has calls and their results as items of their own', () => {
    const call = (toolCallId: string, input: unknown) =>
      ({ type: 'tool-call', toolCallId, toolName: 'see', input }) as const;
    const input = inputOf(
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          call('c1', { deep: true }),
          { ...call('c2', '{broken'), unparsed: true },
          call('c3', 'text'),
          call('c4', undefined),
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
            output: { n: 4 },
            isError: true,
          },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: '' }] },
    );
    const item = (call_id: string, args: string) => {
      return { type: 'function_call', call_id, name: 'see', arguments: args };
    };
    expect(input).toEqual([
      { role: 'assistant', content: 'I look.' },
      item('c1', '{"deep":true}'),
      item('c2', '{broken'),
      item('c3', '"text"'),
      item('c4', '{}'),
      { type: 'function_call_output', call_id: 'c1', output: 'a cat' },
      { type: 'function_call_output', call_id: 'c2', output: '{"n":4}' },
    ]);
  });

  const summary = [{ type: 'summary_text', text: 'hm' }];
  const opaque = { id: 'rs_1', encrypted_content: 'gAAA', summary };
  const thought = { type: 'reasoning', text: 'hm', provider: 'openai', opaque } as const;
  const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: {} } as const;
  const THOUGHT = { type: 'reasoning', ...opaque };
  const CALL = { type: 'function_call', call_id: 'c1', name: 'see', arguments: '{}' };

  it('has reasoning in its place, before what it led to', () => {
    const text = { type: 'text', text: 'Well.' } as const;
    expect(assistant(thought, call, thought, text)).toEqual([
      THOUGHT,
      CALL,
      THOUGHT,
      { role: 'assistant', content: 'Well.' },
      HI,
    ]);
  });

  it('has no reasoning that led to nothing, because that is refused', () => {
    expect(assistant(thought)).toEqual([HI]);
    expect(assistant(call, thought, thought)).toEqual([CALL, HI]);
    expect(assistant(thought, { type: 'text', text: '' })).toEqual([HI]);
  });

  it('has no reasoning of others, and none that cannot be sent back', () => {
    const { opaque: _, ...bare } = thought;
    for (const part of [
      { ...thought, provider: 'anthropic' },
      { type: 'reasoning', text: 'hm', opaque } as const,
      bare,
      { ...thought, opaque: null },
      { ...thought, opaque: 'gAAA' },
      { ...thought, opaque: { signature: 'x' } },
      { ...thought, opaque: { id: 'rs_1', summary } },
      { ...thought, opaque: { encrypted_content: 'gAAA', summary } },
    ]) {
      expect(assistant(part, call)).toEqual([CALL, HI]);
    }
  });

  it('has reasoning without a summary', () => {
    const part = { ...thought, opaque: { id: 'rs_1', encrypted_content: 'gAAA' } };
    expect(assistant(part, call)).toEqual([{ ...THOUGHT, summary: [] }, CALL, HI]);
  });
});
