import { describe, expect, it } from 'vitest';
import { counted, tokens, WatchedRun } from './watched-run.js';

describe('attempts and calls', () => {
  it('begin and end once', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.start('r/1', 'a/one', { attempt: 2 });
    run.fail('r/1');
    run.finish('r/1');
    expect(run.violations).toContain('attempt r/1: began twice');
    expect(run.violations).toContain('attempt r/1: ended twice, or never began');
  });

  it('end on the model that they began on, in the request that they began in', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.begin('s');
    run.attempt('r/1', 'a/one');
    run.invariants.callEnded('r/1');
    run.note('attempt-end', { requestId: 's', attemptId: 'r/1', model: 'b/one', outcome: 'error' });
    expect(run.violations).toStrictEqual([
      'attempt r/1: began on a/one and ended on b/one',
      'request s: ended r/1 of another request',
    ]);
  });

  it('are on models that there are', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.start('r/1', 'c/one');
    expect(run.violations).toStrictEqual(['attempt r/1: c/one is no model']);
  });

  it('go together, one call for each attempt', () => {
    const run = new WatchedRun();
    run.invariants.callStarted('x/1');
    run.invariants.callEnded('x/1');
    run.begin('r');
    run.attempt('r/1');
    run.invariants.callStarted('r/1');
    run.fail('r/1');
    run.start('r/2');
    run.finish('r/2', 'a/one', { outcome: 'error' });
    expect(run.violations).toStrictEqual([
      'attempt x/1: called without an `attempt-start`',
      'attempt r/1: called twice',
      'attempt r/2: error without a call',
    ]);
  });

  it('end what has begun', () => {
    const run = new WatchedRun();
    run.invariants.callEnded('r/1');
    expect(run.violations).toStrictEqual(['attempt r/1: a call ended that had not begun']);
  });

  it('are over when nothing happens any more', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.idle();
    expect(run.violations).toStrictEqual([
      'request r: never settled',
      'attempt r/1: never ended',
      'attempt r/1: its call never ended',
    ]);
  });
});

describe('tokens', () => {
  it('are booked as the vendor reported them', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.invariants.usageReported('r/1', { inputTokens: 10, outputTokens: 4 });
    run.invariants.callEnded('r/1');
    run.book('r/1', 'a/one', tokens(10, 5));
    run.finish('r/1', 'a/one', { usage: tokens(10, 5) });
    expect(run.violations).toStrictEqual([
      'attempt r/1: booked 10 + 5 tokens, but its vendor reported 10 + 4 tokens',
    ]);
  });

  it('are as of the last report, and what comes after the end does not count', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.invariants.usageReported('r/1', { inputTokens: 10, outputTokens: 0 });
    run.answer('r/1', 'a/one', tokens(10, 7));
    run.invariants.usageReported('r/1', { inputTokens: 10, outputTokens: 9 });
    expect(run.violations).toStrictEqual([]);
  });

  it('are not estimated where the vendor has reported, and not left out', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1', 'a/one', { ...tokens(10, 5), source: 'estimated' });
    run.attempt('r/2');
    run.invariants.callEnded('r/2');
    run.finish('r/2');
    expect(run.violations).toStrictEqual([
      'attempt r/1: booked an estimate, but its vendor reported 10 + 5 tokens',
      'attempt r/2: answered without any usage',
    ]);
  });

  it('may be estimated where the vendor has said nothing', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    const usage = { ...tokens(10, 5), source: 'estimated' } as const;
    run.invariants.callEnded('r/1');
    run.book('r/1', 'a/one', usage);
    run.finish('r/1', 'a/one', { usage });
    expect(run.violations).toStrictEqual([]);
  });

  it('are booked once, before the end of their attempt, and as it says', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.book('r/1', 'a/one', tokens(10, 5));
    run.answer('r/1');
    run.book('r/1', 'a/one', tokens(10, 5));
    run.attempt('r/2');
    run.invariants.callEnded('r/2');
    run.book('r/2', 'a/one', tokens(1, 1));
    run.finish('r/2', 'a/one', { outcome: 'error', usage: tokens(1, 2) });
    run.attempt('r/3');
    run.invariants.callEnded('r/3');
    run.finish('r/3', 'a/one', { outcome: 'error', usage: tokens(1, 0) });
    expect(run.violations).toStrictEqual([
      'attempt r/1: its usage was booked twice',
      'request r: usage of r/1, which is not under way',
      'attempt r/2: booked 1 + 1 tokens, but its end says 1 + 2 tokens',
      'attempt r/3: booked nothing, but its end says 1 + 0 tokens',
    ]);
  });

  it('of a request are those of its attempts together', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1', 'a/one', tokens(10, 5));
    run.attempt('r/2');
    run.answer('r/2', 'a/one', tokens(1, 2));
    run.end('r', { usage: tokens(11, 6) });
    run.settle('r', { usage: undefined });
    expect(run.violations).toStrictEqual([
      'request r: request-end says 11 + 6 tokens, but its attempts used 11 + 7 tokens',
      'request r: its answer says nothing, but its attempts used 11 + 7 tokens',
    ]);
  });

  it('are told of by the attempts that there were, in their order', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1');
    run.end('r', { attempts: [] });
    run.settle('r', { attempts: [{ attemptId: 'r/2', usage: tokens(10, 5) }] });
    expect(run.violations).toStrictEqual([
      'request r: request-end tells of other attempts than there were: none',
      'request r: its answer tells of other attempts than there were: r/2',
    ]);
  });

  it('add up to what stats() says', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1', 'a/three');
    run.invariants.usageReported('r/1', tokens(10, 5));
    run.invariants.callEnded('r/1');
    run.book('r/1', 'a/three', tokens(10, 5), 0.000002);
    run.finish('r/1', 'a/three', { usage: tokens(10, 5) });
    run.end('r');
    run.settle('r');
    run.idle([counted('b/one')]);
    expect(run.violations).toStrictEqual([
      'b/one: its events tell of 0 inputTokens, stats() of 10',
      'b/one: its events tell of 0 outputTokens, stats() of 5',
      'a/three: its events tell of 10 inputTokens, stats() of 0',
      'a/three: its events tell of 5 outputTokens, stats() of 0',
      'a/three: its events tell of 2000 nanoUsd, stats() of 0',
    ]);
  });

  it('add up within the last hour, at its edges to the minute', async () => {
    const run = new WatchedRun();
    run.request('old');
    await run.clock.advance(3_600_000);
    run.request('young');
    const twice = { ...counted('a/one').lastHour, inputTokens: 20, outputTokens: 10 };
    run.idle([counted('a/one')]);
    run.idle([counted('a/one', { lastHour: twice })]);
    expect(run.violations).toStrictEqual([]);
    run.idle([counted('a/one', { lastHour: { ...twice, outputTokens: 11 } })]);
    run.idle([counted('a/one', { lastHour: { ...twice, outputTokens: 4 } })]);
    expect(run.violations).toStrictEqual([
      'a/one: its events tell of 5 to 10 outputTokens, stats() of 11',
      'a/one: its events tell of 5 to 10 outputTokens, stats() of 4',
    ]);
  });

  it('do not add up for good what is older than a store remembers', async () => {
    const run = new WatchedRun();
    run.request('old');
    await run.clock.advance(3_600_000 + 120_000);
    run.request('young');
    run.idle([counted('a/one')]);
    expect(run.violations).toStrictEqual([]);
    await run.clock.advance(7_200_000);
    run.idle([counted('a/one')]);
    expect(run.violations).toHaveLength(2);
  });

  it('need not add up while the store is away', () => {
    const run = new WatchedRun();
    run.request('r');
    run.note('store-degraded');
    run.idle();
    expect(run.violations).toStrictEqual([]);
    run.note('store-recovered');
    run.idle();
    expect(run.violations).toHaveLength(2);
  });
});
