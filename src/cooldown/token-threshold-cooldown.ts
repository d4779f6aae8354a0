import type { AttemptOutcome } from '../contracts/attempt.js';
import type {
  CooldownDecision,
  CooldownPolicy,
  TokenThreshold,
} from '../contracts/cooldown-policy.js';
import type { ModelStats } from '../contracts/usage-store.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks, DELAY } from '../support/checks.js';

const check = new Checks(ConfigurationError);

export interface TokenThresholdOptions {
  /** More than so many, input and output together, trip it. */
  readonly tokens: number;
  readonly window: 'minute' | 'hour';
  /** How long the model rests, ms; at most one hour. */
  readonly forMs: number;
}

/**
 * Rests a model that used more than so many tokens within the window. Tokens spent before its last rest do not
 * count again. The same for all replicas: no jitter, no probe, and never overridden.
 */
export class TokenThresholdCooldown implements CooldownPolicy {
  readonly name = 'token-threshold';
  readonly threshold: TokenThreshold;
  readonly #forMs: number;

  /** @throws ConfigurationError */
  constructor(options: TokenThresholdOptions) {
    const given = check.object(options, 'tokenThreshold', ['tokens', 'window', 'forMs']);
    this.threshold = {
      tokens: check.number(given['tokens'], 'tokenThreshold.tokens', { min: 0 }),
      window: check.oneOf(given['window'], 'tokenThreshold.window', ['minute', 'hour'] as const),
    };
    this.#forMs = check.number(given['forMs'], 'tokenThreshold.forMs', DELAY);
  }

  assess(_attempt: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined {
    const { tokens, window } = this.threshold;
    const forMs = this.#forMs;
    const { inputTokens, outputTokens } = window === 'minute' ? stats.lastMinute : stats.lastHour;
    const used = inputTokens + outputTokens;
    if (used <= tokens) return undefined;
    return { forMs, reason: `${used} tokens within the last ${window}, more than ${tokens}` };
  }
}
