import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/contracts/chat.js';
import {
  ALL_DIALECTS,
  CANARY_KEY,
  callContext,
  hello,
  providerAt,
  readStream,
} from '../support/dialects.js';
import { type Faults, startFaultProxy } from '../support/fault-proxy.js';

const TEXT = 'Grüezi from afar: 你好，世界 👩‍🚀🌍, and so on until the end.';

describe.each(ALL_DIALECTS)('%s against a fake vendor that others wrote', (dialect) => {
  // Small chunks, so that a stream has many.
  const fake = new LLMock({ port: 0, chunkSize: 3 });
  const usage = { prompt_tokens: 21, completion_tokens: 8, input_tokens: 21, output_tokens: 8 };
  const calling: Partial<ChatRequest> = {
    messages: [{ role: 'user', content: [{ type: 'text', text: 'look' }] }],
    tools: [{ name: 'see', inputSchema: { type: 'object', properties: {} } }],
  };

  beforeAll(async () => {
    fake.onMessage('hi', { content: TEXT, usage });
    fake.onMessage('look', { toolCalls: [{ name: 'see', arguments: '{"at":"月 🌙"}' }] });
    await fake.start();
  });
  afterAll(() => fake.stop());

  async function streamedThrough(faults: Faults, more: Partial<ChatRequest> = {}) {
    await using proxy = await startFaultProxy(fake.url, faults);
    const read = await readStream(providerAt(dialect, proxy.url), hello(dialect, more));
    return { ...read, bytes: proxy.bytes };
  }

  it('answers with its text and the usage that it reported', async () => {
    const provider = providerAt(dialect, fake.url, CANARY_KEY);
    const answer = await provider.generate(hello(dialect), callContext());
    // The fake's responses may think first.
    expect(answer.content.at(-1)).toEqual({ type: 'text', text: TEXT });
    expect(answer).toMatchObject({
      finishReason: 'stop',
      usage: { inputTokens: 21, outputTokens: 8 },
    });
  });

  it('calls a tool with its arguments as an object', async () => {
    const provider = providerAt(dialect, fake.url);
    const answer = await provider.generate(hello(dialect, calling), callContext());
    expect(answer.content.at(-1)).toMatchObject({
      type: 'tool-call',
      toolName: 'see',
      input: { at: '月 🌙' },
    });
    expect(answer.finishReason).toBe('tool-calls');
  });

  it.each([{}, { trickle: true }])(
    'streams the same, in packets as they come: %j',
    async (faults) => {
      const { text, events, finish, error } = await streamedThrough(faults);
      expect(error).toBeUndefined();
      expect(text).toBe(TEXT);
      expect(events.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(10);
      expect(finish).toMatchObject({
        finishReason: 'stop',
        usage: { inputTokens: 21, outputTokens: 8 },
      });
    },
  );

  it('streams a tool call in pieces, through a connection that trickles', async () => {
    const { events, finish, error } = await streamedThrough({ trickle: true }, calling);
    expect(error).toBeUndefined();
    expect(events.filter(({ type }) => type === 'tool-call')).toMatchObject([
      { toolName: 'see', input: { at: '月 🌙' } },
    ]);
    expect(finish?.finishReason).toBe('tool-calls');
  });

  it.each(['cut', 'reset'] as const)(
    'has no finish when its connection breaks: %s',
    async (fault) => {
      const { bytes } = await streamedThrough({});
      const afterBytes = Math.floor(bytes * 0.7);
      const { text, finish, error } = await streamedThrough({ fault, afterBytes });
      expect(error).toMatchObject({ code: 'provider-error', kind: 'network', billed: 'maybe' });
      expect(finish).toBeUndefined();
      expect(TEXT.startsWith(text)).toBe(true);
      expect(text).not.toBe(TEXT);
    },
  );

  it('ends with the reason of the signal when it stalls', async () => {
    const { bytes } = await streamedThrough({});
    const afterBytes = Math.floor(bytes * 0.7);
    await using proxy = await startFaultProxy(fake.url, { fault: 'stall', afterBytes });
    const controller = new AbortController();
    const call = callContext(controller.signal);
    const reading = readStream(providerAt(dialect, proxy.url), hello(dialect), call);
    await proxy.faulted;
    controller.abort('enough');
    expect(await reading).toMatchObject({ finish: undefined, error: 'enough' });
  });
});
