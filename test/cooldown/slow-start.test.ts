import { describe, expect, it } from 'vitest';
import { SlowStart, type Start } from '../../src/cooldown/slow-start.js';

const model = 'north/alpha';

/** A model that proved at 0 to be back. */
function started(): SlowStart {
  const slowStart = new SlowStart();
  slowStart.begin(model, 0);
  return slowStart;
}

/** Fills it up. Returns the attempts that are in flight then. */
function fill(slowStart: SlowStart): Start[] {
  const starts: Start[] = [];
  while (!slowStart.isFull(model, 0)) starts.push(slowStart.enter(model, 0) as Start);
  return starts;
}

describe('SlowStart', () => {
  it('says nothing of a model that has not just come back', () => {
    const slowStart = new SlowStart();
    expect(slowStart.isFull(model, 0)).toBe(false);
    expect(slowStart.enter(model, 0)).toBeUndefined();
    expect(started().isFull('north/beta', 0)).toBe(false);
  });

  it('lets two attempts be in flight after the proof, and two more for each success', () => {
    const slowStart = started();
    const [first, second, ...none] = fill(slowStart) as [Start, Start];
    expect(none).toStrictEqual([]);
    slowStart.leave(first, true);
    expect(fill(slowStart)).toHaveLength(3);
    slowStart.leave(second, true);
    expect(fill(slowStart)).toHaveLength(3);
  });

  it('lets nobody in for a failure but the one in its place', () => {
    const slowStart = started();
    const [first] = fill(slowStart) as [Start];
    slowStart.leave(first, false);
    expect(fill(slowStart)).toHaveLength(1);
  });

  it('is over after 32 successes, the proof included', () => {
    const slowStart = started();
    for (let success = 2; success < 32; success++) {
      slowStart.leave(slowStart.enter(model, 0) as Start, true);
    }
    const last = slowStart.enter(model, 0) as Start;
    slowStart.leave(last, true);
    expect(slowStart.enter(model, 0)).toBeUndefined();
  });

  it('is over after 30 s', () => {
    const slowStart = started();
    fill(slowStart);
    expect(slowStart.isFull(model, 29_999)).toBe(true);
    expect(slowStart.isFull(model, 30_000)).toBe(false);
    expect(slowStart.enter(model, 30_000)).toBeUndefined();
  });

  it('begins anew with the next proof, whatever ends of the one before', () => {
    const slowStart = started();
    const before = Array.from({ length: 40 }, () => slowStart.enter(model, 0) as Start);
    slowStart.begin(model, 0);
    for (const start of before) slowStart.leave(start, true);
    expect(fill(slowStart)).toHaveLength(2);
  });

  it('is forgotten with the model that is reset, or with all', () => {
    const slowStart = started();
    slowStart.begin('north/beta', 0);
    slowStart.reset(model);
    expect(slowStart.enter(model, 0)).toBeUndefined();
    expect(slowStart.enter('north/beta', 0)).toBeDefined();
    slowStart.reset();
    expect(slowStart.enter('north/beta', 0)).toBeUndefined();
  });
});
