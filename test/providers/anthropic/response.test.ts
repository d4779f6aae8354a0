import { describe, expect, it } from 'vitest';
import { AnthropicProvider } from '../../../src/providers/anthropic/index.js';
import { fromAnthropicAnswer } from '../../../src/providers/anthropic/response.js';
import { answerBody, CANARY_KEY, callContext, hello } from '../../support/dialects.js';
import { startFaultServer } from '../../support/fault-server.js';

function read(content: unknown[], more: object = {}) {
  return fromAnthropicAnswer({ body: { content, ...more } }, 'anthropic', []);
}

describe("Anthropic's answer", () => {
  it('is its text, with all that it cost, who answered and when the limit frees', async () => {
    const body = {
      ...answerBody('anthropic'),
      usage: {
        input_tokens: 10,
        output_tokens: 50,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: 70,
        output_tokens_details: { thinking_tokens: 30 },
      },
    };
    const reset = new Date(Date.now() + 60_000).toISOString();
    const headers = {
      'request-id': 'req_7',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': reset,
    };
    await using server = await startFaultServer({ body, headers });
    const provider = new AnthropicProvider({ apiKey: CANARY_KEY, baseURL: server.url });
    const answer = await provider.generate(hello('anthropic'), callContext());
    const { raw, limitResetMs = 0, ...response } = answer;
    expect(response).toEqual({
      content: [{ type: 'text', text: 'hello' }],
      finishReason: 'stop',
      usage: {
        inputTokens: 100,
        outputTokens: 50,
        cachedInputTokens: 70,
        cacheWriteTokens: 20,
        reasoningTokens: 30,
      },
      warnings: [],
      providerRequestId: 'req_7',
    });
    expect(limitResetMs).toBeGreaterThan(30_000);
    expect(limitResetMs).toBeLessThanOrEqual(60_000);
    expect(raw).toMatchObject(body);
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool-calls'],
    ['refusal', 'content-filter'],
    ['pause_turn', 'other'],
    [null, 'other'],
  ])('that ends with %s has ended with %s', (stop_reason, expected) => {
    expect(read([], { stop_reason }).finishReason).toBe(expected);
  });

  it('has its thinking with the signature, its calls of tools, and nothing of tools of the vendor', () => {
    const { content } = read([
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'blob' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'see', input: { deep: true } },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
      {},
    ]);
    expect(content).toEqual([
      { type: 'reasoning', text: 'hm', provider: 'anthropic', opaque: { signature: 'sig' } },
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { redacted: 'blob' } },
      { type: 'text', text: 'I look.' },
      { type: 'tool-call', toolCallId: 'toolu_1', toolName: 'see', input: { deep: true } },
    ]);
  });

  it('survives blocks with holes', () => {
    const types = ['text', 'thinking', 'redacted_thinking', 'tool_use'];
    expect(read([null, {}, ...types.map((type) => ({ type }))]).content).toEqual([
      { type: 'text', text: '' },
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { signature: '' } },
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { redacted: '' } },
      { type: 'tool-call', toolCallId: '', toolName: '', input: {} },
    ]);
  });

  it('takes what is null for what was not said', () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 6,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      output_tokens_details: null,
    };
    expect(read([], { usage }).usage).toEqual({ inputTokens: 5, outputTokens: 6 });
  });

  it('keeps a zero', () => {
    const usage = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 };
    expect(read([], { usage }).usage).toEqual({
      inputTokens: 0,
      outputTokens: 0,
      cachedInputTokens: 0,
    });
  });

  it.each([
    undefined,
    null,
    {},
    { input_tokens: 1 },
    { output_tokens: 1 },
    { input_tokens: null, output_tokens: 1 },
  ])('that reports %j has no usage', (usage) => {
    expect(read([], { usage })).not.toHaveProperty('usage');
  });

  it('goes back as it came', async () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'sig' },
      { type: 'redacted_thinking', data: 'blob' },
      { type: 'text', text: 'hello' },
    ];
    await using server = await startFaultServer({ body: { ...answerBody('anthropic'), content } });
    const provider = new AnthropicProvider({ apiKey: CANARY_KEY, baseURL: server.url });
    const first = await provider.generate(hello('anthropic'), callContext());
    const messages = [
      ...hello('anthropic').messages,
      { role: 'assistant', content: first.content } as const,
      ...hello('anthropic').messages,
    ];
    await provider.generate(hello('anthropic', { messages }), callContext());
    expect(server.requests[1]?.body).toMatchObject({
      messages: [{}, { role: 'assistant', content }, {}],
    });
  });
});
