import type { WireFailure } from './wire-failure.js';

/** The one shape that all clients read. */
export function errorBody({ message, type, code, param = null }: WireFailure): string {
  return JSON.stringify({ error: { message, type, code, param } });
}

/** A failure before the first word, with what is known of when to ask again. */
export function errorResponse(failure: WireFailure, more: Record<string, string> = {}): Response {
  const { status, headers, isTerminal, retryAfterMs } = failure;
  return new Response(errorBody(failure), {
    status,
    headers: {
      'content-type': 'application/json',
      ...(isTerminal && { 'x-should-retry': 'false' }),
      ...(retryAfterMs !== undefined && waitHeaders(retryAfterMs)),
      ...headers,
      ...more,
    },
  });
}

function waitHeaders(retryAfterMs: number): Record<string, string> {
  return {
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
    'retry-after-ms': String(Math.ceil(retryAfterMs)),
  };
}
