import { describe, expect, it } from 'vitest';
import { tokens, WatchedRun } from './watched-run.js';

describe('limits', () => {
  it('bound the attempts at once', () => {
    const run = new WatchedRun({ limits: { maxConcurrency: 1 } });
    for (const id of ['r', 's', 't', 'u']) run.begin(id);
    run.attempt('r/1');
    run.attempt('s/1', 'b/one');
    run.attempt('t/1');
    expect(run.violations).toStrictEqual([
      'attempt t/1: began with 2 inFlight, maxConcurrency of a/one is 1',
    ]);
    run.fail('r/1');
    run.fail('t/1');
    run.attempt('u/1');
    expect(run.violations).toHaveLength(1);
  });

  it('bound the attempts within a minute, from their start until a minute after their end', async () => {
    const run = new WatchedRun({ models: { 'a/one': { limits: { requestsPerMinute: 2 } } } });
    for (const id of ['r', 's', 't', 'u']) run.begin(id);
    run.attempt('r/1');
    await run.clock.advance(30_000);
    run.answer('r/1');
    run.attempt('s/1');
    await run.clock.advance(59_999);
    run.attempt('t/1');
    expect(run.violations).toStrictEqual([
      'attempt t/1: began with 3 requests, requestsPerMinute of a/one is 2',
    ]);
    run.fail('t/1');
    await run.clock.advance(1);
    run.attempt('u/1');
    expect(run.violations).toHaveLength(1);
  });

  it('do not count attempts that used nothing', () => {
    const run = new WatchedRun({ limits: { requestsPerMinute: 1 } });
    run.begin('r');
    run.attempt('r/1');
    run.fail('r/1');
    run.attempt('r/2');
    expect(run.violations).toStrictEqual([]);
  });

  it('of a model are its own alone, not those of all together', () => {
    const run = new WatchedRun({
      limits: { maxConcurrency: 1 },
      models: { 'a/one': { limits: {} } },
    });
    run.begin('r');
    run.attempt('r/1');
    run.attempt('r/2');
    expect(run.violations).toStrictEqual([]);
  });

  it('let no attempt begin when more tokens are spent than a minute allows', async () => {
    const run = new WatchedRun({ limits: { tokensPerMinute: 29 } });
    for (const id of ['r', 's', 't', 'u', 'v']) run.begin(id);
    run.attempt('r/1');
    run.answer('r/1', 'a/one', tokens(10, 19));
    run.attempt('s/1');
    expect(run.violations).toStrictEqual([]);
    run.answer('s/1', 'a/one', tokens(1, 0));
    run.attempt('t/1');
    run.attempt('u/1', 'b/one');
    expect(run.violations).toStrictEqual([
      'attempt t/1: began with 30 tokens, tokensPerMinute of a/one is 29',
    ]);
    await run.clock.advance(60_000);
    run.attempt('v/1');
    expect(run.violations).toHaveLength(1);
  });

  it.each([
    [undefined, ['a/one', 'a/two', 'a/three', 'b/one'], ['acme', 'globex']],
    ['tenant', ['a/one', 'a/two', 'a/three', 'b/one'], ['acme']],
    ['model', ['a/one'], ['acme', 'globex']],
    ['provider', ['a/one', 'a/two', 'a/three'], ['acme', 'globex']],
  ] as const)('of a budget per %s are for all that it is for', (per, models, tenants) => {
    const over = ['a/one', 'a/two', 'a/three', 'b/one'].flatMap((model) =>
      ['acme', 'globex'].filter((tenant) => {
        const run = new WatchedRun({ budgets: [{ id: 'day', per, window: 'day', maxTokens: 14 }] });
        run.begin('r');
        run.attempt('r/1', 'a/one', { tenant: 'acme' });
        run.answer('r/1');
        run.attempt('r/2', model, { tenant });
        return run.violations.some((violation) => violation.includes('budget day'));
      }),
    );
    expect(over).toStrictEqual(models.flatMap(() => tenants));
  });

  it('of a budget in USD hold for what is begun, and for what is under way where it is strict', () => {
    const costs = (strict: boolean) => {
      const budget = { id: 'day', window: 'day', maxCostUsd: 0.001, strict } as const;
      const run = new WatchedRun({ budgets: [budget] });
      run.begin('r');
      for (const attemptId of ['r/1', 'r/2']) {
        run.attempt(attemptId);
        run.invariants.callEnded(attemptId);
        run.book(attemptId, 'a/one', tokens(1, 1), 0.0006);
        const facts = { outcome: 'error', usage: tokens(1, 1), costUsd: 0.0006 };
        run.finish(attemptId, 'a/one', facts);
      }
      run.attempt('r/3');
      return run.violations;
    };
    const begun = 'attempt r/3: began with 1200000 nanoUsd, budget day is 1000000';
    expect(costs(false)).toStrictEqual([begun]);
    expect(costs(true)).toStrictEqual([
      'attempt r/2: ended with 1200000 nanoUsd, budget day is 1000000 and strict',
      begun,
    ]);
  });

  it.each(['minute', 'hour', 'day', 'month'] as const)(
    'of a budget roll by its %s',
    async (window) => {
      const windowMs = { minute: 60, hour: 3_600, day: 86_400, month: 2_592_000 }[window] * 1_000;
      const run = new WatchedRun({ budgets: [{ id: 'b', window, maxTokens: 14 }] });
      run.begin('r');
      run.attempt('r/1');
      run.answer('r/1');
      await run.clock.advance(windowMs - 1);
      run.attempt('r/2');
      expect(run.violations).toStrictEqual(['attempt r/2: began with 15 tokens, budget b is 14']);
      run.fail('r/2');
      await run.clock.advance(1);
      run.attempt('r/3');
      expect(run.violations).toHaveLength(1);
    },
  );

  it('of one request are in its `maxCostUsd`', () => {
    const run = new WatchedRun();
    for (const id of ['r', 's', 't']) {
      run.begin(id, {}, id === 't' ? 'Hi' : { prompt: 'Hi', maxCostUsd: 0.001 });
    }
    run.end('r', { outcome: 'error', costUsd: 0.001 });
    run.end('s', { outcome: 'error', costUsd: 0.0010001 });
    run.end('t', { outcome: 'error', costUsd: 1 });
    expect(run.violations).toStrictEqual(['request s: cost 0.0010001 USD of at most 0.001']);
  });

  it('are kept over thousands of attempts', async () => {
    const run = new WatchedRun({ limits: { requestsPerMinute: 10 } });
    for (let count = 0; count < 3_000; count++) {
      run.request(`${count}`);
      await run.clock.advance(6_000);
    }
    expect(run.violations).toStrictEqual([]);
    run.request('early');
    run.request('earlier');
    expect(run.violations).toStrictEqual([
      'attempt earlier/1: began with 11 requests, requestsPerMinute of a/one is 10',
    ]);
  });
});
