import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  StreamedToolCalls,
  type ToolCallPiece,
} from '../../../../src/providers/openai/chat/streamed-tool-calls.js';

/** A piece as servers send it; what is not given is left out. */
function piece(fields: {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly name?: string | null;
  readonly text?: unknown;
}): ToolCallPiece {
  const { index, id, name, text } = fields;
  const called = { ...(name === undefined ? {} : { name }), ...{ arguments: text } };
  return {
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
    function: called,
  };
}

/** The calls that pieces make, as `id name input`. */
function callsOf(...pieces: Parameters<typeof piece>[0][]): string[] {
  const calls = new StreamedToolCalls();
  for (const fields of pieces) calls.add(piece(fields));
  return calls
    .finished()
    .map(({ toolCallId, toolName, input }) => `${toolCallId} ${toolName} ${JSON.stringify(input)}`);
}

describe('tool calls of servers with ways of their own', () => {
  it('may all be number 0, each with an id', () => {
    const pieces = [
      { index: 0, id: 'a', name: 'see', text: '' },
      { index: 0, id: '', text: '{"n":1}' },
      { index: 0, id: 'b', name: 'see', text: '' },
      { index: 0, id: '', text: '{"n":2}' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":1}', 'b see {"n":2}']);
  });

  it('may all be number 0, whole and without an id', () => {
    const pieces = [
      { index: 0, id: '', name: 'see', text: '{"n":1}' },
      { index: 0, id: '', name: 'see', text: '{"n":2}' },
    ];
    expect(callsOf(...pieces)).toEqual(['call_0 see {"n":1}', 'call_1 see {"n":2}']);
  });

  it('may have ids and no numbers, even by turns', () => {
    const pieces = [
      { id: 'a', name: 'see', text: '{"n"' },
      { id: 'b', name: 'hear', text: '{"n"' },
      { id: 'a', text: ':1}' },
      { id: 'b', text: ':2}' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":1}', 'b hear {"n":2}']);
  });

  it('may have an id with the first piece only, and no numbers', () => {
    const pieces = [
      { id: 'a', name: 'see', text: '{"n"' },
      { text: ':1}' },
      { id: 'b', name: 'hear', text: '{"n"' },
      { index: null, id: null, name: null, text: ':2}' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":1}', 'b hear {"n":2}']);
  });

  it('may have neither numbers nor ids', () => {
    const pieces = [
      { name: 'see', text: '{"n":' },
      { text: '1}' },
      { name: 'see', text: '{"n":2}' },
    ];
    expect(callsOf(...pieces)).toEqual(['call_0 see {"n":1}', 'call_1 see {"n":2}']);
  });

  it.each([
    ['their id', { id: 'a' }],
    ['no id', {}],
    ['an empty id', { id: '' }],
  ])('may repeat their name with every piece, and %s', (_what, again) => {
    const pieces = [
      { index: 0, id: 'a', name: 'see', text: '' },
      { index: 0, ...again, name: 'see', text: '{"n":{}' },
      { index: 0, ...again, name: 'see', text: '}' },
      { index: 0, ...again, name: 'see', text: '' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":{}}']);
  });

  it('may repeat their name with every piece and have no id at all', () => {
    const pieces = ['', '{"n"', ':1}', ''].map((text) => ({ index: 0, name: 'see', text }));
    expect(callsOf(...pieces)).toEqual(['call_0 see {"n":1}']);
  });

  it.each([[{ index: 0 }], [{}]])('may have a new id with every piece: %j', (place) => {
    const pieces = [
      { ...place, id: 'a', name: 'see', text: '{"n"' },
      { ...place, id: 'b', text: ':1' },
      { ...place, id: 'c', text: '}' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":1}']);
  });

  it('may be numbered from 1, and come in any order', () => {
    const pieces = [
      { index: 2, id: 'b', name: 'hear', text: '{}' },
      { index: 1, id: 'a', name: 'see', text: '{"n":1}' },
    ];
    expect(callsOf(...pieces)).toEqual(['b hear {}', 'a see {"n":1}']);
  });

  it('may be told their name later, but keep the id they began with', () => {
    const pieces = [
      { index: 0, text: '{"n"' },
      { index: 0, id: 'a', text: ':1' },
      { index: 0, name: 'see', text: '}' },
    ];
    expect(callsOf(...pieces)).toEqual(['call_0 see {"n":1}']);
  });

  it('may be told who they are after they began, each at its number', () => {
    const pieces = [
      { index: 0, id: 'a', name: 'see', text: '{"n"' },
      { index: 1, text: '{"n"' },
      { index: 1, id: 'b', name: 'hear', text: ':2}' },
      { index: 0, text: ':1}' },
    ];
    expect(callsOf(...pieces)).toEqual(['a see {"n":1}', 'call_1 hear {"n":2}']);
  });

  it('may come parsed', () => {
    expect(callsOf({ index: 0, id: 'a', name: 'see', text: { n: 1 } })).toEqual(['a see {"n":1}']);
  });

  it('may be full of holes', () => {
    const calls = new StreamedToolCalls();
    for (const hole of [
      null,
      undefined,
      {},
      { function: null },
      { id: 7, function: { name: 7 } },
    ]) {
      expect(calls.add(hole)).toBeUndefined();
    }
    expect(calls.finished()).toEqual([
      { type: 'tool-call', toolCallId: 'call_0', toolName: '', input: {} },
    ]);
  });

  it('name in each piece the call that it belongs to', () => {
    const calls = new StreamedToolCalls();
    calls.add(piece({ index: 0, id: 'a', name: 'see', text: '' }));
    calls.add(piece({ index: 1, id: 'b', name: 'hear', text: '' }));
    expect(calls.add(piece({ index: 0, text: '{' }))).toEqual({
      type: 'tool-call-delta',
      toolCallId: 'a',
      toolName: 'see',
      inputText: '{',
    });
  });

  it('are what the model wrote, however they are cut and mixed', () => {
    const inputs = fc.array(fc.dictionary(fc.string(), fc.json({ maxDepth: 1 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(inputs, fc.infiniteStream(fc.nat()), (written, choices) => {
        const calls = new StreamedToolCalls();
        const left = written.map((input, index) => {
          calls.add(piece({ index, id: `c${index}`, name: 'f', text: '' }));
          return { index, text: JSON.stringify(input) };
        });
        const pick = () => choices.next().value as number;
        while (left.length > 0) {
          const place = pick() % left.length;
          const call = left[place] as (typeof left)[number];
          const length = 1 + (pick() % 5);
          calls.add(piece({ index: call.index, text: call.text.slice(0, length) }));
          call.text = call.text.slice(length);
          if (call.text === '') left.splice(place, 1);
        }
        expect(calls.finished().map(({ input }) => input)).toEqual(written);
      }),
    );
  });
});
