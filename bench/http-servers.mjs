import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { createHandler } from '../dist/http.js';
import { Orchestrator } from '../dist/index.js';
import { OpenAIProvider } from '../dist/openai.js';
import { MockSuccessProvider } from '../dist/testing.js';

/** One server in a process of its own: which one, its token, and where the vendor is. */
const [name, token, baseURL] = process.argv.slice(2);

const SERVERS = {
  'hono, no token': () => hono((app) => app),
  hono: () => hono((app) => app.use(tokenCheck)),
  'hono, bearerAuth': () => hono((app) => app.use(bearerAuth({ token }))),
  'ours, no token': () => listen(createHandler(mocks(), { auth: false })),
  ours: () => listen(createHandler(mocks(), { auth: { generate: token } })),
  'ours, gateway': () => {
    const provider = new OpenAIProvider({ apiKey: 'key', baseURL, models: ['gpt-4o-mini'] });
    const orchestrator = new Orchestrator({ providers: [provider] });
    return listen(createHandler(orchestrator, { auth: { generate: token } }));
  },
};

const TEXT = 'Qubits may be 0 and 1 at once.';
const USAGE = { inputTokens: 11, outputTokens: 8 };

function mocks() {
  const mock = (id) => new MockSuccessProvider({ name: id, text: TEXT, usage: USAGE });
  return new Orchestrator({ providers: [mock('first'), mock('second')] });
}

/** What somebody writes who needs no more: one token, compared as it is. */
async function tokenCheck(context, next) {
  if (context.req.header('authorization') === `Bearer ${token}`) return next();
  return context.json({ error: { message: 'no' } }, 401);
}

/** Reads JSON and answers JSON, of the size and shape of ours; for nothing else is it good. */
function hono(guarded) {
  let requests = 0;
  const app = guarded(new Hono());
  app.post('/generate', async (context) => {
    const startedAt = performance.now();
    const { prompt } = await context.req.json();
    if (typeof prompt !== 'string') return context.json({ error: { message: 'no' } }, 400);
    const id = `b34104aa024b-${++requests}`;
    context.header('x-request-id', id);
    return context.json(answerOf(id, startedAt));
  });
  return listen(app.fetch);
}

function answerOf(id, startedAt) {
  const usage = { ...USAGE, totalTokens: 19, source: 'reported' };
  const attempt = {
    attemptId: `${id}/1`,
    model: 'first/default',
    provider: 'first',
    outcome: 'success',
    health: 'good',
    probe: false,
    startedAt: Date.now(),
    latencyMs: performance.now() - startedAt,
    usage,
    finishReason: 'stop',
  };
  return {
    id,
    text: TEXT,
    content: [{ type: 'text', text: TEXT }],
    toolCalls: [],
    finishReason: 'stop',
    intent: 'education',
    intentConfidence: 0.9675413509073354,
    model: 'first/default',
    provider: 'first',
    usage,
    attempts: [attempt],
    fellBack: false,
    latencyMs: performance.now() - startedAt,
    warnings: [],
  };
}

function listen(fetch) {
  return new Promise((resolve) => {
    serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  });
}

process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
process.send({ port: await SERVERS[name]() });
