import { describe, expect, it } from 'vitest';
import { AllAttemptsFailedError, RequestTimeoutError } from '../../src/errors/request-errors.js';
import { RetryBudget } from '../../src/fallback/retry-budget.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aFailure, aModel } from '../support/builders.js';
import { type Script, ScriptedRequest } from './scripted-request.js';

const window = (contextWindow: number) => ({ profile: { contextWindow } });
const a = aModel({ id: 'n/a', ...window(200) });
const b = aModel({ id: 'n/b', ...window(100) });
const c = aModel({ id: 's/c', ...window(300) });

const broken = aFailure('server');
const truncated = aFailure('protocol');
const stale = aFailure('network', { billed: 'no' });

/** A request whose first model has begun to answer. */
async function begun(script: Script, models = [a, b, c], ...limits: Limits) {
  const asked = new ScriptedRequest(models, script);
  await asked.run(...limits);
  return asked;
}

type Limits = Parameters<ScriptedRequest['run']>;

describe('an answer that breaks off', () => {
  it('is followed by that of the next model, as after any other failure', async () => {
    const asked = await begun({});
    expect(await asked.goOn(a, broken)).toBe('from n/b');
    expect(asked.log).toStrictEqual(['0: n/a', '0: n/a > n/b because of server', '0: n/b']);
  });

  it('again is followed by one more', async () => {
    const asked = await begun({});
    await asked.goOn(a, broken);
    expect(await asked.goOn(b, truncated)).toBe('from s/c');
    expect(asked.log.slice(3)).toStrictEqual(['0: n/b > s/c because of protocol', '0: s/c']);
  });

  it('after failures goes on behind them, not from the start', async () => {
    const asked = await begun({ 'n/a': [aFailure('auth')] });
    expect(await asked.goOn(b, aFailure('auth'))).toBe('from s/c');
    const failed = asked.goOn(c, aFailure('auth'));
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.attempts.map(({ model }) => model)).toStrictEqual(['n/a', 'n/b', 's/c']);
  });

  it.each([1, 2])('shares the %i attempts of its request', async (maxAttempts) => {
    const asked = await begun({ 'n/b': [broken] }, [a, b, c], { maxAttempts });
    const failed = asked.goOn(a, broken);
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    await expect(failed).rejects.toMatchObject({ retryBudgetExhausted: false });
    expect(asked.attempts).toHaveLength(maxAttempts);
  });

  it.each(['content-filter', 'invalid-request'] as const)(
    'stops the request where it is %s, unless the user says otherwise',
    async (kind) => {
      const failure = aFailure(kind);
      const asked = await begun({});
      await expect(asked.goOn(a, failure)).rejects.toBe(failure);
      expect(asked.log).toStrictEqual(['0: n/a']);
      const goingOn = await begun({}, [a, b, c], { fallbackOn: new Set([kind]) });
      expect(await goingOn.goOn(a, failure)).toBe('from n/b');
    },
  );

  it('because it grew too long goes to larger models only', async () => {
    const asked = await begun({});
    expect(await asked.goOn(a, aFailure('context-length'))).toBe('from s/c');
  });

  it('has what went before as the cause where nobody is left', async () => {
    const asked = await begun({}, [a]);
    const failure = aFailure('auth', { message: 'the key was revoked' });
    const failed = asked.goOn(a, failure);
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    await expect(failed).rejects.toMatchObject({ cause: failure, attempts: [{}] });
  });

  it('is not begun anew once the request was cancelled', async () => {
    const asked = await begun({});
    asked.cancellation.abort('enough');
    await expect(asked.goOn(a, broken)).rejects.toBe('enough');
    expect(asked.log).toStrictEqual(['0: n/a']);
  });

  it('is begun anew in the last quarter of a second, but not later', async () => {
    const limits = { totalMs: 10_000, deadline: 10_000 };
    const inTime = await begun({}, [a, b], limits);
    await inTime.clock.advance(9_750);
    expect(await inTime.goOn(a, broken)).toBe('from n/b');
    const tooLate = await begun({}, [a, b], limits);
    await tooLate.clock.advance(9_751);
    await expect(tooLate.goOn(a, broken)).rejects.toBeInstanceOf(RequestTimeoutError);
  });

  it('of the last resort is the last', async () => {
    const asked = new ScriptedRequest([a], {});
    asked.rests.set('n/a', { untilMs: 60_000 });
    expect(await asked.run()).toBe('from n/a');
    expect(asked.lastResorts).toStrictEqual([true]);
    await expect(asked.goOn(a, stale)).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.attempts).toHaveLength(1);
  });
});

describe('the model whose answer broke off', () => {
  it('is asked once more at once where the failure asks for it, and that is no fallback', async () => {
    for (const failure of [stale, aFailure('server', { retryable: true })]) {
      const asked = await begun({});
      expect(await asked.goOn(a, failure)).toBe('from n/a');
      expect(asked.log).toStrictEqual(['0: n/a', '0: n/a']);
      expect(await asked.goOn(a, failure)).toBe('from n/b');
    }
  });

  it('is asked again, after a pause, where there is no other', async () => {
    const asked = await begun({}, [a]);
    expect(await asked.goOn(a, broken)).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a', '125: n/a']);
    expect(asked.clock.pending).toBe(0);
  });

  it('is not asked again where it will not heal, or where a policy sent it to rest', async () => {
    const silent = await begun({}, [a]);
    await expect(silent.goOn(a, aFailure('timeout'))).rejects.toMatchObject({ attempts: [{}] });
    const resting = await begun({}, [a]);
    resting.rests.set('n/a', { untilMs: 60_000, mayOverride: false });
    await expect(resting.goOn(a, broken, true)).rejects.toMatchObject({ attempts: [{}] });
  });

  it('is asked again only as the retry budget allows', async () => {
    const spent = () => new RetryBudget({ ratio: 0, perSecond: 0, burst: 0 }, new ManualClock());
    const alone = await begun({}, [a], { retryBudget: spent() });
    await expect(alone.goOn(a, stale)).rejects.toMatchObject({ retryBudgetExhausted: true });
    const others = await begun({}, [a, b], { retryBudget: spent() });
    expect(await others.goOn(a, stale)).toBe('from n/b');
  });
});
