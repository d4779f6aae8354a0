import { describe, expect, it } from 'vitest';
import { type GenerateResult, Orchestrator, type Provider } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';
import {
  DIALECTS,
  type Dialect,
  errorBody,
  modelOf,
  providerAt,
  streamBody,
  streamError,
  streamOpening,
} from '../support/dialects.js';
import { type Reply, startFaultServer, unusedUrl } from '../support/fault-server.js';
import { rejection } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;

/** An orchestrator whose primary is the vendor's real SDK against `url`, and whose second model always answers. */
function behind(dialect: Dialect, url: string, options: { attemptMs?: number } = {}) {
  const backup = new MockSuccessProvider({ name: 'backup', text: 'from the backup' });
  const primary = `${dialect}/${modelOf[dialect]}`;
  const orchestrator: Orchestrator = new Orchestrator({
    providers: [providerAt(dialect, url), backup] as readonly Provider[],
    routes: { general: [primary, 'backup/default'] as never },
    timeouts: { attemptMs: options.attemptMs ?? 20_000 },
  });
  return { orchestrator, primary };
}

interface Row {
  readonly what: string;
  readonly kind: string;
  readonly reply: (dialect: Dialect) => Reply;
  /** HTTP requests the primary gets: 2 where it is asked again at once. @default 1 */
  readonly requests?: number;
  readonly rests?: string;
  readonly attemptMs?: number;
}

const json = (status: number, error: Parameters<typeof errorBody>[1]) => (dialect: Dialect) => ({
  status,
  body: errorBody(dialect, error),
});

const FALLS_BACK: readonly Row[] = [
  {
    what: '401',
    kind: 'auth',
    reply: json(401, { type: 'authentication_error' }),
    rests: 'rejection',
  },
  {
    what: '403',
    kind: 'permission',
    reply: json(403, { type: 'permission_error' }),
    rests: 'rejection',
  },
  {
    what: '404 of a model',
    kind: 'model-not-found',
    reply: json(404, { type: 'not_found_error', code: 'model_not_found' }),
    rests: 'rejection',
  },
  { what: '408', kind: 'timeout', reply: json(408, { type: 'timeout_error' }), requests: 2 },
  {
    what: '429 of a rate',
    kind: 'rate-limit',
    reply: json(429, { type: 'rate_limit_error', code: 'rate_limit_exceeded' }),
    rests: 'rate-limit',
  },
  {
    what: '429 of a quota',
    kind: 'quota',
    reply: (dialect) => ({
      status: 429,
      body: errorBody(
        dialect,
        dialect === 'openai'
          ? { type: 'insufficient_quota', code: 'insufficient_quota' }
          : { type: 'rate_limit_error', code: 'enforced_spend_limit_reached' },
      ),
    }),
    rests: 'rejection',
  },
  { what: '500', kind: 'server', reply: json(500, { type: 'api_error' }) },
  {
    what: '529',
    kind: 'overloaded',
    reply: json(529, { type: 'overloaded_error' }),
  },
  { what: 'a reset connection', kind: 'network', reply: () => ({ fault: 'reset' }), requests: 2 },
  {
    what: 'malformed JSON with 200',
    kind: 'protocol',
    reply: () => ({ headers: { 'content-type': 'application/json' }, body: '{"choices": [' }),
  },
  {
    what: 'HTML with 200',
    kind: 'protocol',
    reply: () => ({ headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' }),
  },
  {
    what: 'no answer in time',
    kind: 'timeout',
    reply: () => ({ fault: 'hang' }),
    attemptMs: 1_500,
  },
];

type Ask = (orchestrator: Orchestrator) => Promise<GenerateResult>;

const WAYS: readonly (readonly [Dialect, string, Ask])[] = DIALECTS.flatMap((dialect) => [
  [dialect, 'generate', (orchestrator) => orchestrator.generate(request)],
  [dialect, 'stream', (orchestrator) => orchestrator.stream(request).result],
]);

describe.each(WAYS)('a failing %s primary, asked by %s', (dialect, _method, ask) => {
  it.each(FALLS_BACK)('$what: $kind, and the next model answers', async (row) => {
    await using server = await startFaultServer(row.reply(dialect));
    const limits = row.attemptMs === undefined ? {} : { attemptMs: row.attemptMs };
    const { orchestrator, primary } = behind(dialect, server.url, limits);
    const rests: string[] = [];
    orchestrator.on('cooldown-start', ({ policy }) => rests.push(policy));
    const answer = await ask(orchestrator);
    expect(answer).toMatchObject({ model: 'backup/default', text: 'from the backup' });
    expect(answer.attempts[0]).toMatchObject({ model: primary, error: { kind: row.kind } });
    expect(server.requests).toHaveLength(row.requests ?? 1);
    expect(rests).toEqual(row.rests === undefined ? [] : [row.rests]);
  });

  it('that nobody answers at is a network failure', async () => {
    const { orchestrator } = behind(dialect, await unusedUrl());
    const answer = await ask(orchestrator);
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'network' }, health: 'bad' });
    expect(answer.model).toBe('backup/default');
  });

  it('whose host does not resolve rests for a while, the whole provider', async () => {
    const { orchestrator } = behind(dialect, 'https://nope.invalid');
    const starts: unknown[] = [];
    orchestrator.on('cooldown-start', ({ scope, target }) => starts.push([scope, target]));
    const answer = await ask(orchestrator);
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'network', retryable: false } });
    expect(starts).toEqual([['provider', dialect]]);
  });

  it('that finds the request wrong stops it', async () => {
    await using server = await startFaultServer(json(400, { message: 'no such thing' })(dialect));
    const { orchestrator, primary } = behind(dialect, server.url);
    const error = await rejection(ask(orchestrator));
    expect(error).toMatchObject({
      code: 'provider-error',
      kind: 'invalid-request',
      model: primary,
    });
    expect(server.requests).toHaveLength(1);
  });
});

const SSE = { 'content-type': 'text/event-stream' };
const BUSY = { type: 'overloaded_error', message: 'busy' };

/** What breaks a stream that has begun, by what was sent until then. */
const BREAKS: readonly (readonly [string, string, (dialect: Dialect, sent: string) => Reply])[] = [
  [
    'an error inside it',
    'overloaded',
    (dialect, sent) => ({ headers: SSE, body: sent + streamError(dialect, BUSY) }),
  ],
  ['a connection cut', 'network', (_, sent) => ({ headers: SSE, chunks: [sent], fault: 'cut' })],
  ['a clean end too early', 'protocol', (_, sent) => ({ headers: SSE, body: sent })],
  [
    'an event that is no JSON',
    'protocol',
    (_, sent) => ({ headers: SSE, body: `${sent}data: {"choices": [\n\n` }),
  ],
  ['silence', 'timeout', (_, sent) => ({ headers: SSE, chunks: [sent], fault: 'stall' })],
];

describe.each(DIALECTS)('a stream of %s that breaks', (dialect) => {
  const limited = (url: string) => {
    const { orchestrator, primary } = behind(dialect, url);
    const timeouts = { firstTokenMs: 1_000, idleMs: 1_000 };
    return { orchestrator, primary, stream: orchestrator.stream({ ...request, timeouts }) };
  };

  it.each(BREAKS)('by %s before its first word falls back unseen: %s', async (_, kind, reply) => {
    await using server = await startFaultServer(reply(dialect, streamOpening(dialect, '')));
    const { primary, stream } = limited(server.url);
    const text: string[] = [];
    for await (const word of stream.textStream) text.push(word);
    expect(text.join('')).toBe('from the backup');
    const { attempts, model } = await stream.result;
    expect(model).toBe('backup/default');
    expect(attempts[0]).toMatchObject({ model: primary, error: { kind } });
    expect(attempts[0]?.error).not.toHaveProperty('emitted');
  });

  it.each(BREAKS)('by %s after it says what was delivered: %s', async (_, kind, reply) => {
    await using server = await startFaultServer(reply(dialect, streamOpening(dialect, 'Once ')));
    const { orchestrator, primary, stream } = limited(server.url);
    const text: string[] = [];
    const reading = (async () => {
      for await (const word of stream.textStream) text.push(word);
    })();
    expect(await rejection(reading)).toMatchObject({
      code: 'stream-interrupted',
      kind,
      model: primary,
      text: 'Once ',
    });
    expect(text.join('')).toBe('Once ');
    expect(server.requests).toHaveLength(1);
    const { models } = await orchestrator.stats();
    const [booked] = models.filter(({ lastMinute }) => lastMinute.requests > 0);
    expect(booked).toMatchObject({ model: primary, inFlight: 0, lastMinute: { failures: 1 } });
    expect(booked?.lastMinute.outputTokens).toBeGreaterThan(0);
  });

  it('not at all is whole, with the usage that was reported', async () => {
    const usage = { inputTokens: 21, outputTokens: 7 };
    const body = streamBody(dialect, { text: 'Once upon a time', usage });
    await using server = await startFaultServer({ headers: SSE, body });
    const { primary, stream } = limited(server.url);
    const result = await stream.result;
    expect(result).toMatchObject({ model: primary, text: 'Once upon a time' });
    expect(result.usage).toMatchObject({ ...usage, totalTokens: 28, source: 'reported' });
  });
});
