import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contracts/chat.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import type { SdkAnswer } from '../../src/providers/sdk-call.js';
import { type ChunkReader, SdkStream, type StreamFacts } from '../../src/providers/sdk-stream.js';
import { callContext } from '../support/dialects.js';

/** One that does not look like a key. */
const SECRET = 'correct horse battery';
const HELLO = { type: 'text-delta', text: 'hello' } as const;

/** Takes every chunk for an event, and never finds that it was all. */
const asTheyCome = (): ChunkReader => ({
  read: (chunk, events) => void events.push(chunk as ChatEvent),
  progress: 'open',
  end: () => {},
});

type Send = () => Promise<SdkAnswer>;

function sent(
  send: Send,
  {
    signal,
    reader = asTheyCome,
  }: { signal?: AbortSignal; reader?: (headers: StreamFacts) => ChunkReader } = {},
) {
  const sending = async () => ({ ...(await send()), warnings: [] });
  return new SdkStream({ context: callContext(signal), secrets: [SECRET], send: sending, reader });
}

/** A stream of this body, which is sent when it is read. */
function streamOf(body: unknown, signal?: AbortSignal): SdkStream {
  return sent(async () => ({ body }), signal === undefined ? {} : { signal });
}

describe("an SDK's stream", () => {
  it('is asked for with the first read, and not before', async () => {
    let requests = 0;
    const send = async (): Promise<SdkAnswer> => {
      requests += 1;
      return { body: (async function* () {})() };
    };
    const stream = sent(send);
    await Promise.resolve();
    expect(requests).toBe(0);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(requests).toBe(1);
  });

  it('is read with what the headers say', async () => {
    const body = (async function* () {})();
    let read: StreamFacts | undefined;
    const reader = (headers: StreamFacts) => {
      read = headers;
      return asTheyCome();
    };
    const headers = { limitResetMs: 9, providerRequestId: 'req_1' };
    await sent(async () => ({ body, ...headers }), { reader }).next();
    expect(read).toEqual({ ...headers, warnings: [] });
  });

  it.each([
    ['nothing', undefined, 'protocol', 'expected a stream'],
    ['null', null, 'protocol', 'expected a stream'],
    ['a page', '<html>', 'protocol', 'expected a stream'],
    ['a whole answer', { choices: [] }, 'protocol', 'expected a stream'],
    ['an error', { error: { type: 'overloaded_error', message: 'busy' } }, 'overloaded', 'busy'],
  ])('that is %s is unusable', async (_what, body, kind, message) => {
    await expect(streamOf(body).next()).rejects.toMatchObject({
      name: 'ProviderError',
      kind,
      message: expect.stringContaining(message),
    });
  });

  it('that fails does so as a ProviderError without secrets', async () => {
    const body = (async function* () {
      yield HELLO;
      throw Object.assign(new Error(`refused ${SECRET}`), { status: 503 });
    })();
    const stream = streamOf(body);
    expect(await stream.next()).toEqual({ done: false, value: HELLO });
    await expect(stream.next()).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'server',
      message: expect.stringContaining('refused [redacted]'),
    });
  });

  it('that fails with a ProviderError fails with that very one', async () => {
    const failure = new ProviderError({ kind: 'content-filter', message: 'no' });
    const body = (async function* () {
      yield await Promise.reject(failure);
    })();
    await expect(streamOf(body).next()).rejects.toBe(failure);
  });

  it('that ends in silence once the signal has fired ends with its reason', async () => {
    const controller = new AbortController();
    const stream = streamOf(
      (async function* () {
        yield HELLO;
      })(),
      controller.signal,
    );
    await stream.next();
    controller.abort('the reader left');
    await expect(stream.next()).rejects.toBe('the reader left');
  });

  it('that fails because the signal has fired ends with its reason', async () => {
    const controller = new AbortController();
    const send = async (): Promise<SdkAnswer> => {
      controller.abort('the reader left');
      throw new Error('Request was aborted.');
    };
    const stream = sent(send, { signal: controller.signal });
    await expect(stream.next()).rejects.toBe('the reader left');
  });

  it('is closed when its reader leaves', async () => {
    let isClosed = false;
    const body = (async function* () {
      try {
        while (true) yield HELLO;
      } finally {
        isClosed = true;
      }
    })();
    for await (const event of streamOf(body)) {
      expect(event).toEqual(HELLO);
      break;
    }
    expect(isClosed).toBe(true);
  });

  const FINISH = { type: 'finish', finishReason: 'stop' } as const;
  /** Finds that it was all with the first chunk. */
  const wholeAtOnce = (): ChunkReader => ({
    read: (chunk, events) => void events.push(chunk as ChatEvent),
    progress: 'final',
    end: (events) => void events.push(HELLO, FINISH),
  });

  it('that is whole says so when the body ends, in as many events as it takes', async () => {
    const body = (async function* () {
      yield HELLO;
    })();
    const stream = sent(async () => ({ body }), { reader: wholeAtOnce });
    const events: ChatEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events).toEqual([HELLO, HELLO, FINISH]);
  });

  it('that is whole cannot break any more', async () => {
    const body = (async function* () {
      yield HELLO;
      throw new TypeError('terminated');
    })();
    const events: ChatEvent[] = [];
    const stream = sent(async () => ({ body }), { reader: wholeAtOnce });
    for await (const event of stream) events.push(event);
    expect(events.at(-1)).toEqual(FINISH);
  });

  it('is closed when a chunk makes no sense', async () => {
    let isClosed = false;
    const body = (async function* () {
      try {
        while (true) yield HELLO;
      } finally {
        isClosed = true;
      }
    })();
    const reader = () => ({
      ...asTheyCome(),
      read: () => {
        throw new ProviderError({ kind: 'protocol', message: 'what?' });
      },
    });
    await expect(sent(async () => ({ body }), { reader }).next()).rejects.toThrow('what?');
    expect(isClosed).toBe(true);
  });

  it('fails with what made no sense, even if it cannot be closed', async () => {
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: HELLO }),
        return: () => Promise.reject(new Error('deaf')),
      }),
    };
    const reader = () => ({
      ...asTheyCome(),
      read: () => {
        throw new ProviderError({ kind: 'protocol', message: 'what?' });
      },
    });
    await expect(sent(async () => ({ body }), { reader }).next()).rejects.toThrow('what?');
  });

  it('shows that it is alive where a chunk says nothing', async () => {
    const body = (async function* () {
      yield {};
    })();
    const reader = () => ({ ...asTheyCome(), read: () => {} });
    const stream = sent(async () => ({ body }), { reader });
    expect(await stream.next()).toEqual({ done: false, value: { type: 'keep-alive' } });
  });
});
