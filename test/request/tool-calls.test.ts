import { describe, expect, it } from 'vitest';
import { type Refusal, refusalOf, sent } from './asking.js';

/** A turn that calls a tool once for each id. */
const calls = (...ids: readonly string[]) => ({
  role: 'assistant',
  content: ids.map((id) => ({ type: 'tool-call', toolCallId: id, toolName: 'add', input: {} })),
});
/** A message with a result for each id. */
const results = (...ids: readonly string[]) => ({
  role: 'tool',
  content: ids.map((id) => ({ type: 'tool-result', toolCallId: id, toolName: 'add', output: '2' })),
});
const asks = { role: 'user', content: 'Go on' };
const says = { role: 'assistant', content: 'Two' };
const system = { role: 'system', content: 'Be brief' };

const NO_CALL = 'expected the id of a tool-call in the assistant message before it, got another';
const unanswered = (next: string) =>
  `expected a tool-result for this call in the tool message after it, got ${next}`;

/** What is wrong, the messages, where, and what is said. */
const WRONG: readonly (readonly [string, readonly unknown[], string, string])[] = [
  ['a result comes first', [results('1')], 'messages[0].content[0].toolCallId', NO_CALL],
  [
    'a result comes where nothing was called',
    [asks, says, results('1')],
    'messages[2].content[0].toolCallId',
    NO_CALL,
  ],
  [
    'a result is of another call',
    [asks, calls('1', '2'), results('2', '3')],
    'messages[2].content[1].toolCallId',
    NO_CALL,
  ],
  [
    'a result is of a call of an earlier turn',
    [asks, calls('1'), results('1'), calls('2'), results('2', '1')],
    'messages[4].content[1].toolCallId',
    NO_CALL,
  ],
  [
    'a result comes after the user went on',
    [asks, calls('1'), results('1'), asks, results('1')],
    'messages[4].content[0].toolCallId',
    NO_CALL,
  ],
  [
    'a call has two results in one message',
    [calls('1', '2'), results('1', '2', '1')],
    'messages[1].content[2].toolCallId',
    'expected one result for each call, got a second one beside messages[1].content[0]',
  ],
  [
    'a call has two results in two messages',
    [calls('1', '2'), results('1'), results('1')],
    'messages[2].content[0].toolCallId',
    'expected one result for each call, got a second one beside messages[1].content[0]',
  ],
  [
    'two calls have one id',
    [asks, calls('1', '2', '1'), results('1', '2')],
    'messages[1].content[2].toolCallId',
    'expected an id of its own, got that of messages[1].content[0]',
  ],
  [
    'the user goes on before a result',
    [asks, calls('1'), asks],
    'messages[1].content[0]',
    unanswered('a message of role user'),
  ],
  [
    'the user goes on before the last result',
    [asks, calls('1', '2', '3'), results('3', '1'), asks],
    'messages[1].content[1]',
    unanswered('a message of role user'),
  ],
  [
    'the model goes on before a result',
    [asks, calls('1'), calls('2'), results('1', '2')],
    'messages[1].content[0]',
    unanswered('a message of role assistant'),
  ],
  [
    'the messages end with a call',
    [asks, calls('1')],
    'messages[1].content[0]',
    unanswered('the end of the messages'),
  ],
  [
    'the messages end before the last result',
    [asks, calls('1', '2'), results('1')],
    'messages[1].content[1]',
    unanswered('the end of the messages'),
  ],
];

const refusals: readonly Refusal[] = WRONG.map(([what, messages, path, message]) => {
  return { what, request: { messages }, path, says: message };
});

describe('tool calls', () => {
  it.each(refusals)('are refused where $what', async ({ request, path, says: message }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${message}`);
  });

  it.each([
    ['results in any order', [asks, calls('1', '2'), results('2', '1')]],
    ['results in messages of their own', [asks, calls('1', '2'), results('2'), results('1')]],
    ['a system message among them', [asks, calls('1'), system, results('1'), system, asks]],
    ['the same ids in each turn', [calls('1'), results('1'), calls('1'), results('1'), says, asks]],
    ['a thousand of them', [calls(...ids(1_000)), results(...ids(1_000).toReversed())]],
  ])('may have %s', async (_, messages) => {
    const { request } = await sent({ messages });
    expect(request.messages).toEqual(messages.filter(({ role }) => role !== 'system').map(asParts));
  });

  it('of no input are sent without one', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'now' };
    const { request } = await sent({
      messages: [{ role: 'assistant', content: [call] }, results('1')],
    });
    expect(request.messages[0]?.content).toStrictEqual([call]);
  });
});

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `call_${index}`);
}

function asParts({ role, content }: { readonly role: string; readonly content: unknown }) {
  return typeof content === 'string'
    ? { role, content: [{ type: 'text', text: content }] }
    : { role, content };
}
