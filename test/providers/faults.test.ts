import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/contracts/chat.js';
import type { CallContext } from '../../src/contracts/provider.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import {
  ALL_DIALECTS,
  answerBody,
  CALLS,
  CANARY_KEY,
  callBy,
  callContext,
  errorBody,
  hello,
  providerAt,
} from '../support/dialects.js';
import { errorRows, HTML_PAGE, rejection } from '../support/error-rows.js';
import { type Reply, startFaultServer, unusedUrl } from '../support/fault-server.js';

const PROMPT = 'a prompt that nobody may quote';
const asking: Partial<ChatRequest> = {
  messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }] }],
};

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (ProviderError.isInstance(outcome)) return outcome;
  throw new Error(`not a ProviderError: ${inspect(outcome)}`);
}

describe.each(CALLS)('$dialect, $method', ({ dialect, method }) => {
  const callAt = (url: string, call: CallContext = callContext()) =>
    callBy(method, providerAt(dialect, url), hello(dialect, asking), call);

  it.each(errorRows(dialect))(
    'classifies a failure after exactly one request: %s',
    async (_what, reply, expected) => {
      await using server = await startFaultServer(reply);
      const error = await failure(callAt(server.url));
      const { kind, billed, retryAfterMs, retryable } = error;
      expect({ kind, billed, retryAfterMs, retryable }).toEqual({
        billed: 'no',
        retryAfterMs: undefined,
        retryable: undefined,
        ...expected,
      });
      expect(server.requests).toHaveLength(1);
      expect(error.status).toBe(reply.fault === undefined ? reply.status : undefined);
      const shown = inspect(error, { depth: 20 });
      expect(shown).not.toContain(PROMPT);
      expect(shown).not.toContain(CANARY_KEY);
    },
  );

  it('says after how long a limit frees where the server gives only the reset', async () => {
    const headers: Record<string, string> =
      dialect === 'anthropic'
        ? {
            'anthropic-ratelimit-input-tokens-remaining': '0',
            'anthropic-ratelimit-input-tokens-reset': new Date(Date.now() + 360_500).toISOString(),
          }
        : { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0.5s' };
    await using server = await startFaultServer(rejection(dialect, 429, {}, headers));
    const { retryAfterMs = 0 } = await failure(callAt(server.url));
    expect(retryAfterMs).toBeGreaterThan(330_000);
    expect(retryAfterMs).toBeLessThanOrEqual(360_500);
  });

  it('names the request by the id in the header', async () => {
    const header = dialect === 'anthropic' ? 'request-id' : 'x-request-id';
    await using server = await startFaultServer({ status: 500, headers: { [header]: 'req_42' } });
    const error = await failure(callAt(server.url));
    expect(error.providerRequestId).toBe('req_42');
  });

  it('takes a refused connection as a network failure that may pass', async () => {
    const error = await failure(callAt(await unusedUrl()));
    expect(error).toMatchObject({ kind: 'network', billed: 'no' });
    expect(error.retryable).toBeUndefined();
    expect(error.message).toContain('ECONNREFUSED');
  });

  it.each([
    ['an unknown host', () => 'https://nope.invalid'],
    ['a port that is not to be used', () => 'http://127.0.0.1:1'],
    ['a server without TLS', (url: string) => url.replace('http:', 'https:')],
  ])('takes %s as a failure that will not heal', async (_what, address) => {
    await using server = await startFaultServer({});
    const error = await failure(callAt(address(server.url)));
    expect(error).toMatchObject({ kind: 'network', billed: 'no', retryable: false });
    expect(server.requests).toHaveLength(0);
  });

  it('does not follow a redirect, which would carry the key elsewhere', async () => {
    await using elsewhere = await startFaultServer({ body: answerBody(dialect) });
    await using server = await startFaultServer({
      status: 307,
      headers: { location: `${elsewhere.url}/v1/chat/completions` },
    });
    const error = await failure(callAt(server.url));
    expect(error).toMatchObject({ kind: 'network', retryable: false });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.requests).toHaveLength(0);
  });

  it.each(['hang', 'stall'] as const)(
    'rejects with the reason of an abort and closes the connection: %s',
    async (fault) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      await using server = await startFaultServer(() => {
        setImmediate(() => controller.abort(reason));
        return { fault };
      });
      await expect(callAt(server.url, callContext(controller.signal))).rejects.toBe(reason);
      expect(server.requests).toHaveLength(1);
      expect(await server.requests[0]?.broken).toBe(true);
    },
  );

  it('sends nothing once the signal has fired', async () => {
    await using server = await startFaultServer({});
    const call = callContext(AbortSignal.abort('gone'));
    await expect(callAt(server.url, call)).rejects.toBe('gone');
    expect(server.requests).toHaveLength(0);
  });

  it('takes a time limit of the SDK as a timeout that may cost money', async () => {
    await using server = await startFaultServer({ fault: 'hang' });
    const error = await failure(callAt(server.url, { ...callContext(), timeoutMs: 1 }));
    expect(error).toMatchObject({ kind: 'timeout', billed: 'maybe' });
  });

  it('shows the key nowhere when a server echoes it everywhere', async () => {
    const echo = [CANARY_KEY, `Bearer ${CANARY_KEY}`, btoa(CANARY_KEY)].join(' ');
    await using server = await startFaultServer({
      status: 401,
      headers: { 'x-request-id': CANARY_KEY, 'request-id': CANARY_KEY, 'x-echo': CANARY_KEY },
      body: errorBody(dialect, { message: echo, code: CANARY_KEY, type: CANARY_KEY }),
    });
    const provider = providerAt(dialect, server.url);
    const error = await failure(callBy(method, provider, hello(dialect)));
    const shown = [
      inspect(error, { depth: 20, showHidden: true, getters: true }),
      JSON.stringify(error),
      String(error.stack),
      inspect(error.cause, { depth: 20, showHidden: true }),
      inspect(provider, { depth: 20, showHidden: true }),
      JSON.stringify(provider),
    ].join('\n');
    expect(shown).not.toContain(CANARY_KEY);
    expect(shown).not.toContain(btoa(CANARY_KEY).replaceAll('=', ''));
    expect(shown).toContain('[redacted]');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
  });
});

describe.each(ALL_DIALECTS)('%s: an answer with 200 that is none', (dialect) => {
  const ANSWERS: readonly (readonly [what: string, reply: Reply])[] = [
    ['malformed JSON', { body: '{"id": nope' }],
    ['an empty body', { body: '' }],
    ['null', { body: 'null' }],
    ['an answer of another shape', { body: { ok: true } }],
    ['a page with 200', { ...HTML_PAGE, status: 200 }],
  ];

  it.each(ANSWERS)('is unusable and may cost money: %s', async (_what, reply) => {
    await using server = await startFaultServer(reply);
    const provider = providerAt(dialect, server.url);
    const error = await failure(provider.generate(hello(dialect), callContext()));
    expect(error).toMatchObject({ kind: 'protocol', billed: 'maybe' });
    expect(error.retryable).toBeUndefined();
    expect(error.status).toBeUndefined();
    expect(server.requests).toHaveLength(1);
  });

  it('is the error that it holds', async () => {
    const body = { error: { type: 'overloaded_error', message: 'busy' } };
    await using server = await startFaultServer({ body });
    const provider = providerAt(dialect, server.url);
    const error = await failure(provider.generate(hello(dialect), callContext()));
    expect(error).toMatchObject({ kind: 'overloaded', billed: 'no' });
    expect(error.status).toBeUndefined();
  });

  it.each(['application/json', 'text/plain'])('is not quoted: %s', async (type) => {
    const headers = { 'content-type': type };
    await using server = await startFaultServer({ headers, body: 'the secret answer is 42' });
    const provider = providerAt(dialect, server.url);
    const error = await failure(provider.generate(hello(dialect), callContext()));
    expect(inspect(error, { depth: 20 })).not.toContain('secret answer');
    expect(error.message).toContain('unusable answer');
  });
});
