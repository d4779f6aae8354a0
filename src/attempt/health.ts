import type { ErrorKind, Health } from '../contracts/attempt.js';
import type { ProviderError } from '../errors/provider-error.js';

/** Kinds that speak against the model. A limit, a refused key or a wrong request does not. */
const BAD: ReadonlySet<ErrorKind> = new Set([
  'overloaded',
  'timeout',
  'network',
  'server',
  'protocol',
]);
/** Kinds after which the vendor counted no request: it was not reached, or turned it away at the door. */
const UNCOUNTED: ReadonlySet<ErrorKind> = new Set([
  'auth',
  'permission',
  'model-not-found',
  'not-found',
]);

/**
 * @param hadItsTime whether an attempt that timed out had the time it is configured to have: a caller's short
 * deadline says nothing about the model
 */
export function healthOf({ kind, status }: ProviderError, hadItsTime: boolean): Health {
  if (kind === 'timeout' && status === undefined) return hadItsTime ? 'bad' : 'neutral';
  // Without a status it is an error of the provider's code rather than of the vendor.
  if (kind === 'unknown') return status === undefined ? 'neutral' : 'bad';
  return BAD.has(kind) ? 'bad' : 'neutral';
}

/** Whether a failed attempt counts against limits of requests. */
export function countsAsRequest({ kind, billed }: ProviderError): boolean {
  return !UNCOUNTED.has(kind) && !(kind === 'network' && billed === 'no');
}
