import { describe, expect, it } from 'vitest';
import { RestLog, restedMs } from '../../../../src/testing/simulation/record/rest-log.js';
import type { CooldownBand } from '../../../../src/testing/simulation/simulation-report.js';

const MODELS = [
  { id: 'a/one', provider: 'a', pool: 'a#p', limits: {} },
  { id: 'a/two', provider: 'a', pool: 'a#p', limits: {} },
  { id: 'a/three', provider: 'a', pool: undefined, limits: {} },
  { id: 'b/one', provider: 'b', pool: undefined, limits: {} },
] as const;

type Start = Parameters<RestLog['start']>[0];
type End = Parameters<RestLog['end']>[0];

function rest(more: Partial<Start> = {}): Start & End {
  return {
    scope: 'model',
    target: 'a/one',
    policy: 'failure',
    reason: 'it failed',
    ...more,
  } as Start & End;
}

function band(models: readonly string[], fromMs: number, toMs: number): CooldownBand {
  return { models, fromMs, toMs } as unknown as CooldownBand;
}

describe('RestLog', () => {
  it('tells each rest from its start to its end, in the order of their starts', () => {
    const log = new RestLog(MODELS);
    log.start(rest(), 1_000);
    log.start(rest({ target: 'b/one', policy: 'rate-limit' }), 2_000);
    log.end(rest({ target: 'b/one', policy: 'rate-limit' }), 3_000);
    log.end(rest(), 4_000);
    log.start(rest(), 5_000);
    expect(log.bands(9_000)).toEqual([
      {
        scope: 'model',
        target: 'a/one',
        policy: 'failure',
        reason: 'it failed',
        fromMs: 1_000,
        toMs: 4_000,
        models: ['a/one'],
      },
      expect.objectContaining({ target: 'b/one', fromMs: 2_000, toMs: 3_000 }),
      expect.objectContaining({ target: 'a/one', fromMs: 5_000, toMs: 9_000 }),
    ]);
  });

  it.each([
    ['model', 'a/two', ['a/two']],
    ['pool', 'a#p', ['a/one', 'a/two']],
    ['provider', 'a', ['a/one', 'a/two', 'a/three']],
  ] as const)('says whom the rest of a %s covers', (scope, target, models) => {
    const log = new RestLog(MODELS);
    log.start(rest({ scope, target }), 0);
    expect(log.bands(1)[0]?.models).toEqual(models);
  });

  it('takes rests of other policies and targets for others', () => {
    const log = new RestLog(MODELS);
    log.start(rest(), 0);
    log.end(rest({ policy: 'rate-limit' }), 1);
    log.end(rest({ target: 'a/two' }), 2);
    expect(log.bands(3)[0]?.toMs).toBe(3);
  });

  it('keeps the first end of a rest, and what was over is not in force later', () => {
    const log = new RestLog(MODELS);
    log.start(rest(), 0);
    log.end(rest(), 1);
    log.end(rest(), 2);
    expect(log.bands(3)[0]?.toMs).toBe(1);
  });
});

describe('restedMs', () => {
  it('adds up the rests that cover a model, time in which several were in force once', () => {
    const bands = [
      band(['a'], 0, 100),
      band(['b'], 10, 1_000),
      band(['a', 'b'], 50, 80),
      band(['a'], 90, 150),
      band(['a'], 200, 300),
    ];
    expect(restedMs(bands, 'a' as never, 1_000)).toBe(250);
    expect(restedMs(bands, 'b' as never, 1_000)).toBe(990);
    expect(restedMs(bands, 'c' as never, 1_000)).toBe(0);
  });

  it('counts no time after the end', () => {
    expect(restedMs([band(['a'], 50, 200)], 'a' as never, 120)).toBe(70);
    expect(restedMs([band(['a'], 130, 200)], 'a' as never, 120)).toBe(0);
  });
});
