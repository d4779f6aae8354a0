import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getRequestListener, serve } from '@hono/node-server';
import express, { type Express } from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createHandler, type HttpHandler } from '../../src/http/index.js';
import { Orchestrator } from '../../src/orchestrator.js';
import type { Script } from '../../src/testing/script.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';

const BASE = '/llm';
const TOKEN = 'token-of-the-application';

/** An app that has begun to listen. */
interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** With the handler under `/llm`. */
type Start = (handler: HttpHandler) => Promise<Listening>;

const nodeServer: Start = async (handler) => {
  const server = serve({ fetch: handler, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  return listening(server.address(), async () => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await once(server, 'close');
  });
};

function onExpress(prepare: (app: Express) => void = () => {}): Start {
  return async (handler) => {
    const app = express();
    prepare(app);
    app.all(`${BASE}/{*path}`, getRequestListener(handler, { overrideGlobalObjects: false }));
    app.post('/orders', express.json(), (request, response) => void response.json(request.body));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return listening(server.address(), async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });
  };
}

function onFastify(prepare: (scope: FastifyInstance) => void = leaveBodies): Start {
  return async (handler) => {
    const app = fastify({ forceCloseConnections: true });
    const listener = getRequestListener(handler, { overrideGlobalObjects: false });
    app.register(async (scope) => {
      prepare(scope);
      scope.all(`${BASE}/*`, async ({ raw }, reply) => {
        reply.hijack();
        await listener(raw, reply.raw);
      });
    });
    app.post('/orders', async ({ body }) => body);
    await app.listen({ port: 0, host: '127.0.0.1' });
    return listening(app.server.address(), () => app.close());
  };
}

function leaveBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
}

function listening(address: unknown, close: () => Promise<void>): Listening {
  const { port } = address as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

function setUp(script: Script) {
  const provider = new ScriptedProvider({ script });
  const orchestrator = new Orchestrator({ providers: [provider] });
  const handler = createHandler(orchestrator, { auth: { generate: TOKEN }, basePath: BASE });
  return { provider, orchestrator, handler };
}

function post(url: string, body: unknown, more: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...more,
  });
}

function aborted(signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) throw new Error('nobody was asked');
  return signal.aborted ? Promise.resolve() : once(signal, 'abort');
}

const ASK = { prompt: 'Why are there tides?', intent: 'general' };
const CHAT = { model: 'auto', messages: [{ role: 'user', content: 'Why are there tides?' }] };

const SERVERS: readonly (readonly [string, Start])[] = [
  ['@hono/node-server', nodeServer],
  ['Express', onExpress()],
  ['Fastify', onFastify()],
];

describe.each(SERVERS)('behind %s', (_, start) => {
  it('an answer comes in one piece, or as a stream', async () => {
    const { handler } = setUp(['The moon.', 'The moon.']);
    await using app = await start(handler);
    const whole = await post(`${app.url}/llm/generate`, ASK);
    expect(whole.status).toBe(200);
    expect(await whole.json()).toMatchObject({ text: 'The moon.' });
    const streamed = await post(`${app.url}/llm/v1/chat/completions`, { ...CHAT, stream: true });
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    expect(await streamed.text()).toMatch(/"content":"The "[\s\S]*data: \[DONE\]\n\n$/);
  });

  it('a body without a length is read, too', async () => {
    const { handler } = setUp(['The moon.']);
    await using app = await start(handler);
    const body = new Blob([JSON.stringify(ASK)]).stream();
    const response = await post(`${app.url}/llm/generate`, ASK, { body, duplex: 'half' });
    expect(await response.json()).toMatchObject({ text: 'The moon.' });
  });

  it.each([
    ['/generate', { ...ASK, stream: true }],
    ['/v1/chat/completions', { ...CHAT, stream: true }],
  ])(
    'a client that leaves in the middle of %s takes the request to the vendor with it',
    async (path, body) => {
      const { provider, orchestrator, handler } = setUp([{ events: ['Tides ', { hang: true }] }]);
      await using app = await start(handler);
      const ended = new Promise((resolve) => orchestrator.on('request-end', resolve));
      const client = new AbortController();
      const response = await post(app.url + BASE + path, body, { signal: client.signal });
      const reader = response.body?.getReader();
      expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('Tides ');
      client.abort();
      await aborted(provider.calls[0]?.signal);
      expect(await ended).toMatchObject({ outcome: 'aborted' });
    },
  );

  it('a client that does not wait for the answer takes it with it as well', async () => {
    const { provider, orchestrator, handler } = setUp([{ hang: true }]);
    await using app = await start(handler);
    const begun = new Promise((resolve) => orchestrator.on('attempt-start', resolve));
    const ended = new Promise((resolve) => orchestrator.on('request-end', resolve));
    const client = new AbortController();
    const response = post(`${app.url}/llm/generate`, ASK, { signal: client.signal });
    await begun;
    client.abort();
    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    expect(await ended).toMatchObject({ outcome: 'aborted' });
    expect(provider.calls[0]?.signal.aborted).toBe(true);
  });

  it('failures of a request have our shape, whatever it is', async () => {
    const { handler } = setUp([]);
    await using app = await start(handler);
    const answers = [
      await post(`${app.url}/llm/generate`, ASK, { headers: {} }),
      await post(`${app.url}/llm/nowhere`, ASK),
      await post(`${app.url}/llm/generate`, ASK, { method: 'PUT' }),
      await post(`${app.url}/llm/generate`, ASK, {
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
      }),
      await post(`${app.url}/llm/generate`, ASK, { body: '{' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 404, 405, 415, 400]);
    for (const answer of answers) {
      expect(await answer.json()).toEqual({
        error: expect.objectContaining({ message: expect.any(String), code: expect.any(String) }),
      });
    }
  });
});

describe.each([
  ['Express', onExpress()],
  ['Fastify', onFastify()],
])('beside the routes of an app of %s', (_, start) => {
  it('they get their bodies as before', async () => {
    const { handler } = setUp([]);
    await using app = await start(handler);
    const response = await post(`${app.url}/orders`, { pizza: 2 });
    expect(await response.json()).toEqual({ pizza: 2 });
  });
});

describe('a body that somebody has read before', () => {
  it.each([
    ['Express, after express.json()', onExpress((app) => app.use(express.json()))],
    ['Fastify, with its own parsers', onFastify(() => {})],
  ])('is named as what is wrong, at once: %s', async (_, start) => {
    const { handler } = setUp([]);
    await using app = await start(handler);
    for (const [path, body] of [
      ['/generate', ASK],
      ['/v1/chat/completions', CHAT],
    ] as const) {
      const response = await post(app.url + BASE + path, body);
      expect(response.status).toBe(500);
      expect(response.headers.get('x-should-retry')).toBe('false');
      expect(await response.json()).toMatchObject({
        error: { code: 'body_already_read', message: expect.stringContaining('before any parser') },
      });
    }
  });

  it('is one of Express whose length was not known: it is not there', async () => {
    const { handler } = setUp([]);
    await using app = await onExpress((app) => app.use(express.json()))(handler);
    const body = new Blob([JSON.stringify(ASK)]).stream();
    const response = await post(`${app.url}/llm/generate`, ASK, { body, duplex: 'half' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('the body is empty, or was read before');
  });

  it('is used where the parser of Express keeps it', async () => {
    const { handler } = setUp(['The moon.']);
    const keeping = express.json({
      verify: (request, _response, rawBody) => void Object.assign(request, { rawBody }),
    });
    await using app = await onExpress((app) => app.use(keeping))(handler);
    const response = await post(`${app.url}/llm/generate`, ASK);
    expect(await response.json()).toMatchObject({ text: 'The moon.' });
  });

  it('is named as well in a request of web standards', async () => {
    const { handler } = setUp([]);
    const request = new Request('http://localhost/llm/generate', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(ASK),
    });
    await request.json();
    const response = await handler(request);
    expect(await response.json()).toMatchObject({ error: { code: 'body_already_read' } });
  });
});
