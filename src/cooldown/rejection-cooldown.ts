import type { AttemptError, AttemptOutcome } from '../contracts/attempt.js';
import type { CooldownDecision, CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { ModelStats } from '../contracts/usage-store.js';
import { doubled } from './doubled.js';

type Rejection = Pick<CooldownDecision, 'forMs' | 'reason' | 'scope'>;

const PERMISSION_BASE_MS = 30_000;
const PERMISSION_MAX_MS = 300_000;
/** With no other model left its own error is the best there is to show, but not for every request. */
const TRIAL_EVERY_MS = 30_000;

/**
 * Rests what will not work until somebody does something: a wrong key or an empty account (the provider, 5 min), a
 * missing permission (the model, 30 s doubled up to 5 min, because one tenant's forbidden file must not take a
 * provider from everybody), an unknown model (1 h), a wrong address, DNS or TLS (the provider, 30 s). When no other
 * model is left, one request every 30 s tries it all the same.
 */
export class RejectionCooldown implements CooldownPolicy {
  readonly name = 'rejection';

  assess({ error }: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined {
    if (error === undefined) return undefined;
    const rejection = rejectionOf(error, stats.cooldownsLastHour[this.name]);
    if (rejection === undefined) return undefined;
    return { ...rejection, probe: true, overrideEveryMs: TRIAL_EVERY_MS };
  }
}

function rejectionOf(error: AttemptError, rests = 0): Rejection | undefined {
  const forMs = doubled(PERMISSION_BASE_MS, rests, PERMISSION_MAX_MS);
  const rejections: { readonly [kind in AttemptError['kind']]?: Rejection } = {
    auth: { forMs: 300_000, reason: 'its credentials were refused', scope: 'provider' },
    quota: { forMs: 300_000, reason: 'its account has no quota left', scope: 'provider' },
    permission: { forMs, reason: 'its vendor gave no permission', scope: 'model' },
    'model-not-found': { forMs: 3_600_000, reason: 'its vendor does not know it', scope: 'model' },
    'not-found': { forMs: 30_000, reason: 'its address is wrong', scope: 'provider' },
  };
  if (error.kind === 'network' && error.retryable === false) {
    return { forMs: 30_000, reason: 'its host cannot be reached', scope: 'provider' };
  }
  return rejections[error.kind];
}
