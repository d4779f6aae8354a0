import { describe, expect, it } from 'vitest';
import { classify } from '../../src/errors/classify.js';
import { readErrorFacts } from '../../src/errors/error-facts.js';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const named = (name: string, message = 'x') => Object.assign(new Error(message), { name });
const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });
const connectionError = (cause: unknown) => new Error('Connection error.', { cause });

describe('what has no status', () => {
  it.each([
    ['a rate limit', { type: 'rate_limit_error' }, 'rate-limit'],
    ['a rate limit by code', { code: 'rate_limit_exceeded', type: 'tokens' }, 'rate-limit'],
    ['an overload', { type: 'overloaded_error' }, 'overloaded'],
    ['a failed server', { type: 'server_error' }, 'server'],
    ['a failed API', { type: 'api_error' }, 'server'],
    ['a conflict', { type: 'conflict_error' }, 'server'],
    ['a timeout', { type: 'timeout_error' }, 'timeout'],
    ['a wrong key', { type: 'authentication_error' }, 'auth'],
    ['a forbidden thing', { type: 'permission_error' }, 'permission'],
    ['an unknown model', { type: 'not_found_error', message: 'model: x' }, 'model-not-found'],
    ['a bad request', { type: 'invalid_request_error' }, 'invalid-request'],
    ['a large request', { type: 'request_too_large' }, 'invalid-request'],
    ['a spent account', { type: 'insufficient_quota' }, 'quota'],
    [
      'a long prompt',
      { type: 'invalid_request_error', message: 'prompt is too long: 3 > 2' },
      'context-length',
    ],
  ] as const)('is classified by the type in its body: %s', (_what, body, kind) => {
    expect(classify(body).kind).toBe(kind);
    expect(classify({ error: body }).kind).toBe(kind);
    expect(classify(Object.assign(new Error('x'), { error: { error: body } })).kind).toBe(kind);
  });

  it.each([
    ['ECONNRESET', 'network', undefined],
    ['ECONNREFUSED', 'network', undefined],
    ['ECONNABORTED', 'network', undefined],
    ['EPIPE', 'network', undefined],
    ['EAI_AGAIN', 'network', undefined],
    ['ETIMEDOUT', 'network', undefined],
    ['EHOSTUNREACH', 'network', undefined],
    ['ENETUNREACH', 'network', undefined],
    ['UND_ERR_SOCKET', 'network', undefined],
    ['UND_ERR_CONNECT_TIMEOUT', 'network', undefined],
    ['ENOTFOUND', 'network', false],
    ['CERT_HAS_EXPIRED', 'network', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', false],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', undefined],
    ['UND_ERR_BODY_TIMEOUT', 'timeout', undefined],
    ['ESOMETHING', 'network', undefined],
  ] as const)('is classified by the code of its cause: %s', (code, kind, retryable) => {
    const found = classify(connectionError(fetchFailed(withCode(code))));
    expect(found.kind).toBe(kind);
    expect(found.retryable).toBe(retryable);
    expect(found.billed).toBe(kind === 'timeout' ? 'maybe' : 'no');
  });

  it.each(['bad port', 'unexpected redirect'])('will not heal: %s', (message) => {
    expect(classify(fetchFailed(new Error(message)))).toEqual({
      kind: 'network',
      retryable: false,
      billed: 'no',
    });
  });

  it.each([
    ['a body that broke off', new TypeError('terminated', { cause: withCode('ECONNRESET') })],
    [
      'a socket that closed inside a body',
      new TypeError('x', { cause: withCode('UND_ERR_SOCKET') }),
    ],
  ])('may cost money: %s', (_what, error) => {
    expect(classify(error)).toEqual({ kind: 'network', billed: 'maybe' });
  });

  it.each([
    [
      'a body that stalled',
      new TypeError('terminated', { cause: withCode('UND_ERR_BODY_TIMEOUT') }),
      'timeout',
    ],
    ["AbortSignal.timeout's reason", new DOMException('late', 'TimeoutError'), 'timeout'],
    [
      'its cause',
      new Error('Request was aborted.', { cause: new DOMException('late', 'TimeoutError') }),
      'timeout',
    ],
    ["the SDKs' own time limit", new Error('Request timed out.'), 'timeout'],
    ['a connection that failed for no reason given', new Error('Connection error.'), 'network'],
    ['a parser', new SyntaxError('Unexpected token'), 'protocol'],
    ["openai's constructor", new Error('Missing credentials. Please pass an `apiKey`'), 'auth'],
    [
      "anthropic's first request",
      new Error('Could not resolve authentication method. Expected'),
      'auth',
    ],
    ['an AI SDK model', named('AI_NoSuchModelError'), 'model-not-found'],
    ['an AI SDK key', named('AI_LoadAPIKeyError'), 'auth'],
    ['an AI SDK parser', named('AI_JSONParseError'), 'protocol'],
    ['an AI SDK answer', named('AI_InvalidResponseDataError'), 'protocol'],
    ['an abort that nobody told us of', new DOMException('x', 'AbortError'), 'unknown'],
    ['a bug', new TypeError('x is not a function'), 'unknown'],
    ['a string', 'terminated early', 'unknown'],
    ['nothing', undefined, 'unknown'],
    ['null', null, 'unknown'],
    ['a number', 42, 'unknown'],
  ] as const)('is classified by what it says: %s', (_what, error, kind) => {
    expect(classify(error).kind).toBe(kind);
  });
});

describe('what has a status', () => {
  it.each([
    [400, 'invalid-request'],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'not-found'],
    [405, 'not-found'],
    [408, 'timeout'],
    [409, 'server'],
    [413, 'invalid-request'],
    [418, 'unknown'],
    [422, 'invalid-request'],
    [429, 'rate-limit'],
    [431, 'invalid-request'],
    [499, 'unknown'],
    [500, 'server'],
    [503, 'server'],
    [504, 'server'],
    [529, 'overloaded'],
    [599, 'server'],
    [302, 'unknown'],
  ] as const)('is classified by it where nothing else tells: %i', (status, kind) => {
    expect(classify({ status }).kind).toBe(kind);
    expect(classify({ statusCode: status }).kind).toBe(kind);
  });

  it('reads one in the body of a compatible server', () => {
    expect(classify({ error: { code: 502, message: 'upstream' } }).kind).toBe('server');
  });

  it.each([200, 600, 7, 500.5, '500'])('takes %j for no status of an error', (status) => {
    expect(classify({ status }).kind).toBe('unknown');
  });

  it('is stronger than the type, the name and the connection', () => {
    expect(classify({ status: 504, error: { type: 'timeout_error' } }).kind).toBe('server');
    expect(classify(Object.assign(new SyntaxError('x'), { status: 502 })).kind).toBe('server');
    expect(classify({ status: 500, code: 'ECONNRESET' }).kind).toBe('server');
    expect(classify({ status: 500, message: 'terminated' }).billed).toBe('no');
  });

  it('is weaker than a code that says more', () => {
    expect(classify({ status: 429, code: 'insufficient_quota' }).kind).toBe('quota');
    expect(classify({ status: 503, error: { type: 'overloaded_error' } }).kind).toBe('overloaded');
    expect(classify({ status: 404, code: 'model_not_found' }).kind).toBe('model-not-found');
  });

  it.each([400, 413, 422, 429])('reads a refusal with %i', (status) => {
    expect(classify({ status, message: 'prompt is too long: 9 > 8' }).kind).toBe('context-length');
  });

  it.each([401, 500])('does not read the message of %i', (status) => {
    expect(classify({ status, message: 'prompt is too long: 9 > 8' }).kind).not.toBe(
      'context-length',
    );
  });

  it('is not misled by a message that quotes the prompt', () => {
    const quoting = [
      'Invalid value: "the maximum context length"',
      'Refused: "prompt is too long"',
      `${'word '.repeat(20)}exceeds the context window`,
      'He said: Your credit balance is too low',
    ];
    for (const message of quoting) {
      expect(classify({ status: 400, message }).kind).toBe('invalid-request');
    }
  });

  it('needs a 403 to take a missing permission for a missing model', () => {
    const message = 'Project does not have access to model x';
    expect(classify({ status: 403, message }).kind).toBe('model-not-found');
    expect(classify({ status: 401, message }).kind).toBe('auth');
  });
});

describe('whether to ask again', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['maybe', undefined],
  ])('is what x-should-retry says: %s', (asked, retryable) => {
    const headers = { 'x-should-retry': asked };
    expect(classify({ status: 500, headers }).retryable).toBe(retryable);
    expect(classify({ status: 500, headers: new Headers(headers) }).retryable).toBe(retryable);
    expect(classify({ status: 500, responseHeaders: headers }).retryable).toBe(retryable);
  });
});

describe('whatever is thrown', () => {
  it('is followed through five causes and no more', () => {
    const chain = (depth: number): unknown =>
      depth === 0 ? { status: 503 } : new Error('x', { cause: chain(depth - 1) });
    expect(classify(chain(4)).kind).toBe('server');
    expect(classify(chain(5)).kind).toBe('unknown');
  });

  it("may be fetch's response itself, whose type is no code", () => {
    const facts = readErrorFacts(new Response('', { status: 429 }));
    expect(facts).toMatchObject({ status: 429, codes: [] });
  });

  it('may be its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(classify(error).kind).toBe('unknown');
  });

  it('may say too much: what is longer than any code is none', () => {
    const code = `${'CERT_'.repeat(200_000)}!`;
    expect(classify({ code, type: code }).kind).toBe('unknown');
    expect(classify({ code: `CERT_${'X'.repeat(123)}` }).kind).toBe('network');
    expect(classify({ code: `CERT_${'X'.repeat(124)}` }).kind).toBe('unknown');
  });

  it('may have headers that throw', () => {
    const headers = {
      get() {
        throw new Error('no');
      },
    };
    expect(classify({ status: 500, headers })).toEqual({ kind: 'server', billed: 'no' });
  });

  it('may throw when it is looked at', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    expect(classify(trap).kind).toBe('unknown');
  });
});
