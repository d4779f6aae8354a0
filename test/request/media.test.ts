import { describe, expect, it } from 'vitest';
import { refusalOf, sent } from './asking.js';

const PART = 'messages[0].content[0]';
const MB = 2 ** 20;

const png = { type: 'image', mediaType: 'image/png' };
const text = { type: 'file', mediaType: 'text/plain' };

const user = (...content: readonly unknown[]) => ({ messages: [{ role: 'user', content }] });

/** The parts that reach the provider. */
async function arriving(...parts: readonly unknown[]): Promise<unknown> {
  const { request } = await sent(user(...parts));
  return request.messages[0]?.content;
}

const EITHER = 'expected either url or data, one of the two';
const BASE64 =
  'expected base64 alone, with neither line breaks nor `data:` before it, got a string';
const URLS = 'expected an http(s) URL, or a data: URL in base64, got a string';

/** What it is, the part, where it is wrong, and what is said. */
const WRONG: readonly (readonly [string, unknown, string, string])[] = [
  ['nothing', { type: 'image' }, PART, EITHER],
  ['two things', { ...png, url: 'https://x', data: 'AA==' }, PART, EITHER],
  ['without a type', { type: 'image', data: 'AA==' }, `${PART}.mediaType`, got('undefined')],
  [
    'of an empty type',
    { ...png, data: 'AA==', mediaType: '' },
    `${PART}.mediaType`,
    got('an empty string'),
  ],
  [
    'of a type that is none',
    { ...png, data: 'AA==', mediaType: 'png' },
    `${PART}.mediaType`,
    'expected a media type such as image/png, got a string of 3 characters',
  ],
  [
    'of a type with a line break',
    { ...png, data: 'AA==', mediaType: 'image/png\n' },
    `${PART}.mediaType`,
    'expected a media type such as image/png, got a string of 10 characters',
  ],
  [
    'of a type that never ends',
    { ...png, data: 'AA==', mediaType: `image/${'x'.repeat(123)}` },
    `${PART}.mediaType`,
    'expected at most 128 characters, got a string of 129 characters',
  ],
  [
    'that is a document',
    { ...png, data: 'AA==', mediaType: 'application/pdf' },
    `${PART}.mediaType`,
    'expected one of image/*, got "application/pdf"',
  ],
  [
    'that is a document by its URL',
    { type: 'image', url: 'data:application/pdf;base64,AA==' },
    `${PART}.url`,
    'expected one of image/*, got "application/pdf"',
  ],
  ['of no text', { ...png, data: '' }, `${PART}.data`, got('an empty string')],
  ['of no bytes', { ...png, data: new Uint8Array() }, `${PART}.data`, 'expected bytes, got none'],
  [
    'of a buffer',
    { ...png, data: new ArrayBuffer(8) },
    `${PART}.data`,
    'expected a Uint8Array or a base64 string, got an object',
  ],
  ['that is no base64', { ...png, data: 'AA!=' }, `${PART}.data`, `${BASE64} of 4 characters`],
  ['cut short', { ...png, data: 'AAA' }, `${PART}.data`, `${BASE64} of 3 characters`],
  [
    'filled up in the middle',
    { ...png, data: 'AA==AAAA' },
    `${PART}.data`,
    `${BASE64} of 8 characters`,
  ],
  ['filled up too much', { ...png, data: 'A===' }, `${PART}.data`, `${BASE64} of 4 characters`],
  ["in a URL's base64", { ...png, data: 'A-_A' }, `${PART}.data`, `${BASE64} of 4 characters`],
  ['in lines', { ...png, data: 'AAA\nAAA\n' }, `${PART}.data`, `${BASE64} of 8 characters`],
  [
    'that is a data URL',
    { ...png, data: 'data:image/png;base64,AA==' },
    `${PART}.data`,
    `${BASE64} of 26 characters`,
  ],
  ['at no address', { type: 'image', url: '' }, `${PART}.url`, got('an empty string')],
  ['at a number', { type: 'image', url: 5 }, `${PART}.url`, got('5')],
  ['on this disk', { type: 'image', url: 'file:///x' }, `${PART}.url`, `${URLS} of 9 characters`],
  ['at a path', { type: 'image', url: '/x.png' }, `${PART}.url`, `${URLS} of 6 characters`],
  [
    'at half an address',
    { type: 'image', url: 'https:' },
    `${PART}.url`,
    `${URLS} of 6 characters`,
  ],
  [
    'in a data URL that is not base64',
    { type: 'image', url: 'data:image/svg+xml,<svg/>' },
    `${PART}.url`,
    `${URLS} of 25 characters`,
  ],
  [
    'in a data URL without a type',
    { type: 'image', url: 'data:;base64,AA==' },
    `${PART}.url`,
    `${URLS} of 17 characters`,
  ],
  [
    'in a data URL of no data',
    { type: 'image', url: 'data:image/png;base64,' },
    `${PART}.url`,
    got('an empty string'),
  ],
  [
    'in a data URL that is no base64',
    { type: 'image', url: 'data:image/png;base64,AA%3D' },
    `${PART}.url`,
    `${BASE64} of 5 characters`,
  ],
];

function got(what: string): string {
  return `expected a non-empty string, got ${what}`;
}

describe('media', () => {
  it.each(WRONG)('%s are refused', async (_, part, path, says) => {
    const error = await refusalOf(user(part));
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it.each(['http://images.example/1.png', 'HTTPS://images.example/a?b=c#d'])(
    'at %s are sent by their address',
    async (url) => {
      expect(await arriving({ type: 'image', url })).toStrictEqual([{ type: 'image', url }]);
    },
  );

  it('in a data URL are sent as data, which every vendor takes', async () => {
    const picture = { type: 'image', url: 'data:image/png;base64,AAEC' };
    const file = { type: 'file', url: 'DATA:text/plain;charset=utf-8;BASE64,SGk=', filename: 'x' };
    expect(await arriving(picture, file)).toStrictEqual([
      { ...png, data: 'AAEC' },
      { ...text, mediaType: 'text/plain;charset=utf-8', data: 'SGk=', filename: 'x' },
    ]);
  });

  it.each(['image/jpeg', 'IMAGE/PNG', 'image/svg+xml', 'image/x-icon'])(
    'of %s are pictures, whoever may take them',
    async (mediaType) => {
      const part = { ...png, mediaType, data: 'AAE=' };
      expect(await arriving(part)).toStrictEqual([part]);
    },
  );

  it.each(['text/plain; charset=utf-8', 'application/vnd.ms-excel', 'image/png'])(
    'of %s may be a file',
    async (mediaType) => {
      const part = { ...text, mediaType, data: 'AAE=' };
      expect(await arriving(part)).toStrictEqual([part]);
    },
  );
});

describe('media of 50 MB', () => {
  const bytes = new Uint8Array(50 * MB - 3);

  it('are sent, all of them together', async () => {
    const parts = await arriving({ ...png, data: bytes }, { ...text, data: 'AAAA' });
    expect(parts).toHaveLength(2);
  });

  it.each([
    ['bytes', new Uint8Array(4)],
    ['base64', 'AAAAAAAA'],
  ])('and a little more in %s are refused, by the part that is too much', async (_, data) => {
    const { path, message } = await refusalOf(user({ ...png, data: bytes }, { ...text, data }));
    expect(path).toBe('messages[0].content[1].data');
    expect(message).toBe(
      `${path}: expected at most 50 MB of pictures and files in one request, got 51 MB up to this one`,
    );
  });

  it('are counted over all messages', async () => {
    const part = { ...png, data: new Uint8Array(30 * MB) };
    const messages = [
      { role: 'user', content: [part] },
      { role: 'user', content: [part] },
    ];
    const { path, message } = await refusalOf({ messages });
    expect(path).toBe('messages[1].content[0].data');
    expect(message).toContain('got 60 MB');
  });
});
