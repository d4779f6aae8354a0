import { describe, expect, it, vi } from 'vitest';
import type { ChatEvent, ChatResponse } from '../../src/contracts/chat.js';
import type { Provider } from '../../src/contracts/provider.js';
import { aFailure } from '../support/builders.js';
import { begun, CALL, FINISH, REQUEST, streamer, streaming, text } from './hand-fed-stream.js';

type Stream = NonNullable<Provider['stream']>;
type Next = () => Promise<IteratorResult<ChatEvent>>;

/** A stream with this way of giving its next event. */
function giving(next: Next): Provider {
  return streamer(() => ({ [Symbol.asyncIterator]: () => ({ next }) }));
}

function refused(): never {
  throw Object.assign(new Error('no'), { status: 401 });
}

const IMPATIENT: readonly (readonly [string, Provider])[] = [
  ['makes a stream', streamer(refused)],
  ['iterates', streamer(() => ({ [Symbol.asyncIterator]: refused }))],
  ['gives an event', giving(refused)],
  ['rejects', giving(async () => refused())],
];
const NO_STREAMS: readonly (readonly [string, Stream])[] = [
  ['nothing', () => undefined as never],
  ['a promise', () => Promise.resolve([]) as never],
  ['what can only be iterated at once', () => [FINISH] as never],
  ['an iterator that gives no promises', () => syncIterator() as never],
];

function syncIterator() {
  return { [Symbol.asyncIterator]: () => ({ next: () => ({ done: true }) }) };
}

describe('a provider that throws', () => {
  it.each(IMPATIENT)('where it %s has failed with what it throws', async (_, provider) => {
    const { attempt, read, clock, endings, cancellation } = streaming({ provider });
    await attempt.open();
    expect(endings).toMatchObject([
      { outcome: 'error', failure: { kind: 'auth', status: 401, billed: 'no' } },
    ]);
    expect(await read()).toBeUndefined();
    expect(clock.pending).toBe(0);
    expect(cancellation.listening.size).toBe(0);
  });

  it('in the middle has failed alike', async () => {
    const reads = [text('a'), text('b')].values();
    const provider = giving(async () => {
      const { done, value } = reads.next();
      return done === true ? refused() : { done: false, value };
    });
    const { attempt, read, endings } = streaming({ provider });
    await attempt.open();
    expect([await read(), await read(), await read()]).toEqual([text('a'), text('b'), undefined]);
    expect(endings).toMatchObject([
      { failure: { kind: 'auth' }, partial: { content: [{ text: 'ab' }] } },
    ]);
  });

  it('a ProviderError has failed with it as it is', async () => {
    const failure = aFailure('overloaded', { status: 529, retryAfterMs: 7 });
    const { attempt, endings } = streaming({ provider: giving(() => Promise.reject(failure)) });
    await attempt.open();
    expect((endings[0] as { failure?: unknown }).failure).toBe(failure);
  });
});

describe('a provider whose stream is none', () => {
  it.each(NO_STREAMS)('but %s has failed', async (_, stream) => {
    const { attempt, clock, endings } = streaming({ provider: streamer(stream) });
    await attempt.open();
    expect(endings).toMatchObject([{ outcome: 'error', failure: { kind: 'unknown' } }]);
    expect(clock.pending).toBe(0);
  });

  it('but reads without a result has failed', async () => {
    const reading = new Promise<never>(() => {});
    const then = vi.spyOn(reading, 'then');
    const { attempt, endings } = streaming({ provider: giving(() => reading) });
    void attempt.open();
    const [settle] = then.mock.calls[0] as [(result: unknown) => void];
    expect(() => settle(undefined)).not.toThrow();
    expect(endings).toMatchObject([{ outcome: 'error' }]);
  });
});

const UNNAMED: readonly (readonly [string, unknown])[] = [
  ['a call without its id', { ...CALL, toolCallId: undefined }],
  ['a call without its name', { ...CALL, toolName: undefined }],
];
const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['text without an event', 'Hello'],
  ['of a type that nobody knows', { type: 'audio-delta', data: '' }],
  ['without a type', { text: 'Hello' }],
  ['text that is none', { type: 'text-delta', text: 7 }],
  ['thinking without its text', { type: 'reasoning-delta' }],
  ['finished thinking without its text', { type: 'reasoning', opaque: 'signed' }],
  ['part of a call of nothing', { type: 'tool-call-delta', inputText: '{' }],
];

describe('an event that is none', () => {
  it.each([...MALFORMED, ...UNNAMED])(
    'is a failure that the same provider would repeat: %s',
    async (_, event) => {
      const { read, stream, endings, clock } = await begun();
      stream.feed(event as ChatEvent, FINISH);
      expect(await read()).toBeUndefined();
      expect(endings).toMatchObject([
        {
          failure: {
            kind: 'protocol',
            message: "the provider's stream is malformed: an event is of no known type",
            retryable: false,
          },
          partial: {},
        },
      ]);
      expect(stream.asked).toBe(2);
      expect(clock.pending).toBe(0);
    },
  );

  it('is a failure alike where it makes the answer larger than 16 Mi characters', async () => {
    const { attempt, read, stream, endings, clock, signal } = await begun();
    const most = text('x'.repeat(2 ** 24 - 'first '.length));
    stream.feed(most, text('y'), FINISH);
    expect(await read()).toBe(most);
    expect(await read()).toBeUndefined();
    const failure = {
      kind: 'protocol',
      message: 'an answer of more than 16 MB',
      retryable: false,
    };
    expect(endings).toMatchObject([{ outcome: 'error', failure }]);
    expect(attempt.content).toEqual([{ type: 'text', text: `first ${most.text}` }]);
    expect(signal().aborted).toBe(true);
    expect(stream.returned).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it.each(MALFORMED)('is no part of what came: %s', async (_, event) => {
    const { attempt, read, stream } = await begun();
    stream.feed(event as ChatEvent);
    await read();
    expect(attempt.content).toEqual([{ type: 'text', text: 'first ' }]);
  });

  it.each(UNNAMED)('is no part of what came: %s', async (_, event) => {
    const { attempt, read, stream } = await begun();
    stream.feed(event as ChatEvent);
    await read();
    expect(attempt.content).toEqual([{ type: 'text', text: 'first ' }]);
  });

  it('may be the first one, and then nothing was shown', async () => {
    const { attempt, stream, endings } = streaming();
    stream.feed({ type: 'surprise' } as unknown as ChatEvent);
    await attempt.open();
    expect(attempt.isCommitted).toBe(false);
    expect(endings).toMatchObject([{ failure: { kind: 'protocol', retryable: false } }]);
    expect(endings[0]).not.toHaveProperty('partial');
  });

  it('is not seen in the reason of a finish that has none of ours', async () => {
    const { read, stream, endings } = await begun();
    stream.feed({ type: 'finish', finishReason: 'whim' } as unknown as ChatEvent);
    expect(await read()).toBeUndefined();
    expect(endings).toMatchObject([{ outcome: 'success', response: { finishReason: 'other' } }]);
  });
});

function whole(generate: Provider['generate']): Provider {
  return { name: 'plain', models: [], generate };
}

describe('a provider that cannot stream', () => {
  const thought = { type: 'reasoning', text: 'Hm', provider: 'plain', opaque: 'signed' } as const;
  const answer: ChatResponse = {
    content: [thought, { type: 'text', text: 'It rains.' }, CALL],
    finishReason: 'tool-calls',
    usage: { inputTokens: 3, outputTokens: 4 },
    warnings: [{ code: 'other', message: 'so it is' }],
    providerRequestId: 'r-1',
  };

  it('gives its answer part by part, and then as it is', async () => {
    const asked: unknown[] = [];
    const provider = whole(async (request, { signal, timeoutMs }) => {
      asked.push(request, signal.aborted, timeoutMs);
      return answer;
    });
    const { attempt, read, endings } = streaming({ provider });
    await attempt.open();
    expect([await read(), await read(), await read(), await read()]).toEqual([
      thought,
      text('It rains.'),
      CALL,
      undefined,
    ]);
    expect(asked).toEqual([REQUEST, false, 1_000]);
    expect(endings).toMatchObject([{ outcome: 'success' }]);
    expect((endings[0] as { response?: unknown }).response).toStrictEqual(answer);
  });

  it('is whole where its answer is empty', async () => {
    const provider = whole(async () => ({ content: [], finishReason: 'length' }));
    const { attempt, endings } = streaming({ provider });
    await attempt.open();
    expect(attempt.isCommitted).toBe(false);
    expect(endings).toMatchObject([
      { outcome: 'success', response: { content: [], finishReason: 'length' } },
    ]);
  });

  it.each([
    ['throws', () => refused(), { kind: 'auth', status: 401 }],
    ['rejects', () => Promise.reject(aFailure('server')), { kind: 'server' }],
    ['answers with nothing', () => Promise.resolve({}), { kind: 'protocol', retryable: false }],
  ])('has failed where it %s', async (_, generate, failure) => {
    const { attempt, endings } = streaming({ provider: whole(generate as never) });
    await attempt.open();
    expect(endings).toMatchObject([{ outcome: 'error', failure }]);
  });

  it('has as long for it as others have for their first content', async () => {
    const provider = whole(() => new Promise(() => {}));
    const { attempt, clock, endings } = streaming({ provider });
    const opening = attempt.open();
    await clock.advance(1_000);
    await opening;
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' }, latencyMs: 1_000 }]);
  });
});
