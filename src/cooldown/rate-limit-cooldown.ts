import type { AttemptError, AttemptOutcome } from '../contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { CooldownScope, ModelStats } from '../contracts/usage-store.js';
import { doubled } from './doubled.js';

/** With its jitter less than the 10 s that a request waits for a limit. */
const BASE_MS = 9_000;
const MAX_MS = 600_000;
/** OpenAI's and Anthropic's codes for traffic that grows too fast: every model of the vendor sees it. */
const RAMP_CODES: ReadonlySet<string | undefined> = new Set(['slow_down', 'ramp_limit_exceeded']);

/**
 * Rests a model whose vendor says that a limit is used up or that it is overloaded: for as long as the vendor says,
 * at most 10 min, or 9 s, doubled with each of its rests within the last hour. Models that share the limit rest
 * with it. Then one attempt must prove that it is back. Also rests, without a proof, a model whose answer said that
 * nothing is left of its limit.
 */
export class RateLimitCooldown implements CooldownPolicy {
  readonly name = 'rate-limit';

  assess(attempt: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined {
    const { error, limitResetMs, pool } = attempt;
    if (error === undefined) {
      if (limitResetMs === undefined || limitResetMs <= 0) return undefined;
      return {
        forMs: Math.min(MAX_MS, limitResetMs),
        reason: 'its answer said that the limit is used up',
        scope: pool === undefined ? 'model' : 'pool',
      };
    }
    if (error.kind !== 'rate-limit' && error.kind !== 'overloaded') return undefined;
    const { retryAfterMs = 0 } = error;
    return {
      // Who refuses and says "again at once" has not said for how long.
      forMs:
        retryAfterMs > 0
          ? Math.min(MAX_MS, retryAfterMs)
          : doubled(BASE_MS, stats.cooldownsLastHour[this.name], MAX_MS),
      reason:
        error.kind === 'overloaded' ? 'its vendor is overloaded' : 'its rate limit is reached',
      scope: scopeOf(error, pool),
      jitter: 0.1,
      probe: true,
    };
  }
}

function scopeOf(error: AttemptError, pool: string | undefined): CooldownScope {
  if (RAMP_CODES.has(error.vendorCode)) return 'provider';
  return error.kind === 'rate-limit' && pool !== undefined ? 'pool' : 'model';
}
