import { describe, expect, it } from 'vitest';
import { AllAttemptsFailedError, RequestTimeoutError } from '../../src/errors/request-errors.js';
import { aFailure, aModel } from '../support/builders.js';
import { type Script, ScriptedRequest } from './scripted-request.js';

const a = aModel({ id: 'n/a', attemptMs: undefined });
const b = aModel({ id: 'n/b', attemptMs: undefined });
const c = aModel({ id: 's/c', attemptMs: 60_000 });

function request(script: Script, models = [a, b, c]): ScriptedRequest {
  return new ScriptedRequest(models, script);
}

describe('the time of each attempt', () => {
  it('leaves twice the expected 5 s to each of those behind, and all to the last', async () => {
    const asked = request({ 'n/a': ['hang'], 'n/b': ['hang'] });
    expect(await asked.run({ totalMs: 60_000 })).toBe('from s/c');
    expect(asked.slices).toStrictEqual([40_000, 10_000, 10_000]);
  });

  it('leaves nothing to models that no attempt is left for', async () => {
    const asked = request({});
    await asked.run({ totalMs: 60_000, maxAttempts: 2 });
    expect(asked.slices).toStrictEqual([50_000]);
    const once = request({});
    await once.run({ totalMs: 60_000, maxAttempts: 1 });
    expect(once.slices).toStrictEqual([60_000]);
    const second = request({ 'n/a': [aFailure('auth')] });
    await second.run({ totalMs: 60_000, maxAttempts: 2 });
    expect(second.slices).toStrictEqual([50_000, 60_000]);
  });

  it('is at most that of the model', async () => {
    const asked = request({}, [c]);
    await asked.run({ totalMs: 120_000 });
    expect(asked.slices).toStrictEqual([60_000]);
  });

  it('is an equal share where there is less than all of them need', async () => {
    const asked = request({ 'n/a': ['hang'], 'n/b': ['hang'] });
    expect(await asked.run({ totalMs: 3_000 })).toBe('from s/c');
    expect(asked.slices).toStrictEqual([1_000, 1_000, 1_000]);
  });

  it('is at least a millisecond for the first attempt, even after the deadline', async () => {
    const asked = request({}, [a]);
    asked.clock.step(500);
    expect(await asked.run({ totalMs: 500 })).toBe('from n/a');
    expect(asked.slices).toStrictEqual([1]);
  });
});

describe('the deadline', () => {
  const takes = (takesMs: number) => ({ fails: aFailure('server'), takesMs });

  it('allows another attempt with 250 ms left, not with less', async () => {
    const enough = request({ 'n/a': [takes(750)] });
    expect(await enough.run({ totalMs: 1_000 })).toBe('from n/b');
    const tooLittle = request({ 'n/a': [takes(751)] });
    await expect(tooLittle.run({ totalMs: 1_000 })).rejects.toBeInstanceOf(RequestTimeoutError);
  });

  it('ends the request with all that was tried, the last failure and what to do', async () => {
    const asked = request({ 'n/a': [takes(400)], 'n/b': [takes(600)] });
    const failed = asked.run({ totalMs: 1_000 });
    await expect(failed).rejects.toMatchObject({
      message:
        "The request's 1000 ms are over after 2 attempts. n/a: server (it failed); " +
        'n/b: server (it failed). Allow more with `timeouts.totalMs`.',
      attempts: [{ model: 'n/a' }, { model: 'n/b' }],
      cause: { kind: 'server' },
    });
  });

  it('is what the error tells of when it passed during the last attempt', async () => {
    const asked = request({ 'n/a': [takes(1_000)] }, [a]);
    const failed = asked.run({ totalMs: 1_000, maxAttempts: 1 });
    await expect(failed).rejects.toBeInstanceOf(RequestTimeoutError);
    const early = request({ 'n/a': [takes(999)] }, [a]).run({ totalMs: 1_000, maxAttempts: 1 });
    await expect(early).rejects.not.toBeInstanceOf(RequestTimeoutError);
  });

  it('is no reason where nothing was tried', async () => {
    const asked = request({}, []);
    asked.clock.step(2_000);
    await expect(asked.run({ totalMs: 1_000 })).rejects.not.toBeInstanceOf(RequestTimeoutError);
  });

  it('is not passed by a pause: the request fails at once where it would be', async () => {
    const script = { 'n/a': [aFailure('server', { retryAfterMs: 1_000 }), 'answer'] } as const;
    const enough = request(script, [a]);
    expect(await enough.run({ totalMs: 1_250, random: () => 0 })).toBe('from n/a');
    const tooLittle = request(script, [a]);
    const failed = tooLittle.run({ totalMs: 1_249, random: () => 0 });
    await expect(failed).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(tooLittle.clock.monotonic()).toBeLessThan(500);
  });
});

describe('a cancelled request', () => {
  const enough = new Error('enough');
  const quota = { id: 'daily', key: 'k', unit: 'tokens', windowMs: 60_000, max: 5 } as const;
  const full = {
    admitted: false,
    reason: 'over-quota',
    quota,
    used: 5,
    retryAfterMs: 700,
  } as const;

  it('ends before it starts', async () => {
    const asked = request({});
    asked.cancellation.abort(enough);
    await expect(asked.run()).rejects.toBe(enough);
    expect(asked.log).toStrictEqual([]);
  });

  it.each([
    ['the pause before a retry', aFailure('server', { retryAfterMs: 5_000 })],
    ['the wait for a limit', { refused: full }],
  ])('ends at once during %s, and leaves no timer', async (_, step) => {
    const asked = request({ 'n/a': [step] }, [a]);
    asked.clock.setTimeout(() => asked.cancellation.abort(enough), 300);
    await expect(asked.run()).rejects.toBe(enough);
    expect(asked.clock.pending).toBe(0);
    expect(asked.clock.monotonic()).toBeLessThan(700);
  });

  it('ends with the reason when it is cancelled during an attempt', async () => {
    const asked = request({ 'n/a': ['hang'] });
    const attempt = asked.attempt.bind(asked);
    asked.attempt = (model, timeoutMs) => {
      asked.cancellation.abort(enough);
      return attempt(model, timeoutMs);
    };
    await expect(asked.run()).rejects.toBe(enough);
    expect(asked.attempts).toHaveLength(0);
  });

  it('ends before the next attempt when it is cancelled right after a failure', async () => {
    const asked = request({ 'n/a': [{ fails: aFailure('auth'), takesMs: 10 }] });
    asked.clock.setTimeout(() => asked.cancellation.abort(enough), 5);
    await expect(asked.run()).rejects.toBe(enough);
    expect(asked.attempts).toHaveLength(1);
  });

  it('ends after a reservation that a slow store refused meanwhile', async () => {
    const asked = request({});
    const { promise, resolve } = Promise.withResolvers<typeof full>();
    const slow = Object.assign(asked, { reserve: () => promise });
    asked.clock.setTimeout(() => {
      asked.cancellation.abort(enough);
      resolve(full);
    }, 300);
    await expect(slow.run()).rejects.toBe(enough);
    expect(asked.slices).toStrictEqual([]);
  });
});

describe('a store that answers later', () => {
  it('is waited for', async () => {
    const asked = request({ 'n/a': [aFailure('auth')] });
    const slow = Object.assign(asked, { reserve: async () => ({ admitted: true }) as const });
    expect(await slow.run()).toBe('from n/b');
  });

  it('is waited for when it plans anew', async () => {
    const asked = request({}, [a]);
    asked.rests.set('n/a', { untilMs: 600, isGuess: false });
    const replan = asked.replan.bind(asked);
    const slow = Object.assign(asked, { replan: async () => replan() });
    expect(await slow.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['600: n/a']);
  });
});
