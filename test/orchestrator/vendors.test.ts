import { describe, expect, it } from 'vitest';
import { Orchestrator, type Provider } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';
import { DIALECTS, type Dialect, errorBody, modelOf, providerAt } from '../support/dialects.js';
import { type Reply, startFaultServer, unusedUrl } from '../support/fault-server.js';
import { rejection } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;

/** An orchestrator whose primary is the vendor's real SDK against `url`, and whose second model always answers. */
function behind(dialect: Dialect, url: string, options: { attemptMs?: number } = {}) {
  const backup = new MockSuccessProvider({ name: 'backup', text: 'from the backup' });
  const primary = `${dialect}/${modelOf[dialect]}`;
  const orchestrator = new Orchestrator({
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
    rests: 'rate-limit',
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

describe.each(DIALECTS)('a failing %s primary', (dialect) => {
  it.each(FALLS_BACK)('$what: $kind, and the next model answers', async (row) => {
    await using server = await startFaultServer(row.reply(dialect));
    const limits = row.attemptMs === undefined ? {} : { attemptMs: row.attemptMs };
    const { orchestrator, primary } = behind(dialect, server.url, limits);
    const rests: string[] = [];
    orchestrator.on('cooldown-start', ({ policy }) => rests.push(policy));
    const answer = await orchestrator.generate(request);
    expect(answer).toMatchObject({ model: 'backup/default', text: 'from the backup' });
    expect(answer.attempts[0]).toMatchObject({ model: primary, error: { kind: row.kind } });
    expect(server.requests).toHaveLength(row.requests ?? 1);
    expect(rests).toEqual(row.rests === undefined ? [] : [row.rests]);
  });

  it('that nobody answers at is a network failure', async () => {
    const { orchestrator } = behind(dialect, await unusedUrl());
    const answer = await orchestrator.generate(request);
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'network' }, health: 'bad' });
    expect(answer.model).toBe('backup/default');
  });

  it('whose host does not resolve rests for a while, the whole provider', async () => {
    const { orchestrator } = behind(dialect, 'https://nope.invalid');
    const starts: unknown[] = [];
    orchestrator.on('cooldown-start', ({ scope, target }) => starts.push([scope, target]));
    const answer = await orchestrator.generate(request);
    expect(answer.attempts[0]).toMatchObject({ error: { kind: 'network', retryable: false } });
    expect(starts).toEqual([['provider', dialect]]);
  });

  it('that finds the request wrong stops it', async () => {
    await using server = await startFaultServer(json(400, { message: 'no such thing' })(dialect));
    const { orchestrator, primary } = behind(dialect, server.url);
    const error = await rejection(orchestrator.generate(request));
    expect(error).toMatchObject({
      code: 'provider-error',
      kind: 'invalid-request',
      model: primary,
    });
    expect(server.requests).toHaveLength(1);
  });
});
