import { describe, expect, it } from 'vitest';
import { Timeline } from '../../../../src/testing/simulation/record/timeline.js';

describe('Timeline', () => {
  it('has 240 steps for the time in which requests arrive', () => {
    const timeline = new Timeline(24);
    const series = timeline.series();
    for (const at of [0, 99.9, 100, 23_999]) timeline.count(series, at);
    const steps = timeline.upToNow(series);
    expect([timeline.stepMs, steps.length]).toEqual([100, 240]);
    expect([steps[0], steps[1], steps[2], steps[239]]).toEqual([2, 1, 0, 1]);
  });

  it('goes on for what takes longer, in all of its series', () => {
    const timeline = new Timeline(24);
    const [one, other] = [timeline.series(), timeline.series()];
    timeline.count(one, 24_000);
    expect(timeline.upToNow(one)).toHaveLength(241);
    expect(timeline.upToNow(other)).toEqual(Array(241).fill(0));
    timeline.count(one, 47_999.9);
    expect(timeline.upToNow(one)).toHaveLength(480);
    expect(timeline.stepMs).toBe(100);
  });

  it('makes its steps twice as long, as often as it takes, and loses nothing', () => {
    const timeline = new Timeline(24);
    const [one, other] = [timeline.series(), timeline.series()];
    for (const at of [0, 100, 200, 47_999]) timeline.count(one, at);
    timeline.count(other, 350);
    timeline.count(other, 48_000);
    expect(timeline.stepMs).toBe(200);
    expect(timeline.upToNow(one)).toHaveLength(241);
    expect(timeline.upToNow(one).slice(0, 3)).toEqual([2, 1, 0]);
    expect(timeline.upToNow(one)[239]).toBe(1);
    expect(timeline.upToNow(other).slice(0, 3)).toEqual([0, 1, 0]);
    expect(timeline.upToNow(other)[240]).toBe(1);
    timeline.count(one, 400_000);
    expect(timeline.stepMs).toBe(1_600);
    expect(timeline.upToNow(one).reduce((sum, count) => sum + count)).toBe(5);
  });
});
