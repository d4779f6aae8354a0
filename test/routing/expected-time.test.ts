import { describe, expect, it } from 'vitest';
import { expectedSeconds, profiledSpeed } from '../../src/routing/expected-time.js';

describe('how fast a model is, by its profile', () => {
  it.each([
    [0, 2_000, 40],
    [0.25, 1_400, 60],
    [0.5, 800, 80],
    [0.75, 600, 115],
    [1, 400, 150],
    [undefined, 800, 80],
  ])('a speed of %s', (speed, timeToFirstTokenMs, tokensPerSecond) => {
    expect(profiledSpeed({ id: 'alpha', speed })).toStrictEqual({
      timeToFirstTokenMs,
      tokensPerSecond,
    });
  });
});

describe('how long an answer takes', () => {
  it('is the time to its first token and that of its tokens', () => {
    expect(expectedSeconds({ id: 'alpha', speed: 0 }, undefined, 80)).toBe(4);
    expect(expectedSeconds({ id: 'alpha', speed: 0 }, undefined, 0)).toBe(2);
  });

  it('is what was measured, where it was', () => {
    const measured = { timeToFirstTokenMs: 500, tokensPerSecond: 10 };
    expect(expectedSeconds({ id: 'alpha', speed: 0 }, measured, 5)).toBe(1);
  });
});
