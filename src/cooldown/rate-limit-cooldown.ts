import type { AttemptError, AttemptOutcome } from '../contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { CooldownScope, ModelStats } from '../contracts/usage-store.js';
import { doubled } from './doubled.js';

/** With its jitter less than the 10 s that a request waits for a limit. */
const BASE_MS = 9_000;
/** Limits are mostly counted by the minute. */
const MAX_GUESS_MS = 60_000;
const MAX_MS = 600_000;
/** OpenAI's and Anthropic's codes for traffic that grows too fast: every model of the vendor sees it. */
const RAMP_CODES: ReadonlySet<string | undefined> = new Set(['slow_down', 'ramp_limit_exceeded']);

/**
 * Rests a model whose vendor says that a limit is used up: for as long as the vendor says, at most 10 min, or 9 s, doubled
 * with each of its rests within the last hour up to a minute. Models that share the limit rest with it. Then one attempt
 * must prove that it is back. A vendor that is overloaded rests its model only where it says for how long: at other times
 * it has turned away one request of many, and whether that is a bad sign `FailureCooldown` knows. Also rests, without a
 * proof, a model whose answer said that nothing is left of its limit.
 */
export class RateLimitCooldown implements CooldownPolicy {
  readonly name = 'rate-limit';

  assess(attempt: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined {
    const { error, limitResetMs, pool } = attempt;
    if (error === undefined) return usedUp(limitResetMs, pool);
    const forMs = restMs(error, stats.cooldownsLastHour[this.name]);
    if (forMs === undefined) return undefined;
    return {
      forMs,
      reason:
        error.kind === 'overloaded' ? 'its vendor is overloaded' : 'its rate limit is reached',
      scope: scopeOf(error, pool),
      jitter: 0.1,
      probe: true,
    };
  }
}

function usedUp(
  limitResetMs: number | undefined,
  pool: string | undefined,
): CooldownDecision | undefined {
  if (limitResetMs === undefined || limitResetMs <= 0) return undefined;
  return {
    forMs: Math.min(MAX_MS, limitResetMs),
    reason: 'its answer said that the limit is used up',
    scope: pool === undefined ? 'model' : 'pool',
  };
}

/** Who says "again at once", or nothing, has not said for how long. */
function restMs(
  { kind, vendorCode, retryAfterMs = 0 }: AttemptError,
  rests: number | undefined,
): number | undefined {
  if (kind !== 'rate-limit' && kind !== 'overloaded') return undefined;
  if (retryAfterMs > 0) return Math.min(MAX_MS, retryAfterMs);
  const isAsked = kind === 'rate-limit' || RAMP_CODES.has(vendorCode);
  return isAsked ? doubled(BASE_MS, rests, MAX_GUESS_MS) : undefined;
}

function scopeOf(error: AttemptError, pool: string | undefined): CooldownScope {
  if (RAMP_CODES.has(error.vendorCode)) return 'provider';
  return error.kind === 'rate-limit' && pool !== undefined ? 'pool' : 'model';
}
