import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contracts/chat.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aFailure } from '../support/builders.js';
import {
  ALIVE,
  begun,
  CALL,
  callDelta,
  FINISH,
  REQUEST,
  streaming,
  text,
  thought,
  USAGE,
  watched,
} from './hand-fed-stream.js';

const CONTENT: readonly (readonly [string, ChatEvent])[] = [
  ['text', text('a')],
  ['thinking', thought('a')],
  ['part of a call', callDelta('{')],
  ['a call', CALL],
  ['finished thinking', { type: 'reasoning', text: 'a', opaque: 'signed' }],
];
/** Thinking that is hidden but for its signature. */
const SEAL = { type: 'reasoning', text: '', opaque: 'signed' } as const;
const OPENINGS: readonly (readonly [string, ChatEvent])[] = [
  ['a sign of life', ALIVE],
  ['usage', USAGE],
  ['empty text', text('')],
  ['empty thinking', thought('')],
];

describe('a stream that opens', () => {
  it('sends the request, with an id, a signal and whole ms to the first content', async () => {
    const { attempt, calls, stream } = streaming({ timeoutMs: 999.2 });
    stream.feed(text('a'));
    await attempt.open();
    expect(calls).toHaveLength(1);
    expect(calls[0]?.request).toBe(REQUEST);
    expect(calls[0]?.context).toMatchObject({ attemptId: 'request-1/1', timeoutMs: 1_000 });
    expect(calls[0]?.context.signal.aborted).toBe(false);
  });

  it.each(CONTENT)('is committed by its first content: %s', async (_, event) => {
    const { attempt, read, stream, clock, endings } = streaming();
    const opening = watched(attempt.open());
    await clock.advance(0);
    expect(attempt.isCommitted).toBe(false);
    stream.feed(event);
    await clock.advance(0);
    expect(attempt.isCommitted).toBe(true);
    expect(opening.isSettled).toBe(true);
    expect(await read()).toBe(event);
    expect(endings).toHaveLength(0);
  });

  it.each(OPENINGS)('is not committed by %s, which nobody is shown', async (_, event) => {
    const { attempt, read, stream, clock } = streaming();
    const opening = watched(attempt.open());
    stream.feed(event, event);
    await clock.advance(0);
    expect(attempt.isCommitted).toBe(false);
    expect(opening.isSettled).toBe(false);
    expect(stream.asked).toBe(3);
    stream.feed(text('a'));
    await clock.advance(0);
    expect(opening.isSettled).toBe(true);
    expect(await read()).toEqual(text('a'));
  });

  it('is not committed by hidden thinking, which comes before the first content', async () => {
    const { attempt, read, stream, clock } = streaming();
    const opening = watched(attempt.open());
    stream.feed(SEAL, ALIVE, SEAL);
    await clock.advance(0);
    expect(attempt.isCommitted).toBe(false);
    expect(opening.isSettled).toBe(false);
    stream.feed(text('a'), SEAL, text('b'));
    await clock.advance(0);
    expect(opening.isSettled).toBe(true);
    expect(stream.asked).toBe(4);
    const reads = [await read(), await read(), await read(), await read(), await read()];
    expect(reads).toEqual([SEAL, SEAL, text('a'), SEAL, text('b')]);
  });

  it('may be given up unseen after hidden thinking, and is whole with that alone', async () => {
    const broken = streaming();
    broken.stream.feed(SEAL);
    broken.stream.end();
    await broken.attempt.open();
    expect(broken.attempt.isCommitted).toBe(false);
    expect(broken.endings[0]).not.toHaveProperty('partial');
    const whole = streaming();
    whole.stream.feed(SEAL, FINISH);
    await whole.attempt.open();
    expect(whole.attempt.isCommitted).toBe(false);
    expect(whole.endings).toMatchObject([{ outcome: 'success', response: { content: [SEAL] } }]);
  });

  it('is whole without ever being committed where its finish is all there is', async () => {
    const { attempt, read, stream, endings } = streaming();
    stream.feed(ALIVE, { ...FINISH, finishReason: 'length' });
    await attempt.open();
    expect(attempt.isCommitted).toBe(false);
    expect(endings).toMatchObject([
      { outcome: 'success', response: { content: [], finishReason: 'length' } },
    ]);
    expect(endings[0]).not.toHaveProperty('timeToFirstTokenMs');
    expect(await read()).toBeUndefined();
  });

  it('has failed, without rejecting and with nothing to show, where an error comes instead', async () => {
    const { attempt, read, stream, endings } = streaming();
    const failure = aFailure('overloaded');
    stream.feed(ALIVE);
    stream.fail(failure);
    await attempt.open();
    expect(attempt.isCommitted).toBe(false);
    expect(endings).toMatchObject([{ outcome: 'error', failure }]);
    expect(endings[0]).not.toHaveProperty('partial');
    expect(await read()).toBeUndefined();
  });
});

describe('a stream that is read', () => {
  it('gives its content in order and nothing else, and is whole with its finish', async () => {
    const { attempt, read, stream, clock, endings } = streaming();
    const content = [thought('Hm'), text('a'), text('b'), callDelta('{"q":"x"}'), CALL];
    const [first, ...others] = content;
    stream.feed(ALIVE, first as ChatEvent, USAGE, text(''), ...others, ALIVE);
    await attempt.open();
    const got = [];
    for (let index = 0; index < content.length; index++) got.push(await read());
    expect(got).toEqual(content);
    const last = watched(read());
    await clock.advance(40);
    expect(last.isSettled).toBe(false);
    const usage = { inputTokens: 10, outputTokens: 5 };
    stream.feed({ ...FINISH, usage, providerRequestId: 'r-1' });
    await clock.advance(0);
    expect(last).toEqual({ isSettled: true, value: undefined });
    expect(endings).toStrictEqual([
      {
        outcome: 'success',
        response: {
          content: [
            { type: 'reasoning', text: 'Hm', provider: 'north' },
            { type: 'text', text: 'ab' },
            CALL,
          ],
          finishReason: 'stop',
          usage,
          providerRequestId: 'r-1',
        },
        latencyMs: 40,
        endedAt: 40,
        timeToFirstTokenMs: 0,
        waitedMs: 40,
      },
    ]);
  });

  it('is read one event at a time, when it is asked for one', async () => {
    const { attempt, read, stream, clock } = streaming();
    stream.feed(text('a'), text('b'), text('c'), FINISH);
    await attempt.open();
    await clock.advance(400);
    expect(stream.asked).toBe(1);
    await read();
    await clock.advance(400);
    expect(stream.asked).toBe(1);
    await read();
    await clock.advance(400);
    expect(stream.asked).toBe(2);
    expect(attempt.content).toEqual([{ type: 'text', text: 'ab' }]);
  });

  it('asks for nothing after its finish but its end, and ends but once', async () => {
    const { read, stream, endings } = await begun();
    stream.feed(FINISH, text('more'), { ...FINISH, finishReason: 'length' });
    expect(await read()).toBeUndefined();
    expect(await read()).toBeUndefined();
    expect(stream.asked).toBe(3);
    expect(endings).toMatchObject([{ response: { content: [{ text: 'first ' }] } }]);
  });

  it('is whole although its body breaks after its finish', async () => {
    const { read, stream, endings } = await begun();
    stream.feedOpen(FINISH);
    stream.fail(new TypeError('terminated'));
    expect(await read()).toBeUndefined();
    expect(endings).toMatchObject([{ outcome: 'success' }]);
  });

  it('waits for a body that stays open after its finish, but not for long', async () => {
    const { read, stream, clock, endings } = await begun();
    stream.feedOpen(FINISH);
    const last = watched(read());
    await clock.advance(249);
    expect(last.isSettled).toBe(false);
    await clock.advance(1);
    expect(last.isSettled).toBe(true);
    expect(endings).toMatchObject([{ outcome: 'success' }]);
    expect(stream.returned).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('ends a body that stays open after its finish by its signal', async () => {
    const { read, stream, clock, signal } = await begun();
    stream.feedOpen(FINISH);
    void read();
    await clock.advance(250);
    expect(signal().aborted).toBe(true);
  });

  it('is whole although its request is cancelled after its finish', async () => {
    const { read, stream, clock, cancellation, endings } = await begun();
    stream.feedOpen(FINISH);
    const last = watched(read());
    await clock.advance(0);
    cancellation.abort('enough');
    await clock.advance(0);
    expect(last.isSettled).toBe(true);
    expect(endings).toMatchObject([{ outcome: 'success' }]);
  });

  it('says what its reader makes of the end, and asks for that once, when it has ended', async () => {
    const { attempt, read, stream, endings } = streaming();
    stream.feed(text('a'), text('b'), FINISH);
    await attempt.open();
    const whenEnded = () => Promise.resolve(endings.length);
    expect(await attempt.next(whenEnded)).toEqual(text('a'));
    expect(await attempt.next(whenEnded)).toEqual(text('b'));
    expect(await attempt.next(whenEnded)).toBe(1);
    expect(await attempt.next(() => 'still over')).toBe('still over');
    const failed = attempt.next(() => Promise.reject(new Error('it broke')));
    await expect(failed).rejects.toThrow('it broke');
    expect(await read()).toBeUndefined();
  });

  it('throws what its reader makes of an end that comes while it waits', async () => {
    const { attempt, cancellation } = await begun();
    const next = attempt.next(() => {
      throw cancellation.reason;
    });
    cancellation.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
  });

  it('may be 10,000 events long, and sets no timer for each', async () => {
    const { attempt, read, stream, clock, endings } = streaming();
    let timers = 0;
    const setTimeout = clock.setTimeout.bind(clock);
    clock.setTimeout = (callback, delayMs) => {
      timers++;
      return setTimeout(callback, delayMs);
    };
    for (let index = 0; index < 10_000; index++) stream.feed(text('x'), ALIVE);
    stream.feed(FINISH);
    await attempt.open();
    let events = 0;
    while ((await read()) !== undefined) events++;
    expect(events).toBe(10_000);
    expect(endings).toMatchObject([{ response: { content: [{ text: 'x'.repeat(10_000) }] } }]);
    expect(timers).toBe(3);
    expect(clock.pending).toBe(0);
  });

  it('tells when its first content came, and how long it was waited for without its reader', async () => {
    const clock = new ManualClock();
    await clock.advance(7);
    const { attempt, read, stream, endings } = streaming({ clock });
    const opening = attempt.open();
    await clock.advance(100);
    stream.feed(ALIVE);
    await clock.advance(200);
    stream.feed(text('a'));
    await opening;
    // The reader takes its time before its first read and after it.
    await clock.advance(1_000);
    await read();
    await clock.advance(2_000);
    const next = read();
    await clock.advance(50);
    stream.feed(ALIVE);
    await clock.advance(25);
    stream.feed(text('b'));
    await next;
    await clock.advance(4_000);
    stream.feed(FINISH);
    await read();
    expect(endings).toMatchObject([
      { timeToFirstTokenMs: 300, waitedMs: 375, latencyMs: 7_375, endedAt: 7_382 },
    ]);
  });

  it('was waited for until its time was up, but not while its body stayed open behind the answer', async () => {
    const stalled = await begun();
    const read = stalled.read();
    await stalled.clock.advance(60_000);
    await read;
    expect(stalled.endings).toMatchObject([{ outcome: 'error', waitedMs: 500 }]);

    const whole = await begun();
    const last = whole.read();
    await whole.clock.advance(100);
    whole.stream.feedOpen(FINISH);
    await whole.clock.advance(250);
    await last;
    expect(whole.endings).toMatchObject([{ outcome: 'success', waitedMs: 100, latencyMs: 350 }]);
  });
});

const failure = aFailure('server', { status: 500 });
const truncated = { kind: 'protocol', message: 'the stream ended without a finish reason' };

describe('however a stream ends', () => {
  it.each([
    ['whole', (made: Begun) => made.stream.feed(FINISH), { outcome: 'success' }],
    ['with an error', (made: Begun) => made.stream.fail(failure), { outcome: 'error', failure }],
    [
      'without a finish',
      (made: Begun) => made.stream.end(),
      { outcome: 'error', failure: truncated },
    ],
    [
      'by the signal',
      (made: Begun) => made.cancellation.abort('enough'),
      { outcome: 'aborted', isSent: true },
    ],
    [
      'for lack of time',
      (made: Begun) => made.clock.advance(500),
      { outcome: 'error', failure: { kind: 'timeout' } },
    ],
  ])('%s, it ends once, and no timer, listener or upstream is left', async (_, end, ending) => {
    const made = await begun();
    const { read, clock, stream, endings, cancellation } = made;
    expect(cancellation.listening.size).toBe(1);
    expect(clock.pending).toBe(1);
    const next = read();
    void end(made);
    await clock.advance(500);
    expect(await next).toBeUndefined();
    expect(endings).toMatchObject([ending]);
    expect(stream.returned).toBe(1);
    expect(clock.pending).toBe(0);
    expect(cancellation.listening.size).toBe(0);
    cancellation.abort('too late');
    await clock.advance(60_000);
    expect(await read()).toBeUndefined();
    expect(endings).toHaveLength(1);
  });

  it('broken, the provider is told with the failure; whole, it is not told', async () => {
    const broken = await begun();
    broken.stream.fail(failure);
    await broken.read();
    expect(broken.signal().reason).toBe(failure);
    const whole = await begun();
    whole.stream.feed(FINISH);
    await whole.read();
    expect(whole.signal().aborted).toBe(false);
  });

  it('broken after its first content, it has what came; half a call is told apart', async () => {
    const { read, stream, endings } = await begun();
    stream.feed(USAGE, callDelta('{"q":'));
    await read();
    stream.end();
    await read();
    const content = [{ type: 'text', text: 'first ' }];
    expect(endings).toMatchObject([
      {
        failure: { ...truncated, billed: 'maybe' },
        partial: {
          content,
          written: [...content, { type: 'text', text: '{"q":' }],
          usage: USAGE.usage,
        },
        timeToFirstTokenMs: 0,
      },
    ]);
  });

  it('without a finish before its first content, it has failed alike', async () => {
    const { attempt, stream, endings } = streaming();
    stream.end();
    await attempt.open();
    expect(endings).toMatchObject([{ outcome: 'error', failure: truncated }]);
    expect(endings[0]).not.toHaveProperty('partial');
    expect(endings[0]).not.toHaveProperty('byDeadline');
  });
});

type Begun = Awaited<ReturnType<typeof begun>>;
