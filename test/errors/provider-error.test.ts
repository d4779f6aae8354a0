import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors/provider-error.js';

describe('a ProviderError made by hand', () => {
  it.each([
    ['timeout', 'maybe'],
    ['protocol', 'maybe'],
    ['server', 'no'],
    ['network', 'no'],
    ['rate-limit', 'no'],
    ['unknown', 'no'],
  ] as const)('is billed by its kind: %s', (kind, billed) => {
    expect(new ProviderError({ kind, message: 'x' }).billed).toBe(billed);
  });

  it('may be billed where a gateway gave up waiting, and is billed as it says', () => {
    expect(new ProviderError({ kind: 'server', message: 'x', status: 504 }).billed).toBe('maybe');
    expect(new ProviderError({ kind: 'timeout', message: 'x', billed: 'yes' }).billed).toBe('yes');
  });

  it('has no field that nobody gave', () => {
    const error = new ProviderError({ kind: 'server', message: 'x', status: undefined });
    const own = Object.keys(error);
    expect(own).not.toContain('status');
    expect(own).not.toContain('retryAfterMs');
    expect('cause' in error).toBe(false);
    expect(error.attempts).toEqual([]);
  });

  it('keeps a zero and a false', () => {
    const error = new ProviderError({
      kind: 'server',
      message: 'x',
      retryAfterMs: 0,
      retryable: false,
    });
    expect(error).toMatchObject({ retryAfterMs: 0, retryable: false });
  });

  it('is logged without its cause', () => {
    const error = new ProviderError({
      kind: 'rate-limit',
      message: 'slow',
      status: 429,
      vendorCode: 'slow_down',
      retryAfterMs: 5,
      providerRequestId: 'req_1',
      model: 'openai/gpt-6-luna',
      cause: new Error('inner'),
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ProviderError',
      code: 'provider-error',
      kind: 'rate-limit',
      message: 'slow',
      status: 429,
      vendorCode: 'slow_down',
      retryAfterMs: 5,
      providerRequestId: 'req_1',
      model: 'openai/gpt-6-luna',
      attempts: [],
    });
  });

  it('is known by isInstance, and nothing else is', () => {
    expect(ProviderError.isInstance(new ProviderError({ kind: 'auth', message: 'x' }))).toBe(true);
    expect(ProviderError.isInstance({ code: 'provider-error' })).toBe(false);
    expect(ProviderError.isInstance(undefined)).toBe(false);
  });
});

describe('ProviderError.from', () => {
  it('returns a ProviderError as it is', () => {
    const error = new ProviderError({ kind: 'auth', message: 'x' });
    expect(ProviderError.from(error)).toBe(error);
  });

  it.each([
    [
      { status: 401, code: 'invalid_api_key', error: { message: 'Wrong.' } },
      'key refused (401 invalid_api_key): Wrong.; check the API key',
    ],
    [
      {
        status: 404,
        error: { type: 'error', error: { type: 'not_found_error', message: 'model: m' } },
      },
      'model not found (404 not_found_error): model: m; it is retired, misspelt or not for this key',
    ],
    [{ status: 500 }, 'server error (500)'],
    [{ status: 429, message: '429 Too many' }, 'rate limit reached (429): Too many'],
    ['boom', 'failed: boom'],
    [undefined, 'failed'],
    [
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect ECONNREFUSED ::1'), { code: 'ECONNREFUSED' }),
      }),
      'connection failed (ECONNREFUSED): connect ECONNREFUSED ::1',
    ],
    [
      new SyntaxError('Unexpected token "my prompt"'),
      'unusable answer: the answer was not valid JSON',
    ],
    [{ status: 502, message: '502 <html>x' }, 'server error (502): HTML error page'],
    // Bodies without a message are not quoted: some servers echo the prompt in them.
    [{ status: 422, message: '422 {"detail":"my prompt"}' }, 'request refused (422): no message'],
    [{ status: 422, message: '[1]' }, 'request refused (422): no message'],
  ])('says what happened, and what to do: %#', (error, message) => {
    expect(ProviderError.from(error).message).toBe(message);
  });

  it('gives the code of the vendor, not that of the system', () => {
    expect(ProviderError.from({ status: 429, code: 'slow_down' }).vendorCode).toBe('slow_down');
    expect(ProviderError.from({ code: 'ECONNRESET' }).vendorCode).toBeUndefined();
    expect(ProviderError.from({ status: 400, code: 'two words' }).vendorCode).toBeUndefined();
  });

  it('reads a wait as of the given time', () => {
    const headers = { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' };
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(ProviderError.from({ status: 429, headers }, { now }).retryAfterMs).toBe(30_000);
  });

  it('reads the reset of a limit only where a limit was the reason', () => {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '9s' };
    expect(ProviderError.from({ status: 429, headers }).retryAfterMs).toBe(9_000);
    expect(ProviderError.from({ status: 500, headers }).retryAfterMs).toBeUndefined();
    const soon = { ...headers, 'retry-after': '1' };
    expect(ProviderError.from({ status: 429, headers: soon }).retryAfterMs).toBe(1_000);
  });

  it.each(['x-request-id', 'request-id'])('reads the id of the request from %s', (name) => {
    expect(
      ProviderError.from({ status: 500, headers: { [name]: 'req_1' } }).providerRequestId,
    ).toBe('req_1');
  });

  describe('keeps a copy of the cause', () => {
    const secret = 'canary-key-1234567890';
    const original = Object.assign(
      new TypeError(`outer ${secret}`, {
        cause: Object.assign(new RangeError('inner'), { code: 'EINNER' }),
      }),
      {
        status: 418,
        code: secret,
        headers: new Headers({ authorization: secret }),
        error: { prompt: 'my prompt' },
        request: { body: 'my prompt' },
      },
    );
    const error = ProviderError.from(original, { secrets: [secret] });

    it('with its names, messages, codes and statuses', () => {
      const cause = error.cause as Error & { cause: Error };
      expect(cause).not.toBe(original);
      expect(cause).toMatchObject({ name: 'TypeError', message: 'outer [redacted]', status: 418 });
      expect(cause.cause).toMatchObject({ name: 'RangeError', message: 'inner', code: 'EINNER' });
      expect(cause.cause.cause).toBeUndefined();
    });

    it('without headers, bodies and secrets', () => {
      const shown = inspect(error, { depth: 20, showHidden: true });
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain('my prompt');
    });

    it('with the place where it was thrown', () => {
      expect((error.cause as Error).stack).toContain('TypeError: outer [redacted]\n');
      expect((error.cause as Error).stack).toContain('provider-error.test');
    });

    it('of what has no message, with a stack of one line', () => {
      const { stack } = ProviderError.from({ status: 500, stack: 'my prompt\n at x' })
        .cause as Error;
      expect(stack).toBe('Error: ');
    });

    it('not of what a parser says, which quotes the answer', () => {
      const cause = ProviderError.from(new SyntaxError('Unexpected "my answer"')).cause as Error;
      expect(inspect(cause)).not.toContain('my answer');
      expect(cause.message).toBe('the answer was not valid JSON');
    });

    it('five deep at most', () => {
      const chain = (depth: number): Error =>
        new Error(`level ${depth}`, depth === 0 ? {} : { cause: chain(depth - 1) });
      const messages: string[] = [];
      let link: unknown = ProviderError.from(chain(9)).cause;
      for (; link instanceof Error; link = link.cause) messages.push(link.message);
      expect(messages).toEqual(['level 9', 'level 8', 'level 7', 'level 6', 'level 5']);
    });
  });
});
