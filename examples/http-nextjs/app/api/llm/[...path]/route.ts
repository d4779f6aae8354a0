/** `app/api/llm/[...path]/route.ts` of an app on Next.js: everything under /api/llm. */
import { type AnyOrchestrator, Orchestrator } from 'llm-orchestrator';
import { createHandler, type HttpHandler } from 'llm-orchestrator/http';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

// Of at least 16 characters: `openssl rand -hex 24` makes one. The two here are for this demonstration alone.
const { APP_TOKEN = 'demo-token-of-the-app', ADMIN_TOKEN = 'demo-token-of-an-admin' } = process.env;

function makeOrchestrator(): AnyOrchestrator {
  return new Orchestrator({
    // In an app of yours: new OpenAIProvider({ apiKey: process.env['OPENAI_API_KEY'] }), ...
    providers: [
      new MockFailureProvider({ name: 'shaky', models: ['m'], kind: 'overloaded' }),
      new MockSuccessProvider({ name: 'steady', models: ['m'], text: 'Tides follow the moon.' }),
    ],
    routes: { education: ['shaky/m'], general: ['shaky/m'] },
  });
}

function makeHandler(): HttpHandler {
  return createHandler(makeOrchestrator(), {
    auth: { generate: APP_TOKEN, admin: ADMIN_TOKEN },
    basePath: '/api/llm',
  });
}

// One for the process, so that limits, rests and measurements hold together: while you develop, Next.js loads this file
// anew at every change.
const kept: typeof globalThis & { llm?: HttpHandler } = globalThis;
kept.llm ??= makeHandler();
const handler: HttpHandler = kept.llm;

// From Next.js 15 on nothing of it is kept; before, `export const dynamic = 'force-dynamic'` says so.
export const GET = (request: Request) => handler(request);
export const POST = (request: Request) => handler(request);
// With `cors`, OPTIONS as well, which Next.js would answer itself.

/** How long the host lets an answer take, s: a little more than `timeouts.totalMs`. */
export const maxDuration = 130;
