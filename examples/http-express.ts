/**
 * An orchestrator beside the routes of an existing Express app. It reads bodies itself, so it is mounted before
 * `express.json()`; where that is not possible, the parser has to keep what it reads:
 *
 *     const verify = (request, _response, rawBody) => void Object.assign(request, { rawBody });
 *     app.use(express.json({ limit: '1mb', verify }));
 *
 * Otherwise every request to it is answered with 500 `body_already_read`.
 */
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { type GenerateResult, Orchestrator } from 'llm-orchestrator';
import { createHandler } from 'llm-orchestrator/http';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

// Of at least 16 characters: `openssl rand -hex 24` makes one. The two here are for this demonstration alone.
const { APP_TOKEN = 'demo-token-of-the-app', ADMIN_TOKEN = 'demo-token-of-an-admin' } = process.env;

const orchestrator = new Orchestrator({
  providers: [
    new MockFailureProvider({ name: 'shaky', models: ['m'], kind: 'overloaded' }),
    new MockSuccessProvider({ name: 'steady', models: ['m'], text: 'Tides follow the moon.' }),
  ],
  routes: { education: ['shaky/m'], general: ['shaky/m'] },
});
const handler = createHandler(orchestrator, {
  auth: { generate: APP_TOKEN, admin: ADMIN_TOKEN },
  basePath: '/llm',
});

const app = express();
// By `all`, not by `use`, which would take /llm off the path. The app keeps the global Request and Response it has.
app.all('/llm/{*path}', getRequestListener(handler, { overrideGlobalObjects: false }));
app.use(express.json());
app.post('/orders', (request, response) => void response.json({ ordered: request.body.item }));

const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;

function post(path: string, body: object, token?: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

const prompt = 'Explain the tides';

const order = await post('/orders', { item: 'tea' });
console.log('The app as before:', await order.json());

const stranger = await post('/llm/generate', { prompt });
const { error } = (await stranger.json()) as { error: { code: string } };
console.log(`Without a token: ${stranger.status} ${error.code}`);

const answer = await post('/llm/generate', { prompt }, APP_TOKEN);
const { text, model, fellBack } = (await answer.json()) as GenerateResult;
console.log(`With one: ${answer.status} ${text} (${model}, fell back: ${fellBack})`);

// `event: text-delta` for each piece, and `event: result` with the same object as above.
const stream = await post('/llm/generate', { prompt, stream: true }, APP_TOKEN);
const events = (await stream.text()).matchAll(/^event: (.+)$/gm);
console.log('As a stream:', [...events].map(([, name]) => name).join(' '));

const forbidden = await post('/llm/reset', {}, APP_TOKEN);
const reset = await post('/llm/reset', {}, ADMIN_TOKEN);
console.log(`To reset: ${forbidden.status} with the app's token, ${reset.status} with an admin's`);

await new Promise((resolve) => server.close(resolve));
await orchestrator.close();
