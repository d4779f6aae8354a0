import { describe, expect, it } from 'vitest';
import type { Cooldown } from '../../src/contracts/usage-store.js';
import { isSameRest, RestView } from '../../src/cooldown/rest-view.js';
import { aModel } from '../support/builders.js';

const alpha = aModel({ id: 'north/alpha', pool: 'north#greek' });
const beta = aModel({ id: 'north/beta', pool: 'north#greek' });
const gamma = aModel({ id: 'north/gamma' });
const other = aModel({ id: 'south/alpha' });

/** A rest of `north/alpha` for 1 s that needs no proof. */
function aRest(fields: Partial<Cooldown> = {}): Cooldown {
  return {
    scope: 'model',
    target: 'north/alpha',
    forMs: 1_000,
    remainingMs: 1_000,
    reason: 'because',
    policy: 'failure',
    probe: false,
    startedAt: 0,
    endsAt: 1_000,
    ...fields,
  };
}

function viewOf(...cooldowns: readonly Cooldown[]): RestView {
  const view = new RestView();
  view.refresh(cooldowns, 0);
  return view;
}

describe('who rests', () => {
  it('is nobody before the store was asked', () => {
    expect(new RestView().of(alpha, 0)).toBeUndefined();
  });

  it('is a model until its time is over, in whole milliseconds', () => {
    const view = viewOf(aRest());
    expect(view.of(alpha, 0.5)).toStrictEqual({
      remainingMs: 1_000,
      detail: 'failure: because',
      overrideEveryMs: undefined,
    });
    expect(view.of(alpha, 999)?.remainingMs).toBe(1);
    expect(view.of(alpha, 1_000)).toBeUndefined();
    expect(view.of(beta, 0)).toBeUndefined();
  });

  it('is every model of a pool', () => {
    const view = viewOf(aRest({ scope: 'pool', target: 'north#greek' }));
    const resting = [alpha, beta, gamma, other].map((model) => view.of(model, 0) !== undefined);
    expect(resting).toStrictEqual([true, true, false, false]);
  });

  it('is every model of a provider', () => {
    const view = viewOf(aRest({ scope: 'provider', target: 'north' }));
    const resting = [alpha, beta, gamma, other].map((model) => view.of(model, 0) !== undefined);
    expect(resting).toStrictEqual([true, true, true, false]);
  });

  it('tells of the longest of several rests, in whatever order they come', () => {
    const short = aRest({ remainingMs: 10, policy: 'short' });
    const long = aRest({ remainingMs: 2_000, policy: 'long' });
    const long2 = aRest({ remainingMs: 2_000, policy: 'long-2' });
    for (const rests of [
      [short, long],
      [long, short],
      [long, long2],
    ]) {
      expect(viewOf(...rests).of(alpha, 0)).toMatchObject({
        remainingMs: 2_000,
        detail: 'long: because',
      });
    }
  });

  it('is what the store said last', () => {
    const view = viewOf(aRest());
    view.refresh([aRest({ target: 'north/beta' })], 100);
    expect(view.of(alpha, 100)).toBeUndefined();
    expect(view.of(beta, 1_099)?.remainingMs).toBe(1);
  });

  it('is whom this process sent to rest since, once', () => {
    const view = viewOf(aRest({ remainingMs: 5_000 }));
    view.note(aRest({ target: 'north/beta' }), true, 100);
    view.note(aRest({ remainingMs: 300 }), false, 100);
    expect(view.of(beta, 100)?.remainingMs).toBe(1_000);
    expect(view.of(alpha, 100)?.remainingMs).toBe(300);
  });
});

describe('whether a rest may be overridden', () => {
  const every = (...values: readonly (number | undefined)[]) => {
    const rests = values.map((value, index) => {
      const rest = aRest({ policy: `policy-${index}` });
      return value === undefined ? rest : { ...rest, overrideEveryMs: value };
    });
    return viewOf(...rests).of(alpha, 0)?.overrideEveryMs;
  };

  it('is what the strictest of them asks', () => {
    expect(every(0)).toBe(0);
    expect(every(0, 30_000)).toBe(30_000);
    expect(every(30_000, 0)).toBe(30_000);
    expect(every(undefined, 0)).toBeUndefined();
    expect(every(0, undefined)).toBeUndefined();
    expect(every(undefined)).toBeUndefined();
  });

  it('has no say from rests that are over or of other models', () => {
    const over = aRest({ policy: 'over', remainingMs: 10 });
    const foreign = aRest({ target: 'south/alpha', policy: 'foreign' });
    const view = viewOf(aRest({ overrideEveryMs: 0 }), over, foreign);
    expect(view.of(alpha, 10)?.overrideEveryMs).toBe(0);
  });

  it('never holds for a model that rests for a limit, or not at all', () => {
    expect(viewOf(aRest()).takeOverride(alpha, 0)).toBe(false);
    expect(viewOf().takeOverride(alpha, 0)).toBe(false);
  });

  it('always holds for a guess', () => {
    const view = viewOf(aRest({ overrideEveryMs: 0 }));
    expect([0, 0, 1].map((now) => view.takeOverride(alpha, now))).toStrictEqual([true, true, true]);
  });

  it('holds once in so long, from the attempt that the rest began with', () => {
    const view = viewOf(aRest({ overrideEveryMs: 300 }));
    const taken = [0, 299, 300, 599, 600].map((now) => view.takeOverride(alpha, now));
    expect(taken).toStrictEqual([false, false, true, false, true]);
  });

  it('holds once for all models that share the rest', () => {
    const rest = aRest({ scope: 'provider', target: 'north', overrideEveryMs: 300 });
    const view = viewOf(rest);
    const taken = [alpha, beta, gamma].map((model) => view.takeOverride(model, 400));
    expect(taken).toStrictEqual([true, false, false]);
    expect(view.takeOverride(beta, 700)).toBe(true);
  });

  it('is reckoned from when the rest began, which may be long before it was read', () => {
    const view = viewOf(aRest({ remainingMs: 400, overrideEveryMs: 300 }));
    expect(view.takeOverride(alpha, 0)).toBe(true);
  });

  it('holds only where it does for each of the rests, and is taken of none otherwise', () => {
    const often = aRest({ policy: 'often', overrideEveryMs: 100 });
    const seldom = aRest({ policy: 'seldom', overrideEveryMs: 300 });
    const view = viewOf(often, seldom);
    expect(view.takeOverride(alpha, 200)).toBe(false);
    view.refresh([{ ...often, remainingMs: 800 }], 200);
    expect(view.takeOverride(alpha, 200)).toBe(true);
    const limited = viewOf(aRest({ overrideEveryMs: 0 }), aRest({ policy: 'limit' }));
    expect(limited.takeOverride(alpha, 500)).toBe(false);
  });

  it('never holds for a model whose rest is over', () => {
    const view = viewOf(aRest({ overrideEveryMs: 0 }));
    expect(view.takeOverride(alpha, 1_000)).toBe(false);
    expect(view.takeOverride(alpha, 999)).toBe(true);
  });
});

describe('the end of a rest', () => {
  it('is told once, by the process that started it, when its time is over', () => {
    const view = new RestView();
    const rest = aRest();
    expect(view.note(rest, true, 0)).toStrictEqual([]);
    expect(view.expire(999)).toStrictEqual([]);
    expect(view.expire(1_000)).toStrictEqual([rest]);
    expect(view.expire(1_001)).toStrictEqual([]);
    expect(view.refresh([], 1_002).ended).toStrictEqual([]);
  });

  it('is not told by others', () => {
    const view = viewOf(aRest());
    view.note(aRest({ policy: 'rate-limit' }), false, 0);
    expect(view.expire(5_000)).toStrictEqual([]);
    expect(view.refresh([], 5_000).ended).toStrictEqual([]);
  });

  it('is told when the store no longer knows it, as after a reset', () => {
    const view = new RestView();
    view.note(aRest(), true, 0);
    view.note(aRest({ target: 'north/beta' }), true, 0);
    const { ended } = view.refresh([aRest({ target: 'north/beta', remainingMs: 500 })], 500);
    expect(ended).toMatchObject([{ target: 'north/alpha' }]);
  });

  it('that needs a proof comes with the proof, which only the store knows', () => {
    const view = new RestView();
    const rest = aRest({ probe: true });
    view.note(rest, true, 0);
    expect(view.expire(5_000)).toStrictEqual([]);
    expect(view.refresh([{ ...rest, remainingMs: 0 }], 6_000).ended).toStrictEqual([]);
    expect(view.refresh([], 7_000).ended).toMatchObject([
      { target: 'north/alpha', policy: 'failure' },
    ]);
  });

  it('is told before the next rest of the same policy and model starts', () => {
    const view = new RestView();
    const first = aRest({ probe: true });
    const second = aRest({ probe: true, remainingMs: 2_000, reason: 'again' });
    view.note(first, true, 0);
    expect(view.note(second, true, 1_500)).toStrictEqual([first]);
    expect(view.refresh([], 4_000).ended).toStrictEqual([second]);
  });

  it('moves where this process lengthens it', () => {
    const view = new RestView();
    const longer = aRest({ remainingMs: 3_000 });
    view.note(aRest(), true, 0);
    expect(view.note(longer, false, 500)).toStrictEqual([]);
    expect(view.expire(1_500)).toStrictEqual([]);
    expect(view.expire(3_500)).toStrictEqual([longer]);
  });

  it('is noticed when the store is asked, too', () => {
    const view = new RestView();
    view.note(aRest(), true, 0);
    const known = aRest({ remainingMs: 0 });
    expect(view.refresh([known], 1_000).ended).toHaveLength(1);
  });

  it('is one for each policy and each target', () => {
    const view = new RestView();
    view.note(aRest(), true, 0);
    view.note(aRest({ policy: 'rate-limit' }), true, 0);
    view.note(aRest({ target: 'north/beta', remainingMs: 5_000 }), true, 0);
    expect(view.expire(1_000)).toMatchObject([{ policy: 'failure' }, { policy: 'rate-limit' }]);
    expect(view.expire(5_000)).toMatchObject([{ target: 'north/beta' }]);
  });

  it('moves where another process lengthened it', () => {
    const view = new RestView();
    view.note(aRest(), true, 0);
    view.refresh([aRest({ remainingMs: 3_000 })], 500);
    expect(view.of(alpha, 1_500)).toBeDefined();
    expect(view.expire(1_500)).toStrictEqual([]);
  });
});

describe('the proof that a rest is over', () => {
  const rest = aRest({ probe: true });

  it('is that the store does not know it any more, whoever started it', () => {
    const view = viewOf(rest, aRest({ policy: 'limit', probe: true }));
    const { proved } = view.refresh([aRest({ policy: 'limit', probe: true })], 5_000);
    expect(proved).toStrictEqual([rest]);
    expect(view.refresh([], 6_000).proved).toMatchObject([{ policy: 'limit' }]);
    expect(view.refresh([], 7_000).proved).toStrictEqual([]);
  });

  it('is not needed of a rest that asks for none', () => {
    expect(viewOf(aRest()).refresh([], 5_000).proved).toStrictEqual([]);
  });

  it('is not given by time', () => {
    const view = viewOf(rest);
    expect(view.refresh([{ ...rest, remainingMs: 0 }], 5_000).proved).toStrictEqual([]);
  });
});

describe('the proof that a model owes', () => {
  const rest = aRest({ scope: 'pool', target: 'north#greek', probe: true });

  it('is asked for when its rest is over, by every model that the rest covers, and by no other', () => {
    const view = viewOf(rest, aRest({ policy: 'of no proof' }));
    expect(view.awaitingProof(alpha, 999)).toStrictEqual([]);
    const asked = [alpha, beta, gamma].map((model) => view.awaitingProof(model, 1_000));
    expect(asked).toStrictEqual([[rest], [rest], []]);
  });

  it('is not asked for once it was given', () => {
    const view = viewOf(rest);
    view.refresh([], 1_000);
    expect(view.awaitingProof(alpha, 1_000)).toStrictEqual([]);
  });

  it('is that of one rest, not of the next', () => {
    expect(isSameRest(rest, { ...rest, remainingMs: 0 })).toBe(true);
    expect(isSameRest(rest, { ...rest, startedAt: 1 })).toBe(false);
    expect(isSameRest(rest, { ...rest, policy: 'another' })).toBe(false);
  });
});

describe('a guess', () => {
  const guess = aRest({ probe: true, overrideEveryMs: 0 });

  it('is what shuts a model, in force or waiting for its proof, if all of it may be overridden at any time', () => {
    const view = viewOf(guess);
    expect(view.isGuess(alpha, 0)).toBe(true);
    expect(view.isGuess(alpha, 1_000)).toBe(true);
    expect(view.takeOverride(alpha, 1_000)).toBe(true);
    expect(view.isGuess(beta, 0)).toBe(false);
  });

  it('is none beside a rest that may not', () => {
    expect(viewOf(guess, aRest({ policy: 'limit' })).isGuess(alpha, 0)).toBe(false);
    expect(viewOf(guess, aRest({ policy: 'limit' })).isGuess(alpha, 1_000)).toBe(true);
    expect(viewOf(guess, aRest({ policy: 'key', overrideEveryMs: 30_000 })).isGuess(alpha, 0)).toBe(
      false,
    );
  });

  it('is none that needs no proof and is over', () => {
    const view = viewOf(aRest({ overrideEveryMs: 0 }));
    expect(view.isGuess(alpha, 1_000)).toBe(false);
    expect(view.takeOverride(alpha, 1_000)).toBe(false);
  });
});
