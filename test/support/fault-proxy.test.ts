import { describe, expect, it } from 'vitest';
import { type Faults, startFaultProxy } from './fault-proxy.js';
import { startFaultServer } from './fault-server.js';

const BODY = 'Grüezi, 你好 👩‍🚀';

/** What a client sees of `BODY`, and the code of the error if there is one. */
async function seen(faults: Faults) {
  await using server = await startFaultServer({ chunks: [BODY] });
  await using proxy = await startFaultProxy(server.url, faults);
  const sizes: number[] = [];
  const decoder = new TextDecoder();
  let text = '';
  try {
    const { body } = await fetch(proxy.url);
    for await (const chunk of body ?? []) {
      sizes.push(chunk.length);
      text += decoder.decode(chunk, { stream: true });
    }
    return { text, sizes, bytes: proxy.bytes };
  } catch (error) {
    return { text, sizes, bytes: proxy.bytes, code: codeOf(error) };
  }
}

function codeOf(error: unknown): unknown {
  return ((error as Error).cause as { readonly code?: unknown } | undefined)?.code;
}

describe('the proxy of the tests', () => {
  it('passes everything on, and counts it', async () => {
    const { text, bytes, code } = await seen({});
    expect([text, code]).toEqual([BODY, undefined]);
    expect(bytes).toBeGreaterThan(Buffer.byteLength(BODY));
  });

  it('cuts characters in two when it trickles', async () => {
    const { text, sizes } = await seen({ trickle: true });
    expect(text).toBe(BODY);
    expect(sizes.filter((size) => size === 1).length).toBeGreaterThan(Buffer.byteLength(BODY) / 2);
  });

  it.each([
    ['drop', 'ECONNRESET'],
    ['reset', 'ECONNRESET'],
    ['cut', 'UND_ERR_SOCKET'],
  ] as const)('breaks a connection: %s', async (fault, code) => {
    const whole = await seen({});
    expect(await seen({ fault, afterBytes: whole.bytes - 20 })).toMatchObject({ code });
  });

  it('lets through what comes before the fault', async () => {
    const { bytes } = await seen({});
    // The last chunk and the empty one that ends the body: `\r\n0\r\n\r\n`.
    const { text, code } = await seen({ fault: 'cut', afterBytes: bytes - 7 });
    expect([text, code]).toEqual([BODY, 'UND_ERR_SOCKET']);
  });

  it('holds an answer back', async () => {
    const held = Promise.withResolvers<void>();
    await using server = await startFaultServer({ chunks: [BODY] });
    await using proxy = await startFaultProxy(server.url, { heldUntil: held.promise });
    let answered = false;
    const answer = fetch(proxy.url).then((response) => {
      answered = true;
      return response.text();
    });
    while (proxy.bytes === 0) await new Promise(setImmediate);
    expect(answered).toBe(false);
    held.resolve();
    expect(await answer).toBe(BODY);
  });
});
