import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/contracts/chat.js';
import {
  ALIVE,
  begun,
  FINISH,
  streaming,
  text,
  thought,
  USAGE,
  watched,
} from './hand-fed-stream.js';
import { LateClock } from './late-clock.js';

describe('the time to the first content', () => {
  it('ends on the dot', async () => {
    const { attempt, clock, endings, signal } = streaming();
    const opening = attempt.open();
    await clock.advance(999);
    expect(endings).toHaveLength(0);
    expect(signal().aborted).toBe(false);
    await clock.advance(1);
    await opening;
    expect(endings).toMatchObject([
      {
        outcome: 'error',
        failure: { kind: 'timeout', message: 'no first token within 1000 ms', billed: 'maybe' },
        latencyMs: 1_000,
        waitedMs: 1_000,
      },
    ]);
    expect(endings[0]).not.toHaveProperty('byDeadline');
    expect(endings[0]).not.toHaveProperty('partial');
    expect(signal().aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is told to the provider as a TimeoutError, like that of a whole answer', async () => {
    const { attempt, clock, signal } = streaming();
    const opening = attempt.open();
    await clock.advance(1_000);
    await opening;
    expect(signal().reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('is not prolonged by signs of life', async () => {
    const { attempt, clock, stream, endings } = streaming();
    const opening = attempt.open();
    for (const event of [ALIVE, USAGE, text(''), thought('')]) {
      await clock.advance(249);
      stream.feed(event);
    }
    await clock.advance(4);
    await opening;
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' }, latencyMs: 1_000 }]);
  });

  it('is over with the first content, in its last millisecond too', async () => {
    const { attempt, read, clock, stream, endings } = streaming();
    const opening = attempt.open();
    await clock.advance(999);
    stream.feed(text('a'));
    await opening;
    await read();
    const next = watched(read());
    await clock.advance(499);
    expect(endings).toHaveLength(0);
    stream.feed(text('b'));
    await clock.advance(0);
    expect(next.value).toEqual(text('b'));
  });
});

const SIGNS_OF_LIFE: readonly (readonly [string, ChatEvent])[] = [
  ['keep-alives', ALIVE],
  ['usage', USAGE],
  ['empty text', text('')],
  ['thinking', thought('a')],
  ['text', text('a')],
];

describe('silence', () => {
  it('ends a stream that is waited for, on the dot, with what came', async () => {
    const { read, clock, endings, signal } = await begun();
    const next = watched(read());
    await clock.advance(499);
    expect(next.isSettled).toBe(false);
    await clock.advance(1);
    expect(next).toEqual({ isSettled: true, value: undefined });
    expect(endings).toMatchObject([
      {
        failure: { kind: 'timeout', message: 'no sign of life within 500 ms' },
        partial: { content: [{ type: 'text', text: 'first ' }] },
        latencyMs: 500,
      },
    ]);
    expect(endings[0]).not.toHaveProperty('byDeadline');
    expect(signal().aborted).toBe(true);
  });

  it.each(SIGNS_OF_LIFE)('is broken by %s', async (_, event) => {
    const { read, clock, stream, endings } = await begun();
    let next = watched(read());
    for (let times = 0; times < 5; times++) {
      await clock.advance(499);
      stream.feed(event);
      await clock.advance(0);
      if (next.isSettled) next = watched(read());
    }
    await clock.advance(499);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' }, latencyMs: 6 * 499 + 1 }]);
  });

  it('is none while nobody waits, and is counted from the moment somebody does', async () => {
    const { read, clock, stream, endings } = await begun();
    await clock.advance(9_999);
    const slow = watched(read());
    await clock.advance(499);
    stream.feed(text('a'));
    await clock.advance(0);
    expect(slow.value).toEqual(text('a'));
    await clock.advance(321);
    void read();
    await clock.advance(499);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ latencyMs: 9_999 + 499 + 321 + 500 }]);
  });
});

describe('a reader that does not read', () => {
  it('is gone after its time: the request is cancelled, and nobody has failed', async () => {
    const { read, clock, endings, cancellation, signal } = await begun();
    await clock.advance(9_999);
    expect(cancellation.aborted).toBe(false);
    await clock.advance(1);
    expect(cancellation.reason).toBeInstanceOf(DOMException);
    expect(cancellation.reason).toMatchObject({
      name: 'TimeoutError',
      message: 'nobody read the stream for 10000 ms',
    });
    expect(signal().reason).toBe(cancellation.reason);
    expect(endings).toMatchObject([
      {
        outcome: 'aborted',
        isSent: true,
        partial: { content: [{ text: 'first ' }] },
        latencyMs: 10_000,
      },
    ]);
    expect(await read()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('is gone too where it never took the first content', async () => {
    const { attempt, clock, stream, endings } = streaming();
    const opening = attempt.open();
    await clock.advance(300);
    stream.feed(text('a'));
    await opening;
    await clock.advance(9_999);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ outcome: 'aborted', latencyMs: 10_300 }]);
  });

  it('is back with each read', async () => {
    const { attempt, read, clock, stream, endings } = streaming();
    stream.feed(text('a'), text('b'), text('c'));
    await attempt.open();
    for (let reads = 0; reads < 3; reads++) {
      await clock.advance(9_999);
      await read();
    }
    expect(endings).toHaveLength(0);
    await clock.advance(10_000);
    expect(endings).toMatchObject([{ outcome: 'aborted', latencyMs: 3 * 9_999 + 10_000 }]);
  });

  it('is gone on the dot, however long the provider may be silent', async () => {
    const { clock, read, stream, endings } = await begun({ consumerMs: 1_000, idleMs: 5_000 });
    const next = read();
    await clock.advance(1_100);
    stream.feed(text('a'));
    await next;
    await clock.advance(999);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ outcome: 'aborted', latencyMs: 2_100 }]);
  });

  it('is not gone while it waits for the provider', async () => {
    const { read, clock, endings } = await begun({ consumerMs: 1_000, idleMs: 5_000 });
    void read();
    await clock.advance(4_999);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' } }]);
  });
});

/** Reads with a new event every 100 ms. */
async function readOn({ read, clock, stream, endings }: Awaited<ReturnType<typeof begun>>) {
  while (endings.length === 0) {
    const next = read();
    await clock.advance(100);
    stream.feed(text('x'));
    await next;
  }
  return endings[0];
}

describe('the time of a whole stream', () => {
  it('is that of the attempt, from the call on', async () => {
    const made = await begun({ attemptMs: 3_050 });
    expect(await readOn(made)).toMatchObject({
      outcome: 'error',
      failure: { kind: 'timeout', message: 'no end within 3050 ms' },
      latencyMs: 3_050,
    });
    expect(made.endings[0]).not.toHaveProperty('byDeadline');
    expect(made.signal().aborted).toBe(true);
    expect(made.clock.pending).toBe(0);
  });

  it('is that of the request, and then it is no fault of the model', async () => {
    const made = await begun({ deadline: 2_050, attemptMs: 2_050 });
    expect(await readOn(made)).toMatchObject({
      failure: { kind: 'timeout', message: 'no end within 2050 ms' },
      byDeadline: true,
      latencyMs: 2_050,
      partial: { content: [{ type: 'text' }] },
    });
  });

  it('is counted from the call, not from zero', async () => {
    const made = streaming();
    await made.clock.advance(700);
    const { clock, stream, cancellation } = made;
    const endings = made.endings;
    const onEnd = (ending: (typeof endings)[number]) => void endings.push(ending);
    const late = streaming({ clock, cancellation, onEnd, deadline: 1_050, attemptMs: 400 });
    late.stream.feed(text('first '));
    await late.attempt.open();
    await late.read();
    await readOn({ ...late, clock, cancellation, endings });
    expect(endings).toMatchObject([{ byDeadline: true, latencyMs: 350, endedAt: 1_050 }]);
    expect(endings).toMatchObject([{ failure: { message: 'no end within 350 ms' } }]);
    expect(stream.asked).toBe(0);
  });

  it('runs out while nobody reads too', async () => {
    const { read, clock, endings } = await begun({ deadline: 2_000 });
    await clock.advance(1_999);
    expect(endings).toHaveLength(0);
    await clock.advance(1);
    expect(endings).toMatchObject([{ byDeadline: true, latencyMs: 2_000 }]);
    expect(await read()).toBeUndefined();
  });

  it('is never waited for with a timer of no time', async () => {
    const clock = new LateClock();
    const { endings } = await begun({ clock, idleMs: 5_000, deadline: 500.4 });
    clock.fireAt(500);
    expect([...clock.timers.values()]).toMatchObject([{ delayMs: 1 }]);
    clock.fireAt(501);
    expect(endings).toMatchObject([{ byDeadline: true, latencyMs: 501 }]);
  });

  it('is not limited unless told', async () => {
    const made = await begun({ timeoutMs: 100 });
    for (let reads = 0; reads < 1_000; reads++) {
      const next = made.read();
      await made.clock.advance(400);
      made.stream.feed(text('x'));
      await next;
    }
    made.stream.feed(FINISH);
    await made.read();
    expect(made.endings).toMatchObject([{ outcome: 'success', latencyMs: 400_000 }]);
  });
});

describe('a blocked event loop', () => {
  it('gets one more turn when the timer fires over 50 ms late: the first content may be there', async () => {
    const clock = new LateClock();
    const { attempt, stream, endings } = streaming({ clock });
    const opening = attempt.open();
    clock.fireAt(1_050.1);
    expect([...clock.timers.values()]).toMatchObject([{ delayMs: 0 }]);
    stream.feed(text('a'));
    await opening;
    expect(attempt.isCommitted).toBe(true);
    expect(endings).toHaveLength(0);
    expect([...clock.timers.values()]).toMatchObject([{ delayMs: 500 }]);
  });

  it('gets it for the next content too, and no second one', async () => {
    const clock = new LateClock();
    const { read, stream, endings } = await begun({ clock });
    const next = read();
    clock.fireAt(3_000);
    expect(endings).toHaveLength(0);
    stream.feed(text('a'));
    expect(await next).toEqual(text('a'));
    void read();
    clock.fireAt(3_000);
    expect([...clock.timers.values()]).toMatchObject([{ delayMs: 500 }]);
    clock.fireAt(9_000);
    clock.fireAt(9_000);
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' }, latencyMs: 9_000 }]);
    expect(clock.timers.size).toBe(0);
  });

  it('does not excuse a timer that is 50 ms late', async () => {
    const clock = new LateClock();
    const { attempt, endings } = streaming({ clock });
    void attempt.open();
    clock.fireAt(1_050);
    expect(endings).toMatchObject([{ failure: { kind: 'timeout' }, latencyMs: 1_050 }]);
  });
});
