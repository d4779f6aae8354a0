import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_DIALECTS,
  callContext,
  hello,
  providerAt,
  readStream,
  streamBody,
  streamError,
  streamOpening,
} from '../support/dialects.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { startFaultServer } from '../support/fault-server.js';
import { streamedThrough } from './streamed.js';

describe.each(ALL_DIALECTS)('%s: a stream that is given up', (dialect) => {
  it('sends nothing before it is read', async () => {
    await using server = await startFaultServer({ chunks: [streamBody(dialect)] });
    const stream = providerAt(dialect, server.url).stream?.(hello(dialect), callContext());
    expect(server.requests).toHaveLength(0);
    for await (const _event of stream ?? []);
    expect(server.requests).toHaveLength(1);
  });

  it('rejects with the reason of an abort in its midst, and closes the connection', async () => {
    const controller = new AbortController();
    const reason = new DOMException('too slow', 'TimeoutError');
    await using server = await startFaultServer({
      chunks: [streamOpening(dialect)],
      fault: 'stall',
    });
    const stream = providerAt(dialect, server.url).stream?.(
      hello(dialect),
      callContext(controller.signal),
    );
    let text = '';
    const read = async () => {
      for await (const event of stream ?? []) {
        if (event.type !== 'text-delta') continue;
        text += event.text;
        if (text === 'hello') controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    expect(text).toBe('hello');
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('comes as it is written, and is over when its reader leaves', async () => {
    const chunks = [streamOpening(dialect)];
    await using server = await startFaultServer({ chunks, fault: 'stall' });
    const stream = providerAt(dialect, server.url).stream?.(hello(dialect), callContext());
    for await (const event of stream ?? []) if (event.type === 'text-delta') break;
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it.each([
    ['an error', streamError(dialect, { type: 'overloaded_error' })],
    ['an event that is no JSON', 'event: content_block_delta\ndata: {"nope\n\n'],
  ])('closes the connection after %s, whatever else may come', async (_what, event) => {
    const chunks = [streamOpening(dialect), event];
    await using server = await startFaultServer({ chunks, fault: 'stall' });
    const { error } = await readStream(providerAt(dialect, server.url), hello(dialect));
    expect(error).toMatchObject({ code: 'provider-error' });
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('leaves the connection whole when it is read to its end', async () => {
    await using server = await startFaultServer({ chunks: [streamBody(dialect)] });
    await readStream(providerAt(dialect, server.url), hello(dialect));
    expect(await server.requests[0]?.broken).toBe(false);
  });
});

const TEXT = 'Grüezi, 你好，世界 👩‍🚀 — done.';

describe.each(ALL_DIALECTS)('%s: a stream over a bad connection', (dialect) => {
  const body = streamBody(dialect, { text: TEXT });

  it('says the same when every byte comes by itself', async () => {
    const { text, finish, error } = await streamedThrough(dialect, body, { trickle: true });
    expect([text, finish?.finishReason, error]).toEqual([TEXT, 'stop', undefined]);
  });

  it('is never whole without its end, wherever it breaks, and what came is true', async () => {
    const { bytes } = await streamedThrough(dialect, body, {});
    const breaks = fc.record({
      fault: fc.constantFrom('cut' as const, 'reset' as const),
      afterBytes: fc.integer({ min: 0, max: bytes - 1 }),
    });
    await fc.assert(
      fc.asyncProperty(breaks, async (faults) => {
        const { text, finish, error } = await streamedThrough(dialect, body, faults);
        expect(TEXT.startsWith(text)).toBe(true);
        const { kind } = (error ?? {}) as { readonly kind?: unknown };
        const isWhole = finish !== undefined && text === TEXT;
        expect([isWhole, kind]).toEqual(isWhole ? [true, undefined] : [false, 'network']);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['cut', 'reset'] as const)(
    'fails as a network does when it breaks: %s',
    async (fault) => {
      const { bytes } = await streamedThrough(dialect, body, {});
      const afterBytes = Math.floor(bytes / 2);
      const { finish, error } = await streamedThrough(dialect, body, { fault, afterBytes });
      expect(error).toMatchObject({ code: 'provider-error', kind: 'network' });
      expect(finish).toBeUndefined();
    },
  );

  it.each([0, 0.3, 0.6, 0.9])(
    'rejects with the reason of the signal when it stalls after a share of it: %d',
    async (share) => {
      const { bytes } = await streamedThrough(dialect, body, {});
      await using server = await startFaultServer({ chunks: [body] });
      const afterBytes = Math.floor(bytes * share);
      await using proxy = await startFaultProxy(server.url, { fault: 'stall', afterBytes });
      const controller = new AbortController();
      const call = callContext(controller.signal);
      const reading = readStream(providerAt(dialect, proxy.url), hello(dialect), call);
      await proxy.faulted;
      controller.abort('enough');
      const { finish, error } = await reading;
      expect([finish, error]).toEqual([undefined, 'enough']);
    },
  );

  it('waits for an answer that is late', async () => {
    const held = Promise.withResolvers<void>();
    await using server = await startFaultServer({ chunks: [body] });
    await using proxy = await startFaultProxy(server.url, { heldUntil: held.promise });
    const reading = readStream(providerAt(dialect, proxy.url), hello(dialect));
    while (proxy.bytes === 0) await new Promise(setImmediate);
    held.resolve();
    const { text, finish } = await reading;
    expect([text, finish?.finishReason]).toEqual([TEXT, 'stop']);
  });

  it('fails as a network does when connections are dropped', async () => {
    const { error } = await streamedThrough(dialect, body, { fault: 'drop' });
    expect(error).toMatchObject({ code: 'provider-error', kind: 'network', billed: 'no' });
  });
});
