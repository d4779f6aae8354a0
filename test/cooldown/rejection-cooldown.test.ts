import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/contracts/attempt.js';
import { RejectionCooldown } from '../../src/cooldown/rejection-cooldown.js';
import { describeCooldownPolicy } from '../../src/testing/describe-cooldown-policy.js';
import { aFailedOutcome, anOutcome, stats } from '../support/builders.js';

const policy = new RejectionCooldown();

describeCooldownPolicy('RejectionCooldown', () => new RejectionCooldown(), { describe, it });

describe('RejectionCooldown', () => {
  it.each([
    ['auth', 'provider', 300_000, 'its credentials were refused'],
    ['quota', 'provider', 300_000, 'its account has no quota left'],
    ['permission', 'model', 30_000, 'its vendor gave no permission'],
    ['model-not-found', 'model', 3_600_000, 'its vendor does not know it'],
    ['not-found', 'provider', 30_000, 'its address is wrong'],
  ] as const)('on %s rests the %s for %i ms', (kind, scope, forMs, reason) => {
    const attempt = aFailedOutcome({ kind }, { health: 'neutral' });
    expect(policy.assess(attempt, stats())).toStrictEqual({
      forMs,
      reason,
      scope,
      probe: true,
      overrideEveryMs: 30_000,
    });
  });

  it('rests a provider whose host cannot be reached, not one whose connection broke', () => {
    const unreachable = aFailedOutcome({ kind: 'network', retryable: false });
    expect(policy.assess(unreachable, stats())).toStrictEqual({
      forMs: 30_000,
      reason: 'its host cannot be reached',
      scope: 'provider',
      probe: true,
      overrideEveryMs: 30_000,
    });
    expect(policy.assess(aFailedOutcome({ kind: 'network' }), stats())).toBeUndefined();
    const retryable = aFailedOutcome({ kind: 'network', retryable: true });
    expect(policy.assess(retryable, stats())).toBeUndefined();
    const server = aFailedOutcome({ kind: 'server', retryable: false });
    expect(policy.assess(server, stats())).toBeUndefined();
  });

  it.each([
    'rate-limit',
    'overloaded',
    'timeout',
    'server',
    'protocol',
    'invalid-request',
    'context-length',
    'content-filter',
    'unknown',
  ] as const satisfies readonly ErrorKind[])('has no say about %s', (kind) => {
    expect(policy.assess(aFailedOutcome({ kind }), stats())).toBeUndefined();
  });

  it('lets an answer pass', () => {
    expect(policy.assess(anOutcome(), stats())).toBeUndefined();
  });

  it.each([
    [1, 60_000],
    [3, 240_000],
    [4, 300_000],
    [5_000, 300_000],
  ])('after %i rests within the last hour a missing permission is %i ms', (rests, forMs) => {
    const counts = stats({ cooldownsLastHour: { rejection: rests, failure: 9 } });
    expect(policy.assess(aFailedOutcome({ kind: 'permission' }), counts)?.forMs).toBe(forMs);
  });

  it('doubles nothing else', () => {
    const counts = stats({ cooldownsLastHour: { rejection: 3 } });
    expect(policy.assess(aFailedOutcome({ kind: 'auth' }), counts)?.forMs).toBe(300_000);
    expect(policy.assess(aFailedOutcome({ kind: 'not-found' }), counts)?.forMs).toBe(30_000);
  });
});
