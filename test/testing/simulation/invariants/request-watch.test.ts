import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../../../src/errors/request-errors.js';
import { tokens, WatchedRun } from './watched-run.js';

describe('one outcome for each request', () => {
  it('misses the end of a request', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.settle('r', { attempts: [] });
    expect(run.violations).toStrictEqual(['request r: settled without a `request-end`']);
  });

  it('notices a second settlement, and one of nobody', () => {
    const run = new WatchedRun();
    run.request('r');
    run.settle('r');
    expect(run.violations).toStrictEqual(['request r: settled twice, or nobody asked for it']);
  });

  it('notices a second start and a second end', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.note('request-start', { requestId: 'r', streaming: false });
    run.end('r', { outcome: 'error' });
    run.end('r', { outcome: 'error' });
    expect(run.violations).toStrictEqual([
      'request r: request-start when it was routed',
      'request r: request-end twice',
    ]);
  });

  it('takes an error after a success, and an answer after an error, for a lie', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1');
    run.end('r');
    run.reject('r');
    run.begin('s');
    run.attempt('s/1');
    run.answer('s/1');
    run.end('s', { outcome: 'error' });
    run.settle('s');
    expect(run.violations).toStrictEqual([
      'request r: succeeded, but its caller got an error',
      'request s: answered, but its request-end says error',
    ]);
  });

  it('gives callers errors of ours only, unless they left', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.end('r', { outcome: 'error' });
    run.reject('r', new TypeError('x is undefined'));
    run.begin('s');
    run.invariants.callerLeft('s');
    run.end('s', { outcome: 'aborted' });
    run.reject('s', new DOMException('gone', 'AbortError'));
    expect(run.violations).toStrictEqual([
      'request r: its caller got an error that is none of ours: TypeError: x is undefined',
    ]);
  });

  it('lets a request be refused before it starts, and nothing else', () => {
    const run = new WatchedRun();
    run.ask('refused');
    run.reject('refused', new InvalidRequestError('prompt', 'is missing'));
    expect(run.violations).toStrictEqual([]);
    run.ask('lost');
    run.reject('lost');
    run.ask('answered');
    run.settle('answered');
    expect(run.violations).toStrictEqual([
      'request lost: settled without a `request-end`',
      'request answered: settled without a `request-end`',
    ]);
  });

  it('misses a settlement when all is over', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.idle();
    expect(run.violations).toStrictEqual(['request r: never settled']);
  });

  it('holds the answer against the request and its last attempt', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.answer('r/1');
    run.end('r');
    run.settle('r', { id: 's', model: 'b/one' });
    expect(run.violations).toStrictEqual([
      'request r: its answer is that of s',
      'request r: its answer is by b/one, which was not its last attempt',
    ]);
  });

  it('notices an id that is given twice', () => {
    const run = new WatchedRun();
    run.ask('r');
    run.ask('r');
    expect(run.violations).toStrictEqual(['request r: its id was given twice']);
  });

  it('notices a stream that is taken for none', () => {
    const run = new WatchedRun();
    run.ask('r', 'Hi', true);
    run.note('request-start', { requestId: 'r', streaming: false });
    expect(run.violations).toStrictEqual(['request r: took a stream for none, or back']);
  });
});

describe('the order of a request', () => {
  it.each([
    ['intent', 'request r: intent when it was asked'],
    ['route', 'request r: route when it was asked'],
    ['fallback', 'request r: fallback when it was asked'],
    ['quota-exceeded', 'request r: quota-exceeded when it was asked'],
    ['usage', 'request r: usage when it was asked'],
    ['request-end', 'request r: request-end before its request-start'],
  ] as const)('has no %s before its start', (type, violation) => {
    const run = new WatchedRun();
    run.ask('r');
    run.note(type, {
      requestId: 'r',
      plan: { candidates: [], excluded: [] },
      model: 'a/one',
      usage: tokens(1, 1),
      outcome: 'error',
      attempts: [],
    });
    expect(run.violations).toContain(violation);
  });

  it('has an intent before its route, a route before its attempts, and each of them once', () => {
    const run = new WatchedRun();
    run.ask('r');
    run.note('request-start', { requestId: 'r', streaming: false });
    run.route('r');
    run.note('intent', { requestId: 'r' });
    run.attempt('r/1');
    run.route('r');
    expect(run.violations).toStrictEqual([
      'request r: route when it was started',
      'request r: intent when it was routed',
      'request r: attempt-start when it was detected',
    ]);
  });

  it('has nothing after its end', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.end('r', { outcome: 'error' });
    run.note('warning', { requestId: 'r', warning: { code: 'other', message: '' } });
    run.attempt('r/1');
    run.reject('r');
    run.note('usage', { requestId: 'r', model: 'a/one', usage: tokens(0, 0) });
    expect(run.violations).toStrictEqual([
      'request r: warning when it was ended',
      'request r: attempt-start when it was ended',
      'request r: usage after its end, or without a caller',
    ]);
  });

  it('does not end before its attempts', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1');
    run.end('r', { outcome: 'error' });
    expect(run.violations).toContain('request r: ended before its attempt r/1');
  });

  it('does not succeed without a route', () => {
    const run = new WatchedRun();
    run.ask('r');
    run.note('request-start', { requestId: 'r', streaming: false });
    run.end('r');
    expect(run.violations).toStrictEqual(['request r: success when it was started']);
  });

  it('counts its attempts from 1, and not beyond what is allowed', () => {
    const run = new WatchedRun({ maxAttempts: 1 });
    run.begin('r');
    run.attempt('r/1', 'a/one', { attempt: 2 });
    run.fail('r/1');
    run.attempt('r/2');
    expect(run.violations).toStrictEqual([
      'request r: its attempt 1 is said to be 2',
      'request r: 2 attempts, 1 are allowed',
    ]);
  });

  it('has three attempts unless it is told otherwise', () => {
    const run = new WatchedRun();
    run.begin('r');
    for (const attemptId of ['r/1', 'r/2', 'r/3']) {
      run.attempt(attemptId);
      run.fail(attemptId);
    }
    expect(run.violations).toStrictEqual([]);
    run.attempt('r/4');
    expect(run.violations).toStrictEqual(['request r: 4 attempts, 3 are allowed']);
  });

  it('may allow itself more attempts than the options do', () => {
    const run = new WatchedRun({ maxAttempts: 1 });
    run.begin('r', {}, { prompt: 'Hi', maxAttempts: 2 });
    run.attempt('r/1');
    run.fail('r/1');
    run.attempt('r/2');
    run.fail('r/2');
    expect(run.violations).toStrictEqual([]);
  });

  it('goes to another model by a fallback only, and where the fallback says', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1', 'a/one');
    run.fail('r/1', 'a/one');
    run.attempt('r/2', 'b/one');
    run.fail('r/2', 'b/one');
    run.note('fallback', { requestId: 'r', from: 'a/one', to: 'a/two' });
    run.attempt('r/3', 'a/three');
    expect(run.violations).toStrictEqual([
      'request r: went on to b/one, but fell back to a/one',
      'request r: fell back from a/one, which was not its last attempt',
      'request r: went on to a/three, but fell back to a/two',
    ]);
  });

  it('does not fall back from an attempt under way', () => {
    const run = new WatchedRun();
    run.begin('r');
    run.attempt('r/1', 'a/one');
    run.note('fallback', { requestId: 'r', from: 'a/one', to: 'b/one' });
    expect(run.violations).toHaveLength(1);
  });
});
