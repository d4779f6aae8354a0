import { describe, expect, it } from 'vitest';
import { refusalOf, sent } from './asking.js';

const MI = 2 ** 20;
const MOST = 16 * MI;

const characters = (count: number) => 'x'.repeat(count);
const user = (content: unknown) => ({ role: 'user', content });
const call = (input: unknown) => ({
  role: 'assistant',
  content: [{ type: 'tool-call', toolCallId: '1', toolName: 'add', input }],
});
const result = (output: unknown) => ({
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: '1', toolName: 'add', output }],
});
const thought = (part: object) => ({
  role: 'assistant',
  content: [{ type: 'reasoning', text: '', ...part }],
});
const before = user(characters(MOST - 10));

/** Where ten characters are, the request with them, and the path of what has one more. */
const PLACES: readonly (readonly [
  where: string,
  request: (count: number) => unknown,
  path: string,
])[] = [
  [
    'in a prompt, behind its system text',
    (count) => ({ system: characters(MOST - 10), prompt: characters(count) }),
    'prompt',
  ],
  [
    'in a message of text',
    (count) => ({ messages: [before, user(characters(count))] }),
    'messages[1].content',
  ],
  [
    'in a part of a message',
    (count) => ({ messages: [before, user([{ type: 'text', text: characters(count) }])] }),
    'messages[1].content[0].text',
  ],
  [
    'in a system message',
    (count) => ({ messages: [before, { role: 'system', content: characters(count) }] }),
    'messages[1].content',
  ],
  [
    'in a thought',
    (count) => ({ messages: [before, thought({ text: characters(count) })] }),
    'messages[1].content[0].text',
  ],
  [
    'in the seal of a thought',
    (count) => ({ messages: [before, thought({ opaque: characters(count) })] }),
    'messages[1].content[0].opaque',
  ],
  [
    'in the raw input of a call',
    (count) => ({ messages: [before, call(characters(count)), result('')] }),
    'messages[1].content[0].input',
  ],
  [
    'in the input of a call, with its keys and what is no text',
    (count) => ({
      messages: [before, call({ key: [true, null, 12, characters(count - 6)] }), result('')],
    }),
    'messages[1].content[0].input',
  ],
  [
    'in what a tool said',
    (count) => ({ messages: [before, call({}), result(characters(count))] }),
    'messages[2].content[0].output',
  ],
  [
    'in what a tool said in JSON',
    (count) => ({ messages: [before, call({}), result({ a: { b: characters(count - 2) } })] }),
    'messages[2].content[0].output',
  ],
];

describe('16 Mi characters of text', () => {
  it.each(PLACES)('are sent, and one more is refused: %s', async (_where, request, path) => {
    expect((await sent(request(10))).answer.text).toBe('ok');
    const refusal = await refusalOf(request(11));
    expect(refusal.path).toBe(path);
    expect(refusal.message).toBe(
      `${path}: expected at most 16 Mi characters of text in one request, ` +
        'got 17 Mi up to this one: no window holds more',
    );
  });

  it('may be a prompt alone, or its system text', async () => {
    expect((await sent(characters(MOST))).answer.text).toBe('ok');
    expect((await refusalOf(characters(MOST + 1))).path).toBe('prompt');
    expect((await refusalOf({ system: characters(MOST + 1), prompt: 'Hi' })).path).toBe('system');
  });

  it('are refused by how many there are, whatever they are', async () => {
    expect((await refusalOf(' '.repeat(20 * MI))).message).toContain('got 20 Mi up to this one');
  });
});
