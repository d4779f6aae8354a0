import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssistantPart, ChatEvent, ChatResponse } from '../../src/contracts/chat.js';
import { answerOf, eventsOf } from '../../src/testing/answer-events.js';

const FINISH = { type: 'finish', finishReason: 'stop' } as const;

function answerWith(...content: AssistantPart[]): ChatResponse {
  return { content, finishReason: 'stop' };
}

function contentOf(...events: ChatEvent[]) {
  return answerOf([...events, FINISH])?.content;
}

function text(delta: string): ChatEvent {
  return { type: 'text-delta', text: delta };
}

function thought(delta: string): ChatEvent {
  return { type: 'reasoning-delta', text: delta };
}

describe('eventsOf', () => {
  it('tells text word by word, white space included', () => {
    expect(eventsOf(answerWith({ type: 'text', text: '  Hello\n there ' }))).toEqual([
      text('  '),
      text('Hello\n '),
      text('there '),
      FINISH,
    ]);
  });

  it('has nothing to tell of empty text', () => {
    expect(eventsOf(answerWith({ type: 'text', text: '' }))).toEqual([FINISH]);
  });

  it('keeps the parts in order, and closes thinking with what goes with it', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: { a: 1 } } as const;
    const content: AssistantPart[] = [
      { type: 'reasoning', text: 'Let me see', provider: 'acme', opaque: 'signed' },
      { type: 'text', text: 'So' },
      call,
    ];
    expect(eventsOf(answerWith(...content))).toEqual([
      thought('Let '),
      thought('me '),
      thought('see'),
      { type: 'reasoning', text: '', provider: 'acme', opaque: 'signed' },
      text('So'),
      { type: 'tool-call-delta', toolCallId: '1', toolName: 'add', inputText: '{"a":1}' },
      call,
      FINISH,
    ]);
  });

  it.each([
    ['text that was no JSON as it is', { input: '{"a":', unparsed: true }, '{"a":'],
    ['text that was JSON in quotes', { input: 'a' }, '"a"'],
    ['no input as no text', { input: undefined }, ''],
  ] as const)('tells %s', (_, fields, inputText) => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', ...fields } as const;
    expect(eventsOf(answerWith(call))[0]).toMatchObject({ inputText });
  });

  it('finishes with all that is no content', () => {
    const rest = {
      finishReason: 'length',
      usage: { inputTokens: 3, outputTokens: 4 },
      warnings: [{ code: 'other', message: 'careful' }],
      limitResetMs: 500,
      providerRequestId: 'v1',
      raw: { any: 'thing' },
    } as const;
    expect(eventsOf({ content: [], ...rest })).toEqual([{ type: 'finish', ...rest }]);
  });
});

describe('answerOf', () => {
  it('is nothing without a finish', () => {
    expect(answerOf([text('Hi')])).toBeUndefined();
    expect(answerOf([])).toBeUndefined();
  });

  it('joins deltas of one kind that follow one another, signs of life between them or not', () => {
    const usage = { inputTokens: 3, outputTokens: 4 };
    const between: ChatEvent[] = [{ type: 'keep-alive' }, { type: 'usage', usage }];
    expect(contentOf(text('Hel'), ...between, text('lo'), thought('Hm'), text('!'))).toEqual([
      { type: 'text', text: 'Hello' },
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: '!' },
    ]);
  });

  it('takes a call when it is whole, and begins a new text after it', () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: {} } as const;
    const delta = { type: 'tool-call-delta', toolCallId: '1', toolName: 'add', inputText: '{}' };
    expect(contentOf(text('a'), delta as ChatEvent, call, text('b'))).toEqual([
      { type: 'text', text: 'a' },
      call,
      { type: 'text', text: 'b' },
    ]);
  });

  it('closes thinking with what is said at its end', () => {
    expect(
      contentOf(
        thought('Let me '),
        thought('see'),
        { type: 'reasoning', text: '', opaque: 'signed' },
        thought('Again'),
        { type: 'reasoning', text: 'Once again' },
        { type: 'reasoning', text: 'All at once' },
        { type: 'reasoning', text: '', opaque: 'hidden' },
      ),
    ).toEqual([
      { type: 'reasoning', text: 'Let me see', opaque: 'signed' },
      { type: 'reasoning', text: 'Once again' },
      { type: 'reasoning', text: 'All at once' },
      { type: 'reasoning', text: '', opaque: 'hidden' },
    ]);
  });

  it('does not take text for the deltas of thinking', () => {
    expect(contentOf(text('So'), { type: 'reasoning', text: '' })).toEqual([
      { type: 'text', text: 'So' },
      { type: 'reasoning', text: '' },
    ]);
  });

  it('has the usage of its finish, else the last that was reported, else none', () => {
    const usage = { inputTokens: 3, outputTokens: 4 };
    const reports: ChatEvent[] = [
      { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 } },
      { type: 'usage', usage: { inputTokens: 2, outputTokens: 2 } },
    ];
    expect(answerOf([...reports, { ...FINISH, usage }])?.usage).toBe(usage);
    expect(answerOf([...reports, FINISH])?.usage).toEqual({ inputTokens: 2, outputTokens: 2 });
    expect(answerOf([FINISH])).toStrictEqual({ content: [], finishReason: 'stop' });
  });

  it('makes of the events of an answer the same answer', () => {
    const someText = fc.string({ minLength: 1 });
    const part: fc.Arbitrary<AssistantPart> = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text: someText }),
      fc.record({ type: fc.constant('reasoning' as const), text: fc.string(), opaque: someText }),
      fc.record({
        type: fc.constant('tool-call' as const),
        toolCallId: fc.uuid(),
        toolName: someText,
        input: fc.jsonValue(),
      }),
    );
    // Two texts in a row would be joined: a stream does not tell where one ends.
    const apart = fc
      .array(part)
      .filter(
        (parts) => !parts.some(({ type }, at) => type === 'text' && parts[at + 1]?.type === type),
      );
    fc.assert(
      fc.property(apart, (content) => {
        expect(answerOf(eventsOf(answerWith(...content)))).toEqual(answerWith(...content));
      }),
    );
  });
});
