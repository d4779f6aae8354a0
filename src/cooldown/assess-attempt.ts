import type { AttemptOutcome } from '../contracts/attempt.js';
import type { Warning } from '../contracts/basics.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { CooldownScope, CooldownStart, ModelStats } from '../contracts/usage-store.js';
import { quoted } from '../support/checks.js';

/** No policy may switch a model off for longer. */
const MAX_REST_MS = 3_600_000;
const SCOPES: readonly CooldownScope[] = ['model', 'pool', 'provider'];

/**
 * Asks every policy about one attempt. A policy that throws or answers nonsense is ignored, with a warning: a
 * mistake in it must cost no request.
 */
export function assessAttempt(
  policies: readonly CooldownPolicy[],
  attempt: AttemptOutcome,
  stats: ModelStats,
  random: () => number,
): { readonly rests: readonly CooldownStart[]; readonly warnings: readonly Warning[] } {
  const rests: CooldownStart[] = [];
  const warnings: Warning[] = [];
  for (const policy of policies) {
    try {
      const decision = policy.assess(attempt, stats);
      if (decision !== undefined) rests.push(restOf(policy, decision, attempt, random));
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it threw no Error';
      warnings.push({
        code: 'other',
        model: attempt.model,
        message: `The cooldown policy ${quoted(policy.name)} was ignored: ${reason}`,
      });
    }
  }
  return { rests, warnings };
}

function restOf(
  { name }: CooldownPolicy,
  decision: CooldownDecision,
  attempt: AttemptOutcome,
  random: () => number,
): CooldownStart {
  const { forMs, reason, scope = 'model', jitter = 0, probe = false, overrideEveryMs } = decision;
  if (!Number.isFinite(forMs) || forMs <= 0) throw new Error(`forMs is ${forMs}`);
  if (!SCOPES.includes(scope)) throw new Error('scope is none of model, pool, provider');
  if (
    overrideEveryMs !== undefined &&
    !(Number.isFinite(overrideEveryMs) && overrideEveryMs >= 0)
  ) {
    throw new Error(`overrideEveryMs is ${overrideEveryMs}`);
  }
  // Without a pool the model is alone in it.
  const actual = scope === 'pool' && attempt.pool === undefined ? 'model' : scope;
  const targets = { model: attempt.model, pool: attempt.pool ?? '', provider: attempt.provider };
  const lengthened = jitter > 0 ? forMs * (1 + Math.min(1, jitter) * random()) : forMs;
  return {
    scope: actual,
    target: targets[actual],
    forMs: Math.min(MAX_REST_MS, Math.ceil(lengthened)),
    reason: String(reason).slice(0, 200),
    policy: name,
    probe: probe === true,
    ...(overrideEveryMs !== undefined && { overrideEveryMs }),
  };
}
