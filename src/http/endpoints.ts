import type { Awaitable } from '../contracts/basics.js';
import { openAIHandler } from '../openai-wire/openai-handler.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { Asking } from './asking.js';
import { dashboardPage } from './dashboard/dashboard-page.js';
import { DecisionLog } from './decision-log.js';
import { EventFeeds } from './event-feed.js';
import { eventStream } from './event-stream.js';
import type { Grant, HttpCaller } from './http-caller.js';
import type { HttpSettings } from './http-options.js';
import { Metrics } from './metrics/metrics.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { readReset } from './read-reset.js';

/** What is at a path. */
export interface Endpoint {
  readonly path: string;
  /** Undefined: it looks at that itself. */
  readonly method?: 'GET' | 'POST';
  /** Any of them will do, and `admin` always. */
  readonly grants: readonly Grant[];
  /** A browser that comes here asks its user for the token. */
  readonly isPage?: true;
  readonly answer: (request: Request, caller: HttpCaller) => Awaitable<Response>;
}

const ANY: readonly Grant[] = ['generate', 'read'];
const NOT_STORED = { headers: { 'cache-control': 'no-store' } };

/** Everything that is served, by exact path. */
export function endpointsOf(
  orchestrator: AnyOrchestrator,
  settings: HttpSettings,
): readonly Endpoint[] {
  const asking = new Asking(orchestrator, settings);
  const metrics = new Metrics(orchestrator);
  const decisions = new DecisionLog(orchestrator);
  const feeds = new EventFeeds(orchestrator);
  return [
    {
      path: '/generate',
      method: 'POST',
      grants: ['generate'],
      answer: (request, caller) => asking.generate(request, caller),
    },
    {
      path: '/explain',
      method: 'POST',
      grants: ['generate'],
      answer: (request, caller) => asking.explain(request, caller),
    },
    { path: '/v1/*', grants: ['generate'], answer: openAIOf(orchestrator, settings) },
    {
      path: '/stats',
      method: 'GET',
      grants: ['read'],
      answer: async ({ url }) => told(await orchestrator.stats(tenantOf(url))),
    },
    {
      path: '/health',
      method: 'GET',
      grants: ANY,
      answer: async ({ url }) => {
        const health = await orchestrator.health();
        const isReady = health.status !== 'unavailable' || !new URL(url).searchParams.has('ready');
        return told(health, isReady ? 200 : 503);
      },
    },
    {
      path: '/metrics',
      method: 'GET',
      grants: ['read'],
      answer: async () => new Response(await metrics.text(), METRICS),
    },
    {
      path: '/reset',
      method: 'POST',
      grants: [],
      answer: async (request) => {
        await orchestrator.reset(await readReset(request, settings));
        return told({ reset: true });
      },
    },
    {
      path: '/events',
      method: 'GET',
      grants: [],
      answer: () => eventStream(feeds.open(), settings.clock),
    },
    { path: '/decisions', method: 'GET', grants: [], answer: () => told(decisions.last()) },
    {
      path: '/openapi.json',
      method: 'GET',
      grants: ANY,
      answer: () => told(openApiDocument(settings.basePath)),
    },
    { path: '/dashboard', method: 'GET', grants: [], isPage: true, answer: dashboardPage },
  ];
}

const METRICS = {
  headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', ...NOT_STORED.headers },
};

function told(value: unknown, status = 200): Response {
  return Response.json(value, { status, ...NOT_STORED });
}

function tenantOf(url: string) {
  const tenant = new URL(url).searchParams.get('tenant');
  return tenant === null ? {} : { tenant };
}

/** OpenAI's API on behalf of whoever has shown who he is. */
function openAIOf(orchestrator: AnyOrchestrator, settings: HttpSettings): Endpoint['answer'] {
  const tenants = new WeakMap<Request, string>();
  const tenant = (request: Request) => tenants.get(request);
  const handle = openAIHandler(orchestrator, { ...settings.wire, tenant }, settings);
  return (request, caller) => {
    if (caller.tenant !== undefined) tenants.set(request, caller.tenant);
    return handle(request);
  };
}
