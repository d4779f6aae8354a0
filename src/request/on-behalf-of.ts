import type { GenerateRequest } from '../contracts/generate.js';
import type { NormalizedRequest } from './normalize-request.js';

/**
 * A request that is made to serve another one: for the same tenant, refused the models that it refuses, and allowed no
 * more than it is. Its `providerOptions` are not taken over: they are meant for the answer, and may not fit a question.
 */
export function onBehalfOf(
  { tenant, metadata, exclude, maxCostUsd, maxAttempts }: NormalizedRequest,
  request: GenerateRequest,
  signal: AbortSignal,
): GenerateRequest {
  return {
    ...request,
    // Given, so that it detects nothing itself.
    intent: request.intent ?? 'general',
    metadata: request.metadata ?? metadata,
    exclude: [...exclude, ...(request.exclude ?? [])],
    maxCostUsd: least(request.maxCostUsd, maxCostUsd),
    maxAttempts: least(request.maxAttempts, maxAttempts),
    tenant,
    signal: request.signal === undefined ? signal : AbortSignal.any([signal, request.signal]),
  };
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
