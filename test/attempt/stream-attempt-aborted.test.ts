import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/support/cancellation.js';
import { begun, FINISH, streamer, streaming, text, USAGE, watched } from './hand-fed-stream.js';

describe('a stream whose request is cancelled', () => {
  it('before it is opened sends nothing', async () => {
    const { attempt, read, cancellation, calls, endings, clock } = streaming();
    cancellation.abort('enough');
    await attempt.open();
    expect(calls).toHaveLength(0);
    expect(endings).toStrictEqual([
      { outcome: 'aborted', isSent: false, latencyMs: 0, endedAt: 0, waitedMs: 0 },
    ]);
    expect(await read()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('while it opens ends at once, with a deaf provider too, which is told why', async () => {
    const { attempt, read, cancellation, clock, stream, endings, signal } = streaming();
    const opening = watched(attempt.open());
    stream.feed(USAGE);
    await clock.advance(20);
    cancellation.abort('enough');
    expect(endings).toStrictEqual([
      {
        outcome: 'aborted',
        isSent: true,
        partial: { content: [], written: [], usage: USAGE.usage },
        latencyMs: 20,
        endedAt: 20,
        waitedMs: 20,
      },
    ]);
    expect(signal().reason).toBe('enough');
    expect(stream.returned).toBe(1);
    await clock.advance(0);
    expect(opening.isSettled).toBe(true);
    expect(await read()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('while it is read ends at once, and what comes later is not heard', async () => {
    const { attempt, read, cancellation, clock, stream, endings, signal } = await begun();
    const next = watched(read());
    cancellation.abort('enough');
    await clock.advance(0);
    expect(next).toEqual({ isSettled: true, value: undefined });
    expect(signal().reason).toBe('enough');
    stream.feed(text('late'), FINISH);
    await clock.advance(0);
    expect(attempt.content).toEqual([{ type: 'text', text: 'first ' }]);
    expect(stream.asked).toBe(2);
    expect(endings).toMatchObject([
      { outcome: 'aborted', isSent: true, partial: { content: attempt.content } },
    ]);
  });

  it('between two reads ends without anybody asking', async () => {
    const { read, cancellation, clock, stream, endings, signal } = await begun();
    cancellation.abort('enough');
    expect(endings).toMatchObject([{ outcome: 'aborted' }]);
    expect(signal().reason).toBe('enough');
    expect(stream.returned).toBe(1);
    expect(clock.pending).toBe(0);
    expect(await read()).toBeUndefined();
    expect(stream.asked).toBe(1);
  });

  it('in the moment in which its next event comes shows it or has ended, not both', async () => {
    const { read, cancellation, stream, endings } = await begun();
    const next = read();
    stream.feed(text('late'));
    cancellation.abort('enough');
    expect(await next).toBeUndefined();
    expect(endings).toMatchObject([{ partial: { content: [{ text: 'first ' }] } }]);
  });

  it('after its first content still gives what had come', async () => {
    const { attempt, read, cancellation, stream } = streaming();
    stream.feed(text('first '));
    await attempt.open();
    cancellation.abort('enough');
    expect(await read()).toEqual(text('first '));
    expect(await read()).toBeUndefined();
  });

  it('is not told as a failure, although the provider rejects on its signal', async () => {
    const cancellation = new Cancellation();
    const events = (signal: AbortSignal) => ({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      }),
    });
    const provider = streamer((_, { signal }) => events(signal));
    const { attempt, endings } = streaming({ provider, cancellation });
    const opening = attempt.open();
    cancellation.abort(new Error('enough'));
    await opening;
    expect(endings).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('by the provider itself, while it makes its stream, ends at once', async () => {
    const made = streaming();
    const { clock, stream, cancellation, endings } = made;
    const provider = streamer(() => {
      cancellation.abort('enough');
      return stream;
    });
    const { attempt } = streaming({ provider, cancellation, onEnd: (end) => endings.push(end) });
    const opening = watched(attempt.open());
    await clock.advance(0);
    expect(endings).toMatchObject([{ outcome: 'aborted' }]);
    expect(opening.isSettled).toBe(true);
    expect(stream).toMatchObject({ asked: 0, returned: 1 });
  });
});

describe('a provider that cancels its own request', () => {
  it('and then throws has ended once', async () => {
    const cancellation = new Cancellation();
    const provider = streamer(() => {
      cancellation.abort('enough');
      return thrown();
    });
    const { attempt, clock, endings } = streaming({ provider, cancellation });
    await attempt.open();
    expect(endings).toMatchObject([{ outcome: 'aborted' }]);
    expect(clock.pending).toBe(0);
  });
});

describe('the upstream of a stream that ends', () => {
  const endless = (iterator: object) => ({
    [Symbol.asyncIterator]: () =>
      ({ next: () => new Promise(() => {}), ...iterator }) as unknown as AsyncIterator<never>,
  });

  it.each([
    ['cannot be told', {}],
    ['throws', { return: () => thrown() }],
    ['rejects', { return: () => Promise.reject(new Error('no')) }],
    ['gives no promise', { return: () => undefined }],
  ])('bothers nobody where it %s', async (_, iterator) => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    process.on('unhandledRejection', hear);
    const made = streaming({ provider: streamer(() => endless(iterator)) });
    const opening = made.attempt.open();
    expect(() => made.cancellation.abort('enough')).not.toThrow();
    await opening;
    await new Promise(setImmediate);
    process.off('unhandledRejection', hear);
    expect(made.endings).toMatchObject([{ outcome: 'aborted' }]);
    expect(unheard).toEqual([]);
  });

  it('is told by its signal after it has been told to return', async () => {
    const order: string[] = [];
    const provider = streamer((_, { signal }) => {
      signal.addEventListener('abort', () => order.push('signal'));
      return endless({ return: () => Promise.resolve(order.push('return')) });
    });
    const { attempt, cancellation } = streaming({ provider });
    const opening = attempt.open();
    cancellation.abort('enough');
    await opening;
    expect(order.toSorted()).toEqual(['return', 'signal']);
  });
});

function thrown(): never {
  throw new Error('no');
}
