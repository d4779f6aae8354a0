import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import {
  answerBody,
  CALLS,
  type Dialect,
  errorBody,
  type Method,
  modelOf,
  streamBody,
  streamError,
  streamOpening,
} from '../support/dialects.js';
import { type Reply, startFaultServer } from '../support/fault-server.js';
import { type Asked, asking, outputsAround } from './around-request.js';
import { piecesIn, shown } from './shown.js';

/** Keys of no vendor's form: nothing but the configuration tells that they are secret. One would pass for a code. */
const KEYS = ['canary/7f3a+9c51==e2&Q8w', 'canary7f3a9c51e2Q8wZ'] as const;
const [, PLAIN_KEY] = KEYS;
/** So many characters of a key in a row are nowhere, in whatever form they come. */
const PIECE = 8;
const request = { prompt: 'Hello' };

function formsOf(key: string): readonly string[] {
  return [key, `Bearer ${key}`, encodeURIComponent(key), btoa(key)];
}

/** The pieces of the key that a text shows. */
function leaks(text: string, key: string): readonly string[] {
  return formsOf(key).flatMap((form) => piecesIn(text, form.replaceAll('=', ''), PIECE));
}

/** Whatever comes out around a request, but for `raw`: that is the vendor's answer as it came. */
async function everything(asked: Asked): Promise<string> {
  const { outcomes, told } = await outputsAround(asked);
  const handed = outcomes.map((outcome) =>
    outcome instanceof Error ? outcome : { ...(outcome as object), raw: undefined },
  );
  return [...handed, ...told].map((output) => shown(output)).join('\n');
}

const SSE = { 'content-type': 'text/event-stream' };
const said = (key: string) => `no ${formsOf(key).join(', ')}!`;
const words = (key: string) => ({ message: said(key), code: key, type: btoa(key) });

/** The headers that we read, and others. */
function headersWith(key: string): Record<string, string> {
  const names = ['x-request-id', 'request-id', 'retry-after', 'www-authenticate', 'set-cookie'];
  const limits = ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens', 'server'];
  return Object.fromEntries([...names, ...limits].map((name) => [name, key]));
}

/** Where vendors, and the proxies before them, could say the key again. */
const ECHOES: readonly (readonly [where: string, (dialect: Dialect, key: string) => Reply])[] = [
  [
    'in the words, the codes and the headers of an error',
    (dialect, key) => ({
      status: 401,
      headers: headersWith(key),
      body: errorBody(dialect, words(key)),
    }),
  ],
  [
    'in an error whose kind has no code',
    (dialect, key) => ({ status: 400, body: errorBody(dialect, { message: said(key) }) }),
  ],
  [
    'in a page',
    (_, key) => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: `<html><title>${said(key)}</title></html>`,
    }),
  ],
  [
    'in plain text',
    (_, key) => ({ status: 500, headers: { 'content-type': 'text/plain' }, body: said(key) }),
  ],
  [
    'in JSON of some other form',
    (_, key) => ({ status: 422, body: { detail: [{ msg: said(key), input: key }], [key]: key } }),
  ],
  [
    'in an answer that is none',
    (_, key) => ({ headers: { 'content-type': 'text/plain' }, body: said(key) }),
  ],
  ['in JSON that breaks off', (_, key) => ({ body: `{"id": "${said(key)}` })],
  [
    'in an error with status 200',
    (dialect, key) => ({ headers: headersWith(key), body: errorBody(dialect, words(key)) }),
  ],
  [
    'in an error that begins a stream',
    (dialect, key) => ({ headers: SSE, body: streamError(dialect, words(key)) }),
  ],
  [
    'in an error inside a stream',
    (dialect, key) => ({
      headers: { ...SSE, ...headersWith(key) },
      body: streamOpening(dialect, 'Once ') + streamError(dialect, words(key)),
    }),
  ],
  [
    'in an event that is no JSON',
    (dialect, key) => ({
      headers: SSE,
      body: `${streamOpening(dialect, 'Once ')}data: ${said(key)}\n\n`,
    }),
  ],
];

describe.each(CALLS)('a key, where $dialect is asked by $method,', ({ dialect, method }) => {
  const printed: unknown[] = [];

  beforeEach(() => {
    printed.length = 0;
    for (const name of ['OPENAI_LOG', 'ANTHROPIC_LOG', 'DEBUG']) vi.stubEnv(name, 'debug');
    for (const name of ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const) {
      vi.spyOn(console, name).mockImplementation((...args) => void printed.push(args));
    }
    vi.spyOn(process, 'emitWarning').mockImplementation((...args) => void printed.push(args));
    return () => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
    };
  });

  it.each(ECHOES)('comes out nowhere when it is echoed %s', async (_where, reply) => {
    for (const key of KEYS) {
      await using server = await startFaultServer(reply(dialect, key));
      const text = await everything(asking(dialect, { url: server.url, key, method, request }));
      expect(leaks(text, key)).toEqual([]);
      expect(shown(server.requests[0]?.headers)).toContain(key);
    }
    expect(printed).toEqual([]);
  });

  it('comes out nowhere when the headers of an answer echo it', async () => {
    for (const key of KEYS) {
      await using server = await startFaultServer(answerEchoing(dialect, method, key));
      const text = await everything(asking(dialect, { url: server.url, key, method, request }));
      expect(text).toContain('hello');
      expect(leaks(text, key)).toEqual([]);
    }
    expect(printed).toEqual([]);
  });
});

function answerEchoing(dialect: Dialect, method: Method, key: string): Reply {
  const headers = headersWith(key);
  if (method === 'generate') return { body: answerBody(dialect), headers };
  return { body: streamBody(dialect), headers: { ...SSE, ...headers } };
}

describe('a key', () => {
  const method = 'generate';

  it('comes out nowhere when a response has it for its status', async () => {
    const body = { ...answerBody('responses'), status: PLAIN_KEY };
    await using server = await startFaultServer({ body });
    const asked = asking('responses', { url: server.url, key: PLAIN_KEY, method, request });
    expect(leaks(await everything(asked), PLAIN_KEY)).toEqual([]);
  });

  const inHeader = async (name: string, value: string) => {
    const body = errorBody('openai', { message: `no ${PLAIN_KEY}` });
    await using server = await startFaultServer({ status: 400, body });
    const provider = new OpenAIProvider({ baseURL: server.url, headers: { [name]: value } });
    const primary = `openai/${modelOf.openai}`;
    return await everything({ provider, primary, method, request });
  };

  it('that goes in a header comes out nowhere', async () => {
    const text = await inHeader('x-gateway-auth', `Basic ${PLAIN_KEY}`);
    expect(leaks(text, PLAIN_KEY)).toEqual([]);
  });

  it.each(['x-gateway-password', 'x-credential', 'x-signature', 'x-session'])(
    'that goes in a header called %s comes out nowhere',
    async (name) => {
      expect(leaks(await inHeader(name, PLAIN_KEY), PLAIN_KEY)).toEqual([]);
    },
  );

  it('that was read with its line break for a header comes out nowhere', async () => {
    expect(leaks(await inHeader('x-api-key', `${PLAIN_KEY}\n`), PLAIN_KEY)).toEqual([]);
  });

  it.each([
    ['URL-encoded with small letters', encodeURIComponent('key>>>???').toLowerCase()],
    ['in the base64 of addresses', btoa('key>>>???').replaceAll('/', '_').replaceAll('+', '-')],
  ])('comes out nowhere %s', async (_form, form) => {
    const body = errorBody('openai', { message: `no ${form}` });
    await using server = await startFaultServer({ status: 400, body });
    const asked = asking('openai', { url: server.url, key: 'key>>>???', method, request });
    expect(await everything(asked)).not.toContain(form);
  });
});

describe('the search for leaks', () => {
  const hidden = Object.defineProperty(new Error('no'), 'x', { value: PLAIN_KEY });

  it.each([
    ['a field that is hidden', hidden],
    ['a cause of a cause', new Error('a', { cause: new Error('b', { cause: PLAIN_KEY }) })],
    ['the name of a field', { [`x${PLAIN_KEY}`]: 1 }],
    ['the name of a symbol', { [Symbol(PLAIN_KEY)]: 1 }],
    ['a map', new Map([['a', [PLAIN_KEY]]])],
    ['a long text', 'x'.repeat(50_000) + PLAIN_KEY],
    ['base64', { a: btoa(PLAIN_KEY) }],
  ])('looks into %s', (_what, value) => {
    expect(leaks(shown(value), PLAIN_KEY)).not.toEqual([]);
  });
});
