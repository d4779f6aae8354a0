import { describe, expect, it } from 'vitest';
import { WatchedRun } from './watched-run.js';

describe('rests', () => {
  const lone = { candidates: [{ model: 'a/one' }] };

  it('keep attempts away until they end', async () => {
    const run = new WatchedRun();
    run.begin('r');
    run.rest({ probe: false });
    await run.clock.advance(9_998);
    run.attempt('r/1');
    expect(run.violations).toStrictEqual([
      'attempt r/1: began 1 ms before the end of a rest (model a/one, policy failure)',
    ]);
  });

  it('are over by their time, which is told in whole ms', async () => {
    const run = new WatchedRun();
    run.begin('r');
    run.rest({ probe: false });
    await run.clock.advance(9_999);
    run.attempt('r/1');
    run.wake();
    expect(run.violations).toStrictEqual([]);
  });

  it.each([
    ['model', 'a/one', ['a/one']],
    ['pool', 'a#p', ['a/one', 'a/two']],
    ['provider', 'a', ['a/one', 'a/two', 'a/three']],
  ] as const)('of a %s keep its models away and no others', (scope, target, resting) => {
    const refused = ['a/one', 'a/two', 'a/three', 'b/one'].filter((model) => {
      const run = new WatchedRun();
      run.rest({ scope, target });
      run.begin('r');
      run.attempt('r/1', model);
      return run.violations.length > 0;
    });
    expect(refused).toStrictEqual(resting);
  });

  it('are overridden by a request that has no other model', () => {
    const run = new WatchedRun();
    run.rest();
    run.begin('r', lone);
    run.attempt('r/1');
    expect(run.violations).toStrictEqual([]);
  });

  it('are not overridden where others rest too, where there is another, or by the options', () => {
    const resting = new WatchedRun();
    resting.rest();
    resting.begin('r', { ...lone, excluded: [{ model: 'b/one', reason: 'cooling' }] });
    resting.attempt('r/1');
    expect(resting.violations).toHaveLength(1);
    const unasked = new WatchedRun();
    unasked.rest();
    unasked.begin('r', { ...lone, excluded: [{ model: 'b/one', reason: 'not-requested' }] });
    unasked.attempt('r/1');
    expect(unasked.violations).toStrictEqual([]);
    const failing = new WatchedRun({ whenExhausted: { health: 'fail' } });
    failing.rest();
    failing.begin('r', lone);
    failing.attempt('r/1');
    expect(failing.violations).toHaveLength(1);
  });

  it('are overridden by a last resort that says so, of its model', () => {
    const run = new WatchedRun();
    run.rest();
    run.rest({ target: 'b/one' });
    run.begin('r');
    const message = 'No other model is left: a/one is tried although it rests.';
    run.note('warning', { requestId: 'r', warning: { code: 'other', model: 'a/one', message } });
    run.attempt('r/1', 'a/one');
    expect(run.violations).toStrictEqual([]);
    run.begin('s');
    const other = { code: 'other', model: 'a/one', message: 'maxOutputTokens was cut.' };
    run.note('warning', { requestId: 's', warning: other });
    run.attempt('s/1', 'a/one');
    expect(run.violations).toHaveLength(1);
  });

  it('are never overridden where they are no guess', () => {
    const run = new WatchedRun();
    run.rest({ overrideEveryMs: undefined });
    run.begin('r', lone);
    run.attempt('r/1');
    expect(run.violations).toHaveLength(1);
  });

  it('let one probe through when they are over, and then another one', async () => {
    const run = new WatchedRun();
    run.rest();
    await run.clock.advance(10_000);
    run.begin('r');
    run.begin('s');
    run.begin('t');
    run.attempt('r/1', 'a/one', { probe: true });
    run.attempt('s/1', 'a/one', { probe: true });
    expect(run.violations).toStrictEqual([
      'attempt s/1: began beside r/1, the probe of a rest (model a/one, policy failure)',
      'attempt s/1: a probe, but no rest waits for one',
    ]);
    run.fail('s/1');
    run.fail('r/1');
    run.attempt('t/1', 'a/one', { probe: true });
    expect(run.violations).toHaveLength(2);
  });

  it('let nobody else through before a probe has succeeded', async () => {
    const run = new WatchedRun();
    run.rest();
    await run.clock.advance(10_000);
    run.begin('r');
    run.begin('s');
    run.attempt('r/1');
    expect(run.violations).toStrictEqual([
      'attempt r/1: began after a rest without being its probe (model a/one, policy failure)',
    ]);
    run.fail('r/1');
    run.attempt('r/2', 'a/one', { probe: true });
    run.answer('r/2');
    run.attempt('s/1');
    run.wake();
    expect(run.violations).toHaveLength(1);
  });

  it('have no probe while they last, and none when there is no rest', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1', 'a/one', { probe: true });
    run.fail('r/1');
    run.rest();
    run.attempt('r/2', 'a/one', { probe: true });
    expect(run.violations).toStrictEqual([
      'attempt r/1: a probe, but no rest waits for one',
      'attempt r/2: began 9999 ms before the end of a rest (model a/one, policy failure)',
      'attempt r/2: a probe, but no rest waits for one',
    ]);
  });

  it('have no probe where none is asked for', async () => {
    const run = new WatchedRun();
    run.rest({ probe: false });
    await run.clock.advance(10_000);
    run.begin('r');
    run.attempt('r/1', 'a/one', { probe: true });
    expect(run.violations).toStrictEqual(['attempt r/1: a probe, but no rest waits for one']);
  });

  it('have one start and one end, by policy', async () => {
    const run = new WatchedRun();
    run.rest();
    run.rest({ policy: 'rate-limit' });
    run.rest();
    await run.clock.advance(10_000);
    run.wake();
    run.wake();
    run.wake({ policy: 'rate-limit' });
    expect(run.violations).toStrictEqual([
      'model a/one, policy failure: rests again, and its rest has not ended',
      'model a/one, policy failure: a rest ended that had not begun',
    ]);
  });

  it('do not end early, unless a last resort has found their model well', async () => {
    const run = new WatchedRun();
    run.rest();
    await run.clock.advance(4_999);
    run.wake();
    expect(run.violations).toStrictEqual([
      'model a/one, policy failure: its rest ended 5000 ms early',
    ]);
    run.rest();
    run.begin('r', lone);
    run.attempt('r/1');
    run.answer('r/1');
    run.wake();
    expect(run.violations).toHaveLength(1);
  });

  it('may be in force when all is over', () => {
    const run = new WatchedRun();
    run.rest();
    run.idle();
    expect(run.violations).toStrictEqual([]);
  });
});
