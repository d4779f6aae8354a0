import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contracts/chat.js';
import { ALL_DIALECTS, streamBody } from '../support/dialects.js';
import { streamed } from './streamed.js';

describe.each(ALL_DIALECTS)('%s: the end of a stream', (dialect) => {
  it.each(['stop', 'length', 'content-filter'] as const)(
    'says why the answer ended, and what it used: %s',
    async (finish) => {
      const usage = { inputTokens: 7, outputTokens: 5 };
      const chunks = [streamBody(dialect, { text: 'hello there', finish, usage })];
      const read = await streamed(dialect, { chunks, headers: { 'x-request-id': 'req_42' } });
      expect(read.error).toBeUndefined();
      expect(read.text).toBe('hello there');
      expect(read.finish).toMatchObject({
        finishReason: finish,
        usage,
        warnings: [],
        providerRequestId: 'req_42',
      });
      expect(read.events.at(-1)).toBe(read.finish);
    },
  );

  it('may come without text, when thinking used up the tokens', async () => {
    const chunks = [streamBody(dialect, { finish: 'length' })];
    const { text, finish, error } = await streamed(dialect, { chunks });
    expect([text, finish?.finishReason, error]).toEqual(['', 'length', undefined]);
  });

  it('tells when a limit frees that is used up', async () => {
    const headers: Record<string, string> =
      dialect === 'anthropic'
        ? {
            'anthropic-ratelimit-requests-remaining': '0',
            'anthropic-ratelimit-requests-reset': new Date(Date.now() + 60_000).toISOString(),
          }
        : { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m0s' };
    const { finish } = await streamed(dialect, { chunks: [streamBody(dialect)], headers });
    expect(finish?.limitResetMs).toBeGreaterThan(30_000);
    expect(finish?.limitResetMs).toBeLessThanOrEqual(60_000);
  });
});

describe.each(ALL_DIALECTS)('%s: tool calls of a stream', (dialect) => {
  const callsIn = (events: readonly ChatEvent[]) =>
    events.filter((event) => event.type === 'tool-call');
  const argumentsOf = (events: readonly ChatEvent[], id: string) =>
    events.reduce(
      (text, event) =>
        event.type === 'tool-call-delta' && event.toolCallId === id ? text + event.inputText : text,
      '',
    );

  it('come in pieces and then whole, with their arguments as an object', async () => {
    const toolCalls = [
      { id: 'c1', name: 'weather', arguments: '{"city":"Zürich 🌧"}' },
      { id: 'c2', name: 'time', arguments: '{}' },
    ];
    const chunks = [streamBody(dialect, { text: 'Let me look.', toolCalls })];
    const { text, events, finish, error } = await streamed(dialect, { chunks });
    expect(error).toBeUndefined();
    expect(text).toBe('Let me look.');
    expect(callsIn(events)).toEqual([
      { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: { city: 'Zürich 🌧' } },
      { type: 'tool-call', toolCallId: 'c2', toolName: 'time', input: {} },
    ]);
    expect(argumentsOf(events, 'c1')).toBe('{"city":"Zürich 🌧"}');
    expect(finish?.finishReason).toBe('tool-calls');
  });

  it.each(['{"city": "Zür', 'Zürich', '{"city": NaN}'])(
    'are delivered raw and marked where their arguments are no JSON: %s',
    async (text) => {
      const toolCalls = [{ id: 'c1', name: 'weather', arguments: text }];
      const { events, finish, error } = await streamed(dialect, {
        chunks: [streamBody(dialect, { toolCalls })],
      });
      expect(callsIn(events)).toEqual([
        { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: text, unparsed: true },
      ]);
      expect([finish?.finishReason, error]).toEqual(['tool-calls', undefined]);
    },
  );
});
