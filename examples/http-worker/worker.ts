/** A worker: an app on hono of its own, with an orchestrator under /llm. */
import { Hono } from 'hono';
import { Orchestrator } from 'llm-orchestrator';
import { createHandler, type HttpHandler } from 'llm-orchestrator/http';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

/** Secrets of the worker: `wrangler secret put APP_TOKEN`. */
interface Bindings {
  readonly APP_TOKEN: string;
  readonly ADMIN_TOKEN: string;
}

function makeHandler({ APP_TOKEN, ADMIN_TOKEN }: Bindings): HttpHandler {
  const orchestrator = new Orchestrator({
    // In a worker of yours: new OpenAIProvider({ apiKey: env.OPENAI_API_KEY }), ...
    providers: [
      new MockFailureProvider({ name: 'shaky', models: ['m'], kind: 'overloaded' }),
      new MockSuccessProvider({ name: 'steady', models: ['m'], text: 'Tides follow the moon.' }),
    ],
    routes: { education: ['shaky/m'], general: ['shaky/m'] },
  });
  return createHandler(orchestrator, {
    auth: { generate: APP_TOKEN, admin: ADMIN_TOKEN },
    basePath: '/llm',
  });
}

// One for the isolate, made by its first request, as there are no secrets before it. Isolates share nothing: limits,
// budgets and rests are those of each by itself, unless a `store` is shared.
let handler: HttpHandler | undefined;

const app = new Hono<{ Bindings: Bindings }>();
app.get('/', ({ text }) => text('The app itself'));
app.all('/llm/*', ({ env, req }) => {
  handler ??= makeHandler(env);
  return handler(req.raw);
});

export default app;
