import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/contracts/chat.js';
import { openAIHandler } from '../../src/openai-wire/openai-handler.js';
import { Orchestrator } from '../../src/orchestrator.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';

const user = { role: 'user', content: 'Hello' };
const tool = { type: 'function', function: { name: 'f' } };
const toolCall = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };

/** What one model is sent for a body, and what is answered. */
async function ask(body: object, answer: object = { text: 'Hi.' }) {
  const step = { step: answer, times: Number.POSITIVE_INFINITY };
  const provider = new ScriptedProvider({ name: 'p', models: ['m'], script: [step] });
  const handle = openAIHandler(new Orchestrator({ providers: [provider] }));
  const request = new Request('https://example.test/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: 'auto', messages: [user], ...body }),
    headers: { 'content-type': 'application/json' },
  });
  const response = await handle(request);
  const sent = provider.calls[0]?.request as ChatRequest;
  return { sent, response, json: JSON.parse(await response.text()) };
}

describe('a parameter', () => {
  it.each([
    ['max_tokens', 7, { maxOutputTokens: 7 }],
    ['max_completion_tokens', 8, { maxOutputTokens: 8 }],
    ['temperature', 0, { temperature: 0 }],
    ['top_p', 0.5, { topP: 0.5 }],
    ['seed', -3, { seed: -3 }],
    ['stop', 'END', { stopSequences: ['END'] }],
    ['stop', ['A', 'B'], { stopSequences: ['A', 'B'] }],
    ['reasoning_effort', 'low', { reasoningEffort: 'low' }],
    ['reasoning_effort', 'xhigh', { reasoningEffort: 'max' }],
    ['response_format', { type: 'json_object' }, { outputSchema: { type: 'object' } }],
    [
      'response_format',
      { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'array' } } },
      { outputSchema: { type: 'array' } },
    ],
  ])('%s of %j reaches the model', async (name, value, expected) => {
    const { sent } = await ask({ [name]: value }, { text: '[]' });
    expect(sent).toMatchObject(expected);
  });

  it('that OpenAI has renamed gives way to its new name', async () => {
    const { sent } = await ask({ max_tokens: 7, max_completion_tokens: 8 });
    expect(sent.maxOutputTokens).toBe(8);
  });

  it('of null says nothing', async () => {
    const names = ['n', 'stop', 'tools', 'tool_choice', 'response_format', 'logprobs', 'user'];
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const { sent, response } = await ask({ ...nothing, functions: null, metadata: null });
    expect(response.status).toBe(200);
    expect(Object.keys(sent)).toEqual(['model', 'messages']);
    expect(response.headers.has('x-llm-orchestrator-ignored')).toBe(false);
  });

  it('that changes nothing here is ignored, and named in a header', async () => {
    const body = { logit_bias: { 1: 2 }, verbosity: 'low', store: true, constructor: 1, 'b\nd': 1 };
    const { response } = await ask(body);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-llm-orchestrator-ignored')).toBe(
      'logit_bias, verbosity, store, constructor',
    );
  });

  it.each([
    ['n', 2],
    ['n', '1'],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['modalities', ['text', 'audio']],
    ['modalities', 'text'],
    ['audio', { voice: 'alloy' }],
    ['web_search_options', {}],
    ['functions', []],
    ['function_call', 'auto'],
  ])('%s of %j asks for what is not done, and is refused', async (param, value) => {
    const { response, json } = await ask({ [param]: value });
    expect(response.status).toBe(400);
    expect(json.error).toMatchObject({ code: 'unsupported_parameter', param });
    expect(json.error.type).toBe('invalid_request_error');
  });

  it.each([
    ['n', 1],
    ['logprobs', false],
    ['top_logprobs', 0],
    ['modalities', ['text']],
    ['function_call', 'none'],
  ])('%s of %j asks for what is done anyway', async (name, value) => {
    expect((await ask({ [name]: value })).response.status).toBe(200);
  });

  it.each([
    [{ model: undefined }, 'model'],
    [{ model: 7 }, 'model'],
    [{ messages: undefined }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [null] }, 'messages[0]'],
    [{ messages: [user, { role: 'robot' }] }, 'messages[1].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: ' ' }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'x' }] }] }, 'messages[0].content[0].type'],
    [{ messages: [{ role: 'system', content: 7 }, user] }, 'messages[0].content'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: 7 }, 'stream_options'],
    [{ stream_options: { include_usage: 1 } }, 'stream_options.include_usage'],
    [{ temperature: 3 }, 'temperature'],
    [{ top_p: '1' }, 'top_p'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_completion_tokens: 1.5 }, 'max_completion_tokens'],
    [{ stop: 7 }, 'stop'],
    [{ stop: ['A', ''] }, 'stop[1]'],
    [{ seed: 0.5 }, 'seed'],
    [{ reasoning_effort: 'hard' }, 'reasoning_effort'],
    [{ metadata: 'x' }, 'metadata'],
    [{ user: 7 }, 'user'],
    [{ safety_identifier: 7 }, 'safety_identifier'],
    [{ tools: {} }, 'tools'],
    [{ tools: [{ type: 'custom' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
    [
      { tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'string' } } }] },
      'tools[0].function.parameters',
    ],
    [
      { tools: [{ type: 'function', function: { name: 'f', description: 7 } }] },
      'tools[0].function.description',
    ],
    [{ tools: [tool, tool] }, 'tools'],
    [{ tools: [tool], tool_choice: 'sometimes' }, 'tool_choice'],
    [{ tools: [tool], tool_choice: { type: 'allowed_tools' } }, 'tool_choice.type'],
    [
      { tools: [tool], tool_choice: { type: 'function', function: { name: 'g' } } },
      'tool_choice.function.name',
    ],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'n' } } },
      'response_format.json_schema.schema',
    ],
  ])('of the wrong type is refused by its path: %j', async (body, param) => {
    const { response, json, sent } = await ask(body);
    expect(response.status).toBe(400);
    expect(json.error).toMatchObject({ type: 'invalid_request_error', param });
    expect(json.error.message).toContain(`${param}: `);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(sent).toBeUndefined();
  });
});

describe('messages', () => {
  it('of the developer and of the system are instructions, wherever they stand', async () => {
    const parts = [
      { type: 'text', text: 'Be kind.' },
      { type: 'text', text: 'Always.' },
    ];
    const { sent } = await ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        user,
        { role: 'developer', content: parts },
      ],
    });
    expect(sent.system).toBe('Be brief.\n\nBe kind.\nAlways.');
    expect(sent.messages).toHaveLength(1);
  });

  it('that say nothing are left out, and what is wrong behind them is found all the same', async () => {
    const silent = [
      { role: 'system', content: '' },
      { role: 'assistant', content: null },
      { role: 'assistant', content: ' ', tool_calls: [] },
    ];
    const { sent } = await ask({ messages: [...silent, user] });
    expect(sent.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }]);
    expect(sent.system).toBeUndefined();
    const { json } = await ask({ messages: [...silent, user, { role: 'user', content: '' }] });
    expect(json.error.param).toBe('messages[4].content');
  });

  it('carry pictures and files', async () => {
    const png = 'data:image/png;base64,iVBORw==';
    const pdf = 'data:application/pdf;base64,JVBERg==';
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url: 'https://example.test/a.png', detail: 'low' } },
      { type: 'image_url', image_url: png },
      { type: 'file', file: { file_data: pdf, filename: 'a.pdf' } },
    ];
    const { sent } = await ask({ messages: [{ role: 'user', content }] });
    expect(sent.messages[0]?.content).toEqual([
      { type: 'text', text: 'What is it?' },
      { type: 'image', url: 'https://example.test/a.png' },
      { type: 'image', mediaType: 'image/png', data: 'iVBORw==' },
      { type: 'file', mediaType: 'application/pdf', data: 'JVBERg==', filename: 'a.pdf' },
    ]);
  });

  it.each([
    [{ type: 'image_url', image_url: { url: 'ftp://a' } }, 'image_url.url'],
    [{ type: 'image_url', image_url: {} }, 'image_url.url'],
    [{ type: 'file', file: { file_id: 'file-1' } }, 'file.file_id'],
    [{ type: 'file', file: { file_data: 'JVBERg==' } }, 'file.file_data'],
    [{ type: 'file', file: {} }, 'file.file_data'],
    [{ type: 'text', text: '' }, 'text'],
    [{ type: 'text', text: ' ' }, 'text'],
  ])('are refused by the place of what cannot be sent: %j', async (part, place) => {
    const content = [{ type: 'text', text: 'Look:' }, part];
    const { response, json } = await ask({ messages: [{ role: 'user', content }] });
    expect(response.status).toBe(400);
    expect(json.error.param).toBe(`messages[0].content[1].${place}`);
  });

  it('of the assistant keep what they said and refused', async () => {
    const { sent } = await ask({
      messages: [
        user,
        { role: 'assistant', content: 'Hi.', refusal: null, reasoning_content: 'Hm.' },
        user,
        { role: 'assistant', content: null, refusal: 'No.' },
        user,
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'Never.' }] },
        user,
      ],
    });
    const said = sent.messages.filter(({ role }) => role === 'assistant');
    expect(said.map(({ content }) => content)).toEqual(
      ['Hi.', 'No.', 'Never.'].map((text) => [{ type: 'text', text }]),
    );
  });

  it('keep calls as the model wrote them, also where that was no JSON', async () => {
    const calls = ['{"x":1}', '', '{"x":'].map((text, index) => ({
      id: `c${index}`,
      function: { name: 'f', arguments: text },
    }));
    const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '' }));
    const asked = { role: 'assistant', content: '', tool_calls: calls };
    const { sent } = await ask({ tools: [tool], messages: [user, asked, ...results] });
    const part = { type: 'tool-call', toolName: 'f' };
    expect(sent.messages[1]?.content).toEqual([
      { ...part, toolCallId: 'c0', input: { x: 1 } },
      { ...part, toolCallId: 'c1', input: {} },
      { ...part, toolCallId: 'c2', input: '{"x":', unparsed: true },
    ]);
    expect(sent.messages).toHaveLength(5);
  });

  it.each([
    [[{ role: 'tool', content: 'x' }], 'messages[1].tool_call_id'],
    [[{ role: 'tool', tool_call_id: 'z', content: 'x' }], 'messages[1].tool_call_id'],
    [[{ role: 'assistant', tool_calls: [toolCall] }, user], 'messages[1].tool_calls'],
    [
      [{ role: 'assistant', tool_calls: [{ ...toolCall, id: '' }] }],
      'messages[1].tool_calls[0].id',
    ],
    [
      [{ role: 'assistant', tool_calls: [{ ...toolCall, type: 'custom' }] }],
      'messages[1].tool_calls[0].type',
    ],
    [
      [
        {
          role: 'assistant',
          tool_calls: [{ ...toolCall, function: { name: 'f', arguments: {} } }],
        },
      ],
      'messages[1].tool_calls[0].function.arguments',
    ],
    [[{ role: 'assistant', function_call: {} }], 'messages[1].function_call'],
    [
      [
        { role: 'assistant', tool_calls: [toolCall] },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
        { role: 'tool', tool_call_id: 'a', content: 'y' },
      ],
      'messages[3].tool_call_id',
    ],
    [
      [
        { role: 'assistant', tool_calls: [toolCall] },
        { role: 'tool', tool_call_id: 'a', content: 7 },
      ],
      'messages[2].content',
    ],
  ])('whose calls and results do not fit are refused by their place: %j', async (more, param) => {
    const { response, json } = await ask({ tools: [tool], messages: [user, ...more] });
    expect(response.status).toBe(400);
    expect(json.error.param).toBe(param);
  });
});

describe('tools', () => {
  it('without parameters take none, and blank descriptions are none', async () => {
    const described = { name: 'g', description: 'G', parameters: { type: 'object' } };
    const { sent } = await ask({
      tools: [
        { type: 'function', function: { name: 'f', description: '' } },
        { type: 'function', function: described },
      ],
      tool_choice: { type: 'function', function: { name: 'g' } },
    });
    expect(sent.tools).toEqual([
      { name: 'f', inputSchema: { type: 'object', properties: {} } },
      { name: 'g', description: 'G', inputSchema: { type: 'object' } },
    ]);
    expect(sent.toolChoice).toEqual({ toolName: 'g' });
  });

  it.each(['auto', 'none'])('that are none leave nothing to choose: %s', async (choice) => {
    const { sent } = await ask({ tools: [], tool_choice: choice });
    expect(sent).not.toHaveProperty('tools');
    expect(sent).not.toHaveProperty('toolChoice');
  });
});

describe('an answer', () => {
  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
    ['other', 'stop'],
  ])('that ends for %s ends for %s', async (finishReason, expected) => {
    const { json } = await ask({}, { text: 'Hi.', finishReason });
    expect(json.choices[0].finish_reason).toBe(expected);
  });

  it('shows what was thought beside what was said, and calls beside both', async () => {
    const content = [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: '{"x', unparsed: true },
    ];
    const { json } = await ask({ tools: [tool] }, { content, finishReason: 'tool-calls' });
    expect(json.choices[0].message).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      refusal: null,
      reasoning_content: 'Hm.',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"x' } }],
    });
  });

  it('says what was written to the cache', async () => {
    const usage = { inputTokens: 10, outputTokens: 5, cacheWriteTokens: 6 };
    const { json } = await ask({}, { text: 'Hi.', usage });
    expect(json.usage.prompt_tokens_details).toEqual({ cache_write_tokens: 6 });
    expect(json.usage).not.toHaveProperty('completion_tokens_details');
  });
});
