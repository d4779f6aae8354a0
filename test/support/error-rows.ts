import type { Billed, ErrorKind } from '../../src/contracts/attempt.js';
import { type Dialect, errorBody, type VendorError } from './dialects.js';
import type { Reply } from './fault-server.js';

/** What a failure is to be, beside what it says. What is left out is to be absent, and `billed` to be `no`. */
interface ExpectedFailure {
  readonly kind: ErrorKind;
  readonly billed?: Billed;
  readonly retryAfterMs?: number;
  readonly retryable?: boolean;
}
export type ErrorRow = readonly [what: string, reply: Reply, expected: ExpectedFailure];

/** The answer of a server that says no. */
export function rejection(
  dialect: Dialect,
  status: number,
  error: VendorError,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: errorBody(dialect, error) };
}

/** What proxies and captive portals answer with. */
export const HTML_PAGE: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
};

/** All the ways in which a vendor fails before it begins to answer: the same with and without a stream. */
export function errorRows(dialect: Dialect): readonly ErrorRow[] {
  const own = dialect === 'anthropic' ? ANTHROPIC_ROWS : OPENAI_ROWS;
  const rows = own.map(([what, status, error, expected]): ErrorRow => {
    const failure = typeof expected === 'string' ? { kind: expected } : expected;
    return [what, rejection(dialect, status, error), failure];
  });
  return [...commonRows(dialect), ...waitRows(dialect), ...rows];
}

type OwnRow = readonly [
  what: string,
  status: number,
  error: VendorError,
  expected: ErrorKind | ExpectedFailure,
];

function commonRows(dialect: Dialect): readonly ErrorRow[] {
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
    ['502 with a page', HTML_PAGE, { kind: 'server' }],
    ['503 without a body', { status: 503 }, { kind: 'server' }],
    ['504', { status: 504 }, { kind: 'server', billed: 'maybe' }],
    ['529', { status: 529 }, { kind: 'overloaded' }],
    ['reset before the headers', { fault: 'reset' }, { kind: 'network', billed: 'no' }],
    ['cut inside the body', { fault: 'cut' }, { kind: 'network', billed: 'maybe' }],
  ];
}

/** How long the server asks to wait, and whether it wants to be asked again. */
function waitRows(dialect: Dialect): readonly ErrorRow[] {
  return [
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

const OPENAI_ROWS: readonly OwnRow[] = [
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
];

const ANTHROPIC_ROWS: readonly OwnRow[] = [
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
  ['gateway', 504, { type: 'timeout_error' }, { kind: 'server', billed: 'maybe' }],
  [
    'a body after decoding',
    413,
    { code: 'request_body_too_large_after_decoding' },
    'invalid-request',
  ],
];
