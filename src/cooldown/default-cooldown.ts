import type { CooldownPolicy } from '../contracts/cooldown-policy.js';
import { FailureCooldown } from './failure-cooldown.js';
import { RateLimitCooldown } from './rate-limit-cooldown.js';
import { RejectionCooldown } from './rejection-cooldown.js';
import { TokenThresholdCooldown, type TokenThresholdOptions } from './token-threshold-cooldown.js';

/**
 * The policies an orchestrator has unless told otherwise: `FailureCooldown`, `RateLimitCooldown` and
 * `RejectionCooldown`; with `tokenThreshold` also `TokenThresholdCooldown`.
 * @throws ConfigurationError
 */
export function defaultCooldown(
  options: { readonly tokenThreshold?: TokenThresholdOptions | undefined } = {},
): readonly CooldownPolicy[] {
  const { tokenThreshold } = options;
  return [
    new FailureCooldown(),
    new RateLimitCooldown(),
    new RejectionCooldown(),
    ...(tokenThreshold === undefined ? [] : [new TokenThresholdCooldown(tokenThreshold)]),
  ];
}
