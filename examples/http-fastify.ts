/**
 * An orchestrator in a Fastify app, as a plugin of its own. It reads bodies itself, so the plugin has no parsers, while
 * the rest of the app keeps its own. A client that leaves in the middle of a stream takes the request to the vendor, and
 * what that would have cost, with it.
 */
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import fastify, { type FastifyInstance } from 'fastify';
import { Orchestrator } from 'llm-orchestrator';
import { createHandler } from 'llm-orchestrator/http';
import { ScriptedProvider } from 'llm-orchestrator/testing';

// Of at least 16 characters: `openssl rand -hex 24` makes one. The two here are for this demonstration alone.
const { APP_TOKEN = 'demo-token-of-the-app', ADMIN_TOKEN = 'demo-token-of-an-admin' } = process.env;

/** Stands for a vendor: it answers once, and then begins an answer that would take very long. */
const vendor = new ScriptedProvider({
  name: 'vendor',
  models: ['m'],
  script: ['Tides follow the moon.', { events: ['Once ', 'upon ', { hang: true }] }],
});
const orchestrator = new Orchestrator({ providers: [vendor] });

async function llm(scope: FastifyInstance): Promise<void> {
  const handler = createHandler(orchestrator, {
    auth: { generate: APP_TOKEN, admin: ADMIN_TOKEN },
    basePath: scope.prefix,
  });
  const listener = getRequestListener(handler, { overrideGlobalObjects: false });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  scope.all('/*', async ({ raw }, reply) => {
    reply.hijack(); // from here on the answer is the handler's, and so are the answers to wrong requests
    await listener(raw, reply.raw);
  });
}

// Streams that are still open do not keep it from closing.
const app = fastify({ forceCloseConnections: true });
app.register(llm, { prefix: '/llm' });
app.post('/orders', async ({ body }) => ({ ordered: (body as { item: string }).item }));
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;

function post(path: string, body: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${APP_TOKEN}` },
    body: JSON.stringify(body),
  });
}

const order = await post('/orders', { item: 'tea' });
console.log('The app as before:', await order.json());

const answer = await post('/llm/generate', { prompt: 'Explain the tides' });
const { text } = (await answer.json()) as { text: string };
console.log(`The orchestrator: ${answer.status} ${text}`);

const wrong = await post('/llm/generate', { promt: 'Explain the tides' });
const { error } = (await wrong.json()) as { error: { message: string } };
console.log(`A wrong request: ${wrong.status} ${error.message}`);

// A reader who has had enough.
const ended = new Promise<string>((resolve) =>
  orchestrator.on('request-end', ({ outcome }) => resolve(outcome)),
);
const stream = await post('/llm/generate', { prompt: 'Tell me a story', stream: true });
for await (const bytes of stream.body ?? []) {
  if (!new TextDecoder().decode(bytes).includes('upon ')) continue;
  console.log('The reader leaves.');
  break; // ends the connection
}
console.log(
  `The request was ${await ended}; the vendor is still at work: ${vendor.calls[1]?.isOpen}`,
);

await app.close();
await orchestrator.close();
