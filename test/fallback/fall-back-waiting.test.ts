import { describe, expect, it } from 'vitest';
import {
  AllAttemptsFailedError,
  BudgetExceededError,
  NoModelAvailableError,
} from '../../src/errors/request-errors.js';
import { type Seat, WaitingRoom } from '../../src/fallback/waiting-room.js';
import { aFailure, aModel } from '../support/builders.js';
import { type Resting, type Script, ScriptedRequest } from './scripted-request.js';

const a = aModel({ id: 'n/a' });
const b = aModel({ id: 'n/b' });

const quota = { id: 'daily', key: 'k', unit: 'tokens', windowMs: 60_000, max: 5 } as const;
const full = (retryAfterMs: number) =>
  ({ refused: { admitted: false, reason: 'over-quota', quota, used: 5, retryAfterMs } }) as const;
const cooling = (retryAfterMs: number) =>
  ({ refused: { admitted: false, reason: 'cooling', retryAfterMs } }) as const;
const probing = (retryAfterMs: number) =>
  ({ refused: { admitted: false, reason: 'probing', retryAfterMs } }) as const;
const limit = (untilMs: number): Resting => ({ untilMs, isGuess: false, mayOverride: false });

function request(
  script: Script,
  rests: { readonly [model: string]: Resting } = {},
  models = [a, b],
) {
  const asked = new ScriptedRequest(models, script);
  for (const [model, rest] of Object.entries(rests)) asked.rests.set(model, rest);
  return asked;
}

describe('a limit that frees soon', () => {
  it('is waited for when no candidate is left', async () => {
    const asked = request({ 'n/a': [full(700), 'answer'] }, {}, [a]);
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a refused', '700: n/a']);
    expect(asked.clock.pending).toBe(0);
  });

  it('is waited for where it sent the model to rest before the request', async () => {
    const asked = request({}, { 'n/a': limit(900), 'n/b': limit(800) });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log).toStrictEqual(['800: n/b']);
  });

  it('is not waited for while another model may be tried', async () => {
    const asked = request({ 'n/a': [full(700)] });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log.at(-1)).toBe('0: n/b');
  });

  it('is waited for after other models failed', async () => {
    const asked = request({ 'n/a': [aFailure('auth')] }, { 'n/b': limit(500) });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log.slice(1)).toStrictEqual(['500: n/a > n/b because of auth', '500: n/b']);
  });

  it('is the first of several to free', async () => {
    const asked = request({ 'n/a': [full(3_000), 'answer'], 'n/b': [full(2_000), 'answer'] });
    await asked.run();
    expect(asked.log.at(-1)).toBe('2000: n/a');
  });

  it('that is free already is asked for again a moment later', async () => {
    const asked = request({ 'n/a': [full(0), 'answer'] }, {}, [a]);
    await asked.run();
    expect(asked.log.at(-1)).toBe('1: n/a');
  });

  it('is waited for again where others were quicker, up to the limit of waiting in all', async () => {
    const asked = request({ 'n/a': [full(400)] }, {}, [a]);
    await expect(asked.run({ waitUpToMs: 1_000 })).rejects.toBeInstanceOf(BudgetExceededError);
    expect(asked.log).toStrictEqual(['0: n/a refused', '400: n/a refused', '800: n/a refused']);
  });

  it.each([
    [1_000, 'from n/a'],
    [999, undefined],
  ])('is waited for no longer than allowed: %i ms', async (waitUpToMs, expected) => {
    const asked = request({ 'n/a': [full(1_000), 'answer'] }, {}, [a]);
    const answer = await asked.run({ waitUpToMs }).catch(() => undefined);
    expect(answer).toBe(expected);
  });

  it.each([
    [1_250, 'from n/a'],
    [1_249, undefined],
  ])(
    'is waited for only if there is time to answer afterwards: %i ms',
    async (totalMs, expected) => {
      const asked = request({ 'n/a': [full(1_000), 'answer'] }, {}, [a]);
      expect(await asked.run({ totalMs }).catch(() => undefined)).toBe(expected);
      expect(asked.clock.pending).toBe(0);
    },
  );

  it('is left to those who wait for it, and the request goes on to the next model', async () => {
    const waitingRoom = new WaitingRoom();
    const asked = request({});
    const slots = { ...quota, unit: 'in-flight' } as const;
    const { refused } = full(700);
    const seat = waitingRoom.enter(1) as Seat;
    const others = new Map([[a, { ...refused, quota: slots }]]);
    const { clock, cancellation } = asked;
    void waitingRoom.wait(seat, others, { ms: 5_000, clock, cancellation });
    expect(await asked.run({ waitingRoom })).toBe('from n/b');
    expect(asked.passedBy).toStrictEqual(['n/a: over-quota']);
    expect(asked.lastResorts).toHaveLength(1);
  });

  it.each([
    ['gets in', 'answer', {}],
    ['gives up', full(60_000), {}],
    ['is cut short', 'answer', { totalMs: 900 }],
  ] as const)('leaves no seat taken when the request %s', async (_, step, limits) => {
    const waitingRoom = new WaitingRoom();
    const asked = request({ 'n/a': [full(700), step] }, {}, [a]);
    await asked.run({ waitingRoom, ...limits }).catch(() => {});
    expect(waitingRoom.isEmpty).toBe(true);
  });

  it('is not waited for where too many wait already', async () => {
    const waitingRoom = new WaitingRoom();
    for (let seat = 0; seat < 100; seat++) waitingRoom.enter(seat);
    const asked = request({ 'n/a': [full(700), 'answer'] }, {}, [a]);
    await expect(asked.run({ waitingRoom })).rejects.toBeInstanceOf(BudgetExceededError);
  });

  it('is not waited for where the model failed in a way that will not heal', async () => {
    const failing = { fails: aFailure('auth'), restsMs: 1_000 };
    const asked = request({ 'n/a': [failing] }, {}, [a]);
    await expect(asked.run()).rejects.toMatchObject({ attempts: [{}] });
    expect(asked.replans).toBe(1);
  });

  it('is waited for where an attempt of this request itself met it', async () => {
    const limited = { fails: aFailure('rate-limit'), restsMs: 300, isLimit: true };
    const asked = request({ 'n/a': [limited, 'answer'], 'n/b': [aFailure('auth')] });
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log.at(-1)).toBe('300: n/a');
  });

  it('of a model tried often enough is not waited for', async () => {
    const limited = { fails: aFailure('rate-limit'), restsMs: 300, isLimit: true };
    const script = {
      'n/a': [aFailure('network'), limited, 'answer'],
      'n/b': [aFailure('auth')],
    } as const;
    const asked = request(script);
    await expect(asked.run({ maxAttempts: 9 })).rejects.toBeInstanceOf(AllAttemptsFailedError);
    expect(asked.attempts.map(({ model }) => model)).toStrictEqual(['n/a', 'n/a', 'n/b']);
  });

  it('is looked for again where the wait brought nobody back', async () => {
    const asked = request({}, { 'n/a': limit(500), 'n/b': limit(300) });
    asked.clock.setTimeout(() => asked.rests.set('n/b', limit(60_000)), 200);
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['500: n/a']);
  });

  it('is forgotten where the model rests for another one by then', async () => {
    const asked = request({ 'n/a': [full(300)] }, {}, [a]);
    asked.clock.setTimeout(() => asked.rests.set('n/a', limit(60_000)), 200);
    await expect(asked.run()).rejects.toBeInstanceOf(NoModelAvailableError);
    expect(asked.clock.monotonic()).toBeLessThan(600);
  });

  it('does not free what is too dear for the request', async () => {
    const dear = { refused: { admitted: false, reason: 'too-expensive' } } as const;
    const asked = request({ 'n/a': [dear] }, {}, [a]);
    await expect(asked.run()).rejects.toBeInstanceOf(NoModelAvailableError);
    expect(asked.log).toStrictEqual(['0: n/a refused']);
  });

  it('is used at once where it freed while other models were tried', async () => {
    const slow = { fails: aFailure('auth'), takesMs: 2_000 };
    const asked = request({ 'n/a': [slow] }, { 'n/b': limit(1_000) });
    expect(await asked.run()).toBe('from n/b');
  });
});

describe('a probe of another request', () => {
  // Its rest is over, and was one for a limit.
  const proving = { 'n/a': limit(0) };

  it('is looked at every quarter of a second', async () => {
    const busy = probing(60_000);
    const asked = request({ 'n/a': [busy, busy, busy, 'answer'] }, proving, [a]);
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log.map((line) => line.split(':')[0])).toStrictEqual(['0', '250', '500', '750']);
  });

  it('is looked at sooner where it ends sooner', async () => {
    const asked = request({ 'n/a': [probing(40), 'answer'] }, proving, [a]);
    await asked.run();
    expect(asked.log.at(-1)).toBe('40: n/a');
  });

  it('is waited for no longer than for any limit', async () => {
    const asked = request({ 'n/a': [probing(60_000)] }, proving, [a]);
    await expect(asked.run({ waitUpToMs: 600 })).rejects.toBeInstanceOf(NoModelAvailableError);
    expect(asked.log).toHaveLength(3);
  });

  it('is not waited for where the rest was a guess: with nobody else left, that model is the last resort', async () => {
    const asked = request({ 'n/a': [probing(60_000), 'answer'] }, { 'n/b': { untilMs: 9_000 } });
    expect(await asked.run()).toBe('from n/a');
    expect(asked.log).toStrictEqual(['0: n/a refused', '0: n/a as the last resort', '0: n/a']);
    expect(asked.lastResorts).toStrictEqual([false, true]);
  });
});

describe('the last resort', () => {
  const guess = (untilMs: number): Resting => ({ untilMs });

  it('is one attempt on a model that rests for its health, at once', async () => {
    const asked = request({}, { 'n/a': guess(5_000), 'n/b': guess(4_000) });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log).toStrictEqual(['0: n/b as the last resort', '0: n/b']);
    expect(asked.lastResorts).toStrictEqual([true]);
  });

  it('is one attempt, and no more: no retry, no fallback', async () => {
    for (const failure of [aFailure('network'), aFailure('server')]) {
      const asked = request({ 'n/a': [failure] }, { 'n/a': guess(5_000), 'n/b': guess(9_000) });
      await expect(asked.run()).rejects.toMatchObject({ attempts: [{ model: 'n/a' }] });
    }
  });

  it('is the next one where the first may not be overridden', async () => {
    const rests = { 'n/a': { untilMs: 900_000, mayOverride: false }, 'n/b': guess(950_000) };
    expect(await request({}, rests).run()).toBe('from n/b');
  });

  it('comes after the wait for a limit that frees soon', async () => {
    const asked = request({}, { 'n/a': guess(500), 'n/b': limit(300) });
    expect(await asked.run()).toBe('from n/b');
    expect(asked.log).toStrictEqual(['300: n/b']);
  });

  it('is no model that this request has tried', async () => {
    const failing = { fails: aFailure('server'), restsMs: 5_000 };
    const asked = request({ 'n/a': [failing] }, { 'n/b': guess(60_000) });
    expect(await asked.run()).toBe('from n/b');
    const alone = request({ 'n/a': [failing] }, {}, [a]);
    await expect(alone.run()).rejects.toMatchObject({ attempts: [{}] });
  });

  it('is nobody where all rest for limits', async () => {
    const asked = request({}, { 'n/a': limit(60_000), 'n/b': limit(50_000) });
    await expect(asked.run()).rejects.toMatchObject({ retryAfterMs: 50_000 });
    expect(asked.attempts).toHaveLength(0);
  });

  it('is no model that can never take the request, nor is that waited for', async () => {
    const asked = request({});
    asked.ruledOut.set('n/a', 'disabled').set('n/b', 'lacks-capability');
    await expect(asked.run()).rejects.toBeInstanceOf(NoModelAvailableError);
    expect(asked.log).toStrictEqual([]);
  });

  it('is told in the error as failed and resting, not as refused', async () => {
    const script = { 'n/a': [cooling(20_000), aFailure('server')] } as const;
    const asked = request(script, {}, [a]);
    const reserve = asked.reserve.bind(asked);
    asked.reserve = (model, lastResort) => {
      asked.rests.set('n/a', guess(19_000));
      return reserve(model, lastResort);
    };
    const failed = asked.run();
    await expect(failed).rejects.toMatchObject({ attempts: [{}], retryAfterMs: 19_000 });
  });

  it('is no attempt where a quota is full too', async () => {
    const asked = request({ 'n/a': [full(60_000)] }, { 'n/a': guess(5_000) }, [a]);
    await expect(asked.run()).rejects.toMatchObject({ retryAfterMs: 60_000, attempts: [] });
    expect(asked.lastResorts).toStrictEqual([true]);
  });

  it('does not wait for a rest that only guesses, when the store knew of it first', async () => {
    const asked = request({ 'n/a': [cooling(5_000), 'answer'] }, {}, [a]);
    const refusing = asked.reserve.bind(asked);
    asked.reserve = (model, lastResort) => {
      asked.rests.set('n/a', guess(5_000));
      return refusing(model, lastResort);
    };
    await asked.run();
    expect(asked.log).toStrictEqual(['0: n/a refused', '0: n/a as the last resort', '0: n/a']);
  });
});

describe('the only model of a request', () => {
  it('is reserved as a last resort from the start, so that a guess holds it back from nothing', async () => {
    const failure = aFailure('server');
    const asked = request({ 'n/a': [aFailure('network'), failure, 'answer'] }, {}, [a]);
    expect(await asked.run({}, true)).toBe('from n/a');
    expect(asked.lastResorts).toStrictEqual([true, true, true]);
  });

  it('is so after a wait too', async () => {
    const asked = request({ 'n/a': [full(700), 'answer'] }, {}, [a]);
    await asked.run({}, true);
    expect(asked.lastResorts).toStrictEqual([true, true]);
  });

  it('is no last resort where others rest', async () => {
    const asked = request({ 'n/a': [aFailure('server'), full(300), 'answer'] }, {}, [a]);
    await asked.run();
    expect(asked.lastResorts).toStrictEqual([false, false, false]);
  });
});
