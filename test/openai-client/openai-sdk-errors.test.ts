import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import type { OrchestratorOptions } from '../../src/configuration/options.js';
import { ProviderError } from '../../src/errors/provider-error.js';
import { type AnyOrchestrator, Orchestrator } from '../../src/orchestrator.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MockSuccessProvider } from '../../src/testing/mock-success-provider.js';
import type { Script } from '../../src/testing/script.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';
import { TRANSPORTS, type WireOptions } from '../openai-wire/transports.js';

const PROMPT = 'the secret recipe';
const chat = { model: 'auto', messages: [{ role: 'user' as const, content: PROMPT }] };

/** One model that plays a script. */
function alone(script: Script, options: Partial<OrchestratorOptions<never, never>> = {}) {
  const provider = new ScriptedProvider({ name: 'p', models: ['m'], script });
  const orchestrator = new Orchestrator({ providers: [provider], maxAttempts: 1, ...options });
  return { orchestrator, provider };
}

/** What the client throws, whether it asked for a stream or not. */
async function thrownBy(client: OpenAI, isStream = false, body: object = chat): Promise<APIError> {
  const asked = { ...chat, ...body, stream: isStream };
  const error: unknown = await client.chat.completions.create(asked).catch((why: unknown) => why);
  if (!(error instanceof APIError)) throw new Error('expected an APIError');
  expect(JSON.stringify(error.error)).not.toMatch(/recipe|token-/);
  return error;
}

const shouldRetry = ({ headers }: APIError) => headers?.get('x-should-retry');

describe.each(TRANSPORTS)('%s', (_, open) => {
  async function clientOf(orchestrator: AnyOrchestrator, maxRetries = 0, options?: WireOptions) {
    return new OpenAI({ ...(await open(orchestrator, options)), maxRetries });
  }

  /** With a client of its orchestrator. */
  async function setUp(script: Script, options: Partial<OrchestratorOptions<never, never>> = {}) {
    const made = alone(script, options);
    return { ...made, client: await clientOf(made.orchestrator) };
  }

  describe.each([
    ['asking', false],
    ['streaming', true],
  ] as const)('%s, an OpenAI client throws', (_, isStream) => {
    it.each([
      ['rate-limit', OpenAI.RateLimitError, 429, 'rate_limit_exceeded', null],
      ['quota', OpenAI.RateLimitError, 429, 'insufficient_quota', 'false'],
      ['overloaded', OpenAI.InternalServerError, 503, 'server_is_overloaded', null],
      ['timeout', OpenAI.InternalServerError, 504, 'timeout', null],
      ['network', OpenAI.InternalServerError, 502, 'upstream_unreachable', null],
      ['server', OpenAI.InternalServerError, 502, 'upstream_error', null],
      ['protocol', OpenAI.InternalServerError, 502, 'upstream_error', null],
      ['unknown', OpenAI.InternalServerError, 502, 'upstream_error', null],
      ['auth', OpenAI.InternalServerError, 502, 'upstream_refused', 'false'],
      ['permission', OpenAI.InternalServerError, 502, 'upstream_refused', 'false'],
      ['not-found', OpenAI.InternalServerError, 502, 'upstream_not_found', 'false'],
      ['model-not-found', OpenAI.NotFoundError, 404, 'model_not_found', 'false'],
      ['invalid-request', OpenAI.BadRequestError, 400, 'invalid_request', 'false'],
      ['context-length', OpenAI.BadRequestError, 400, 'context_length_exceeded', 'false'],
      ['content-filter', OpenAI.BadRequestError, 400, 'content_policy_violation', 'false'],
    ] as const)(
      'for a failure of kind %s its own class',
      async (kind, Class, status, code, retry) => {
        const { client } = await setUp([{ error: kind }]);
        const error = await thrownBy(client, isStream);
        expect(error).toBeInstanceOf(Class);
        expect(error).toMatchObject({ status, code });
        expect(error.message).toContain('p/m');
        expect(shouldRetry(error)).toBe(retry);
        expect(error.headers?.get('x-llm-orchestrator-attempts')).toBe('1');
        expect(error.headers?.get('x-llm-orchestrator-model')).toBe('p/m');
        expect(error.requestID).toBe(error.headers?.get('x-llm-orchestrator-request-id'));
      },
    );

    it('a rate limit error with the time to wait', async () => {
      const limited = {
        kind: 'rate-limit',
        message: 'p/m: slow down',
        retryAfterMs: 1_500,
      } as const;
      const clock = new ManualClock();
      const whenExhausted = { limits: 'fail' } as const;
      const { client } = await setUp([{ error: new ProviderError(limited) }], {
        clock,
        whenExhausted,
      });
      const error = await thrownBy(client, isStream);
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error.headers?.get('retry-after')).toBe('2');
      expect(error.headers?.get('retry-after-ms')).toBe('1500');
      expect(shouldRetry(error)).toBeNull();
    });

    it('no model available, while all of them rest', async () => {
      const limited = {
        kind: 'rate-limit',
        message: 'p/m: slow down',
        retryAfterMs: 61_000,
      } as const;
      const clock = new ManualClock();
      const whenExhausted = { limits: 'fail' } as const;
      const { client } = await setUp([{ error: new ProviderError(limited) }], {
        clock,
        whenExhausted,
      });
      await thrownBy(client, isStream);
      const error = await thrownBy(client, isStream);
      expect(error).toMatchObject({ status: 503, code: 'no_model_available' });
      // Its own SDK would take so long a wait for none.
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(60);
      expect(shouldRetry(error)).toBe('false');
      expect(error.headers?.get('x-llm-orchestrator-attempts')).toBe('0');
    });

    it('a rate limit error where a budget is used up', async () => {
      const { client } = await setUp(['Take flour.'], {
        budgets: [{ id: 'tiny', window: 'day', maxTokens: 1 }],
        whenExhausted: { limits: 'fail' },
      });
      await client.chat.completions.create(chat);
      const error = await thrownBy(client, isStream);
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(error.code).toBe('budget_exceeded');
      expect(shouldRetry(error)).toBe('false');
    });

    it('a timeout where the whole request took too long', async () => {
      const clock = new ManualClock();
      const { client, provider } = await setUp([{ hang: true }], {
        clock,
        timeouts: { totalMs: 1_000 },
      });
      const thrown = thrownBy(client, isStream);
      await expect.poll(() => provider.calls.length).toBe(1);
      await clock.advance(1_000);
      const error = await thrown;
      expect(error).toMatchObject({ status: 504, code: 'timeout' });
      expect(shouldRetry(error)).toBe('false');
    });

    it('an error of the server, for good, where the orchestrator is closed', async () => {
      const { client, orchestrator } = await setUp([]);
      await orchestrator.close();
      const error = await thrownBy(client, isStream);
      expect(error).toMatchObject({ status: 503, code: 'closed' });
      expect(shouldRetry(error)).toBe('false');
    });

    it.each([
      ['gpt-9', 'auto'],
      ['auto:qualty', 'auto:quality'],
      ['p/n', 'p/m'],
    ])('not found for the model %s, and is told of %s', async (model, meant) => {
      const { client, provider } = await setUp([]);
      const error = await thrownBy(client, isStream, { model });
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({
        type: 'invalid_request_error',
        code: 'model_not_found',
        param: 'model',
      });
      expect(error.message).toContain(`"${model}" does not exist; did you mean "${meant}"?`);
      expect(provider.calls).toEqual([]);
    });

    it('nothing of what fails within the server', async () => {
      const { orchestrator } = alone([]);
      const session = () => {
        throw new Error('no session in /srv/app/sessions.ts');
      };
      const client = await clientOf(orchestrator, 0, { session });
      const error = await thrownBy(client, isStream);
      expect(error).toMatchObject({ status: 500, code: 'internal_error' });
      expect(error.message).not.toContain('/srv');
    });
  });

  describe('an OpenAI client', () => {
    it('throws in the middle of a stream that breaks off, without joining another answer to it', async () => {
      const { client, provider } = await setUp(
        [{ events: ['Take ', { error: 'overloaded' }] }, 'No.'],
        {
          maxAttempts: 3,
        },
      );
      const stream = await client.chat.completions.create({ ...chat, stream: true });
      const texts: unknown[] = [];
      const reading = (async () => {
        for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
      })();
      const error: APIError = await reading.then(
        () => expect.unreachable(),
        (why) => why,
      );
      expect(texts).toEqual(['', 'Take ']);
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({
        status: undefined,
        type: 'service_unavailable_error',
        code: 'server_is_overloaded',
      });
      expect(error.message).toMatch(/The stream of p\/m broke off: .*overloaded/);
      expect(error.message).not.toContain('Take');
      expect(provider.calls).toHaveLength(1);
    });

    it('is not begun anew either, where the orchestrator would', async () => {
      const { client, provider } = await setUp(
        [{ events: ['Take ', { error: 'server' }] }, 'No.'],
        {
          maxAttempts: 3,
          onStreamFailure: 'restart',
        },
      );
      const stream = await client.chat.completions.create({ ...chat, stream: true });
      const texts: unknown[] = [];
      const reading = (async () => {
        for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'upstream_error' });
      expect(texts).toEqual(['', 'Take ']);
      await expect.poll(() => provider.calls.at(-1)?.signal.aborted).toBe(true);
    });

    it('asks again where that is of use, when it is told to', async () => {
      const limited = { kind: 'rate-limit', message: 'p/m: slow down', retryAfterMs: 1 } as const;
      const { orchestrator, provider } = alone(
        [{ error: new ProviderError(limited) }, 'Take flour.'],
        { cooldown: [] },
      );
      const client = await clientOf(orchestrator, 1);
      const { choices } = await client.chat.completions.create(chat);
      expect(choices[0]?.message.content).toBe('Take flour.');
      expect(provider.calls).toHaveLength(2);
    });

    it('sends a conversation of a mebibyte, and is told that a longer one is too large', async () => {
      const { orchestrator, provider } = alone(['Seen.']);
      const client = await clientOf(orchestrator, 2, { maxBodyBytes: 2 ** 20 });
      const about = JSON.stringify({ ...chat, messages: [{ role: 'user', content: '' }] }).length;
      const ask = (length: number) =>
        client.chat.completions.create({
          ...chat,
          messages: [{ role: 'user', content: 'x'.repeat(length - about) }],
        });
      expect((await ask(2 ** 20)).choices[0]?.message.content).toBe('Seen.');
      await expect(ask(2 ** 20 + 1)).rejects.toMatchObject({
        status: 413,
        code: 'request_too_large',
      });
      expect(provider.calls).toHaveLength(1);
    });

    it('does not ask again where that is of no use', async () => {
      const { orchestrator, provider } = alone([{ error: 'invalid-request' }]);
      await expect((await clientOf(orchestrator, 2)).chat.completions.create(chat)).rejects.toThrow(
        OpenAI.BadRequestError,
      );
      expect(provider.calls).toHaveLength(1);
    });

    it('is told to ask again while one of the models may come back, whichever failed last', async () => {
      const failing = (['overloaded', 'auth'] as const).map((kind) => {
        const script = [{ step: { error: kind }, times: Number.POSITIVE_INFINITY }];
        return new ScriptedProvider({ name: kind, models: ['m'], script });
      });
      const orchestrator = new Orchestrator({
        providers: failing,
        routes: { general: ['overloaded/m', 'auth/m'] },
        maxAttempts: 2,
      });
      const error = await thrownBy(await clientOf(orchestrator));
      expect(error).toMatchObject({ status: 503, code: 'server_is_overloaded' });
      expect(shouldRetry(error)).toBeNull();
      expect(error.headers?.get('x-llm-orchestrator-fell-back')).toBe('true');
    });

    it('is told not to ask again once the retry budget is spent', async () => {
      const { client } = await setUp([{ error: 'server' }, { error: 'server' }], {
        maxAttempts: 2,
        retryBudget: { ratio: 0, perSecond: 0, burst: 0 },
      });
      expect(shouldRetry(await thrownBy(client))).toBe('false');
    });

    it.each([
      ['tools', ['image-input'], { tools: [{ type: 'function', function: { name: 'f' } }] }],
      ['pictures', ['tools'], { messages: [imageMessage()] }],
    ] as const)('throws a bad request where no model can do %s', async (_, capabilities, body) => {
      const models = [{ id: 'm', capabilities }];
      const orchestrator = new Orchestrator({
        providers: [new MockSuccessProvider({ name: 'p', models })],
      });
      const error = await thrownBy(await clientOf(orchestrator), false, body);
      expect(error).toMatchObject({ status: 400, code: 'no_model_available' });
    });

    it('throws a bad request where no window is large enough', async () => {
      const models = [{ id: 'm', contextWindow: 1_000 }];
      const orchestrator = new Orchestrator({
        providers: [new MockSuccessProvider({ name: 'p', models })],
      });
      const messages = [{ role: 'user', content: 'word '.repeat(5_000) }];
      const error = await thrownBy(await clientOf(orchestrator), false, { messages });
      expect(error).toMatchObject({
        status: 400,
        code: 'context_length_exceeded',
        param: 'messages',
      });
    });

    it('throws not found for a model that is switched off', async () => {
      const orchestrator = new Orchestrator({
        providers: [new MockSuccessProvider({ name: 'p', models: ['m', 'n'] })],
        models: { 'p/n': { enabled: false } },
      });
      const error = await thrownBy(await clientOf(orchestrator), false, { model: 'p/n' });
      expect(error).toMatchObject({ status: 404, code: 'model_not_found' });
      const { data } = await (await clientOf(orchestrator)).models.list();
      expect(data.map(({ id }) => id)).not.toContain('p/n');
    });
  });
});

function imageMessage() {
  const url = 'https://example.test/a.png';
  return { role: 'user', content: [{ type: 'image_url', image_url: { url } }] };
}
