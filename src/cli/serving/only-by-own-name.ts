import type { HttpHandler } from '../../http/index.js';
import { errorResponse } from '../../openai-wire/error-response.js';
import { WireError } from '../../openai-wire/wire-failure.js';

const OWN_NAMES = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * The handler for whoever calls this machine by its own name. A page whose name somebody has made lead to this machine
 * (DNS rebinding) is of the same origin to its browser, but the browser sends that name.
 */
export function onlyByOwnName(handle: HttpHandler): HttpHandler {
  return async (request) => {
    if (OWN_NAMES.test(request.headers.get('host') ?? '')) return handle(request);
    const message =
      'host: expected localhost, 127.0.0.1 or [::1], as this server asks for no token';
    return errorResponse(new WireError(403, 'host_not_allowed', message).failure);
  };
}
