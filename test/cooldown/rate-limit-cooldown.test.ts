import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/contracts/attempt.js';
import { RateLimitCooldown } from '../../src/cooldown/rate-limit-cooldown.js';
import { describeCooldownPolicy } from '../../src/testing/describe-cooldown-policy.js';
import { aFailedOutcome, anOutcome, stats } from '../support/builders.js';

const policy = new RateLimitCooldown();
const pool = 'north#greek';

describeCooldownPolicy('RateLimitCooldown', () => new RateLimitCooldown(), { describe, it });

describe('RateLimitCooldown on a refusal', () => {
  it('rests the model until one attempt proves that it is back', () => {
    expect(policy.assess(aFailedOutcome({ kind: 'rate-limit' }), stats())).toStrictEqual({
      forMs: 9_000,
      reason: 'its rate limit is reached',
      scope: 'model',
      jitter: 0.1,
      probe: true,
    });
  });

  it('rests a model that is overloaded only where its vendor says for how long, or asks for less', () => {
    const overloaded = (fields: object) =>
      policy.assess(aFailedOutcome({ kind: 'overloaded', ...fields }), stats());
    expect(overloaded({})).toBeUndefined();
    expect(overloaded({ retryAfterMs: 0 })).toBeUndefined();
    const asked = { forMs: 2_000, reason: 'its vendor is overloaded', scope: 'model' };
    expect(overloaded({ retryAfterMs: 2_000 })).toMatchObject(asked);
    expect(overloaded({ vendorCode: 'slow_down' })).toMatchObject({
      forMs: 9_000,
      scope: 'provider',
    });
  });

  it.each([
    [0, 36_000],
    [-1, 36_000],
    [0.5, 0.5],
    [1, 1],
    [30_000, 30_000],
    [600_000, 600_000],
    [600_001, 600_000],
    [1e12, 600_000],
  ])('rests it as long as the vendor says: %d ms for %d', (retryAfterMs, forMs) => {
    const counts = stats({ cooldownsLastHour: { 'rate-limit': 2 } });
    const attempt = aFailedOutcome({ kind: 'rate-limit', retryAfterMs });
    expect(policy.assess(attempt, counts)?.forMs).toBe(forMs);
  });

  it.each([
    [1, 18_000],
    [2, 36_000],
    [3, 60_000],
    [5_000, 60_000],
  ])('after %i rests within the last hour it rests for %i ms', (rests, forMs) => {
    const counts = stats({ cooldownsLastHour: { 'rate-limit': rests, failure: 9 } });
    expect(policy.assess(aFailedOutcome({ kind: 'rate-limit' }), counts)?.forMs).toBe(forMs);
  });

  it('rests with a limit all models that share it; overload is of one model alone', () => {
    const limited = aFailedOutcome({ kind: 'rate-limit' }, { pool });
    expect(policy.assess(limited, stats())?.scope).toBe('pool');
    const overloaded = aFailedOutcome({ kind: 'overloaded', retryAfterMs: 5 }, { pool });
    expect(policy.assess(overloaded, stats())?.scope).toBe('model');
  });

  it.each(['slow_down', 'ramp_limit_exceeded'])(
    'rests the provider where traffic grows too fast: %s',
    (vendorCode) => {
      const attempt = aFailedOutcome({ kind: 'rate-limit', vendorCode }, { pool });
      expect(policy.assess(attempt, stats())?.scope).toBe('provider');
    },
  );

  it('takes other codes for a limit like any other', () => {
    const attempt = aFailedOutcome({ kind: 'rate-limit', vendorCode: 'rate_limit_error' });
    expect(policy.assess(attempt, stats())?.scope).toBe('model');
  });

  it.each([
    'quota',
    'timeout',
    'network',
    'server',
    'protocol',
    'auth',
    'permission',
    'model-not-found',
    'not-found',
    'invalid-request',
    'context-length',
    'content-filter',
    'unknown',
  ] as const satisfies readonly ErrorKind[])('has no say about %s', (kind) => {
    const attempt = aFailedOutcome({ kind, retryAfterMs: 5_000 }, { pool, limitResetMs: 5_000 });
    expect(policy.assess(attempt, stats())).toBeUndefined();
  });
});

describe('RateLimitCooldown on an answer', () => {
  it('that says nothing is left rests its model, without a proof', () => {
    expect(policy.assess(anOutcome({ limitResetMs: 20_000 }), stats())).toStrictEqual({
      forMs: 20_000,
      reason: 'its answer said that the limit is used up',
      scope: 'model',
    });
    expect(policy.assess(anOutcome({ limitResetMs: 20_000, pool }), stats())?.scope).toBe('pool');
  });

  it.each([
    [undefined, undefined],
    [0, undefined],
    [-1, undefined],
    [1, 1],
    [600_000, 600_000],
    [600_001, 600_000],
  ])('whose limit frees after %s ms rests for %s', (limitResetMs, forMs) => {
    const attempt = limitResetMs === undefined ? anOutcome() : anOutcome({ limitResetMs });
    expect(policy.assess(attempt, stats())?.forMs).toBe(forMs);
  });
});
