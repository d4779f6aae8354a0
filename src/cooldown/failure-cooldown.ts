import type { AttemptOutcome } from '../contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { ModelStats } from '../contracts/usage-store.js';
import { doubled } from './doubled.js';

const FAILURES_IN_A_ROW = 5;
/** Before a rate means anything. Envoy and resilience4j ask for 50 to 100 calls, of which there are fewer here. */
const LEAST_REQUESTS = 10;
const FAILURE_RATE = 0.5;
const BASE_MS = 5_000;
const MAX_MS = 300_000;

/**
 * Rests a model that looks broken: 5 failures in a row, or at least half of 10 or more attempts within the last
 * minute. 5 s, doubled with each of its rests within the last hour, at most 300 s, plus up to 20 %; then one
 * attempt must prove that it is back, and a failed proof is the next rest. Only a guess about health: the last
 * resort overrides it.
 */
export class FailureCooldown implements CooldownPolicy {
  readonly name = 'failure';

  assess(attempt: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined {
    if (attempt.health !== 'bad') return undefined;
    const reason = attempt.probe ? 'it failed its probe' : tripped(stats);
    if (reason === undefined) return undefined;
    return {
      forMs: doubled(BASE_MS, stats.cooldownsLastHour[this.name], MAX_MS),
      reason,
      jitter: 0.2,
      probe: true,
      overrideEveryMs: 0,
    };
  }
}

function tripped({ consecutiveFailures, lastMinute }: ModelStats): string | undefined {
  if (consecutiveFailures >= FAILURES_IN_A_ROW) return `${consecutiveFailures} failures in a row`;
  const { requests, failures } = lastMinute;
  if (requests < LEAST_REQUESTS || failures < requests * FAILURE_RATE) return undefined;
  return `${failures} of ${requests} attempts failed within the last minute`;
}
