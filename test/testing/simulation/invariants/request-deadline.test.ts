import { describe, expect, it } from 'vitest';
import { MemoryUsageStore } from '../../../../src/usage/memory-usage-store.js';
import { WatchedRun } from './watched-run.js';

describe('deadlines', () => {
  /** After one attempt: without any a request must not wait as long as that. */
  async function settledAfter(
    ms: number,
    timeouts: { totalMs?: number },
    own?: { totalMs: number },
  ): Promise<readonly string[]> {
    const run = new WatchedRun({ timeouts });
    run.begin('r', {}, own === undefined ? 'Hi' : { prompt: 'Hi', timeouts: own });
    run.attempt('r/1');
    await run.clock.advance(ms);
    run.fail('r/1');
    run.end('r', { outcome: 'error' });
    run.reject('r');
    return run.violations;
  }

  it('are 120 s, with 50 ms of grace', async () => {
    expect(await settledAfter(120_050, {})).toStrictEqual([]);
    expect(await settledAfter(120_051, {})).toStrictEqual([
      'request r: settled 51 ms after it had to be over',
    ]);
  });

  it('are those of the options, and rather those of the request', async () => {
    expect(await settledAfter(1_050, { totalMs: 1_000 })).toStrictEqual([]);
    expect(await settledAfter(1_051, { totalMs: 1_000 })).toHaveLength(1);
    expect(await settledAfter(1_051, { totalMs: 1_000 }, { totalMs: 1_001 })).toStrictEqual([]);
    expect(await settledAfter(1_052, { totalMs: 1_000 }, { totalMs: 1_001 })).toHaveLength(1);
  });

  it('are none for streams, unless set', async () => {
    const run = new WatchedRun();
    run.begin('r', {}, 'Hi', true);
    run.attempt('r/1');
    await run.clock.advance(1_000_000);
    run.fail('r/1');
    run.end('r', { outcome: 'error' });
    run.reject('r');
    expect(run.violations).toStrictEqual([]);
  });

  it.each([
    ['10 s', {}, 10_050],
    ['what is configured', { limits: { waitUpToMs: 100 } }, 150],
    ['no time', { limits: 'fail' }, 50],
  ] as const)('let nobody wait longer than %s for a first attempt', async (_, options, atMost) => {
    const run = new WatchedRun({ whenExhausted: options });
    run.begin('in-time');
    run.begin('late');
    await run.clock.advance(atMost);
    run.end('in-time', { outcome: 'error' });
    run.reject('in-time');
    expect(run.violations).toStrictEqual([]);
    await run.clock.advance(1);
    run.end('late', { outcome: 'error' });
    run.reject('late');
    expect(run.violations).toStrictEqual([
      `request late: gave up after ${atMost + 1} ms without an attempt, ${atMost - 50} are allowed`,
    ]);
  });

  it('do not know how long a detector or a store of somebody else takes', async () => {
    const detector = { intents: [], detect: () => ({ intent: 'general', confidence: 1 }) } as const;
    for (const settings of [{ detector }, { store: new MemoryUsageStore() }]) {
      const run = new WatchedRun(settings);
      run.begin('r');
      await run.clock.advance(100_000);
      run.end('r', { outcome: 'error' });
      run.reject('r');
      expect(run.violations).toStrictEqual([]);
    }
  });

  it('come at once for callers who leave', async () => {
    const run = new WatchedRun();
    run.begin('r');
    await run.clock.advance(1_000);
    run.invariants.callerLeft('r');
    await run.clock.advance(51);
    run.end('r', { outcome: 'aborted' });
    run.reject('r');
    run.invariants.callerLeft('r');
    expect(run.violations).toStrictEqual(['request r: settled 51 ms after it had to be over']);
  });

  it('are not put off by leaving after them', async () => {
    const run = new WatchedRun({ timeouts: { totalMs: 100 } });
    run.begin('r');
    await run.clock.advance(160);
    run.invariants.callerLeft('r');
    run.end('r', { outcome: 'aborted' });
    run.reject('r');
    expect(run.violations).toHaveLength(1);
  });
});
