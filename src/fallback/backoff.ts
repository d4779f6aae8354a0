import type { ProviderError } from '../errors/provider-error.js';

const BASE_MS = 250;
/** Limits and overload need longer than a hiccup. */
const LIMIT_BASE_MS = 1_000;
const MAX_MS = 8_000;
/** A longer Retry-After is not slept: the model rests and the request moves on. */
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * How long to wait before the same model is asked again, ms; undefined: too long to wait. Full jitter (AWS
 * Architecture Blog, "Exponential Backoff And Jitter"); what the server says is a floor, plus up to 10 %.
 */
export function backoffMs(
  { kind, retryAfterMs }: ProviderError,
  retry: number,
  random: () => number,
): number | undefined {
  if (retryAfterMs !== undefined && retryAfterMs > 0) {
    return retryAfterMs > MAX_RETRY_AFTER_MS ? undefined : retryAfterMs * (1 + 0.1 * random());
  }
  const base = kind === 'rate-limit' || kind === 'overloaded' ? LIMIT_BASE_MS : BASE_MS;
  const jittered = random() * Math.min(MAX_MS, base * 2 ** retry);
  return kind === 'overloaded' ? Math.max(LIMIT_BASE_MS, jittered) : jittered;
}
