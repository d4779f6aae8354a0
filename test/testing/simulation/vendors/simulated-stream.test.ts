import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../../src/contracts/chat.js';
import { read, STEADY, vendor, watch } from './vendors.js';

function usage(outputTokens: number): ChatEvent {
  return { type: 'usage', usage: { inputTokens: 3, outputTokens } };
}

function text(delta: string): ChatEvent {
  return { type: 'text-delta', text: delta };
}

const FINISH: ChatEvent = {
  type: 'finish',
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 45 },
};

/** With the time from which on each of them is there. */
const EVENTS: readonly [atMs: number, ChatEvent][] = [
  [50, usage(0)],
  [100, usage(1)],
  [100, text('s')],
  [400, usage(15)],
  [400, text('imulated ')],
  [700, usage(30)],
  [700, text('answer of ')],
  [1_000, usage(45)],
  [1_000, text('openai/gpt')],
  [1_000, FINISH],
];

describe('SimulatedProvider, asked for a stream', () => {
  it('opens half way to its first token, and comes evenly, with the usage so far', async () => {
    const { clock, open } = vendor();
    const seen = read(open().stream);
    const times: [number, ChatEvent][] = [];
    await clock.advance(0);
    while (!seen.isDone) {
      await clock.advance(10);
      for (const event of seen.events.splice(0)) times.push([clock.monotonic(), event]);
    }
    expect(times).toEqual(EVENTS);
  });

  it('comes when its time has come, and not before', async () => {
    const { clock, open } = vendor();
    const seen = read(open().stream);
    for (const [waitMs, came] of [
      [49, 0],
      [1, 1],
      [49, 1],
      [1, 3],
      [299, 3],
      [1, 5],
      [299, 5],
      [1, 7],
      [299, 7],
      [1, 10],
    ] as const) {
      await clock.advance(waitMs);
      expect(seen.events).toHaveLength(came);
    }
  });

  it('does not wait for its reader: a slow one finds what has come meanwhile', async () => {
    const { clock, open } = vendor();
    const { stream } = open();
    const first = stream.next();
    await clock.advance(50);
    await first;
    await clock.advance(650);
    for (const [, event] of EVENTS.slice(1, 7)) {
      expect(await stream.next()).toEqual({ done: false, value: event });
    }
    expect(clock.pending).toBe(0);
    const seen = watch(stream.next());
    await clock.advance(299);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.value).toEqual({ done: false, value: usage(45) });
  });

  it('is a call from its first read on', async () => {
    const { clock, open, told } = vendor();
    const { stream, listeners } = open();
    await clock.advance(1_000);
    expect([told, clock.pending, listeners()]).toEqual([[], 0, 0]);
    watch(stream.next());
    expect([told, clock.pending, listeners()]).toEqual([['call 1 starts'], 1, 1]);
    const unread = open().stream;
    await unread.return();
    expect(told).toEqual(['call 1 starts']);
  });

  it('tells its witness each usage that it tells its reader, and of its end', async () => {
    const { clock, open, told } = vendor();
    const { stream, listeners } = open();
    read(stream);
    await clock.advance(1_000);
    expect(told).toEqual([
      'call 1 starts',
      'call 1 3+0',
      'call 1 3+1',
      'call 1 3+15',
      'call 1 3+30',
      'call 1 3+45',
      'call 1 3+45',
      'call 1 ends',
    ]);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  it('is over with its finish, read on or not', async () => {
    const { clock, open, told } = vendor();
    const { stream, controller, listeners } = open();
    const first = stream.next();
    await clock.advance(1_000);
    await first;
    for (let event = 1; event < EVENTS.length; event++) await stream.next();
    expect(told.at(-1)).toBe('call 1 ends');
    expect(listeners()).toBe(0);
    controller.abort();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(told.filter((line) => line === 'call 1 ends')).toHaveLength(1);
  });

  it('says no more characters than tokens, in any of its pieces', async () => {
    for (let maxOutputTokens = 1; maxOutputTokens <= 40; maxOutputTokens++) {
      const { clock, open } = vendor();
      const seen = read(open({ maxOutputTokens }).stream);
      await clock.advance(1_000);
      let characters = 0;
      let tokens = 0;
      for (const event of seen.events) {
        if (event.type === 'usage') tokens = event.usage.outputTokens;
        if (event.type !== 'text-delta') continue;
        expect(event.text).not.toBe('');
        characters += event.text.length;
        expect(characters).toBeLessThanOrEqual(tokens);
      }
      expect(characters).toBe(Math.min(30, maxOutputTokens));
      expect(seen.events.at(-1)).toEqual({
        type: 'finish',
        finishReason: 'length',
        usage: { inputTokens: 3, outputTokens: maxOutputTokens },
      });
    }
  });

  it('counts its tokens against the limit when it is over, and as many as it has told', async () => {
    const { clock, open, ask } = vendor({
      models: [{ ...STEADY, limits: { tokensPerMinute: 18 } }],
    });
    const { stream, controller } = open();
    read(stream);
    await clock.advance(400);
    const before = watch(ask({ maxOutputTokens: 1, messages: [] }).answer);
    controller.abort();
    const after = watch(ask().answer);
    await clock.advance(200);
    expect(before.value).toBeDefined();
    expect(after.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 59_950 });
  });
});

describe('SimulatedProvider, when streams fail', () => {
  it('fails at the first read, after its time', async () => {
    const { clock, open, told } = vendor({ models: [{ ...STEADY, failures: { overloaded: 1 } }] });
    const seen = read(open().stream);
    await clock.advance(49);
    expect(seen.error).toBeUndefined();
    await clock.advance(1);
    expect(seen.error).toMatchObject({ kind: 'overloaded', status: 529 });
    expect(told).toEqual(['call 1 starts', 'call 1 ends']);
  });

  it('breaks off an interrupted one after its first content, in place of the second', async () => {
    const { clock, open, told } = vendor({ models: [{ ...STEADY, interruptions: 1 }] });
    const { stream, listeners } = open();
    const seen = read(stream);
    await clock.advance(399);
    expect(seen.error).toBeUndefined();
    await clock.advance(1);
    expect(seen.events).toEqual([usage(0), usage(1), text('s')]);
    expect(seen.error).toMatchObject({
      name: 'ProviderError',
      kind: 'network',
      billed: 'maybe',
      message: 'openai/gpt: network, as simulated',
    });
    expect(told).toEqual(['call 1 starts', 'call 1 3+0', 'call 1 3+1', 'call 1 ends']);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
  });

  it('breaks off one that is a single token long, too', async () => {
    const { clock, open } = vendor({ models: [{ ...STEADY, interruptions: 1 }] });
    const seen = read(open({ maxOutputTokens: 1 }).stream);
    await clock.advance(1_000);
    expect(seen.events).toEqual([usage(0), usage(1), text('s')]);
    expect(seen.error).toMatchObject({ kind: 'network' });
  });

  it('interrupts its share of the streams, and no answers', async () => {
    const { clock, open, ask } = vendor({ models: [{ ...STEADY, interruptions: 0.25 }] });
    const streams = Array.from({ length: 1_000 }, () => read(open().stream));
    const answers = Array.from({ length: 100 }, () => watch(ask().answer));
    await clock.advance(1_000);
    const broken = streams.filter(({ error }) => error !== undefined).length;
    expect(Math.abs(broken - 250)).toBeLessThan(50);
    expect(answers.every(({ value }) => value !== undefined)).toBe(true);
  });
});

describe('SimulatedProvider, aborted in a stream', () => {
  it.each([
    [0, 0, 'call 1 starts'],
    [49, 0, 'call 1 starts'],
    [50, 1, 'call 1 3+0'],
    [99, 1, 'call 1 3+0'],
    [100, 3, 'call 1 3+1'],
    [400, 5, 'call 1 3+15'],
    [699, 5, 'call 1 3+15'],
    [999, 7, 'call 1 3+30'],
  ])('after %d ms ends at once, and leaves nothing', async (atMs, came, toldLast) => {
    const { clock, open, told } = vendor();
    const { stream, controller, listeners } = open();
    const seen = read(stream);
    await clock.advance(atMs);
    controller.abort(new Error('enough'));
    expect([clock.pending, listeners()]).toEqual([0, 0]);
    expect(told.slice(-2)).toEqual([toldLast, 'call 1 ends']);
    const { length } = told;
    await clock.advance(10_000);
    expect(seen.events).toEqual(EVENTS.slice(0, came).map(([, event]) => event));
    expect(seen.error).toEqual(new Error('enough'));
    expect(told).toHaveLength(length);
  });

  it.each(EVENTS.slice(0, -1).map(([, event], index) => [index, event.type] as const))(
    'while its reader looks at event %d, a %s, is over for the vendor and then for the reader',
    async (index) => {
      const { clock, open, told } = vendor();
      const { stream, controller, listeners } = open();
      const first = stream.next();
      await clock.advance(1_000);
      await first;
      for (let event = 1; event <= index; event++) await stream.next();
      const toldBefore = [...told];
      controller.abort(new Error('enough'));
      expect(told).toEqual([...toldBefore, 'call 1 ends']);
      await expect(stream.next()).rejects.toThrow('enough');
      expect(told).toEqual([...toldBefore, 'call 1 ends']);
      expect([clock.pending, listeners()]).toEqual([0, 0]);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('while it hangs or is to fail leaves nothing', async () => {
    for (const failures of [{ hang: 1 }, { server: 1 }]) {
      const { clock, open, told } = vendor({ models: [{ ...STEADY, failures }] });
      const { stream, controller, listeners } = open();
      const seen = read(stream);
      await clock.advance(10);
      controller.abort(new Error('enough'));
      expect([clock.pending, listeners()]).toEqual([0, 0]);
      await clock.advance(10);
      expect(seen.error).toEqual(new Error('enough'));
      expect(told).toEqual(['call 1 starts', 'call 1 ends']);
    }
  });

  it('is over when its reader leaves', async () => {
    const { clock, open, told } = vendor({
      models: [{ ...STEADY, limits: { maxConcurrency: 1 } }],
    });
    const { stream, listeners } = open();
    const first = stream.next();
    await clock.advance(50);
    await first;
    await stream.return();
    expect(told).toEqual(['call 1 starts', 'call 1 3+0', 'call 1 ends']);
    expect([clock.pending, listeners()]).toEqual([0, 0]);
    const next = read(open().stream);
    await clock.advance(1_000);
    expect(next.isDone).toBe(true);
  });
});
