import type { ErrorKind } from '../../../contracts/attempt.js';
import { ProviderError, type ProviderErrorOptions } from '../../../errors/provider-error.js';

/** The status that vendors answer with; none where no answer comes, or one that is no answer. */
const STATUSES: Readonly<Record<ErrorKind, number | undefined>> = {
  'rate-limit': 429,
  quota: 429,
  overloaded: 529,
  timeout: 408,
  network: undefined,
  server: 500,
  protocol: undefined,
  auth: 401,
  permission: 403,
  'model-not-found': 404,
  'not-found': 404,
  'invalid-request': 400,
  'context-length': 400,
  'content-filter': 400,
  unknown: undefined,
};

/** What a call fails with. `model` is its full id; the message says nothing beside it and the kind. */
export function simulatedFailure(
  model: string,
  kind: ErrorKind,
  more: Pick<ProviderErrorOptions, 'retryAfterMs' | 'billed'> = {},
): ProviderError {
  const message = `${model}: ${kind}, as simulated`;
  return new ProviderError({ kind, message, status: STATUSES[kind], ...more });
}
