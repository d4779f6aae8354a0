import { describe, expect, it } from 'vitest';
import { checkResponse } from '../../src/attempt/check-response.js';
import { ProviderError } from '../../src/errors/provider-error.js';

const text = { type: 'text', text: '' };
const call = { type: 'tool-call', toolCallId: '1', toolName: 'find', input: undefined };

describe('what counts as an answer', () => {
  it.each([
    ['text, even empty', [text]],
    ['thinking', [{ type: 'reasoning', text: 'hm' }]],
    ['a call of a tool', [call]],
    ['nothing at all', []],
    ['all of it together', [text, call, { type: 'reasoning', text: '' }]],
  ])('%s', (_, content) => {
    const response = { content, finishReason: 'stop' };
    expect(checkResponse(response)).toBe(response);
  });

  it.each(['stop', 'length', 'tool-calls', 'content-filter', 'other'])(
    'a finish reason of %s',
    (finishReason) => {
      expect(checkResponse({ content: [], finishReason })).toMatchObject({ finishReason });
    },
  );

  it.each([undefined, null, 'end_turn', 3])(
    'a finish reason of %s, taken for another',
    (reason) => {
      const response = { content: [text], finishReason: reason, providerRequestId: 'r-1' };
      expect(checkResponse(response)).toStrictEqual({ ...response, finishReason: 'other' });
      expect(response.finishReason).toBe(reason);
    },
  );
});

describe('what counts as none', () => {
  it.each([
    ['nothing', undefined, 'it is no object'],
    ['null', null, 'it is no object'],
    ['a page of markup', '<html>', 'it is no object'],
    ['an object without content', {}, 'its content is no array'],
    ['text in place of parts', { content: 'hello' }, 'its content is no array'],
  ])('%s', (_, answer, why) => {
    const failure = checkResponse(answer) as ProviderError;
    expect(ProviderError.isInstance(failure)).toBe(true);
    expect(failure.message).toBe(`the provider's answer is malformed: ${why}`);
  });

  it.each([
    ['null', null],
    ['a string', 'hello'],
    ['nothing', undefined],
    ['of no type', { text: 'hello' }],
    ['of an unknown type', { type: 'image', text: 'x' }],
    ['a text without text', { type: 'text' }],
    ['a thought without text', { type: 'reasoning', text: 3 }],
    ['a call without an id', { ...call, toolCallId: undefined }],
    ['a call without a name', { ...call, toolName: 7 }],
  ])('a part that is %s, behind a sound one', (_, part) => {
    const failure = checkResponse({ content: [text, part], finishReason: 'stop' }) as ProviderError;
    expect(failure.message).toMatch(/a part of its content is of no known type$/);
  });

  it('which is a failure of the protocol that no retry heals and that may be billed', () => {
    const failure = checkResponse(undefined);
    expect(failure).toMatchObject({ kind: 'protocol', retryable: false, billed: 'maybe' });
  });
});
