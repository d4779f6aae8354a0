import { describe, expect, it } from 'vitest';
import {
  TokenThresholdCooldown,
  type TokenThresholdOptions,
} from '../../src/cooldown/token-threshold-cooldown.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';
import { describeCooldownPolicy } from '../../src/testing/describe-cooldown-policy.js';
import { aFailedOutcome, anOutcome, stats } from '../support/builders.js';

const options: TokenThresholdOptions = { tokens: 100, window: 'minute', forMs: 60_000 };

describeCooldownPolicy('TokenThresholdCooldown', () => new TokenThresholdCooldown(options), {
  describe,
  it,
});

describe('TokenThresholdCooldown', () => {
  it('rests a model for more tokens than the threshold, not for as many', () => {
    const policy = new TokenThresholdCooldown(options);
    const equal = stats({ lastMinute: { inputTokens: 60, outputTokens: 40 } });
    expect(policy.assess(anOutcome(), equal)).toBeUndefined();
    const more = stats({ lastMinute: { inputTokens: 60, outputTokens: 41 } });
    expect(policy.assess(anOutcome(), more)).toStrictEqual({
      forMs: 60_000,
      reason: '101 tokens within the last minute, more than 100',
    });
  });

  it('looks at its own window', () => {
    const hourly = new TokenThresholdCooldown({ ...options, window: 'hour' });
    expect(hourly.assess(anOutcome(), stats({ lastMinute: { inputTokens: 999 } }))).toBeUndefined();
    const decision = hourly.assess(anOutcome(), stats({ lastHour: { outputTokens: 999 } }));
    expect(decision?.reason).toBe('999 tokens within the last hour, more than 100');
    const minutely = new TokenThresholdCooldown(options);
    expect(minutely.assess(anOutcome(), stats({ lastHour: { inputTokens: 999 } }))).toBeUndefined();
  });

  it('asks how much was used, not how the attempt ended', () => {
    const policy = new TokenThresholdCooldown({ ...options, tokens: 0 });
    const used = stats({ lastMinute: { inputTokens: 1 } });
    const failed = aFailedOutcome({ kind: 'protocol' });
    expect(policy.assess(failed, used)).toStrictEqual(policy.assess(anOutcome(), used));
    expect(policy.assess(failed, used)).toBeDefined();
    expect(policy.assess(failed, stats())).toBeUndefined();
  });

  it.each([
    ['tokenThreshold', undefined],
    ['tokenThreshold.token', { ...options, token: 5 }],
    ['tokenThreshold.tokens', { ...options, tokens: -1 }],
    ['tokenThreshold.tokens', { ...options, tokens: Number.NaN }],
    ['tokenThreshold.window', { ...options, window: 'day' }],
    ['tokenThreshold.forMs', { ...options, forMs: 0 }],
    ['tokenThreshold.forMs', { ...options, forMs: 2 ** 31 }],
  ])('refuses to be built with a wrong %s', (path, wrong) => {
    const build = () => new TokenThresholdCooldown(wrong as TokenThresholdOptions);
    expect(build).toThrow(ConfigurationError);
    expect(build).toThrow(expect.objectContaining({ path }));
  });
});
