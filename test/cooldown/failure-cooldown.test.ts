import { describe, expect, it } from 'vitest';
import { FailureCooldown } from '../../src/cooldown/failure-cooldown.js';
import { describeCooldownPolicy } from '../../src/testing/describe-cooldown-policy.js';
import { aFailedOutcome, anOutcome, stats } from '../support/builders.js';

const policy = new FailureCooldown();
const failed = aFailedOutcome({ kind: 'server' });

describeCooldownPolicy('FailureCooldown', () => new FailureCooldown(), { describe, it });

describe('FailureCooldown', () => {
  it('rests a model at its fifth failure in a row', () => {
    expect(policy.assess(failed, stats({ consecutiveFailures: 4 }))).toBeUndefined();
    expect(policy.assess(failed, stats({ consecutiveFailures: 5 }))).toStrictEqual({
      forMs: 5_000,
      reason: '5 failures in a row',
      jitter: 0.2,
      probe: true,
      overrideEveryMs: 0,
    });
  });

  it.each([
    [9, 9, false],
    [10, 4, false],
    [10, 5, true],
    [11, 5, false],
    [11, 6, true],
    [1_000, 499, false],
    [1_000, 500, true],
  ])(
    'of %i attempts within the last minute %i failures rest it: %s',
    (requests, failures, rests) => {
      const decision = policy.assess(failed, stats({ lastMinute: { requests, failures } }));
      const reason = `${failures} of ${requests} attempts failed within the last minute`;
      expect(decision?.reason).toBe(rests ? reason : undefined);
    },
  );

  it('looks at the last minute, not at the last hour', () => {
    const counts = stats({ lastHour: { requests: 100, failures: 100 } });
    expect(policy.assess(failed, counts)).toBeUndefined();
  });

  it('decides on failures that speak against the model only', () => {
    const down = stats({ consecutiveFailures: 9, lastMinute: { requests: 20, failures: 20 } });
    const refused = aFailedOutcome({ kind: 'auth' }, { health: 'neutral' });
    expect(policy.assess(refused, down)).toBeUndefined();
    expect(policy.assess(anOutcome(), down)).toBeUndefined();
    expect(policy.assess({ ...refused, probe: true }, down)).toBeUndefined();
  });

  it('rests it again after one failed probe', () => {
    const decision = policy.assess({ ...failed, probe: true }, stats());
    expect(decision?.reason).toBe('it failed its probe');
  });

  it.each([
    [0, 5_000],
    [1, 10_000],
    [5, 160_000],
    [6, 300_000],
    [5_000, 300_000],
  ])('after %i rests within the last hour it rests for %i ms', (rests, forMs) => {
    const counts = stats({ consecutiveFailures: 5, cooldownsLastHour: { failure: rests } });
    expect(policy.assess(failed, counts)?.forMs).toBe(forMs);
  });

  it('does not count the rests of other policies', () => {
    const counts = stats({ consecutiveFailures: 5, cooldownsLastHour: { 'rate-limit': 4 } });
    expect(policy.assess(failed, counts)?.forMs).toBe(5_000);
  });
});
