import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Billed, ErrorKind } from '../../src/contracts/attempt.js';
import {
  ALL_DIALECTS,
  CANARY_KEY,
  streamBody,
  streamError,
  streamOpening,
  type VendorError,
} from '../support/dialects.js';
import { HTML_PAGE } from '../support/error-rows.js';
import type { Reply } from '../support/fault-server.js';
import { sse } from '../support/sse.js';
import { streamed } from './streamed.js';

type InBandRow = readonly [kind: ErrorKind, openai: VendorError, anthropic: VendorError];

/** What vendors say in the midst of an answer. */
const IN_BAND: readonly InBandRow[] = [
  [
    'overloaded',
    { type: 'service_unavailable_error', code: 'server_is_overloaded' },
    { type: 'overloaded_error' },
  ],
  ['rate-limit', { type: 'tokens', code: 'rate_limit_exceeded' }, { type: 'rate_limit_error' }],
  ['server', { type: 'server_error' }, { type: 'api_error' }],
  ['timeout', { type: 'timeout_error' }, { type: 'timeout_error' }],
  [
    'quota',
    { type: 'insufficient_quota', code: 'credit_balance_exhausted' },
    { type: 'rate_limit_error', code: 'enforced_spend_limit_reached' },
  ],
  ['auth', { code: 'invalid_api_key' }, { type: 'authentication_error' }],
  ['permission', { type: 'permission_error' }, { type: 'permission_error' }],
  ['invalid-request', { type: 'invalid_request_error' }, { type: 'invalid_request_error' }],
  [
    'context-length',
    { code: 'context_length_exceeded' },
    { type: 'invalid_request_error', message: 'prompt is too long: 9 tokens > 8 maximum' },
  ],
];

describe.each(ALL_DIALECTS)('%s: an error inside a stream', (dialect) => {
  const cases = IN_BAND.flatMap(([kind, openai, anthropic]) =>
    ['', 'hello'].map((text) => {
      const error = dialect === 'anthropic' ? anthropic : openai;
      return { kind, error, when: text === '' ? 'before' : 'after', text };
    }),
  );

  it.each(cases)('is what its words say: $kind $when content', async ({ kind, error, text }) => {
    const opening = text === '' ? '' : streamOpening(dialect, text);
    const chunks = [opening, streamError(dialect, error)];
    const read = await streamed(dialect, { chunks, headers: { 'x-request-id': 'req_42' } });
    const billed: Billed = kind === 'timeout' ? 'maybe' : 'no';
    const known = { code: 'provider-error', kind, billed, providerRequestId: 'req_42' };
    expect(read.error).toMatchObject(known);
    expect(read.error).not.toHaveProperty('status');
    expect(read.error).not.toHaveProperty('retryable');
    expect([read.text, read.finish]).toEqual([text, undefined]);
  });

  it.each([
    ['policy', 'content_policy_violation'],
    ['prompt', 'invalid_prompt'],
    ['biology', 'bio_policy'],
  ])('is a refusal of the content where the vendor says so: %s', async (_what, code) => {
    const chunks = [streamOpening(dialect), streamError(dialect, { code })];
    const { error } = await streamed(dialect, { chunks });
    expect(error).toMatchObject({ kind: 'content-filter', billed: 'no' });
  });

  it('shows neither the key nor a page of text', async () => {
    const message = `${CANARY_KEY} ${'long '.repeat(200)}`;
    const chunks = [streamError(dialect, { type: 'server_error', message })];
    const { error } = await streamed(dialect, { chunks });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(CANARY_KEY);
    expect((error as Error).message.length).toBeLessThan(400);
  });
});

describe('a response that fails', () => {
  const failed = (code: string) => {
    const response = { id: 'resp_1', status: 'failed', error: { code, message: 'no' }, output: [] };
    return sse([{ type: 'response.failed', response, sequence_number: 9 }]);
  };

  it.each([
    ['server_error', 'server'],
    ['rate_limit_exceeded', 'rate-limit'],
    ['invalid_prompt', 'content-filter'],
    ['bio_policy', 'content-filter'],
    ['image_content_policy_violation', 'content-filter'],
    ['invalid_image_format', 'invalid-request'],
  ])('is an error of its code: %s', async (code, kind) => {
    const chunks = [streamOpening('responses'), failed(code)];
    const { text, finish, error } = await streamed('responses', { chunks });
    expect(error).toMatchObject({ code: 'provider-error', kind, vendorCode: code });
    expect([text, finish]).toEqual(['hello', undefined]);
  });
});

describe.each(ALL_DIALECTS)('%s: a stream that ends early', (dialect) => {
  it('has no finish where it just ends, and keeps what came', async () => {
    const { text, finish, error } = await streamed(dialect, { chunks: [streamOpening(dialect)] });
    expect([text, finish, error]).toEqual(['hello', undefined, undefined]);
  });

  it('has neither content nor finish where nothing comes at all', async () => {
    const { text, finish, error } = await streamed(dialect, { chunks: [] });
    expect([text, finish, error]).toEqual(['', undefined, undefined]);
  });

  it.each([
    ['before content', ''],
    ['after content', 'hello'],
  ])('fails as a network does when the connection is cut, %s', async (_when, text) => {
    const chunks = text === '' ? [': open\n\n'] : [streamOpening(dialect, text)];
    const read = await streamed(dialect, { chunks, fault: 'cut' });
    expect(read.error).toMatchObject({ code: 'provider-error', kind: 'network', billed: 'maybe' });
    expect(read.error).not.toHaveProperty('status');
    expect([read.text, read.finish]).toEqual([text, undefined]);
  });

  it('is whole once the vendor has said so, even if the connection is cut then', async () => {
    const chunks = [streamBody(dialect)];
    const { text, finish, error } = await streamed(dialect, { chunks, fault: 'cut' });
    expect([text, finish?.finishReason, error]).toEqual(['hello', 'stop', undefined]);
  });

  it.each([
    ['before content', ''],
    ['after content', 'hello'],
  ])('is unusable where an event is no JSON, and is not quoted: %s', async (_when, text) => {
    const opening = text === '' ? '' : streamOpening(dialect, text);
    const broken = 'data: {"choices": the secret answer is 42\n\n';
    const name = dialect === 'anthropic' ? 'event: content_block_delta\n' : '';
    const chunks = [opening, name, broken, streamBody(dialect)];
    const read = await streamed(dialect, { chunks });
    expect(read.error).toMatchObject({ kind: 'protocol', billed: 'maybe' });
    expect([read.text, read.finish]).toEqual([text, undefined]);
    expect(inspect(read.error, { depth: 20, showHidden: true })).not.toContain('secret answer');
  });
});

describe('a chat completion that says why it ended', () => {
  const [, , ...events] = streamBody('openai')
    .split(/(?<=\n\n)/)
    .reverse();
  const chunks = events.reverse();

  it('is whole without its usage and its last word', async () => {
    const { text, finish, error } = await streamed('openai', { chunks });
    expect([text, finish?.finishReason, error]).toEqual(['hello', 'stop', undefined]);
    expect(finish).not.toHaveProperty('usage');
  });

  it('is whole even if the connection is cut then', async () => {
    const { text, finish, error } = await streamed('openai', { chunks, fault: 'cut' });
    expect([text, finish?.finishReason, error]).toEqual(['hello', 'stop', undefined]);
  });
});

describe.each(ALL_DIALECTS)('%s: an answer with 200 that is no stream', (dialect) => {
  it.each<readonly [what: string, reply: Reply]>([
    ['a page', { ...HTML_PAGE, status: 200 }],
    ['malformed JSON', { body: '{"id": nope' }],
    ['an empty body', { body: '' }],
    ['null', { body: 'null' }],
    ['an answer of another shape', { body: { ok: true } }],
  ])('never passes for a whole one: %s', async (_what, reply) => {
    const { events, error } = await streamed(dialect, reply);
    expect(events).toEqual([]);
    const { kind = 'protocol' } = (error ?? {}) as { readonly kind?: ErrorKind };
    expect(kind).toBe('protocol');
  });

  it('is the error that it holds, as without a stream', async () => {
    const body = { error: { type: 'overloaded_error', message: 'busy' } };
    const { events, error } = await streamed(dialect, { body });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'overloaded', billed: 'no' });
  });
});
