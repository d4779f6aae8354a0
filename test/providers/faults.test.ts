import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Billed, ErrorKind } from '../../src/contracts/attempt.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import {
  answerBody,
  CANARY_KEY,
  callContext,
  DIALECTS,
  type Dialect,
  errorBody,
  hello,
  providerAt,
} from '../support/dialects.js';
import { type Reply, startFaultServer, unusedUrl } from '../support/fault-server.js';

interface Expected {
  readonly kind: ErrorKind;
  readonly billed?: Billed;
  readonly retryAfterMs?: number;
  readonly retryable?: boolean;
}
type Row = readonly [what: string, reply: Reply, expected: Expected];

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (ProviderError.isInstance(outcome)) return outcome;
  throw new Error(`not a ProviderError: ${inspect(outcome)}`);
}

function rejection(
  dialect: Dialect,
  status: number,
  error: Parameters<typeof errorBody>[1],
  headers: Record<string, string> = {},
): Reply {
  return { status, headers, body: errorBody(dialect, error) };
}

const HTML: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
};

/** Rows of error-map.md that read the same in both dialects. */
function commonRows(dialect: Dialect): Row[] {
  const say = (status: number, type: string, message = 'no') =>
    rejection(dialect, status, { type, message });
  return [
    ['401', say(401, 'authentication_error'), { kind: 'auth' }],
    ['402', say(402, 'billing_error'), { kind: 'quota' }],
    ['403', say(403, 'permission_error'), { kind: 'permission' }],
    ['404 of a wrong address', { status: 404, body: 'page not found' }, { kind: 'not-found' }],
    ['405', { status: 405 }, { kind: 'not-found' }],
    ['408', { status: 408 }, { kind: 'timeout', billed: 'maybe' }],
    ['409', say(409, 'conflict_error'), { kind: 'server' }],
    ['413', say(413, 'request_too_large'), { kind: 'invalid-request' }],
    ['422', say(422, 'invalid_request_error'), { kind: 'invalid-request' }],
    ['431', { status: 431 }, { kind: 'invalid-request' }],
    ['400', say(400, 'invalid_request_error'), { kind: 'invalid-request' }],
    ['499', { status: 499 }, { kind: 'unknown' }],
    ['500', say(500, 'api_error'), { kind: 'server' }],
    ['502 with a page', HTML, { kind: 'server' }],
    ['503 without a body', { status: 503 }, { kind: 'server' }],
    ['504', { status: 504 }, { kind: 'server', billed: 'maybe' }],
    ['529', { status: 529 }, { kind: 'overloaded' }],
    ['reset before the headers', { fault: 'reset' }, { kind: 'network', billed: 'no' }],
    ['cut inside the body', { fault: 'cut' }, { kind: 'network', billed: 'maybe' }],
    ['malformed JSON', { body: '{"id": nope' }, { kind: 'protocol', billed: 'maybe' }],
    ['an empty body', { body: '' }, { kind: 'protocol', billed: 'maybe' }],
    ['null', { body: 'null' }, { kind: 'protocol', billed: 'maybe' }],
    ['an answer of another shape', { body: { ok: true } }, { kind: 'protocol', billed: 'maybe' }],
    ['a page with 200', { ...HTML, status: 200 }, { kind: 'protocol', billed: 'maybe' }],
    [
      'an error with 200',
      { body: { error: { type: 'overloaded_error', message: 'busy' } } },
      { kind: 'overloaded' },
    ],
    [
      'a wait in seconds',
      rejection(dialect, 429, { type: 'rate_limit_error' }, { 'retry-after': '7' }),
      { kind: 'rate-limit', retryAfterMs: 7_000 },
    ],
    [
      'a wait longer than the SDKs would honour',
      rejection(dialect, 429, { type: 'rate_limit_error' }, { 'retry-after': '3600' }),
      { kind: 'rate-limit', retryAfterMs: 3_600_000 },
    ],
    [
      'a wait in milliseconds before one in seconds',
      rejection(dialect, 503, {}, { 'retry-after-ms': '12.5', 'retry-after': '7' }),
      { kind: 'server', retryAfterMs: 13 },
    ],
    [
      'a server that asks for a retry',
      rejection(dialect, 400, {}, { 'x-should-retry': 'true' }),
      { kind: 'invalid-request', retryable: true },
    ],
    [
      'a server that asks for none',
      rejection(dialect, 500, {}, { 'x-should-retry': 'false' }),
      { kind: 'server', retryable: false },
    ],
  ];
}

const OPENAI_ROWS: Row[] = (
  [
    ['rate limit', 429, { type: 'tokens', code: 'rate_limit_exceeded' }, 'rate-limit'],
    ['slow down', 429, { type: 'rate_limit_error', code: 'slow_down' }, 'rate-limit'],
    ['slow down as it used to be', 503, { code: 'slow_down' }, 'rate-limit'],
    ['quota', 429, { type: 'insufficient_quota', code: 'insufficient_quota' }, 'quota'],
    ['credit', 429, { type: 'insufficient_quota', code: 'credit_balance_exhausted' }, 'quota'],
    ['project limit', 429, { type: 'x', code: 'project_spend_limit_exceeded' }, 'quota'],
    ['usage limit', 429, { type: 'x', code: 'organization_usage_limit_exceeded' }, 'quota'],
    ['billing', 429, { type: 'x', code: 'billing_hard_limit_reached' }, 'quota'],
    [
      'overloaded',
      503,
      { type: 'service_unavailable_error', code: 'server_is_overloaded' },
      'overloaded',
    ],
    ['wrong key', 401, { code: 'invalid_api_key' }, 'auth'],
    ['no such model', 404, { code: 'model_not_found' }, 'model-not-found'],
    [
      'no access to the model',
      403,
      { message: 'Project `p` does not have access to model `m`' },
      'model-not-found',
    ],
    ['too long, by code', 400, { code: 'context_length_exceeded' }, 'context-length'],
    [
      'too long, by message',
      400,
      { message: "This model's maximum context length is 8192 tokens." },
      'context-length',
    ],
    [
      'too long, newer',
      400,
      { message: 'Your input exceeds the context window of this model.' },
      'context-length',
    ],
    [
      'too long, configured',
      400,
      { message: 'Input tokens exceed the configured limit of 9 tokens.' },
      'context-length',
    ],
    ['policy', 400, { code: 'content_policy_violation' }, 'content-filter'],
    ['prompt', 400, { code: 'invalid_prompt' }, 'content-filter'],
    ['biology', 400, { code: 'bio_policy' }, 'content-filter'],
    ['parameter', 400, { code: 'unsupported_parameter', param: 'temperature' }, 'invalid-request'],
  ] as const
).map(([what, status, error, kind]) => [what, rejection('openai', status, error), { kind }]);

const ANTHROPIC_ROWS: Row[] = (
  [
    ['rate limit', 429, { type: 'rate_limit_error' }, 'rate-limit'],
    ['ramp', 429, { type: 'rate_limit_error', code: 'ramp_limit_exceeded' }, 'rate-limit'],
    ['spend cap', 429, { type: 'rate_limit_error', code: 'enforced_spend_limit_reached' }, 'quota'],
    [
      'contract cap',
      429,
      { type: 'rate_limit_error', code: 'contract_spend_limit_reached' },
      'quota',
    ],
    [
      'own limit',
      400,
      {
        message:
          'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      },
      'quota',
    ],
    [
      'workspace limit',
      400,
      { message: 'You have reached your specified workspace API usage limits.' },
      'quota',
    ],
    [
      'credit',
      400,
      { message: 'Your credit balance is too low to access the Anthropic API.' },
      'quota',
    ],
    ['on hold', 400, { code: 'organization_on_hold' }, 'permission'],
    [
      'no such model',
      404,
      { type: 'not_found_error', message: 'model: claude-haiku-4' },
      'model-not-found',
    ],
    ['no such path', 404, { type: 'not_found_error', message: 'Not Found' }, 'not-found'],
    [
      'too long',
      400,
      { message: 'prompt is too long: 210000 tokens > 200000 maximum' },
      'context-length',
    ],
    ['overloaded', 529, { type: 'overloaded_error' }, 'overloaded'],
    ['gateway', 504, { type: 'timeout_error' }, 'server'],
    [
      'a body after decoding',
      413,
      { code: 'request_body_too_large_after_decoding' },
      'invalid-request',
    ],
  ] as const
).map(([what, status, error, kind]) => [
  what,
  rejection('anthropic', status, error),
  { kind, ...(status === 504 ? { billed: 'maybe' as const } : {}) },
]);

const OWN_ROWS = { openai: OPENAI_ROWS, anthropic: ANTHROPIC_ROWS };

describe.each(DIALECTS)('%s: a failure is classified, after exactly one request', (dialect) => {
  it.each([...commonRows(dialect), ...OWN_ROWS[dialect]])('%s', async (_what, reply, expected) => {
    await using server = await startFaultServer(reply);
    const error = await failure(
      providerAt(dialect, server.url).generate(hello(dialect), callContext()),
    );
    const { kind, billed, retryAfterMs, retryable } = error;
    expect({ kind, billed, retryAfterMs, retryable }).toEqual({
      billed: 'no',
      retryAfterMs: undefined,
      retryable: undefined,
      ...expected,
    });
    expect(server.requests).toHaveLength(1);
    expect(error.status).toBe(reply.status === 200 ? undefined : reply.status);
  });

  it('says after how long a limit frees where the server gives only the reset', async () => {
    const now = Date.now();
    const headers: Record<string, string> =
      dialect === 'openai'
        ? { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0.5s' }
        : {
            'anthropic-ratelimit-input-tokens-remaining': '0',
            'anthropic-ratelimit-input-tokens-reset': new Date(now + 360_500).toISOString(),
          };
    await using server = await startFaultServer(rejection(dialect, 429, {}, headers));
    const { retryAfterMs = 0 } = await failure(
      providerAt(dialect, server.url).generate(hello(dialect), callContext()),
    );
    expect(retryAfterMs).toBeGreaterThan(330_000);
    expect(retryAfterMs).toBeLessThanOrEqual(360_500);
  });

  it('names the request by the id in the header', async () => {
    const header = dialect === 'openai' ? 'x-request-id' : 'request-id';
    await using server = await startFaultServer({ status: 500, headers: { [header]: 'req_42' } });
    const error = await failure(
      providerAt(dialect, server.url).generate(hello(dialect), callContext()),
    );
    expect(error.providerRequestId).toBe('req_42');
  });

  it('takes a refused connection as a network failure that may pass', async () => {
    const error = await failure(
      providerAt(dialect, await unusedUrl()).generate(hello(dialect), callContext()),
    );
    expect(error).toMatchObject({ kind: 'network', billed: 'no' });
    expect(error.retryable).toBeUndefined();
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('takes an unknown host as a failure that will not heal', async () => {
    const error = await failure(
      providerAt(dialect, 'https://nope.invalid').generate(hello(dialect), callContext()),
    );
    expect(error).toMatchObject({ kind: 'network', billed: 'no', retryable: false });
  });

  it('does not follow a redirect, which would carry the key elsewhere', async () => {
    await using elsewhere = await startFaultServer({ body: answerBody(dialect) });
    await using server = await startFaultServer({
      status: 307,
      headers: { location: `${elsewhere.url}/v1/chat/completions` },
    });
    const error = await failure(
      providerAt(dialect, server.url).generate(hello(dialect), callContext()),
    );
    expect(error).toMatchObject({ kind: 'network', retryable: false });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.requests).toHaveLength(0);
  });

  it.each(['hang', 'stall'] as const)('rejects with the reason of an abort: %s', async (fault) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await using server = await startFaultServer(() => {
      setImmediate(() => controller.abort(reason));
      return { fault };
    });
    await expect(
      providerAt(dialect, server.url).generate(hello(dialect), callContext(controller.signal)),
    ).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('sends nothing once the signal has fired', async () => {
    await using server = await startFaultServer({});
    const call = callContext(AbortSignal.abort('gone'));
    await expect(providerAt(dialect, server.url).generate(hello(dialect), call)).rejects.toBe(
      'gone',
    );
    expect(server.requests).toHaveLength(0);
  });

  it('takes a time limit of the SDK as a timeout that may cost money', async () => {
    await using server = await startFaultServer({ fault: 'hang' });
    const call = { ...callContext(), timeoutMs: 1 };
    const error = await failure(providerAt(dialect, server.url).generate(hello(dialect), call));
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
    const error = await failure(provider.generate(hello(dialect), callContext()));
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

  it('does not quote what a parser says about an answer', async () => {
    await using server = await startFaultServer({ body: 'the secret answer is 42' });
    const error = await failure(
      providerAt(dialect, server.url).generate(hello(dialect), callContext()),
    );
    expect(inspect(error, { depth: 20 })).not.toContain('secret answer');
    expect(error.message).toContain('the answer was not valid JSON');
  });
});
