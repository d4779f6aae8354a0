import { describe, expect, it } from 'vitest';
import {
  CANARY_KEY,
  callContext,
  hello,
  providerAt,
  readStream,
  streamBody,
  streamError,
  streamOpening,
} from '../../support/dialects.js';
import { startFaultServer } from '../../support/fault-server.js';
import { sse } from '../../support/sse.js';
import {
  add,
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
  withoutKeepAlive,
} from './streaming.js';

describe("Anthropic's stream, where it is broken", () => {
  it('has no finish without message_stop, and does not fail by itself', async () => {
    const { text: said, finish, error } = await streamed({ body: streamOpening('anthropic') });
    expect([said, finish, error]).toEqual(['hello', undefined, undefined]);
    const unstopped = await streamedEvents([start(), ...text(0, 'hello'), ...end().slice(0, 1)]);
    expect([unstopped.text, unstopped.finish]).toEqual(['hello', undefined]);
  });

  it('fails as a network does when the connection is cut', async () => {
    const chunks = [streamOpening('anthropic')];
    const { text: said, finish, error } = await streamed({ chunks, fault: 'cut' });
    expect([said, finish]).toEqual(['hello', undefined]);
    expect(error).toMatchObject({ code: 'provider-error', kind: 'network', billed: 'maybe' });
  });

  it('is whole once message_stop is there, even if the connection is cut then', async () => {
    const chunks = [streamBody('anthropic')];
    const { finish, error } = await streamed({ chunks, fault: 'cut' });
    expect(finish).toMatchObject({ finishReason: 'stop' });
    expect(error).toBeUndefined();
  });

  it.each([
    ['before', ''],
    ['after', streamOpening('anthropic')],
  ])('fails with what an error inside it says, %s content', async (_when, body) => {
    const said = { type: 'overloaded_error', message: `Overloaded, ${CANARY_KEY}` };
    const headers = { 'request-id': 'req_8' };
    const {
      text: seen,
      finish,
      error,
    } = await streamed({
      body: body + streamError('anthropic', said),
      headers,
    });
    expect([seen, finish]).toEqual([body === '' ? '' : 'hello', undefined]);
    expect(error).toMatchObject({
      kind: 'overloaded',
      vendorCode: 'overloaded_error',
      providerRequestId: 'req_8',
      message: expect.stringContaining('Overloaded, [redacted]'),
    });
    expect(error).not.toHaveProperty('status');
  });

  it('fails with such an error under any name, without the key', async () => {
    const said = { type: 'rate_limit_error', message: `slow, ${CANARY_KEY}` };
    await expect(eventsOf([{ type: 'error', error: said }], [CANARY_KEY])).rejects.toMatchObject({
      kind: 'rate-limit',
      message: expect.stringContaining('slow, [redacted]'),
    });
    await expect(eventsOf([{ type: 'error' }])).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('does not fail after its end, nor say anything', async () => {
    const events = await eventsOf([...end(), ...text(0, 'more'), ...end(), { type: 'error' }]);
    expect(withoutKeepAlive(events)).toEqual([
      { type: 'finish', finishReason: 'stop', warnings: [] },
    ]);
  });

  it('fails over JSON that is none, without a word of it', async () => {
    const broken = 'event: content_block_delta\ndata: {"delta":{"text":"the secret is 42\n\n';
    const { text: said, error } = await streamed({ body: streamOpening('anthropic') + broken });
    expect(said).toBe('hello');
    expect(error).toMatchObject({ kind: 'protocol', billed: 'maybe' });
    expect(String((error as Error).stack)).not.toContain('secret');
  });

  it('passes over events that are none, as signs of life', async () => {
    const odd = [
      null,
      undefined,
      'text',
      5,
      [],
      {},
      { type: null },
      { type: 'a_new_one' },
      { type: 'message_start' },
      { type: 'message_start', message: null },
      { type: 'message_delta', delta: null, usage: null },
      { type: 'message_delta', usage: 'none' },
      { type: 'content_block_start', index: 0 },
      { type: 'content_block_start', index: 0, content_block: null },
      { type: 'content_block_start', index: 0, content_block: 'text' },
      { type: 'content_block_start', index: 0, content_block: { type: 'text' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'thinking' } },
      { type: 'content_block_delta', index: 0 },
      { type: 'content_block_delta', index: 0, delta: null },
      { type: 'content_block_delta', index: 0, delta: 'text' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'thinking_delta' } },
      add(1, { type: 'input_json_delta', partial_json: '{}' }),
      add(7, { type: 'input_json_delta', partial_json: '{}' }),
      add(7, { type: 'signature_delta', signature: 'sig' }),
      close(7),
      close(0),
    ];
    const events = await eventsOf(odd);
    expect(events).toEqual(odd.map(() => KEEP_ALIVE));
  });

  it('survives blocks with holes', async () => {
    const types = ['thinking', 'redacted_thinking', 'tool_use'];
    const events = await eventsOf(
      types.flatMap((type, index) => [
        open(index, { type }),
        add(index, { type: 'signature_delta' }),
        add(index, { type: 'input_json_delta' }),
        close(index),
        close(index),
      ]),
    );
    const nameless = await eventsOf([
      open(0, { type: 'tool_use' }),
      add(0, { type: 'input_json_delta', partial_json: '{}' }),
    ]);
    expect(nameless[1]).toEqual({
      type: 'tool-call-delta',
      toolCallId: '',
      toolName: '',
      inputText: '{}',
    });
    expect(contentOf(events)).toEqual([
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { signature: '' } },
      { type: 'reasoning', text: '', provider: 'anthropic', opaque: { redacted: '' } },
      { type: 'tool-call', toolCallId: '', toolName: '', input: {} },
    ]);
  });

  it('rejects its first read with what makes the request impossible, and sends nothing', async () => {
    const file = { type: 'file', data: 'AQI=', mediaType: 'application/zip' } as const;
    const messages = [{ role: 'user', content: [file] }] as const;
    const { events, error, requests } = await streamed({}, { messages });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'invalid-request' });
    expect(requests).toHaveLength(0);
  });

  it('rejects its first read with what the server refuses', async () => {
    const { events, error } = await streamed({ status: 529, body: '' });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'overloaded', status: 529 });
  });
});

describe("Anthropic's stream, given up", () => {
  it('sends nothing once the signal has fired', async () => {
    await using server = await serve({ body: streamBody('anthropic') });
    const provider = providerAt('anthropic', server.url);
    const gone = callContext(AbortSignal.abort('gone'));
    const { events, error } = await readStream(provider, hello('anthropic'), gone);
    expect([events, error]).toEqual([[], 'gone']);
    expect(server.requests).toHaveLength(0);
  });

  it.each(['hang', 'stall'] as const)(
    'rejects with the reason of the signal while it waits, and closes the connection: %s',
    async (fault) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      await using server = await startFaultServer(() => {
        setImmediate(() => controller.abort(reason));
        return replyOf({ fault, chunks: [sse([start()])] });
      });
      const call = callContext(controller.signal);
      const provider = providerAt('anthropic', server.url);
      const { finish, error } = await readStream(provider, hello('anthropic'), call);
      expect(error).toBe(reason);
      expect(finish).toBeUndefined();
      expect(await server.requests[0]?.broken).toBe(true);
    },
  );

  it('rejects with the reason of the signal between two pieces of text', async () => {
    const controller = new AbortController();
    await using server = await serve({ chunks: [streamOpening('anthropic')], fault: 'stall' });
    const provider = providerAt('anthropic', server.url);
    const seen: string[] = [];
    const read = async () => {
      const call = callContext(controller.signal);
      for await (const event of provider.stream?.(hello('anthropic'), call) ?? []) {
        if (event.type !== 'text-delta') continue;
        seen.push(event.text);
        controller.abort('enough');
      }
    };
    await expect(read()).rejects.toBe('enough');
    expect(seen).toEqual(['hello']);
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('closes the connection when its reader leaves', async () => {
    await using server = await serve({ chunks: [streamOpening('anthropic')], fault: 'stall' });
    const provider = providerAt('anthropic', server.url);
    for await (const event of provider.stream?.(hello('anthropic'), callContext()) ?? []) {
      if (event.type === 'text-delta') break;
    }
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('leaves the connection to be used again when its reader leaves with the finish', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await using server = await serve({ chunks: [streamBody('anthropic'), released] });
    const provider = providerAt('anthropic', server.url);
    for await (const event of provider.stream?.(hello('anthropic'), callContext()) ?? []) {
      // The body ends a little after the message, as it does behind a proxy.
      if (event.type === 'usage' && event.usage.outputTokens === 3) setImmediate(release);
      if (event.type === 'finish') break;
    }
    expect(await server.requests[0]?.broken).toBe(false);
  });
});
