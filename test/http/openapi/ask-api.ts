import { createHandler } from '../../../src/http/create-handler.js';
import type { HttpOptions } from '../../../src/http/index.js';
import { orchestrate } from '../../orchestrator/support.js';
import { conforming } from './api-contract.js';

/** A handler over scripted models, whose every answer is checked against the document. */
export function serve(
  providers: Parameters<typeof orchestrate>[0],
  options: Parameters<typeof orchestrate>[1] = {},
  http: Partial<HttpOptions> = {},
) {
  const made = orchestrate(providers, options);
  const handle = createHandler(made.orchestrator as never, {
    auth: false,
    clock: made.clock,
    ...http,
  });
  const send = (path: string, init: RequestInit = {}) =>
    handle(new Request(`https://example.test${path}`, init));
  const post = (path: string, body: unknown) => send(path, jsonOf(body));
  /** @param path - as the document has it. @default the one that is asked */
  const got = async (url: string, path = url.replace(/\?.*/, '')) =>
    conforming(path, 'GET', await send(url));
  const posted = async (path: string, body: unknown) =>
    conforming(path, 'POST', await post(path, body));
  return { ...made, handle, send, post, got, posted };
}

export function jsonOf(body: unknown): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}
