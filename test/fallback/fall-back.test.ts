import { describe, expect, it } from 'vitest';
import {
  AllAttemptsFailedError,
  BudgetExceededError,
  NoModelAvailableError,
} from '../../src/errors/request-errors.js';
import { RetryBudget } from '../../src/fallback/retry-budget.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aFailure, aModel } from '../support/builders.js';
import { type Script, ScriptedRequest } from './scripted-request.js';

const window = (contextWindow: number) => ({ profile: { contextWindow } });
const a = aModel({ id: 'n/a', ...window(200) });
const b = aModel({ id: 'n/b', ...window(100) });
const c = aModel({ id: 's/c', ...window(300) });

const broken = aFailure('server');
const stale = aFailure('network');

function request(script: Script, models = [a, b, c]): ScriptedRequest {
  return new ScriptedRequest(models, script);
}

describe('a request', () => {
  it('has the answer of the first model that gives one, and asks no other', async () => {
    const asked = request({});
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a']);
  });

  it('moves to the next model on a failure, at once, and says so', async () => {
    const asked = request({ 'n/a': [broken], 'n/b': [aFailure('rate-limit')] });
    expect(await asked.run()).toBe('from s/c');
    expect(asked.log).toStrictEqual([
      '0: n/a',
      '0: n/a > n/b because of server',
      '0: n/b',
      '0: n/b > s/c because of rate-limit',
      '0: s/c',
    ]);
  });

  it('tries a model that is on its way back, and has no room, after the others', async () => {
    const asked = request({ 'n/b': [broken], 's/c': [broken] });
    asked.heldBack.add('n/a');
    expect(await asked.run()).toBe('from n/a');
    expect(asked.attempts.map(({ model }) => model)).toStrictEqual(['n/b', 's/c', 'n/a']);
  });

  it.each(['invalid-request', 'content-filter'] as const)(
    'stops on what any model would refuse: %s',
    async (kind) => {
      const failure = aFailure(kind);
      const asked = request({ 'n/a': [failure] });
      await expect(asked.run()).rejects.toBe(failure);
      expect(asked.log).toStrictEqual(['0: n/a']);
    },
  );

  it('goes on after such a refusal where the user says so', async () => {
    const asked = request({ 'n/a': [aFailure('content-filter')] });
    const fallbackOn = new Set(['content-filter']);
    expect(await asked.run({ fallbackOn })).toBe('from n/b');
  });

  it('fails with all that was tried when every attempt failed', async () => {
    const last = aFailure('quota', { message: 'the last one' });
    const asked = request({ 'n/a': [broken], 'n/b': [broken], 's/c': [last] });
    const failed = asked.run();
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    await expect(failed).rejects.toMatchObject({
      cause: last,
      attempts: [{ model: 'n/a' }, { model: 'n/b' }, { model: 's/c' }],
      retryBudgetExhausted: false,
    });
  });

  it.each([1, 2, 3])('makes no more than %i attempts', async (maxAttempts) => {
    const asked = request({ 'n/a': [broken], 'n/b': [broken], 's/c': [broken] });
    await expect(asked.run({ maxAttempts })).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.attempts).toHaveLength(maxAttempts);
  });

  it('has no model to ask where there is none', async () => {
    await expect(request({}, []).run()).rejects.toBeInstanceOf(NoModelAvailableError);
  });
});

describe('the same model', () => {
  it('is asked once more at once where the connection was stale', async () => {
    const asked = request({ 'n/a': [stale, 'answer'] });
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a', '0: n/a']);
  });

  it('is not asked a third time before the others', async () => {
    const asked = request({ 'n/a': [stale] });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log).toStrictEqual([
      '0: n/a',
      '0: n/a',
      '0: n/a > n/b because of network',
      '0: n/b',
    ]);
  });

  it('is asked again, after a pause, only when there is no other', async () => {
    const asked = request({ 'n/a': [broken, 'answer'], 'n/b': [broken] }, [a, b]);
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual([
      '0: n/a',
      '0: n/a > n/b because of server',
      '0: n/b',
      '125: n/b > n/a because of server',
      '125: n/a',
    ]);
    expect(asked.clock.pending).toBe(0);
  });

  it('is asked twice at most where there are several', async () => {
    const asked = request({ 'n/a': [broken], 'n/b': [broken] }, [a, b]);
    await expect(asked.run({ maxAttempts: 9 })).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.attempts.map(({ model }) => model)).toStrictEqual(['n/a', 'n/b', 'n/a', 'n/b']);
  });

  it('is asked three times at most where it is the only one, with longer pauses', async () => {
    const asked = request({ 'n/a': [broken] }, [a]);
    await expect(asked.run({ maxAttempts: 9 })).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.log).toStrictEqual(['0: n/a', '125: n/a', '375: n/a']);
  });

  it('is not asked again after a failure that will not heal within the request', async () => {
    const asked = request({ 'n/a': [aFailure('auth')] }, [a]);
    await expect(asked.run()).rejects.toMatchObject({ attempts: [{}] });
    const timedOut = request({ 'n/a': [aFailure('timeout')] }, [a]);
    await expect(timedOut.run()).rejects.toMatchObject({ attempts: [{}] });
  });

  it('is not asked again where the server wants to be left alone for too long', async () => {
    const failure = aFailure('server', { retryAfterMs: 60_001 });
    const asked = request({ 'n/a': [failure], 'n/b': [broken, 'answer'] }, [a, b]);
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log.at(-1)).toBe('125: n/b');
  });

  it('is left alone as long as the server says', async () => {
    const failure = aFailure('server', { retryAfterMs: 2_000 });
    const asked = request({ 'n/a': [failure, 'answer'] }, [a]);
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a', '2100: n/a']);
  });

  it('is not asked again where a policy sent it to rest', async () => {
    const asked = request({ 'n/a': [{ fails: broken, restsMs: 60_000 }] }, [a]);
    await expect(asked.run()).rejects.toMatchObject({ attempts: [{}] });
  });
});

describe('the retry budget', () => {
  const spent = () => new RetryBudget({ ratio: 0, perSecond: 0, burst: 0 }, new ManualClock());

  it('pays for retries of the same model, at once and later; without it there are none', async () => {
    for (const failure of [stale, broken]) {
      const asked = request({ 'n/a': [failure, 'answer'] }, [a]);
      const failed = asked.run({ retryBudget: spent() });
      await expect(failed).rejects.toMatchObject({ retryBudgetExhausted: true, attempts: [{}] });
    }
  });

  it('does not keep a request from another model', async () => {
    const asked = request({ 'n/a': [stale] });
    expect(await asked.run({ retryBudget: spent() })).toBe('from n/b');
  });

  it('is charged once for each retry, and not for a move to another model', async () => {
    const retryBudget = new RetryBudget({ ratio: 0, perSecond: 0, burst: 2 }, new ManualClock());
    const asked = request({ 'n/a': [broken], 'n/b': [broken] }, [a, b]);
    const failed = asked.run({ retryBudget, maxAttempts: 9 });
    await expect(failed).rejects.toMatchObject({ retryBudgetExhausted: false });
    expect(asked.attempts).toHaveLength(4);
    expect(retryBudget.take()).toBe(false);
  });
});

describe('a prompt that does not fit', () => {
  it('goes to larger models only', async () => {
    const asked = request({ 'n/a': [aFailure('context-length')] });
    expect(await asked.run()).toBe('from s/c');
    expect(asked.attempts.map(({ model }) => model)).toStrictEqual(['n/a', 's/c']);
  });

  it('fails where there is none', async () => {
    const failure = aFailure('context-length');
    const asked = request({ 's/c': [failure] }, [c, a, b]);
    await expect(asked.run()).rejects.toMatchObject({ cause: failure, attempts: [{}] });
  });
});

describe('a candidate that is refused', () => {
  const quota = { id: 'daily', key: 'k', unit: 'tokens', windowMs: 60_000, max: 5 } as const;
  const full = (retryAfterMs: number) =>
    ({ refused: { admitted: false, reason: 'over-quota', quota, used: 5, retryAfterMs } }) as const;
  const dear = { refused: { admitted: false, reason: 'too-expensive' } } as const;

  it('is no attempt and no fallback', async () => {
    const asked = request({ 'n/a': [full(60_000)], 'n/b': [dear] });
    expect(await asked.run({ maxAttempts: 1 })).toBe('from s/c');
    expect(asked.log).toStrictEqual(['0: n/a refused', '0: n/b refused', '0: s/c']);
  });

  it('is what the error tells of where it was all there is', async () => {
    const asked = request({ 'n/a': [full(60_000)] }, [a]);
    await expect(asked.run()).rejects.toBeInstanceOf(BudgetExceededError);
    const both = request({ 'n/a': [full(60_000)], 'n/b': [dear] }, [a, b]);
    await expect(both.run()).rejects.toMatchObject({
      excluded: [{ reason: 'over-quota' }, { reason: 'too-expensive' }],
    });
  });

  it('does not hide a failure', async () => {
    const asked = request({ 'n/a': [aFailure('auth')], 'n/b': [full(60_000)] }, [a, b]);
    const failed = asked.run();
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    await expect(failed).rejects.toMatchObject({ retryAfterMs: 60_000 });
  });

  it('is told no longer as refused once it was admitted', async () => {
    const asked = request({ 'n/a': [full(500), aFailure('auth')] }, [a]);
    const failed = asked.run();
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    await expect(failed).rejects.not.toHaveProperty('retryAfterMs', 500);
  });
});
