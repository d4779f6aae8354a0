import { describe, expect, it } from 'vitest';
import { always, scripted } from '../../orchestrator/support.js';
import { answerFor, conforming } from './api-contract.js';
import { jsonOf, serve } from './ask-api.js';

const TOKENS = { generate: 'generate-token-0001', read: 'read-token-00000001' };
const QUIET = { onError: () => {} };
const PROMPT = jsonOf({ prompt: 'Hi' });

function withToken(token: string, init: RequestInit = {}): RequestInit {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
  return { ...init, headers };
}

function answering(error: unknown) {
  return serve([scripted('a', always({ error }))], {
    whenExhausted: { limits: 'fail' },
    maxAttempts: 1,
  });
}

/** A failure that the document has, with its own status and in its one shape. */
async function failure(path: string, response: Response, method = 'POST') {
  const [place] = answerFor(path, method, response.status);
  const { body } = await conforming(path, method, response);
  expect(body).toEqual({ error: expect.any(Object) });
  return { status: response.status, place: place.at(-1) };
}

describe('a failure is as the document says', () => {
  it.each([
    [400, 'invalid-request'],
    [400, 'context-length'],
    [400, 'content-filter'],
    [404, 'model-not-found'],
    [429, 'rate-limit'],
    [429, 'quota'],
    [502, 'network'],
    [502, 'server'],
    [502, 'auth'],
    [503, 'overloaded'],
    [504, 'timeout'],
  ])("%i, where the vendor's is %s", async (status, kind) => {
    for (const path of ['/generate', '/v1/chat/completions']) {
      const { post } = answering(kind);
      const messages = [{ role: 'user', content: 'Hi' }];
      const body = path === '/generate' ? { prompt: 'Hi' } : { model: 'auto', messages };
      const { status: came, place } = await failure(path, await post(path, body));
      expect(came).toBe(status);
      expect(place).toBe(String(status));
    }
  });

  it.each(['/generate', '/explain', '/reset', '/v1/chat/completions'])(
    '400, 413, 415 and 408, where the body of %s is wrong, large, no JSON or slow',
    async (path) => {
      const { send, clock } = serve([scripted('a', [])], {}, { maxBodyBytes: 64, bodyMs: 10 });
      const bad = { ...PROMPT, body: '{' };
      const large = jsonOf({ prompt: 'x'.repeat(64) });
      const text = { method: 'POST', body: 'Hi', headers: { 'content-type': 'text/plain' } };
      const never = { ...PROMPT, body: new ReadableStream(), duplex: 'half' };
      for (const [status, init] of [
        [400, bad],
        [413, large],
        [415, text],
        [408, never],
      ] as const) {
        const pending = send(path, init as RequestInit);
        if (status === 408) await clock.advance(10);
        expect(await failure(path, await pending)).toEqual({ status, place: String(status) });
      }
    },
  );

  it('401 for a stranger and 403 for whoever may do other things, wherever it is', async () => {
    const { send } = serve([scripted('a', [])], {}, { auth: TOKENS });
    for (const [path, method] of [
      ['/generate', 'POST'],
      ['/stats', 'GET'],
      ['/health', 'GET'],
      ['/events', 'GET'],
      ['/dashboard', 'GET'],
      ['/v1/models', 'GET'],
    ] as const) {
      const stranger = await send(path, { method });
      expect(stranger.headers.has('www-authenticate')).toBe(true);
      expect(await failure(path, stranger, method)).toEqual({ status: 401, place: '401' });
    }
    const wrong = [
      await failure('/stats', await send('/stats', withToken(TOKENS.generate)), 'GET'),
      await failure('/reset', await send('/reset', withToken(TOKENS.read, PROMPT))),
    ];
    expect(wrong.map(({ status }) => status)).toEqual([403, 403]);
  });

  it('404 for a model that is not there, and for a path', async () => {
    const { send } = serve([scripted('a', [])]);
    const model = await send('/v1/models/a/none');
    expect(await failure('/v1/models/{model}', model, 'GET')).toEqual({
      status: 404,
      place: '404',
    });
    expect(await failure('/nowhere', await send('/nowhere'), 'GET')).toMatchObject({ status: 404 });
    expect(await failure('/v1/nowhere', await send('/v1/nowhere'), 'GET')).toMatchObject({
      status: 404,
    });
  });

  it('405 for a method that is not allowed', async () => {
    const { send } = serve([scripted('a', [])]);
    const get = await send('/generate');
    expect(await failure('/generate', get, 'GET')).toMatchObject({ status: 405 });
    const post = await send('/v1/models', PROMPT);
    expect(await failure('/v1/models', post)).toMatchObject({ status: 405 });
  });

  it('429 for a budget that is used up', async () => {
    const { post } = serve([scripted('a', always('Hi'))], {
      budgets: [{ id: 'daily', window: 'day', maxTokens: 1 }],
      whenExhausted: { limits: 'fail' },
    });
    await (await post('/generate', { prompt: 'Hi' })).text();
    const response = await post('/generate', { prompt: 'Hi' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await failure('/generate', response)).toEqual({ status: 429, place: '429' });
  });

  it('500 where something fails that is no answer of the orchestrator', async () => {
    const auth = () => {
      throw new Error('the directory is down');
    };
    const { send } = serve([scripted('a', [])], {}, { auth, ...QUIET });
    expect(await failure('/stats', await send('/stats'), 'GET')).toEqual({
      status: 500,
      place: '500',
    });
  });

  it('503 where the orchestrator is closed, and where too many read its events', async () => {
    const { orchestrator, send, post } = serve([scripted('a', [])]);
    for (let reader = 0; reader < 64; reader++) await send('/events');
    const full = await send('/events');
    expect(await failure('/events', full, 'GET')).toEqual({ status: 503, place: '503' });
    await orchestrator.close();
    const closed = await post('/explain', { prompt: 'Hi' });
    expect(await failure('/explain', closed)).toEqual({ status: 503, place: '503' });
  });

  it('not 503 where many have only asked for the head of /events', async () => {
    const { send } = serve([scripted('a', [])]);
    for (let reader = 0; reader < 64; reader++) await send('/events', { method: 'HEAD' });
    expect((await send('/events')).status).toBe(200);
  });
});
