import { describe, expect, it } from 'vitest';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { Quota } from '../../src/contracts/usage-store.js';
import {
  AllAttemptsFailedError,
  BudgetExceededError,
  NoModelAvailableError,
} from '../../src/errors/request-errors.js';
import {
  type Exhaustion,
  exhausted,
  listAttempts,
  type Refusal,
} from '../../src/fallback/exhausted.js';
import { aFailedOutcome, aFailure, aModel, anOutcome } from '../support/builders.js';

const a = aModel({ id: 'north/a' });
const b = aModel({ id: 'north/b' });

function errorFor(fields: Partial<Exhaustion> = {}) {
  return exhausted({
    attempts: [],
    failure: undefined,
    excluded: [],
    refused: new Map(),
    retryBudgetExhausted: false,
    ...fields,
  });
}

function quota(id: string): Quota {
  return { id, key: 'k', unit: 'tokens', windowMs: 60_000, max: 500 };
}

function overQuota(id: string, retryAfterMs: number): Refusal {
  return { admitted: false, reason: 'over-quota', quota: quota(id), used: 480, retryAfterMs };
}

const retryAfterOf = (error: object) => (error as { retryAfterMs?: number }).retryAfterMs;
const resting = (retryAfterMs: number) =>
  ({ admitted: false, reason: 'cooling', retryAfterMs }) as const;
const refusals = (...entries: readonly (readonly [ConfiguredModel, Refusal])[]) => new Map(entries);

describe('after attempts that failed', () => {
  const failure = aFailure('server');
  const one = aFailedOutcome({ kind: 'server', message: 'HTTP 500' }, { model: 'north/a' });
  const two = aFailedOutcome({ kind: 'timeout', message: 'no answer' }, { model: 'north/b' });

  it('the error names each model and what became of it, and carries the last failure', () => {
    const error = errorFor({ attempts: [one, two], failure });
    expect(error).toBeInstanceOf(AllAttemptsFailedError);
    expect(error.message).toBe(
      'All 2 attempts failed. north/a: server (HTTP 500); north/b: timeout (no answer).',
    );
    expect(error).toMatchObject({ attempts: [one, two], retryBudgetExhausted: false });
    expect(error.cause).toBe(failure);
    expect(retryAfterOf(error)).toBeUndefined();
  });

  it('the error of an only attempt says so', () => {
    const { message } = errorFor({ attempts: [one], failure });
    expect(message).toBe('The only attempt failed. north/a: server (HTTP 500).');
  });

  it('the error says that retries were used up and when to come again', () => {
    const error = errorFor({
      attempts: [one],
      failure,
      retryBudgetExhausted: true,
      excluded: [
        { model: 'north/a', reason: 'cooling', retryAfterMs: 900 },
        { model: 'south/c', reason: 'disabled' },
      ],
      refused: refusals([b, overQuota('daily', 700)]),
    });
    expect(error.message).toBe(
      'The only attempt failed. north/a: server (HTTP 500). The retry budget is spent. Try again in 700 ms.',
    );
    expect(error).toMatchObject({ retryAfterMs: 700, retryBudgetExhausted: true });
    expect(error.toJSON()).toMatchObject({ retryAfterMs: 700, retryBudgetExhausted: true });
  });

  it('an attempt without an error is told as aborted', () => {
    const aborted = anOutcome({ model: 'north/a', outcome: 'aborted' });
    expect(listAttempts([aborted])).toBe('north/a: aborted ()');
    expect(listAttempts([])).toBe('');
  });
});

describe('without an attempt', () => {
  it('the error says of each model why, but for those that nobody asked for', () => {
    const excluded = [
      { model: 'north/a', reason: 'lacks-capability', detail: 'tools' },
      { model: 'north/b', reason: 'disabled' },
      { model: 'south/c', reason: 'not-requested', detail: 'in `exclude`' },
    ] as const;
    const error = errorFor({ excluded });
    expect(error).toBeInstanceOf(NoModelAvailableError);
    expect(error.message).toBe(
      'No model can take this request now. north/a: lacks-capability (tools); north/b: disabled.',
    );
    expect(error).toMatchObject({ excluded, attempts: [] });
    expect(retryAfterOf(error)).toBeUndefined();
  });

  it('the error has what was refused since the plan, which is newer', () => {
    const excluded = [
      { model: 'north/a', reason: 'cooling', detail: 'because', retryAfterMs: 9 },
    ] as const;
    const refused = refusals([a, resting(800)], [b, { admitted: false, reason: 'too-expensive' }]);
    const error = errorFor({ excluded, refused });
    expect(error).toMatchObject({
      excluded: [
        { model: 'north/a', reason: 'cooling', retryAfterMs: 800 },
        { model: 'north/b', reason: 'too-expensive' },
      ],
      retryAfterMs: 800,
    });
    expect(error.message).toBe(
      'No model can take this request now. north/a: cooling; north/b: too-expensive. Try again in 800 ms.',
    );
  });

  it('the error names the quota of a model that others keep company', () => {
    const refused = refusals([a, overQuota('daily', 700)], [b, resting(300)]);
    const error = errorFor({ refused });
    expect(error).toBeInstanceOf(NoModelAvailableError);
    expect(error).toMatchObject({
      excluded: [{ model: 'north/a', reason: 'over-quota', detail: 'daily' }, {}],
      retryAfterMs: 300,
    });
  });

  it('the error is a sentence where the request itself excludes everybody', () => {
    const { message } = errorFor({ excluded: [{ model: 'north/a', reason: 'not-requested' }] });
    expect(message).not.toContain('. .');
  });
});

describe('where quotas are all that stands in the way', () => {
  it('the error tells of the one that frees first', () => {
    const attempts = [anOutcome({ outcome: 'aborted' })];
    for (const refused of [
      refusals([a, overQuota('monthly', 9_000)], [b, overQuota('daily', 700)]),
      refusals([b, overQuota('daily', 700)], [a, overQuota('monthly', 9_000)]),
      refusals([b, overQuota('daily', 700)], [a, overQuota('same', 700)]),
    ]) {
      const error = errorFor({ refused, attempts });
      expect(error).toBeInstanceOf(BudgetExceededError);
      expect(error.message).toBe('daily is used up: 480 of 500 tokens. Try again in 700 ms.');
      const facts = { quota: quota('daily'), used: 480, retryAfterMs: 700, attempts };
      expect(error).toMatchObject(facts);
    }
  });

  it('models that can never take the request change nothing', () => {
    const excluded = [{ model: 'south/c', reason: 'context-too-small' }] as const;
    const refused = refusals([a, overQuota('daily', 700)]);
    expect(errorFor({ refused, excluded })).toBeInstanceOf(BudgetExceededError);
  });

  it.each(['cooling', 'probing'] as const)('a model that is %s does', (reason) => {
    const excluded = [{ model: 'south/c', reason, retryAfterMs: 5 } as const];
    const refused = refusals([a, overQuota('daily', 700)]);
    expect(errorFor({ refused, excluded })).toBeInstanceOf(NoModelAvailableError);
    const both = refusals([a, overQuota('daily', 700)], [b, { ...resting(5), reason }]);
    expect(errorFor({ refused: both })).toBeInstanceOf(NoModelAvailableError);
  });

  it('a model that is too expensive for the request does', () => {
    const refused = refusals(
      [a, overQuota('daily', 700)],
      [b, { admitted: false, reason: 'too-expensive' }],
    );
    expect(errorFor({ refused })).toBeInstanceOf(NoModelAvailableError);
  });
});
