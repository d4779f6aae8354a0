import { describe, expect, it } from 'vitest';
import { type Refusal, refusalOf } from './asking.js';

const call = { type: 'tool-call', toolCallId: '1', toolName: 'add', input: { a: 1 } };
const result = { type: 'tool-result', toolCallId: '1', toolName: 'add', output: '2' };

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const assistant = (content: unknown) => ({ messages: [{ role: 'assistant', content }] });
const tool = (content: unknown) => ({ messages: [{ role: 'tool', content }] });

const CONTENT = 'messages[0].content';
const PART = `${CONTENT}[0]`;

/** What, the request, where, and what is said. */
const WRONG: readonly (readonly [string, unknown, string, string])[] = [
  ['no list', { messages: 'Hi' }, 'messages', 'expected an array, got a string of 2 characters'],
  ['null', { messages: null }, 'messages', 'expected an array, got null'],
  ['none', { messages: [] }, 'messages', 'expected at least one element, got an empty array'],
  [
    'a text',
    { messages: ['Hi'] },
    'messages[0]',
    'expected an object, got a string of 2 characters',
  ],
  ['a hole', { messages: Array(1) }, 'messages[0]', 'expected an object, got undefined'],
  [
    'system messages alone',
    { messages: [{ role: 'system', content: 'Be brief' }] },
    'messages',
    'expected a user message beside the system messages',
  ],
  [
    'no role',
    { messages: [{ content: 'Hi' }] },
    'messages[0].role',
    'expected one of system, user, assistant, tool, got undefined',
  ],
  [
    'a misspelt role',
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'asistant', content: 'Hi' },
      ],
    },
    'messages[1].role',
    'unknown value "asistant"; did you mean "assistant"?',
  ],
  [
    "another vendor's role",
    { messages: [{ role: 'developer', content: 'Hi' }] },
    'messages[0].role',
    'unknown value "developer"; known: system, user, assistant, tool',
  ],
  [
    'a misspelt key',
    { messages: [{ role: 'user', contents: 'Hi' }] },
    'messages[0].contents',
    'unknown option "contents"; did you mean "content"?',
  ],
  ['no content', user(undefined), CONTENT, 'expected an array, got undefined'],
  ['an empty content', user(''), CONTENT, 'expected a non-empty string, got an empty string'],
  [
    'a blank content',
    user(' '),
    CONTENT,
    'expected a text that is not blank, got a string of 1 characters',
  ],
  ['no parts', user([]), CONTENT, 'expected at least one element, got an empty array'],
  ['a part that is a text', user(['Hi']), PART, 'expected an object, got a string of 2 characters'],
  [
    'a part without a type',
    user([{ text: 'Hi' }]),
    `${PART}.type`,
    'expected one of text, image, file, got undefined',
  ],
  [
    'a misspelt part',
    user([{ type: 'imgae' }]),
    `${PART}.type`,
    'unknown value "imgae"; did you mean "image"?',
  ],
  [
    "an assistant's part of a user",
    user([call]),
    `${PART}.type`,
    'unknown value "tool-call"; known: text, image, file',
  ],
  [
    "a user's part of an assistant",
    assistant([{ type: 'image', url: 'https://x' }]),
    `${PART}.type`,
    'unknown value "image"; known: text, reasoning, tool-call',
  ],
  [
    'an empty text',
    user([{ type: 'text', text: '' }]),
    `${PART}.text`,
    'expected a non-empty string, got an empty string',
  ],
  [
    'a misspelt key of a text',
    user([{ type: 'text', txt: 'Hi' }]),
    `${PART}.txt`,
    'unknown option "txt"; did you mean "text"?',
  ],
  [
    'a picture with a file name',
    user([{ type: 'image', url: 'https://x', filename: 'x' }]),
    `${PART}.filename`,
    'unknown option "filename"; known: type, url, data, mediaType',
  ],
  [
    'a file without a name in its name',
    user([{ type: 'file', url: 'https://x', filename: '' }]),
    `${PART}.filename`,
    'expected a non-empty string, got an empty string',
  ],
  ['a part of nothing', assistant([null, call]), PART, 'expected an object, got null'],
  [
    'thoughts without a text',
    assistant([{ type: 'reasoning' }]),
    `${PART}.text`,
    'expected a string, got undefined',
  ],
  [
    'thoughts with a misspelt key',
    assistant([{ type: 'reasoning', text: '', opaqe: 1 }]),
    `${PART}.opaqe`,
    'unknown option "opaqe"; did you mean "opaque"?',
  ],
  [
    'thoughts of a provider that is a number',
    assistant([{ type: 'reasoning', text: '', provider: 1 }]),
    `${PART}.provider`,
    'expected a non-empty string, got 1',
  ],
  [
    'a call without an id',
    assistant([{ ...call, toolCallId: undefined }]),
    `${PART}.toolCallId`,
    'expected a non-empty string, got undefined',
  ],
  [
    'a call without a name',
    assistant([{ ...call, toolName: '' }]),
    `${PART}.toolName`,
    'expected a non-empty string, got an empty string',
  ],
  [
    'a call with a misspelt key',
    assistant([{ ...call, inputs: 1 }]),
    `${PART}.inputs`,
    'unknown option "inputs"; did you mean "input"?',
  ],
  [
    'a call that is unparsed, but for no reason',
    assistant([{ ...call, unparsed: false }]),
    `${PART}.unparsed`,
    'expected true or nothing, got false',
  ],
  [
    'a call that is unparsed, but an object',
    assistant([{ ...call, unparsed: true }]),
    `${PART}.input`,
    'expected the raw text of an unparsed call, got an object',
  ],
  [
    'a result that is a text',
    tool('2'),
    CONTENT,
    'expected an array, got a string of 1 characters',
  ],
  ['no results', tool([]), CONTENT, 'expected at least one element, got an empty array'],
  ['a result that is null', tool([null]), PART, 'expected an object, got null'],
  [
    'a result of another type',
    tool([{ ...result, type: 'tool-reslt' }]),
    `${PART}.type`,
    'unknown value "tool-reslt"; did you mean "tool-result"?',
  ],
  [
    'a result without an id',
    tool([{ ...result, toolCallId: 1 }]),
    `${PART}.toolCallId`,
    'expected a non-empty string, got 1',
  ],
  [
    'a result without a name',
    tool([{ ...result, toolName: undefined }]),
    `${PART}.toolName`,
    'expected a non-empty string, got undefined',
  ],
  [
    'a result of nothing',
    tool([{ ...result, output: undefined }]),
    `${PART}.output`,
    'expected a string or a JSON value, got undefined',
  ],
  [
    'a result that is perhaps an error',
    tool([{ ...result, isError: 'yes' }]),
    `${PART}.isError`,
    'expected true or false, got a string of 3 characters',
  ],
  [
    'a result with a misspelt key',
    tool([{ ...result, isEror: true }]),
    `${PART}.isEror`,
    'unknown option "isEror"; did you mean "isError"?',
  ],
];

const refusals: readonly Refusal[] = WRONG.map(([what, request, path, says]) => {
  return { what, request, path, says };
});

describe('messages', () => {
  it.each(refusals)('with $what are refused', async ({ request, path, says }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('are refused by the place that a part has in them', async () => {
    const blank = { type: 'text', text: ' ' };
    const { path } = await refusalOf(assistant([blank, { ...call, toolName: '' }]));
    expect(path).toBe(`${CONTENT}[1].toolName`);
  });

  it('of an answer are refused where all its texts are blank', async () => {
    const blanks = assistant([' ', '\n'].map((text) => ({ type: 'text', text })));
    const { message } = await refusalOf(blanks);
    expect(message).toBe(
      `${PART}.text: expected a text that is not blank, got a string of 1 characters`,
    );
  });

  it('of users are refused where one text is blank beside others', async () => {
    const texts = ['Hi', ' '].map((text) => ({ type: 'text', text }));
    expect((await refusalOf(user(texts))).path).toBe(`${CONTENT}[1].text`);
  });
});
