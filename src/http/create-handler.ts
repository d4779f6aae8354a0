import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { errorResponse } from '../openai-wire/error-response.js';
import { isOurs, WireError, wireFailureOf } from '../openai-wire/wire-failure.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { demand } from './authorize.js';
import { type Endpoint, endpointsOf } from './endpoints.js';
import { type HttpOptions, type HttpSettings, resolveHttpOptions } from './http-options.js';

/** What a page of another origin may read of an answer. */
const EXPOSED_HEADERS = [
  ...['retry-after', 'retry-after-ms', 'x-request-id', 'x-should-retry'],
  ...[
    'model',
    'provider',
    'intent',
    'attempts',
    'fell-back',
    'request-id',
    'cost-usd',
    'ignored',
  ].map((name) => `x-llm-orchestrator-${name}`),
];

/** Answers a request. It never rejects: a failure is a response, too. */
export type HttpHandler = (request: Request) => Promise<Response>;

/**
 * An orchestrator over HTTP, as a function of web standards: for Node, Bun, Deno, workers, and every framework that
 * takes a `Request`. Nothing listens to a port, and nothing is open to strangers unless `auth: false` says so.
 *
 * It keeps the plans of the last 100 requests for its dashboard.
 *
 * @throws ConfigurationError naming the option, what was expected and what came
 *
 * @example
 * const handler = createHandler(orchestrator, { auth: { generate: appToken, admin: adminToken } });
 * export default { fetch: handler };
 */
export function createHandler(orchestrator: AnyOrchestrator, options: HttpOptions): HttpHandler {
  const settings = resolveHttpOptions(options);
  const app = new Hono().basePath(settings.basePath);
  if (settings.origins.length > 0) app.use(corsFor(settings.origins));
  for (const endpoint of endpointsOf(orchestrator, settings)) {
    app.all(endpoint.path, ({ req }) => answer(endpoint, req.raw, settings));
  }
  app.notFound(() => errorResponse(nothingHere().failure));
  return async (request) => app.fetch(request);
}

async function answer(
  endpoint: Endpoint,
  request: Request,
  settings: HttpSettings,
): Promise<Response> {
  try {
    const caller = await settings.authorize(request);
    demand(caller, endpoint.grants, endpoint.isPage ? 'Basic' : 'Bearer');
    allowOnly(endpoint.method, request);
    const response = await endpoint.answer(request, caller);
    return request.method === 'HEAD' ? headOf(response) : response;
  } catch (error) {
    return failed(error, request, settings);
  }
}

function failed(error: unknown, request: Request, { onError }: HttpSettings): Response {
  // Nobody is there to read it. The status is nginx's for that.
  if (request.signal.aborted) return new Response(null, { status: 499 });
  const failure = wireFailureOf(error);
  if (isOurs(failure)) onError(error);
  return errorResponse(failure);
}

function allowOnly(method: Endpoint['method'], { method: came }: Request): void {
  if (method === undefined || came === method || (came === 'HEAD' && method === 'GET')) return;
  const headers = { allow: method };
  throw new WireError(405, 'method_not_allowed', `expected ${method}`, { headers });
}

/** A body that nobody is going to read is left at once: that of a stream would wait for its reader for ever. */
function headOf(response: Response): Response {
  void response.body?.cancel();
  return new Response(null, response);
}

function nothingHere(): WireError {
  return new WireError(404, 'not_found', 'There is nothing at this path; see /openapi.json.');
}

function corsFor(origins: readonly string[]) {
  return cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
}
