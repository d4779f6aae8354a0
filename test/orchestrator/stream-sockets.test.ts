import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Orchestrator } from '../../src/index.js';
import { DIALECTS, type Dialect, modelOf, providerAt } from '../support/dialects.js';
import { sse } from '../support/sse.js';

const request = { prompt: 'Tell me a long story', intent: 'writing' } as const;

/** A vendor that streams words without end, as fast as it is read. */
async function endlessVendor(dialect: Dialect, word: string) {
  const closed = Promise.withResolvers<void>();
  let sent = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.on('close', closed.resolve);
    void stream(response);
  });
  async function stream(response: ServerResponse): Promise<void> {
    const chunk = wordOf(dialect, word);
    while (!response.destroyed) {
      sent++;
      if (response.write(chunk)) continue;
      await Promise.race([once(response, 'drain'), closed.promise]);
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    closed: closed.promise,
    /** How many words it has sent until now. */
    sent: () => sent,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe.each(DIALECTS)('a stream over a socket, %s', (dialect) => {
  const orchestrate = (url: string) => {
    const orchestrator = new Orchestrator({ providers: [providerAt(dialect, url)] });
    const stream = orchestrator.stream({ ...request, model: `${dialect}/${modelOf[dialect]}` });
    return { orchestrator, stream };
  };

  it('that is left at its third word ends the upstream, and what it used is booked', async () => {
    await using vendor = await endlessVendor(dialect, 'word ');
    const { orchestrator, stream } = orchestrate(vendor.url);
    const words: string[] = [];
    for await (const word of stream.textStream) if (words.push(word) === 3) break;
    const { models } = await orchestrator.stats();
    const [booked] = models.filter(({ lastMinute }) => lastMinute.requests > 0);
    expect(booked).toMatchObject({ inFlight: 0, lastMinute: { requests: 1, failures: 0 } });
    expect(booked?.lastMinute.outputTokens).toBeGreaterThan(0);
    await vendor.closed;
    expect(words).toEqual(['word ', 'word ', 'word ']);
  });

  it('holds back a vendor that is faster than its reader', async () => {
    await using vendor = await endlessVendor(dialect, 'x'.repeat(16_384));
    const { stream } = orchestrate(vendor.url);
    const iterator = stream.textStream[Symbol.asyncIterator]();
    await iterator.next();
    const ahead = await untilHeld(vendor.sent);
    // What fits into the buffers of two sockets; a reader ahead would take megabyte after megabyte.
    expect(ahead * 16_384).toBeLessThan(64 * 2 ** 20);
    for (let word = 0; word < ahead; word++) await iterator.next();
    await untilHeld(vendor.sent);
    expect(vendor.sent()).toBeGreaterThan(ahead);
    await iterator.return?.();
    await vendor.closed;
  });
});

/** Resolves with the number sent, when it has stood still for many turns of the event loop. */
async function untilHeld(sent: () => number): Promise<number> {
  for (let before = -1, still = 0; still < 500; ) {
    await new Promise((resolve) => setImmediate(resolve));
    still = sent() === before ? still + 1 : 0;
    before = sent();
  }
  return sent();
}

/** One word, as each vendor streams it. */
function wordOf(dialect: Dialect, text: string): string {
  if (dialect === 'openai') return sse([{ choices: [{ index: 0, delta: { content: text } }] }]);
  return sse([{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }]);
}
