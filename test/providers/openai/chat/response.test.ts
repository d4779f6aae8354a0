import { describe, expect, it } from 'vitest';
import { toOpenAIMessages } from '../../../../src/providers/openai/chat/messages.js';
import { fromOpenAIAnswer } from '../../../../src/providers/openai/chat/response.js';
import { OpenAIProvider } from '../../../../src/providers/openai/index.js';
import { answerBody, callContext, hello } from '../../../support/dialects.js';
import { startFaultServer } from '../../../support/fault-server.js';

function read(message: object, finish_reason: unknown = 'stop', more: object = {}) {
  const body = { choices: [{ finish_reason, message }], ...more };
  return fromOpenAIAnswer({ body }, 'groq', []);
}
const call = (id: string, args: unknown) => ({
  id,
  type: 'function',
  function: { name: 'see', arguments: args },
});

describe("OpenAI's answer", () => {
  it('is its text, with what it cost, who answered and when the limit frees', async () => {
    const body = {
      ...answerBody('openai'),
      usage: {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 20, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 30 },
      },
    };
    const headers = {
      'x-request-id': 'req_7',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
    };
    await using server = await startFaultServer({ body, headers });
    const provider = new OpenAIProvider({ apiKey: 'k'.repeat(9), baseURL: server.url });
    const { raw, ...response } = await provider.generate(hello('openai'), callContext());
    expect(response).toEqual({
      content: [{ type: 'text', text: 'hello' }],
      finishReason: 'stop',
      usage: {
        inputTokens: 100,
        outputTokens: 50,
        cachedInputTokens: 60,
        cacheWriteTokens: 20,
        reasoningTokens: 30,
      },
      warnings: [],
      limitResetMs: 2_000,
      providerRequestId: 'req_7',
    });
    expect(raw).toMatchObject(body);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool-calls'],
    ['function_call', 'tool-calls'],
    ['content_filter', 'content-filter'],
    ['something new', 'other'],
    [null, 'other'],
  ])('that ends with %s has ended with %s', (reason, expected) => {
    expect(read({ content: 'x' }, reason).finishReason).toBe(expected);
  });

  it('that is a refusal has its words and was filtered', () => {
    const { content, finishReason } = read({ content: null, refusal: 'I will not.' });
    expect(content).toEqual([{ type: 'text', text: 'I will not.' }]);
    expect(finishReason).toBe('content-filter');
  });

  it.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['nothing', '', {}],
    ['only spaces', ' ', {}],
    ['a text', '"a"', 'a'],
    ['a list', '[1]', [1]],
    ['an object that came parsed', { a: 1 }, { a: 1 }],
    ['null', null, {}],
  ])('calls a tool with %s', (_what, text, input) => {
    const { content } = read({ content: null, tool_calls: [call('c1', text)] }, 'tool_calls');
    expect(content).toEqual([{ type: 'tool-call', toolCallId: 'c1', toolName: 'see', input }]);
  });

  it('gives the text of arguments that are no JSON, and says so', () => {
    const { content } = read({ content: null, tool_calls: [call('c1', '{"a": ')] }, 'length');
    expect(content).toEqual([
      { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: '{"a": ', unparsed: true },
    ]);
  });

  it.each(['{"a": ', '"a"', '{"a":1}', '[1]', '0', 'null x'])(
    'calls with %j, which goes back as it came',
    (text) => {
      const { content } = read({ tool_calls: [call('c1', text)] }, 'tool_calls');
      const request = { model: 'm', messages: [{ role: 'assistant', content }] } as const;
      expect(toOpenAIMessages(request, 'system')).toMatchObject([
        { tool_calls: [{ id: 'c1', function: { name: 'see', arguments: text } }] },
      ]);
    },
  );

  it('that had to call a tool ends as one that chose to', () => {
    expect(read({ tool_calls: [call('c1', '{}')] }, 'stop').finishReason).toBe('tool-calls');
    expect(read({ tool_calls: [] }, 'stop').finishReason).toBe('stop');
    expect(read({ tool_calls: [call('c1', '{}')] }, 'length').finishReason).toBe('length');
  });

  it('has an id of ours for each tool call that came without one', () => {
    const { content } = read({ tool_calls: [{}, call('', '{}')] });
    expect(content).toEqual([
      { type: 'tool-call', toolCallId: 'call_0', toolName: '', input: {} },
      { type: 'tool-call', toolCallId: 'call_1', toolName: 'see', input: {} },
    ]);
  });

  it.each([
    ['reasoning_content', { reasoning_content: 'hm' }],
    ['reasoning', { reasoning: 'hm' }],
    ['both', { reasoning_content: 'hm', reasoning: 'hm' }],
    ['an empty one and the other', { reasoning_content: '', reasoning: 'hm' }],
  ])('of a server that shows the thinking as %s has it as a part of its own', (_name, thinking) => {
    expect(read({ ...thinking, content: 'x' }).content).toEqual([
      { type: 'reasoning', text: 'hm', provider: 'groq' },
      { type: 'text', text: 'x' },
    ]);
  });

  it('has no thinking where that is no text', () => {
    const { content } = read({ reasoning: { effort: 'low' }, content: 'x' });
    expect(content).toEqual([{ type: 'text', text: 'x' }]);
  });

  it.each([
    ['and does not say why', {}, { kind: 'server', billed: 'maybe' }],
    [
      'and says why',
      { error: { code: 429, message: 'busy' } },
      { kind: 'rate-limit', status: 429 },
    ],
  ])('that ended with an error is one, %s', (_how, more, expected) => {
    const choice = { finish_reason: 'error', message: { content: 'half an ans' }, ...more };
    const answer = () => fromOpenAIAnswer({ body: { choices: [choice] } }, 'openrouter', []);
    expect(answer).toThrow(expect.objectContaining({ name: 'ProviderError', ...expected }));
  });

  it('may be empty', () => {
    expect(read({ content: '' }, 'length').content).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['only one of the counts', { prompt_tokens: 1 }],
    ['only the other', { completion_tokens: 1 }],
    ['no numbers', { prompt_tokens: '1', completion_tokens: 2 }],
  ])('that reports %s has no usage', (_what, usage) => {
    expect(read({ content: 'x' }, 'stop', { usage })).not.toHaveProperty('usage');
  });

  it('reports a zero as a zero, and nothing that was not said', () => {
    const usage = {
      prompt_tokens: 0,
      completion_tokens: 0,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: null,
    };
    expect(read({ content: 'x' }, 'stop', { usage }).usage).toEqual({
      inputTokens: 0,
      outputTokens: 0,
      cachedInputTokens: 0,
    });
  });

  it.each([{ choices: [] }, { choices: [{}] }, { choices: [{ message: null }] }, { choices: 'x' }])(
    'without a message is unusable: %j',
    (body) => {
      expect(() => fromOpenAIAnswer({ body }, 'openai', [])).toThrow(
        expect.objectContaining({
          kind: 'protocol',
          message: expect.stringContaining('check baseURL'),
        }),
      );
    },
  );
});
