import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseChunks } from '../../src/providers/sse-chunks.js';

/** A body that comes in these pieces, and knows whether it was cancelled. */
function bodyOf(pieces: readonly Uint8Array[]) {
  const seen = { cancelled: false };
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel: () => {
      seen.cancelled = true;
    },
  });
  return { body, seen };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function chunksIn(...pieces: (string | Uint8Array)[]): Promise<unknown[]> {
  const { body } = bodyOf(
    pieces.map((piece) => (typeof piece === 'string' ? bytesOf(piece) : piece)),
  );
  const chunks: unknown[] = [];
  for await (const chunk of new SseChunks(body)) chunks.push(chunk);
  return chunks;
}

/** What a text says, read line by line; the name of the error where some of it is no JSON. */
function naivelyDecoded(text: string): unknown {
  const chunks: unknown[] = [];
  let data: string[] = [];
  let isError = false;
  try {
    for (const line of [...text.split(/\r\n|\r|\n/), '']) {
      if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      else if (line === 'event: error') isError = true;
      if (line !== '') continue;
      if (data.length > 0) chunks.push(naivelyParsed(data.join('\n'), isError));
      data = [];
      isError = false;
    }
  } catch (error) {
    return (error as Error).name;
  }
  return chunks;
}

function naivelyParsed(data: string, isError: boolean): unknown {
  if (data.startsWith('[DONE]')) return '[DONE]';
  const chunk: unknown = JSON.parse(data);
  return isError ? { error: chunk } : chunk;
}

describe('server-sent events', () => {
  it('are parsed one by one, and end with their body', async () => {
    expect(await chunksIn('data: {"a":1}\n\ndata: [2]\n\ndata: [DONE]\n\n')).toEqual([
      { a: 1 },
      [2],
      '[DONE]',
    ]);
  });

  it('are none where nothing comes', async () => {
    expect(await chunksIn()).toEqual([]);
    expect(await chunksIn('')).toEqual([]);
  });

  it('without data are signs of life', async () => {
    const silent = [': ping\n\n', 'event: ping\n\n', 'retry: 5\n\n'];
    expect(await chunksIn(...silent)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['without a space', 'data:{"a":1}\n\n'],
    ['with a name and an id', 'event: message\nid: 7\ndata: {"a":1}\n\n'],
    ['with a comment', ': hello\ndata: {"a":1}\n\n'],
    ['over several lines', 'data: {"a":\ndata: 1}\n\n'],
    ['with carriage returns and line feeds', 'data: {"a":1}\r\n\r\n'],
    ['with carriage returns alone', 'data: {"a":1}\r\rdata: [DONE]\r\r'],
    ['with a byte order mark', '\uFEFFdata: {"a":1}\n\n'],
    ['without a blank line at the end', 'data: {"a":1}'],
    ['after blank lines', '\n\n\ndata: {"a":1}\n\n'],
  ])('may come %s', async (_what, text) => {
    const chunks = await chunksIn(text);
    expect(chunks.find((chunk) => chunk !== undefined)).toEqual({ a: 1 });
  });

  it('named `error` say so, whatever is in them', async () => {
    expect(
      await chunksIn(
        'event: error\ndata: {"message":"busy"}\n\n',
        'event: error\ndata: {"error":{"message":"busy"}}\n\n',
        'event: error\ndata: {"type":"error","message":"busy"}\n\n',
      ),
    ).toEqual([
      { error: { message: 'busy' } },
      { error: { message: 'busy' } },
      { type: 'error', message: 'busy' },
    ]);
  });

  it('that are no JSON fail', async () => {
    await expect(chunksIn('data: {"a":\n\n')).rejects.toThrow(SyntaxError);
  });

  it('without end fail, before they fill the memory', async () => {
    const endless = new Uint8Array(2 ** 20).fill(120);
    const { body } = bodyOf(Array.from({ length: 64 }, () => endless));
    await expect(new SseChunks(body).next()).rejects.toThrow('endless');
  });

  it('end the body when their reader leaves', async () => {
    const { body, seen } = bodyOf(Array.from({ length: 9 }, () => bytesOf('data: 1\n\n')));
    const chunks = new SseChunks(body);
    expect(await chunks.next()).toEqual({ done: false, value: 1 });
    expect(await chunks.return()).toEqual({ done: true, value: undefined });
    expect(seen.cancelled).toBe(true);
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  it('are read no sooner than they are asked for', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(bytesOf(`data: ${pulled++}\n\n`)) },
      { highWaterMark: 0 },
    );
    const chunks = new SseChunks(body);
    await chunks.next();
    await chunks.next();
    expect(pulled).toBe(2);
  });

  it('are what a decoder finds that has all of the text at once', async () => {
    const words = fc.constantFrom(
      ...['\n', '\r', '\r\n', '\n\n', '\r\n\r\n', 'data: 1', 'data:"ü', 'data: x"'],
      ...[': hi', 'event: error', 'x', 'data: [DONE]', 'data: {"a":', 'data: 2}'],
    );
    const texts = fc.array(words, { maxLength: 30 }).map((all) => bytesOf(all.join('')));
    const cuts = fc.array(fc.nat(200), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (bytes, cutAt) => {
        const within = cutAt.filter((cut) => cut < bytes.length);
        const at = [0, ...within, bytes.length].sort((a, b) => a - b);
        const pieces = at.slice(1).map((to, index) => bytes.slice(at[index], to));
        const found = await chunksIn(...pieces).catch((error: Error) => error.name);
        const seen = Array.isArray(found) ? found.filter((chunk) => chunk !== undefined) : found;
        expect(seen).toEqual(naivelyDecoded(new TextDecoder().decode(bytes)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are the same wherever the bytes are split, and however the lines end', async () => {
    const values = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue()), {
      maxLength: 6,
    });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(values, ends, cuts, async (given, end, cutAt) => {
        const text = given.map((value) => `data: ${JSON.stringify(value)}${end}${end}`).join('');
        const bytes = bytesOf(
          `: start${end}${end}${text}data: [DONE]${end}${end}: end${end}${end}`,
        );
        const at = [0, ...cutAt.filter((cut) => cut < bytes.length), bytes.length].sort(
          (a, b) => a - b,
        );
        const pieces = at.slice(1).map((to, index) => bytes.slice(at[index], to));
        const same = JSON.parse(JSON.stringify(given)) as unknown[];
        const chunks = await chunksIn(...pieces);
        expect(chunks.filter((chunk) => chunk !== undefined)).toEqual([...same, '[DONE]']);
      }),
      { numRuns: 300 },
    );
  });
});
