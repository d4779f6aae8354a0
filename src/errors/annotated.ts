import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ModelId } from '../contracts/model.js';
import { ProviderError } from './provider-error.js';

/** A copy that says more: a provider may throw one and the same error many times, to requests that run at once. */
export function annotated(
  error: ProviderError,
  facts: {
    readonly model?: ModelId;
    readonly attempts?: readonly AttemptOutcome[];
    readonly message?: string;
    readonly cause?: unknown;
    readonly providerRequestId?: string;
  },
): ProviderError {
  const { kind, message, billed, status, vendorCode, retryAfterMs, retryable } = error;
  const { providerRequestId, cause } = error;
  const known = { kind, message, billed, status, vendorCode, retryAfterMs, retryable };
  return new ProviderError({ ...known, providerRequestId, cause, ...facts });
}
