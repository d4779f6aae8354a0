import { describe, expect, it } from 'vitest';
import { AnswerCollector } from '../../src/attempt/answer-collector.js';
import type { ChatEvent } from '../../src/contracts/chat.js';
import { ALIVE, CALL, callDelta, FINISH, text, thought, USAGE } from './hand-fed-stream.js';

/** The collector of a stream that gave these events. */
function collected(...events: readonly unknown[]): AnswerCollector {
  const collector = new AnswerCollector('north');
  for (const event of events) collector.take(event as ChatEvent);
  return collector;
}

function contentOf(...events: readonly ChatEvent[]): readonly object[] {
  return collected(...events).content;
}

const said = (words: string) => ({ type: 'text', text: words });
const thinking = (words: string) => ({ type: 'reasoning', text: words, provider: 'north' });
const signed = (words: string) =>
  ({ type: 'reasoning', text: words, provider: 'north', opaque: 'signed' }) as const;

describe('an event', () => {
  it.each([
    [text('a'), 'content'],
    [thought('a'), 'content'],
    [callDelta(''), 'content'],
    [CALL, 'content'],
    [{ ...CALL, input: '{"q":', unparsed: true }, 'content'],
    [signed('a'), 'content'],
    [signed(''), 'silent'],
    [{ type: 'reasoning', text: '' }, 'silent'],
    [text(''), 'progress'],
    [thought(''), 'progress'],
    [USAGE, 'progress'],
    [ALIVE, 'progress'],
    [FINISH, 'finish'],
    [undefined, 'malformed'],
    [null, 'malformed'],
    ['text-delta', 'malformed'],
    [() => {}, 'malformed'],
    [{}, 'malformed'],
    [{ type: 'text' }, 'malformed'],
    [{ type: 'text-delta' }, 'malformed'],
    [{ type: 'text-delta', text: ['a'] }, 'malformed'],
    [{ type: 'reasoning-delta', text: null }, 'malformed'],
    [{ type: 'reasoning', opaque: 'signed' }, 'malformed'],
    [{ ...CALL, toolCallId: 1 }, 'malformed'],
    [{ ...CALL, toolName: null }, 'malformed'],
    [{ ...callDelta('{'), toolCallId: undefined }, 'malformed'],
    [{ ...callDelta('{'), toolName: undefined }, 'malformed'],
  ])('%j is %s', (event, taken) => {
    expect(new AnswerCollector('north').take(event as ChatEvent)).toBe(taken);
  });

  it('that ends a thought is silent only where the thought was', () => {
    expect(collected(thought('a')).take(signed(''))).toBe('content');
    expect(collected(text('a')).take(signed(''))).toBe('silent');
    expect(collected(thought('a'), signed('')).take(signed(''))).toBe('silent');
    expect(collected(thought('a'), text('b')).take(signed(''))).toBe('silent');
  });

  it('that is part of a call without its text is malformed', () => {
    const { inputText: _, ...delta } = callDelta('');
    expect(new AnswerCollector('north').take(delta as ChatEvent)).toBe('malformed');
  });
});

describe('more than 16 Mi characters', () => {
  const MOST = 2 ** 24;
  const LONG = 'x'.repeat(MOST - 4);
  const input = (size: number) => ({ ...CALL, input: 'x'.repeat(size) }) as const;

  it.each([
    ['text', text('abcd'), text('e')],
    ['text, kind by kind', text('abcd'), thought('e')],
    ['thoughts', thought('abcd'), thought('e')],
    ['thoughts that come whole', signed('abcd'), signed('e')],
    ['the input of calls', callDelta('abcd'), callDelta('e')],
    ['calls that come whole', { ...CALL, input: [1] }, { ...CALL, input: 'ab' }],
    ['calls of text', input(4), input(1)],
    ['calls of nothing yet', callDelta(''), input(5)],
  ])('are too large, to the last one: %s', (_, just, more) => {
    const collector = collected(text(LONG));
    expect(collector.take(just as ChatEvent)).not.toBe('too-large');
    expect(collector.take(more as ChatEvent)).toBe('too-large');
  });

  it.each([
    ['text', text(`${LONG}abcde`)],
    ['a thought', signed(`${LONG}abcde`)],
    ['a call', input(MOST + 1)],
  ])('are not kept: %s', (_, event) => {
    const collector = collected(event);
    expect(collector.content).toStrictEqual([]);
    expect(collector.take(text('a'))).toBe('too-large');
  });

  it('are counted once, though they are told whole behind their deltas', () => {
    const collector = collected(thought(LONG), signed(LONG), callDelta('"ab"'));
    expect(collector.take({ ...CALL, input: 'ab' })).toBe('content');
    expect(collector.take(text('a'))).toBe('too-large');
  });

  it('are counted for each call, though one has the id of another', () => {
    const collector = collected(text(LONG), callDelta('"a"'), { ...CALL, input: 'a' });
    expect(collector.take({ ...CALL, input: 'a' })).toBe('content');
    expect(collector.take({ ...CALL, input: 'a' })).toBe('too-large');
  });
});

describe('what came', () => {
  it('is nothing at first', () => {
    expect(collected().partial).toStrictEqual({ content: [], written: [], usage: undefined });
  });

  it('has its deltas joined while they are of one kind', () => {
    expect(contentOf(text('a'), text('b'))).toStrictEqual([said('ab')]);
    expect(contentOf(thought('a'), thought('b'), text('c'), text('d'))).toStrictEqual([
      thinking('ab'),
      said('cd'),
    ]);
    expect(contentOf(text('a'), thought('b'), text('c'))).toStrictEqual([
      said('a'),
      thinking('b'),
      said('c'),
    ]);
  });

  it('is not torn by events that are no content', () => {
    expect(contentOf(text('a'), ALIVE, USAGE, text(''), thought(''), text('b'))).toStrictEqual([
      said('ab'),
    ]);
    expect(contentOf(text('a'), callDelta('{}'), text('b'))).toStrictEqual([said('ab')]);
  });

  it('has calls whole, in their order among the texts', () => {
    const raw = { ...CALL, input: '{"q":', unparsed: true } as const;
    const events = [text('a'), callDelta('{}'), CALL, text('b'), text('c'), raw];
    expect(contentOf(...events)).toStrictEqual([said('a'), CALL, said('bc'), raw]);
  });

  it('has thinking with its signature, and its text once', () => {
    expect(contentOf(thought('a'), thought('b'), signed(''))).toStrictEqual([signed('ab')]);
    expect(contentOf(thought('a'), thought('b'), signed('a b'))).toStrictEqual([signed('a b')]);
    expect(contentOf(signed('a'))).toStrictEqual([signed('a')]);
    expect(contentOf(signed(''))).toStrictEqual([signed('')]);
  });

  it('has one thought after the other', () => {
    const events = [thought('a'), signed(''), thought('b'), thought('c'), signed(''), text('d')];
    expect(contentOf(...events)).toStrictEqual([signed('a'), signed('bc'), said('d')]);
    expect(contentOf(text('a'), signed('b'), text('c'))).toStrictEqual([
      said('a'),
      signed('b'),
      said('c'),
    ]);
    expect(contentOf(thought('a'), text('b'), signed(''))).toStrictEqual([
      thinking('a'),
      said('b'),
      signed(''),
    ]);
  });

  it('can be looked at at any time, and what was seen does not change', () => {
    const collector = collected(text('a'));
    const seen = collector.content;
    collector.take(text('b'));
    collector.take(CALL);
    expect(seen).toStrictEqual([said('a')]);
    expect(collector.content).toStrictEqual([said('ab'), CALL]);
  });
});

describe('an answer that broke off', () => {
  it('has half a call only in what was written', () => {
    const { content, written } = collected(text('a'), callDelta('{"q"'), callDelta(':"')).partial;
    expect(content).toStrictEqual([said('a')]);
    expect(written).toStrictEqual([said('a'), said('{"q":"')]);
  });

  it('has a whole call once', () => {
    const { content, written } = collected(callDelta('{"q":"x"}'), CALL).partial;
    expect(content).toStrictEqual([CALL]);
    expect(written).toStrictEqual([CALL]);
    expect(collected(callDelta('{}'), CALL, callDelta('{')).partial.written).toStrictEqual([
      CALL,
      said('{'),
    ]);
  });

  it('has half of one call beside another that is whole', () => {
    const other = { ...callDelta('{"z":'), toolCallId: '2' };
    expect(collected(callDelta('{"q":"x"}'), other, CALL).partial.written).toStrictEqual([
      CALL,
      said('{"z":'),
    ]);
  });

  it('has the usage that was told last, which replaces what was told before', () => {
    const usage = { inputTokens: 10, outputTokens: 9 };
    expect(collected(USAGE, text('a'), { type: 'usage', usage }).partial.usage).toBe(usage);
  });
});

describe('a whole answer', () => {
  it('is its content and its finish', () => {
    const told = {
      finishReason: 'tool-calls',
      usage: { inputTokens: 1, outputTokens: 2 },
      warnings: [],
      limitResetMs: 0,
      providerRequestId: 'r-1',
      raw: { id: 'x' },
    } as const;
    const { response } = collected(USAGE, thought('a'), text('b'), { type: 'finish', ...told });
    expect(response).toStrictEqual({ ...told, content: [thinking('a'), said('b')] });
  });

  it('has the usage that came before, where its finish has none', () => {
    expect(collected(USAGE, FINISH).response).toStrictEqual({
      content: [],
      finishReason: 'stop',
      usage: USAGE.usage,
    });
    const silent = { ...FINISH, usage: undefined };
    expect(collected(USAGE, silent).response.usage).toBe(USAGE.usage);
    expect(collected(FINISH).response).toStrictEqual({ content: [], finishReason: 'stop' });
  });

  it('has its own content, whatever a finish says', () => {
    const { response } = collected(text('a'), { ...FINISH, content: [said('z')] });
    expect(response.content).toStrictEqual([said('a')]);
  });
});
