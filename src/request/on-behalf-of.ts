import type { GenerateRequest } from '../contracts/generate.js';
import type { NormalizedRequest } from './normalize-request.js';

/** A request that is made to serve another one: for the same tenant, and refused the models that it refuses. */
export function onBehalfOf(
  { tenant, exclude, maxCostUsd }: NormalizedRequest,
  request: GenerateRequest,
  signal: AbortSignal,
): GenerateRequest {
  return {
    ...request,
    // Given, so that it detects nothing itself.
    intent: request.intent ?? 'general',
    exclude: [...exclude, ...(request.exclude ?? [])],
    maxCostUsd: request.maxCostUsd ?? maxCostUsd,
    tenant,
    signal,
  };
}
