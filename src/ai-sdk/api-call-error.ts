import { APICallError } from '@ai-sdk/provider';
import type { ErrorKind } from '../contracts/attempt.js';
import { OrchestratorError } from '../errors/orchestrator-error.js';
import { ProviderError } from '../errors/provider-error.js';

/** What a server in our place would answer, where no vendor's own status tells. */
const STATUSES: Readonly<Record<OrchestratorError['code'], number>> = {
  configuration: 500,
  'invalid-request': 400,
  'provider-error': 502,
  'all-attempts-failed': 502,
  'no-model-available': 503,
  'budget-exceeded': 429,
  'request-timeout': 504,
  'stream-interrupted': 502,
  'output-validation': 502,
};

/** The request's own fault, and found out inside an answer rather than by its status. */
const REFUSALS: readonly ErrorKind[] = ['invalid-request', 'context-length', 'content-filter'];

/**
 * Our errors in the AI SDK's form: with a status, how long to wait in the headers, and ours as the `cause`. None of them is
 * retryable: what could be retried has been, and the AI SDK's own retries would multiply it. Anything else, as the caller's
 * abort, is given back as it is.
 */
export function toApiCallError(error: unknown): unknown {
  if (!OrchestratorError.isInstance(error)) return error;
  const { retryAfterMs } = error as { readonly retryAfterMs?: number };
  return new APICallError({
    message: error.message,
    url: 'llm-orchestrator:',
    // Prompts appear in no error.
    requestBodyValues: {},
    statusCode: statusOf(error),
    ...(retryAfterMs === undefined ? {} : { responseHeaders: waitOf(retryAfterMs) }),
    isRetryable: false,
    data: error.toJSON(),
    cause: error,
  });
}

function statusOf(error: OrchestratorError): number {
  const failure = error.code === 'all-attempts-failed' ? error.cause : error;
  if (!ProviderError.isInstance(failure)) return STATUSES[error.code];
  return failure.status ?? (REFUSALS.includes(failure.kind) ? 400 : STATUSES[error.code]);
}

function waitOf(retryAfterMs: number): Record<string, string> {
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return { 'retry-after': String(seconds), 'retry-after-ms': String(Math.ceil(retryAfterMs)) };
}
