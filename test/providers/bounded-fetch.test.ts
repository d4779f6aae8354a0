import { describe, expect, it, vi } from 'vitest';
import { boundedFetch } from '../../src/providers/bounded-fetch.js';
import { ALL_DIALECTS, answerBody, callBy, hello, providerAt } from '../support/dialects.js';
import { startFaultServer } from '../support/fault-server.js';

const MAX = 16 * 2 ** 20;
const piece = new Uint8Array(2 ** 20).fill(120);

/** A fetch that answers with a body of so many bytes, and knows whether that was cut. */
function answering(bytes: number, init: ResponseInit = {}) {
  const seen = { cut: false, read: 0 };
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const more = piece.subarray(0, bytes - seen.read);
      if (more.length === 0) return controller.close();
      seen.read += more.length;
      controller.enqueue(more);
    },
    cancel: () => {
      seen.cut = true;
    },
  });
  const response = new Response(body, init);
  return { fetch: boundedFetch(async () => response), response, seen };
}

describe('an answer', () => {
  it('of 16 MB is read whole', async () => {
    const { fetch, seen } = answering(MAX);
    expect(await (await fetch('x:')).text()).toHaveLength(MAX);
    expect(seen.cut).toBe(false);
  });

  it.each(['text', 'json'] as const)('of more is cut off, read as %s', async (method) => {
    const { fetch } = answering(MAX + 1);
    const answer = await fetch('x:');
    await expect(answer[method]()).rejects.toMatchObject({
      code: 'provider-error',
      kind: 'protocol',
      message: 'an answer of more than 16 MB',
    });
  });

  it('that announces more is cut off at once', async () => {
    const headers = { 'content-length': `${MAX + 1}` };
    const { fetch, seen } = answering(MAX + 1, { headers });
    await expect((await fetch('x:')).text()).rejects.toMatchObject({ kind: 'protocol' });
    expect([seen.cut, seen.read <= 2 * piece.length]).toEqual([true, true]);
  });

  it('keeps all else that it is, and its body for who reads that', async () => {
    const { fetch, response } = answering(3, { status: 418, headers: { 'x-a': 'b' } });
    const { body } = response;
    const answer = await fetch('x:');
    expect(answer).toBe(response);
    expect(answer.body).toBe(body);
  });

  it('may have letters that are cut in two, and no body at all', async () => {
    const bytes = new TextEncoder().encode('\ufeff{"a":"ü"}');
    const letters = ReadableStream.from([bytes.subarray(0, 10), bytes.subarray(10)]);
    const cut = await boundedFetch(async () => new Response(letters))('x:');
    expect(await cut.json()).toEqual({ a: 'ü' });
    const none = await boundedFetch(async () => new Response(null, { status: 204 }))('x:');
    expect(await none.text()).toBe('');
  });

  it('ends as its letters end, even in the midst of one', async () => {
    const broken = await boundedFetch(async () => new Response(Uint8Array.of(97, 0xc3)))('x:');
    expect(await broken.text()).toBe('a\ufffd');
  });

  it('is asked of the fetch that is global at that time', async () => {
    const fetch = boundedFetch();
    const { signal } = new AbortController();
    const later = vi.fn<typeof globalThis.fetch>(async () => new Response('later'));
    vi.stubGlobal('fetch', later);
    try {
      expect(await (await fetch('x:', { signal })).text()).toBe('later');
    } finally {
      vi.unstubAllGlobals();
    }
    expect(later.mock.calls).toEqual([['x:', { signal }]]);
  });
});

describe.each(ALL_DIALECTS)('%s', (dialect) => {
  it.each([
    ['calls itself a stream', { 'content-type': 'text/event-stream' }],
    ['calls itself a page', { 'content-type': 'text/html' }],
  ])('cuts off an endless answer that %s', async (_what, headers) => {
    const chunks = Array.from({ length: 64 }, () => 'x'.repeat(2 ** 20));
    await using server = await startFaultServer({ headers, chunks });
    const answer = callBy('generate', providerAt(dialect, server.url), hello(dialect));
    await expect(answer).rejects.toMatchObject({ kind: 'protocol', billed: 'maybe' });
    expect(await server.requests[0]?.broken).toBe(true);
  });

  it('leaves the connection whole after an answer', async () => {
    await using server = await startFaultServer({ body: answerBody(dialect) });
    await callBy('generate', providerAt(dialect, server.url), hello(dialect));
    expect(await server.requests[0]?.broken).toBe(false);
  });
});
