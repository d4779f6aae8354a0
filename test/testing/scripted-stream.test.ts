import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ChatEvent, ChatResponse } from '../../src/contracts/chat.js';
import { collect } from '../../src/testing/collect.js';
import {
  ManualClock,
  type Script,
  ScriptedProvider,
  type ScriptStep,
} from '../../src/testing/index.js';
import { callWith, requestOf } from './requests.js';

const FINISH = { type: 'finish', finishReason: 'stop' } as const;

function text(delta: string): ChatEvent {
  return { type: 'text-delta', text: delta };
}

function scripted(...script: Script) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const provider = new ScriptedProvider({ script, clock });
  const open = () => provider.stream(requestOf('Hi'), callWith(controller.signal));
  const ask = () => provider.generate(requestOf('Hi'), callWith(controller.signal));
  return { provider, clock, controller, open, ask };
}

describe('ScriptedProvider, asked for a stream', () => {
  it('streams an answer word by word, with all that it holds', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: {} } as const;
    const answer: ChatResponse = {
      content: [
        { type: 'reasoning', text: 'Hm', opaque: 'signed' },
        { type: 'text', text: 'So be it' },
        call,
      ],
      finishReason: 'tool-calls',
      usage: { inputTokens: 3, outputTokens: 4 },
      providerRequestId: 'v1',
    };
    const { content: _, ...rest } = answer;
    const { open } = scripted({ ...answer, delayMs: 0 }, 'Hello you');
    expect(await collect(open())).toEqual([
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'reasoning', text: '', opaque: 'signed' },
      text('So '),
      text('be '),
      text('it'),
      { type: 'tool-call-delta', toolCallId: '1', toolName: 'add', inputText: '{}' },
      call,
      { type: 'finish', ...rest },
    ]);
    expect(await collect(open())).toEqual([text('Hello '), text('you'), FINISH]);
  });

  it('goes by the same script for streams and for answers, in the order of the calls', async () => {
    const { open, ask, provider } = scripted('one', { error: 'overloaded' }, 'three');
    await expect(ask()).resolves.toMatchObject({ content: [{ text: 'one' }] });
    await expect(open().next()).rejects.toMatchObject({
      kind: 'overloaded',
      message: 'scripted/default: overloaded, by script',
    });
    expect(await collect(open())).toEqual([text('three'), FINISH]);
    expect(provider.calls.map(({ streaming }) => streaming)).toEqual([false, true, true]);
    expect(() => provider.assertDone()).not.toThrow();
  });

  it('counts a stream when it is first read, not when it is asked for', async () => {
    const { open, provider } = scripted('one', 'two');
    const later = open();
    const unread = open();
    await unread.return();
    expect(provider.calls).toHaveLength(0);
    expect((await open().next()).value).toEqual(text('one'));
    expect((await later.next()).value).toEqual(text('two'));
    expect(provider.calls).toHaveLength(2);
  });

  it('refuses a stream that it does not expect', async () => {
    const { open, provider } = scripted();
    await expect(open().next()).rejects.toMatchObject({ kind: 'invalid-request' });
    expect(provider.calls[0]).toMatchObject({ streaming: true, isOpen: false });
    expect(() => provider.assertDone()).toThrow('unexpected call 1 of default');
  });

  it('streams events as they stand, a string for text, and adds nothing at the end', async () => {
    const usage = { inputTokens: 3, outputTokens: 4 };
    const events: ChatEvent[] = [{ type: 'keep-alive' }, { type: 'usage', usage }];
    const { open } = scripted({ events: ['Two words', ...events] }, { events: [FINISH] });
    expect(await collect(open())).toEqual([text('Two words'), ...events]);
    expect(await collect(open())).toEqual([FINISH]);
  });

  it('fails in the midst of a stream, of a kind or as it is told', async () => {
    const error = new TypeError('broken');
    const { open } = scripted(
      { events: ['a', { error: 'network' }, 'b'] },
      { events: [{ error }] },
    );
    const stream = open();
    await stream.next();
    await expect(stream.next()).rejects.toMatchObject({ name: 'ProviderError', kind: 'network' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await expect(open().next()).rejects.toBe(error);
  });

  it('takes its time before the first event and between two, by the clock', async () => {
    const { open, clock } = scripted({ delayMs: 100, events: ['a', { delayMs: 20 }, 'b'] });
    const seen: ChatEvent[] = [];
    const reading = (async () => {
      for await (const event of open()) seen.push(event);
    })();
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([text('a')]);
    await clock.advance(19);
    expect(seen).toEqual([text('a')]);
    await clock.advance(1);
    expect(seen).toEqual([text('a'), text('b')]);
    await reading;
  });

  it.each<[string, ScriptStep]>([
    ['hangs', { events: ['a', { hang: true }] }],
    ['pauses', { events: ['a', { delayMs: 500 }] }],
    ['has more to say', { events: ['a', 'b'] }],
    ['goes on with an answer', 'a b'],
  ])('rejects with the reason when it is aborted while it %s', async (_, step) => {
    const { open, clock, controller } = scripted(step);
    const stream = open();
    await stream.next();
    controller.abort(new Error('enough'));
    await expect(stream.next()).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('hangs from the start until it is aborted', async () => {
    const { open, clock, controller } = scripted({ hang: true });
    let settled = false;
    const read = open().next();
    read.catch(() => {
      settled = true;
    });
    await clock.advance(3_600_000);
    expect(settled).toBe(false);
    controller.abort(new Error('enough'));
    await expect(read).rejects.toThrow('enough');
  });

  it('does not begin when it was aborted before', async () => {
    const { open, controller } = scripted('one');
    controller.abort(new Error('before'));
    await expect(open().next()).rejects.toThrow('before');
  });

  it('is deaf to the signal where the script says so', async () => {
    const { open, clock, controller } = scripted({
      deaf: true,
      delayMs: 50,
      events: ['a', { delayMs: 50 }, FINISH],
    });
    controller.abort();
    const events = collect(open());
    await clock.advance(100);
    expect(await events).toEqual([text('a'), FINISH]);
  });

  it.each<[string, ScriptStep]>([
    ['an answer', { hang: true, deaf: true }],
    ['a stream', { events: [{ hang: true }], deaf: true }],
  ])('hangs for ever where %s is to be deaf, too', async (_, step) => {
    const { ask, open, clock, controller, provider } = scripted({ step, times: 2 });
    let settled = 0;
    const settle = () => void settled++;
    ask().then(settle, settle);
    open().next().then(settle, settle);
    controller.abort();
    await clock.advance(3_600_000);
    expect(settled).toBe(0);
    expect(provider.calls.map(({ isOpen }) => isOpen)).toEqual([true, true]);
  });

  it('gives a function the request of a stream', async () => {
    const { open } = scripted(({ model }, { attemptId }) => ({
      events: [`${model} ${attemptId}`],
    }));
    expect(await collect(open())).toEqual([text('default attempt-1')]);
  });
});

describe('ScriptedProvider, asked for an answer where events are scripted', () => {
  it('answers with what they amount to', async () => {
    const usage = { inputTokens: 3, outputTokens: 4 };
    const { ask } = scripted({ events: ['Hel', { type: 'usage', usage }, 'lo', FINISH] });
    await expect(ask()).resolves.toEqual({
      content: [{ type: 'text', text: 'Hello' }],
      finishReason: 'stop',
      usage,
    });
  });

  it('fails as the stream would, after the same time', async () => {
    const { ask, clock } = scripted({ events: ['a', { delayMs: 50 }, { error: 'server' }] });
    let failed = false;
    const answer = ask();
    answer.catch(() => {
      failed = true;
    });
    await clock.advance(49);
    expect(failed).toBe(false);
    await clock.advance(1);
    await expect(answer).rejects.toMatchObject({ kind: 'server' });
  });

  it('is no answer without a finish', async () => {
    const { ask } = scripted({ events: ['Half an'] });
    await expect(ask()).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'protocol',
      message: "scripted/default: the script's events have no finish",
    });
  });

  it('gives up when it is aborted', async () => {
    const { ask, controller } = scripted({ events: ['a', { hang: true }] });
    const answer = ask();
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('ScriptedCall', () => {
  it('is open until its stream has been read to the end', async () => {
    const { open, provider } = scripted('one');
    const stream = open();
    await stream.next();
    expect(provider.calls).toMatchObject([{ streaming: true, isOpen: true }]);
    expect((await stream.next()).value).toEqual(FINISH);
    expect(provider.calls[0]?.isOpen).toBe(true);
    await stream.next();
    expect(provider.calls[0]?.isOpen).toBe(false);
  });

  it('is open until its reader leaves', async () => {
    const { open, provider } = scripted('one two');
    for await (const _ of open()) {
      expect(provider.calls[0]?.isOpen).toBe(true);
      break;
    }
    expect(provider.calls[0]?.isOpen).toBe(false);
  });

  it('is open until it fails', async () => {
    const { open, provider } = scripted({ events: ['a', { error: 'server' }] });
    const stream = open();
    await stream.next();
    expect(provider.calls[0]?.isOpen).toBe(true);
    await stream.next().catch(() => {});
    expect(provider.calls[0]?.isOpen).toBe(false);
  });

  it('is open until it is aborted, read or not', async () => {
    const { open, provider, controller } = scripted('one two');
    await open().next();
    expect(provider.calls[0]?.isOpen).toBe(true);
    controller.abort();
    expect(provider.calls[0]?.isOpen).toBe(false);
  });

  it('stays open when it is aborted and deaf, until its reader leaves', async () => {
    const { open, provider, controller } = scripted({ text: 'one two', deaf: true });
    const stream = open();
    await stream.next();
    controller.abort();
    expect(provider.calls[0]?.isOpen).toBe(true);
    await stream.return();
    expect(provider.calls[0]?.isOpen).toBe(false);
  });

  it('is open until it is answered', async () => {
    const { ask, provider, clock } = scripted({ delayMs: 50 });
    const answer = ask();
    expect(provider.calls).toMatchObject([{ streaming: false, isOpen: true }]);
    await clock.advance(50);
    await answer;
    expect(provider.calls[0]?.isOpen).toBe(false);
  });
});
