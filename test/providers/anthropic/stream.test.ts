import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../src/contracts/chat.js';
import { AnthropicProvider } from '../../../src/providers/anthropic/index.js';
import { callContext, hello, providerAt, readStream, streamBody } from '../../support/dialects.js';
import { startFaultServer } from '../../support/fault-server.js';
import { sse } from '../../support/sse.js';
import {
  add,
  call,
  close,
  contentOf,
  end,
  eventsOf,
  KEEP_ALIVE,
  open,
  replyOf,
  serve,
  start,
  streamed,
  streamedEvents,
  text,
  thinking,
  withoutKeepAlive,
} from './streaming.js';

describe("Anthropic's stream", () => {
  it('is its text as it comes, what was used so far, and a finish', async () => {
    const { events, error } = await streamedEvents([
      start(),
      { type: 'ping' },
      ...text(0, 'Hel', '', 'lo'),
      ...end(),
    ]);
    expect(error).toBeUndefined();
    expect(withoutKeepAlive(events)).toEqual([
      { type: 'usage', usage: { inputTokens: 11, outputTokens: 1 } },
      { type: 'text-delta', text: 'Hel' },
      { type: 'text-delta', text: 'lo' },
      { type: 'usage', usage: { inputTokens: 11, outputTokens: 3 } },
      {
        type: 'finish',
        finishReason: 'stop',
        usage: { inputTokens: 11, outputTokens: 3 },
        warnings: [],
      },
    ]);
  });

  it('begins with its first read and is one request, the same but for its being a stream', async () => {
    await using server = await startFaultServer(({ text: sent }) =>
      sent.includes('"stream":true')
        ? replyOf({ body: streamBody('anthropic') })
        : { body: { content: [], stop_reason: 'end_turn' } },
    );
    const provider = providerAt('anthropic', server.url);
    const request = hello('anthropic', {
      system: 'Be brief.',
      maxOutputTokens: 100_000,
      temperature: 1,
      stopSequences: ['END'],
      reasoningEffort: 'high',
      tools: [{ name: 'see', inputSchema: { type: 'object' } }],
      toolChoice: 'auto',
      outputSchema: { type: 'object' },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', url: 'https://example.com/cat.png' },
            { type: 'image', data: new Uint8Array([1, 2]), mediaType: 'image/png' },
            { type: 'file', data: 'AQI=', mediaType: 'application/pdf' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm', provider: 'anthropic', opaque: { signature: 's' } },
            { type: 'tool-call', toolCallId: 'c1', toolName: 'see', input: {} },
          ],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'c1', toolName: 'see', output: 'no', isError: true },
          ],
        },
      ],
    });
    const events = provider.stream?.(request, callContext()) as AsyncIterable<ChatEvent>;
    const whole = await provider.generate(request, callContext());
    expect(server.requests).toHaveLength(1);
    let finish: ChatEvent | undefined;
    for await (const event of events) finish = event;
    expect(server.requests).toHaveLength(2);
    const [asked, askedAsStream] = server.requests.map(({ body }) => body as object);
    expect(askedAsStream).toEqual({ ...asked, stream: true });
    expect(asked).not.toHaveProperty('stream');
    expect(finish).toMatchObject({ type: 'finish', warnings: whole.warnings });
    expect(whole.warnings).toHaveLength(1);
    expect(server.requests[1]?.headers['x-stainless-retry-count']).toBe('0');
  });

  it('takes provider options as they are, but is a stream whatever they say', async () => {
    const providerOptions = { max_tokens: 6, speed: 'fast', stream: false };
    const { requests, text: said } = await streamed(
      { body: streamBody('anthropic') },
      { providerOptions },
    );
    expect(requests[0]?.body).toMatchObject({ max_tokens: 6, speed: 'fast', stream: true });
    expect(said).toBe('hello');
  });

  it('has its thinking piece by piece, then the signature, and it goes back as it was', async () => {
    const body = sse([
      start(),
      ...thinking(0, 'sig-1', 'Let me ', 'see.'),
      ...thinking(1, 'sig-2'),
      open(2, { type: 'redacted_thinking', data: 'blob' }),
      close(2),
      ...text(3, 'Done.'),
      ...end(),
    ]);
    await using server = await serve({ body });
    const provider = providerAt('anthropic', server.url);
    const { events } = await readStream(provider, hello('anthropic'));
    const reasoning = { type: 'reasoning', text: '', provider: 'anthropic' };
    expect(withoutKeepAlive(events).slice(1, -2)).toEqual([
      { type: 'reasoning-delta', text: 'Let me ' },
      { type: 'reasoning-delta', text: 'see.' },
      { ...reasoning, opaque: { signature: 'sig-1' } },
      { ...reasoning, opaque: { signature: 'sig-2' } },
      { ...reasoning, opaque: { redacted: 'blob' } },
      { type: 'text-delta', text: 'Done.' },
    ]);

    const { messages } = hello('anthropic');
    const turns = [
      ...messages,
      { role: 'assistant', content: contentOf(events) } as const,
      ...messages,
    ];
    await readStream(provider, hello('anthropic', { messages: turns }));
    expect(server.requests[1]?.body).toMatchObject({
      messages: [
        {},
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Let me see.', signature: 'sig-1' },
            { type: 'thinking', thinking: '', signature: 'sig-2' },
            { type: 'redacted_thinking', data: 'blob' },
            { type: 'text', text: 'Done.' },
          ],
        },
        {},
      ],
    });
  });

  it('has parallel calls of tools, the pieces of their arguments and each call whole', async () => {
    const { events, finish } = await streamedEvents([
      start(),
      ...call(0, 'toolu_1', 'see', '', '{"deep":', 'true}'),
      ...call(1, 'toolu_2', 'now'),
      ...call(2, 'toolu_3', 'now', ' '),
      ...end('tool_use'),
    ]);
    const see = { toolCallId: 'toolu_1', toolName: 'see' };
    expect(withoutKeepAlive(events).slice(1, -2)).toEqual([
      { type: 'tool-call-delta', ...see, inputText: '{"deep":' },
      { type: 'tool-call-delta', ...see, inputText: 'true}' },
      { type: 'tool-call', ...see, input: { deep: true } },
      { type: 'tool-call', toolCallId: 'toolu_2', toolName: 'now', input: {} },
      { type: 'tool-call-delta', toolCallId: 'toolu_3', toolName: 'now', inputText: ' ' },
      { type: 'tool-call', toolCallId: 'toolu_3', toolName: 'now', input: {} },
    ]);
    expect(finish).toMatchObject({ finishReason: 'tool-calls' });
  });

  it('keeps blocks apart that come at the same time', async () => {
    const events = await eventsOf([
      open(0, { type: 'tool_use', id: 'a', name: 'see' }),
      open(1, { type: 'tool_use', id: 'b', name: 'hear', input: { loud: true } }),
      add(0, { type: 'input_json_delta', partial_json: '[1' }),
      open(2, { type: 'thinking' }),
      add(2, { type: 'signature_delta', signature: 'sig' }),
      add(0, { type: 'input_json_delta', partial_json: ']' }),
      close(1),
      close(0),
      close(2),
    ]);
    expect(contentOf(events)).toEqual([
      { type: 'tool-call', toolCallId: 'b', toolName: 'hear', input: { loud: true } },
      { type: 'tool-call', toolCallId: 'a', toolName: 'see', input: [1] },
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { signature: 'sig' } },
    ]);
  });

  it('has arguments that are no JSON as the text that they are, and says so', async () => {
    const { events, finish } = await streamedEvents([
      start(),
      ...call(0, 'toolu_1', 'see', '{"deep":', ' tr'),
      ...end('max_tokens'),
    ]);
    expect(contentOf(events)).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'toolu_1',
        toolName: 'see',
        input: '{"deep": tr',
        unparsed: true,
      },
    ]);
    expect(finish).toMatchObject({ finishReason: 'length' });
  });

  it("leaves out tools of the vendor's own, which still are signs of life", async () => {
    const { events } = await streamedEvents([
      start(),
      open(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      add(0, { type: 'input_json_delta', partial_json: '{"query":"x"}' }),
      close(0),
      open(1, { type: 'web_search_tool_result', tool_use_id: 's', content: [] }),
      close(1),
      open(2, { type: 'text', text: '' }),
      add(2, { type: 'citations_delta', citation: { cited_text: 'x' } }),
      add(2, { type: 'text_delta', text: 'Found.' }),
      close(2),
      ...end(),
    ]);
    expect(contentOf(events)).toEqual([{ type: 'text', text: 'Found.' }]);
    const signsOfLife = events.filter(({ type }) => type === 'keep-alive');
    expect(signsOfLife.length).toBeGreaterThanOrEqual(8);
  });

  it('counts all of the input, and the later number where there are two', async () => {
    const { events, finish } = await streamedEvents([
      start({
        input_tokens: 10,
        cache_creation_input_tokens: 20,
        cache_read_input_tokens: 70,
        output_tokens: 1,
        output_tokens_details: { thinking_tokens: 0 },
      }),
      ...end('end_turn', {
        input_tokens: 12,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: 71,
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 30 },
      }),
    ]);
    const first = { inputTokens: 100, cachedInputTokens: 70, cacheWriteTokens: 20 };
    const last = { inputTokens: 103, cachedInputTokens: 71, cacheWriteTokens: 20 };
    expect(events.slice(0, 2)).toEqual([
      { type: 'usage', usage: { ...first, outputTokens: 1, reasoningTokens: 0 } },
      { type: 'usage', usage: { ...last, outputTokens: 50, reasoningTokens: 30 } },
    ]);
    expect(finish?.usage).toEqual({ ...last, outputTokens: 50, reasoningTokens: 30 });
  });

  it('does not forget what a later report leaves open', async () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 2,
      cache_read_input_tokens: 3,
      output_tokens: 4,
      output_tokens_details: { thinking_tokens: 1 },
    };
    const silent = {
      input_tokens: null,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      output_tokens: null,
    };
    const expected = {
      inputTokens: 15,
      outputTokens: 4,
      cachedInputTokens: 3,
      cacheWriteTokens: 2,
      reasoningTokens: 1,
    };
    for (const details of [undefined, null, { thinking_tokens: null }]) {
      const later = { ...silent, output_tokens_details: details };
      const { finish } = await streamedEvents([start(usage), ...end('end_turn', later)]);
      expect(finish?.usage).toEqual(expected);
    }
  });

  it('has no usage where half of it is missing', async () => {
    const { events, finish } = await streamedEvents([start({}), ...end()]);
    expect(events[0]).toEqual(KEEP_ALIVE);
    expect(finish).not.toHaveProperty('usage');
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
  ])('that ends with %s has ended with %s', async (reason, expected) => {
    const {
      text: said,
      finish,
      error,
    } = await streamedEvents([start(), ...text(0, 'So far'), ...end(reason)]);
    expect(finish?.finishReason).toBe(expected);
    expect([said, error]).toEqual(['So far', undefined]);
  });

  it('keeps its reason when more is said about the message', async () => {
    const { finish } = await streamedEvents([
      start(),
      { type: 'message_delta', delta: { stop_reason: 'refusal' } },
      { type: 'message_delta', delta: { stop_reason: null }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]);
    expect(finish).toMatchObject({ finishReason: 'content-filter', usage: { outputTokens: 9 } });
  });

  it('says which request it was and when the limit frees', async () => {
    const headers = {
      'request-id': 'req_7',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': new Date(Date.now() + 60_000).toISOString(),
    };
    const { finish } = await streamed({ body: streamBody('anthropic'), headers });
    expect(finish).toMatchObject({ providerRequestId: 'req_7' });
    expect(finish?.limitResetMs).toBeGreaterThan(30_000);
    expect(finish?.limitResetMs).toBeLessThanOrEqual(60_000);
    expect(finish).not.toHaveProperty('raw');
  });

  it('comes from a client of your own, whatever it iterates', async () => {
    async function* chunks() {
      yield* [start(), ...text(0, 'mine'), ...end()];
    }
    const client = { messages: { create: () => Promise.resolve(chunks()) } };
    const provider = new AnthropicProvider({ client });
    expect(await readStream(provider, hello('anthropic'))).toMatchObject({
      text: 'mine',
      finish: { finishReason: 'stop' },
    });
  });

  it('tells what a block begins with', async () => {
    const events = await eventsOf([
      open(0, { type: 'thinking', thinking: 'Hm', signature: 'sig' }),
      add(0, { type: 'thinking_delta', thinking: '.' }),
      close(0),
      open(1, { type: 'text', text: 'So' }),
      add(1, { type: 'text_delta', text: '.' }),
    ]);
    expect(contentOf(events)).toEqual([
      { type: 'reasoning', text: 'Hm.', provider: 'anthropic', opaque: { signature: 'sig' } },
      { type: 'text', text: 'So.' },
    ]);
  });
});

describe('a stream of a fake Anthropic that others wrote', () => {
  const fake = new LLMock({ port: 0 });
  const usage = { input_tokens: 21, output_tokens: 8 };
  const say = (words: string) =>
    hello('anthropic', { messages: [{ role: 'user', content: [{ type: 'text', text: words }] }] });
  const ask = (words: string) => readStream(providerAt('anthropic', fake.url), say(words));

  beforeAll(async () => {
    fake.onMessage('greet', {
      content: 'Hello from afar, in several pieces.',
      reasoning: 'They greet me, so I greet them.',
      reasoningSignature: 'sig',
      usage,
    });
    fake.onMessage('look', {
      toolCalls: [
        { name: 'see', arguments: '{"deep":true}' },
        { name: 'hear', arguments: '{}' },
      ],
    });
    await fake.start();
  });
  afterAll(() => fake.stop());

  it('is its thinking and its text, with what was used', async () => {
    const { events, finish } = await ask('greet');
    expect(contentOf(events)).toEqual([
      {
        type: 'reasoning',
        text: 'They greet me, so I greet them.',
        provider: 'anthropic',
        opaque: { signature: 'sig' },
      },
      { type: 'text', text: 'Hello from afar, in several pieces.' },
    ]);
    expect(finish).toMatchObject({
      finishReason: 'stop',
      usage: { inputTokens: 21, outputTokens: 8 },
    });
  });

  it('is the same answer as without a stream', async () => {
    for (const words of ['greet', 'look']) {
      const { events, finish } = await ask(words);
      const whole = await providerAt('anthropic', fake.url).generate(say(words), callContext());
      const anyId = (part: object) => ('toolCallId' in part ? { ...part, toolCallId: 'id' } : part);
      expect(contentOf(events).map(anyId)).toEqual(whole.content.map(anyId));
      expect(finish?.finishReason).toBe(whole.finishReason);
    }
  });
});
