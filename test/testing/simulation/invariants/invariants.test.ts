import { describe, expect, it } from 'vitest';
import { MemoryUsageStore } from '../../../../src/usage/memory-usage-store.js';
import { counted, WatchedRun } from './watched-run.js';

describe('a sound run', () => {
  it('violates nothing', () => {
    const run = new WatchedRun();
    run.request('r');
    run.idle([counted('a/one')]);
    expect(run.violations).toStrictEqual([]);
    expect(run.invariants.violationCount).toBe(0);
  });

  it('violates nothing with a fallback, a warning and a limit on the way', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.note('quota-exceeded', { requestId: 'r' });
    run.attempt('r/1', 'a/one');
    run.fail('r/1', 'a/one');
    run.note('warning', { requestId: 'r', warning: { code: 'other', message: 'cut' } });
    run.note('fallback', { requestId: 'r', from: 'a/one', to: 'b/one' });
    run.attempt('r/2', 'b/one');
    run.answer('r/2', 'b/one');
    run.end('r');
    run.settle('r');
    run.idle([counted('b/one')]);
    expect(run.violations).toStrictEqual([]);
  });

  it('may be cancelled before its route, and before its attempt is sent', () => {
    const run = new WatchedRun();
    run.ask('early');
    run.note('request-start', { requestId: 'early', streaming: false });
    run.end('early', { outcome: 'aborted' });
    run.reject('early');
    run.begin('late');
    run.start('late/1');
    run.finish('late/1', 'a/one', { outcome: 'aborted' });
    run.end('late', { outcome: 'aborted' });
    run.reject('late');
    expect(run.violations).toStrictEqual([]);
  });
});

describe('an idle world', () => {
  it('has nothing in flight, no timer and no listener', () => {
    const run = new WatchedRun();
    run.request('r');
    run.idle([counted('a/one', { inFlight: 1 })], { pendingTimers: 2, listenersLeft: 3 });
    expect(run.violations).toStrictEqual([
      'idle: 2 timers are pending',
      "idle: 3 listeners on callers' signals",
      'a/one: 1 are in flight when idle',
    ]);
  });
});

describe("a store of the user's", () => {
  const store = new MemoryUsageStore();
  const rested = async (ms: number, facts: object) => {
    const run = new WatchedRun({ store });
    run.rest({ probe: false, ...facts });
    run.begin('r');
    await run.clock.advance(ms);
    run.attempt('r/1');
    return run.violations;
  };

  it('may have admitted an attempt before a rest that is told of first, and not much later', async () => {
    expect(await rested(199, {})).toStrictEqual([]);
    expect(await rested(200, {})).toStrictEqual([
      'attempt r/1: began 9599 ms before the end of a rest (model a/one, policy failure)',
    ]);
  });

  it('may end a rest as much earlier as its start was told late', async () => {
    expect(await rested(9_798, {})).toHaveLength(1);
    expect(await rested(9_799, {})).toStrictEqual([]);
  });

  it('may have heard of a proof before anybody is told', async () => {
    expect(await rested(9_799, { probe: true })).toStrictEqual([]);
    const run = new WatchedRun({ store });
    run.begin('r');
    run.attempt('r/1', 'a/one', { probe: true });
    expect(run.violations).toStrictEqual([]);
  });

  it('books later what an attempt has used, but knows who is under way', () => {
    const run = new WatchedRun({ store, limits: { tokensPerMinute: 10, requestsPerMinute: 1 } });
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1');
    run.attempt('r/2');
    expect(run.violations).toStrictEqual([
      'attempt r/2: began with 2 requests, requestsPerMinute of a/one is 1',
    ]);
  });

  it('takes its time, which is added to the deadline', async () => {
    const late = async (ms: number) => {
      const run = new WatchedRun({ store, timeouts: { totalMs: 1_000 } });
      run.begin('r');
      await run.clock.advance(ms);
      run.end('r', { outcome: 'error' });
      run.reject('r');
      return run.violations;
    };
    expect(await late(1_350)).toStrictEqual([]);
    expect(await late(1_351)).toHaveLength(1);
  });

  it('takes limits and rests with it when it goes away', () => {
    const run = new WatchedRun({ store, limits: { maxConcurrency: 1 } });
    run.begin('r');
    run.rest({ target: 'b/one' });
    run.note('store-degraded');
    run.note('store-recovered');
    run.attempt('r/1', 'a/one');
    run.attempt('r/2', 'a/one', { probe: true });
    run.wake({ target: 'b/one' });
    expect(run.violations).toStrictEqual([]);
  });
});

describe('violations', () => {
  it('are kept up to the hundredth, and counted beyond', () => {
    const run = new WatchedRun();
    for (let count = 0; count < 101; count++) run.settle('r');
    expect(run.violations).toHaveLength(100);
    expect(run.invariants.violationCount).toBe(101);
  });

  it('are what a listener throws, too', () => {
    const run = new WatchedRun();
    run.note('listener-error', { event: 'route', error: new Error('no') });
    expect(run.violations).toStrictEqual(['listener of route: threw Error: no']);
  });
});
