import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../src/contracts/stream.js';
import { InvalidRequestError } from '../../src/errors/request-errors.js';
import { AnswerStream } from '../../src/response/answer-stream.js';
import { collect } from '../../src/testing/collect.js';
import { FINISH, GONE, RESTART, ScriptedSource, text } from './scripted-source.js';

const CALL: StreamEvent = { type: 'tool-call', toolCallId: '1', toolName: 'find', input: {} };
const THOUGHT: StreamEvent = { type: 'reasoning', text: 'Hm', opaque: 'signed' };
const OVER = { done: true, value: undefined };
const broken = new Error('it broke off');

function streamOf(...events: readonly StreamEvent[]) {
  const source = new ScriptedSource();
  source.feed(...events);
  return { source, stream: new AnswerStream(source) };
}

const given = (value: unknown) => ({ done: false, value });

/** Every promise that can settle has done so, and the process has said which rejection nobody heard. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** What a promise has come to, without waiting for it. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await settled();
  return Promise.race([promise, Promise.resolve('pending')]);
}

const unheard: unknown[] = [];
const hear = (reason: unknown) => void unheard.push(reason);

beforeEach(() => {
  unheard.length = 0;
  process.on('unhandledRejection', hear);
});

afterEach(async () => {
  await settled();
  process.off('unhandledRejection', hear);
  if (unheard.length > 0) throw new Error(`nobody heard ${String(unheard)}`);
});

describe('a stream of events', () => {
  it('gives each event as it is, and ends after the last one', async () => {
    const events = [text('a'), THOUGHT, CALL, RESTART, text('b'), FINISH];
    const { stream, source } = streamOf(...events);
    expect(await collect(stream)).toEqual(events);
    expect(source.abandoned).toBe(0);
    expect(source.asked).toEqual([true, true, true, true, true, true, true]);
  });

  it('asks for nothing before it is read, and for nothing ahead', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), FINISH);
    const iterator = stream[Symbol.asyncIterator]();
    await settled();
    expect(source.asked).toHaveLength(0);
    expect(await iterator.next()).toEqual(given(text('a')));
    await settled();
    expect(source.asked).toHaveLength(1);
  });

  it('answers reads that are asked for at once one after the other, in order', async () => {
    const { stream, source } = streamOf();
    const iterator = stream[Symbol.asyncIterator]();
    const reads = [1, 2, 3, 4, 5].map(() => iterator.next());
    await settled();
    expect(source.asked).toHaveLength(1);
    source.feed(text('a'));
    expect(await reads[0]).toEqual(given(text('a')));
    await settled();
    expect(source.asked).toHaveLength(2);
    source.feed(text('b'), FINISH);
    expect(await Promise.all(reads)).toEqual([
      given(text('a')),
      given(text('b')),
      given(FINISH),
      OVER,
      OVER,
    ]);
    expect(source.wasHurried).toBe(false);
    expect(source.asked).toHaveLength(4);
  });

  it('goes on in order when one more read is asked for in between', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), text('c'), FINISH);
    const iterator = stream[Symbol.asyncIterator]();
    const [first, second] = [iterator.next(), iterator.next()];
    await first;
    const third = iterator.next();
    expect(await Promise.all([second, third])).toEqual([given(text('b')), given(text('c'))]);
    expect(source.wasHurried).toBe(false);
  });

  it('throws once, and is over then', async () => {
    const { stream, source } = streamOf(text('a'));
    source.fail(broken);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await expect(iterator.next()).rejects.toBe(broken);
    expect(await iterator.next()).toEqual(OVER);
    expect(source.asked).toHaveLength(2);
  });

  it('throws only at the first of several reads', async () => {
    const { stream, source } = streamOf();
    const iterator = stream[Symbol.asyncIterator]();
    const reads = [iterator.next(), iterator.next(), iterator.next()];
    source.fail(broken);
    expect(await Promise.allSettled(reads)).toEqual([
      { status: 'rejected', reason: broken },
      { status: 'fulfilled', value: OVER },
      { status: 'fulfilled', value: OVER },
    ]);
  });

  it('can be handed on as an iterator that is iterated', async () => {
    const { stream } = streamOf(text('a'), text('b'), FINISH);
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterableIterator<StreamEvent>;
    await iterator.next();
    expect(await collect(iterator)).toEqual([text('b'), FINISH]);
  });
});

describe('a text stream', () => {
  it('gives text alone', async () => {
    const { stream } = streamOf(THOUGHT, text('a'), CALL, text('b'), FINISH);
    expect(await collect(stream.textStream)).toEqual(['a', 'b']);
  });

  it('passes over any number of events without text', async () => {
    const { stream, source } = streamOf();
    for (let index = 0; index < 10_000; index++) source.feed(CALL);
    source.feed(text('a'), FINISH);
    expect(await collect(stream.textStream)).toEqual(['a']);
  });

  it('never asks for what could be another answer', async () => {
    const { stream, source } = streamOf(text('a'), THOUGHT, FINISH);
    await collect(stream.textStream);
    expect(source.asked).toEqual([false, false, false, false]);
  });

  it('throws what the stream throws', async () => {
    const { stream, source } = streamOf(text('a'));
    source.fail(broken);
    const got: string[] = [];
    const reading = (async () => {
      for await (const words of stream.textStream) got.push(words);
    })();
    await expect(reading).rejects.toBe(broken);
    expect(got).toEqual(['a']);
  });

  it('works as a web stream', async () => {
    const { stream } = streamOf(text('a'), CALL, text('b'), FINISH);
    expect(await collect(ReadableStream.from(stream.textStream))).toEqual(['a', 'b']);
  });

  it('is given up by a web stream that is cancelled', async () => {
    const { stream, source } = streamOf(text('a'));
    const reader = ReadableStream.from(stream.textStream).getReader();
    expect(await reader.read()).toEqual(given('a'));
    await reader.cancel();
    expect(source.abandoned).toBe(1);
  });

  it('fails as a web stream alike', async () => {
    const { stream, source } = streamOf(text('a'));
    const reader = ReadableStream.from(stream.textStream).getReader();
    await reader.read();
    source.fail(broken);
    await expect(reader.read()).rejects.toBe(broken);
  });
});

describe('a reader that leaves', () => {
  it('by leaving its loop gives the rest up, and the result says so', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), FINISH);
    for await (const event of stream) if (event.type === 'text-delta') break;
    expect(source.abandoned).toBe(1);
    expect(source.asked).toHaveLength(1);
    await expect(stream.result).rejects.toBe(GONE);
  });

  it('by an error in its loop gives the rest up, and the error goes on', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    const reading = (async () => {
      for await (const event of stream) throw new Error(`no use for ${event.type}`);
    })();
    await expect(reading).rejects.toThrow('no use for text-delta');
    expect(source.abandoned).toBe(1);
  });

  it('while it reads has left at once, and its reads are over', async () => {
    const { stream, source } = streamOf(text('a'));
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const reads = [iterator.next(), iterator.next()];
    expect(await iterator.return?.()).toEqual(OVER);
    expect(await Promise.all(reads)).toEqual([OVER, OVER]);
    expect(source.abandoned).toBe(1);
    expect(source.asked).toHaveLength(2);
  });

  it('does not wait for a source that is deaf', async () => {
    const { stream, source } = streamOf();
    source.next = () => new Promise(() => {});
    source.abandon = async () => {};
    const iterator = stream[Symbol.asyncIterator]();
    void iterator.next();
    await settled();
    expect(await iterator.return?.()).toEqual(OVER);
  });

  it('is given no event that comes while it leaves', async () => {
    const { stream, source } = streamOf(text('a'));
    source.abandon = async () => source.feed(text('late'));
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const read = iterator.next();
    await settled();
    await iterator.return?.();
    expect(await read).toEqual(OVER);
  });

  it('goes on when all is booked, not before', async () => {
    const { stream, source } = streamOf(text('a'));
    const booking = Promise.withResolvers<void>();
    source.abandon = () => booking.promise;
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const leaving = iterator.return?.() as Promise<unknown>;
    expect(await stateOf(leaving)).toBe('pending');
    booking.resolve();
    expect(await leaving).toEqual(OVER);
  });

  it('reads nothing any more, however often it leaves', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.return?.();
    expect(await iterator.next()).toEqual(OVER);
    expect(await iterator.return?.()).toEqual(OVER);
    expect(source.asked).toHaveLength(0);
  });

  it('by `throw` gets its error back, and the rest is given up', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await expect(iterator.throw?.(broken)).rejects.toBe(broken);
    expect(source.abandoned).toBe(1);
    expect(await iterator.next()).toEqual(OVER);
  });
});

describe('a second reader', () => {
  it.each([
    ['events', (stream: AnswerStream) => stream],
    ['text', (stream: AnswerStream) => stream.textStream],
  ])('of %s is refused, and does not disturb the first', async (_, other) => {
    const { stream, source } = streamOf(text('a'), text('b'), FINISH);
    const first = stream[Symbol.asyncIterator]();
    await first.next();
    const second = other(stream)[Symbol.asyncIterator]();
    const refused = second.next();
    await expect(refused).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(refused).rejects.toThrow('can be read only once');
    expect(await second.next()).toEqual(OVER);
    expect(await second.return?.()).toEqual(OVER);
    await expect(second.throw?.(broken)).rejects.toBe(broken);
    expect(source.abandoned).toBe(0);
    expect(await first.next()).toEqual(given(text('b')));
    expect(await first.next()).toEqual(given(FINISH));
  });

  it('is refused after the first has left, and of the same text stream too', async () => {
    const { stream } = streamOf(text('a'), FINISH);
    const { textStream } = stream;
    for await (const _ of textStream) break;
    await expect(collect(textStream)).rejects.toBeInstanceOf(InvalidRequestError);
  });

  it('is refused while the first has not read yet', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    stream[Symbol.asyncIterator]();
    await expect(collect(stream)).rejects.toBeInstanceOf(InvalidRequestError);
    expect(source.asked).toHaveLength(0);
  });
});

describe('the result', () => {
  it('alone reads the stream to its end, and would understand another answer', async () => {
    const { stream, source } = streamOf(text('a'), RESTART, text('b'), FINISH);
    expect(await stream.result).toBe(source.result);
    await settled();
    expect(new Set(source.asked)).toEqual(new Set([true]));
    expect(source.abandoned).toBe(0);
  });

  it('is the same however often it is asked for, and read for once', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    const results = await Promise.all([stream.result, stream.result]);
    await stream.result;
    await settled();
    expect(results).toEqual([source.result, source.result]);
    expect(source.asked).toHaveLength(3);
  });

  it('is there for a reader after its end, and read no further', async () => {
    const { stream, source } = streamOf(text('a'), FINISH);
    await collect(stream);
    expect(await stream.result).toBe(source.result);
    await settled();
    expect(source.asked).toHaveLength(3);
  });

  it('rejects with what the stream throws, and is no bother where nobody asks for it', async () => {
    const { stream, source } = streamOf(text('a'));
    source.fail(broken);
    await expect(stream.result).rejects.toBe(broken);
    const other = streamOf(text('a'));
    other.source.fail(broken);
    await expect(collect(other.stream)).rejects.toBe(broken);
    await settled();
    expect(unheard).toEqual([]);
  });

  it('taken first leaves all to whoever reads then', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), FINISH);
    const { result } = stream;
    expect(await collect(stream.textStream)).toEqual(['a', 'b']);
    expect(await result).toBe(source.result);
    expect(source.asked).toEqual([false, false, false, false]);
  });

  it('taken by a reader on the way does not read beside it', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), FINISH);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    void stream.result;
    await settled();
    expect(source.asked).toHaveLength(1);
    expect(await iterator.next()).toEqual(given(text('b')));
    expect(await iterator.next()).toEqual(given(FINISH));
    expect(await iterator.next()).toEqual(OVER);
  });
});

describe('a reader that comes after the result was asked for', () => {
  it('is given what came until then, in one piece, and then the rest as it comes', async () => {
    const { stream, source } = streamOf(text('a'), text('b'), THOUGHT, CALL, text('c'));
    const { result } = stream;
    await settled();
    expect(source.asked).toHaveLength(6);
    const events = collect(stream);
    source.feed(text('d'));
    await settled();
    source.feed(text('e'), FINISH);
    expect(await events).toEqual([text('ab'), THOUGHT, CALL, text('cd'), text('e'), FINISH]);
    expect(await result).toBe(source.result);
    expect(source.wasHurried).toBe(false);
  });

  it('is given all of it, with its end, where it had been read to its end', async () => {
    const { stream } = streamOf(text('a'), CALL, text('b'), FINISH);
    await stream.result;
    expect(await collect(stream)).toEqual([text('a'), CALL, text('b'), FINISH]);
    const other = streamOf(text('a'), CALL, text('b'), FINISH);
    await other.stream.result;
    expect(await collect(other.stream.textStream)).toEqual(['a', 'b']);
  });

  it('is given only the answer that is meant, where another one had been begun before', async () => {
    const { stream, source } = streamOf(text('a'), RESTART, text('b'));
    void stream.result;
    await settled();
    const events = collect(stream.textStream);
    source.feed(text('c'), FINISH);
    expect(await events).toEqual(['bc']);
  });

  it('is given what came before it broke off, and then the error', async () => {
    const { stream, source } = streamOf(text('a'));
    const { result } = stream;
    result.catch(() => {});
    source.fail(broken);
    await settled();
    const iterator = stream[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual(given(text('a')));
    await expect(iterator.next()).rejects.toBe(broken);
    expect(await iterator.next()).toEqual(OVER);
  });

  it('may leave before anything has come', async () => {
    const { stream, source } = streamOf();
    const { result } = stream;
    await settled();
    const iterator = stream[Symbol.asyncIterator]();
    const read = iterator.next();
    expect(await iterator.return?.()).toEqual(OVER);
    expect(await read).toEqual(OVER);
    await expect(result).rejects.toBe(GONE);
    expect(source.abandoned).toBe(1);
  });

  it('is given half a thought as what it is, so that its end can still close it', async () => {
    const { stream, source } = streamOf();
    source.content = [{ type: 'reasoning', text: 'Let me ', provider: 'north' }];
    void stream.result;
    await settled();
    source.feed({ type: 'reasoning-delta', text: 'see' }, { ...THOUGHT, text: '' }, FINISH);
    const [first] = await collect(stream);
    expect(first).toEqual({ type: 'reasoning-delta', text: 'Let me ' });
  });
});
