import type { ProviderError } from '../errors/provider-error.js';

/** What to do about a failure. */
export type Verdict =
  /** It would fail with any model, or the caller should decide. */
  | 'stop'
  /** It surely was not processed, or the server asks for it: once more, now. */
  | 'retry'
  /** Another model; this one again only when there is no other. */
  | 'next'
  /** Another model; this one will not do for this request. */
  | 'next-for-good'
  /** Another model, whose window is larger. */
  | 'next-larger';

/** OpenAI's codes for a parameter that this one model refuses. */
const REFUSED_PARAMETER: ReadonlySet<string | undefined> = new Set([
  'unsupported_parameter',
  'unsupported_value',
]);

/** Pure: from the failure alone. */
export function verdictOn(failure: ProviderError, fallbackOn: ReadonlySet<string>): Verdict {
  switch (failure.kind) {
    case 'invalid-request':
      if (REFUSED_PARAMETER.has(failure.vendorCode)) return 'next-for-good';
      return fallbackOn.has(failure.kind) ? 'next-for-good' : 'stop';
    case 'content-filter':
      return fallbackOn.has(failure.kind) ? 'next-for-good' : 'stop';
    case 'context-length':
      return 'next-larger';
    case 'quota':
    case 'auth':
    case 'permission':
    case 'model-not-found':
    case 'not-found':
      return 'next-for-good';
    case 'rate-limit':
    case 'overloaded':
      return failure.retryable === false ? 'next-for-good' : 'next';
    case 'timeout':
    case 'unknown':
      return asksForRetry(failure) ? 'retry' : 'next-for-good';
    case 'network':
    case 'server':
    case 'protocol':
      if (failure.retryable === false) return 'next-for-good';
      return asksForRetry(failure) ? 'retry' : 'next';
  }
}

/** A network failure before the answer began is most often a pooled connection that had gone stale. */
function asksForRetry({ kind, status, billed, retryable }: ProviderError): boolean {
  if (retryable !== undefined) return retryable;
  return status === 408 || status === 409 || (kind === 'network' && billed === 'no');
}
