import { describe, expect, it } from 'vitest';
import { NoModelAvailableError, Orchestrator } from '../../src/index.js';
import {
  ManualClock,
  MockFailureProvider,
  MockSuccessProvider,
  recordEvents,
} from '../../src/testing/index.js';
import { UnsteadyStore } from './unsteady-store.js';

/** Over one model, with a store that answers with promises until the test says otherwise. */
function orchestrated(options: Record<string, unknown> = {}) {
  const clock = (options['clock'] as ManualClock) ?? new ManualClock();
  const store = new UnsteadyStore(clock);
  const providers = [new MockSuccessProvider({ models: ['m'] })];
  const orchestrator = new Orchestrator({ providers, store, clock, ...options } as never);
  return { clock, store, orchestrator, recorded: recordEvents(orchestrator as never) };
}

describe('an orchestrator whose store is on another machine', () => {
  it('rests, reports and forgets as with one of its own', async () => {
    const failing = new MockFailureProvider({ models: ['m'], kind: 'auth' });
    const { orchestrator, recorded } = orchestrated({ providers: [failing] });
    const request = { prompt: 'Hi', tenant: 'acme' };
    await expect(orchestrator.generate(request)).rejects.toMatchObject({ attempts: [{}] });
    expect(recorded.of('cooldown-start')).toMatchObject([{ policy: 'rejection' }]);
    const model = 'mock-failure/m';
    expect(await orchestrator.health()).toEqual({
      status: 'unavailable',
      models: [{ model, available: false, reason: 'cooling', retryAfterMs: 300_000 }],
      store: 'ok',
    });
    expect(await orchestrator.stats({ tenant: 'acme' })).toMatchObject({
      models: [{ model }],
      providers: [{ provider: 'mock-failure' }],
      tenant: { tenant: 'acme' },
    });
    await orchestrator.reset();
    expect(recorded.of('cooldown-end')).toMatchObject([{ policy: 'rejection' }]);
    expect(await orchestrator.health()).toMatchObject({ status: 'ok' });
    expect((await orchestrator.stats()).models).toEqual([]);
  });

  it('counts an answer that was given up without resting anybody', async () => {
    const clock = new ManualClock();
    const slow = new MockSuccessProvider({ models: ['m'], latencyMs: 1_000, clock });
    const { orchestrator, recorded } = orchestrated({ providers: [slow], clock });
    const controller = new AbortController();
    const { signal } = controller;
    const ended = orchestrator.generate({ prompt: 'Hi', signal }).catch((error: unknown) => error);
    await clock.advance(10);
    controller.abort('enough');
    expect(await ended).toBe('enough');
    expect(recorded.of('cooldown-start')).toEqual([]);
    expect((await orchestrator.stats()).models).toMatchObject([{ inFlight: 0 }]);
  });
});

describe('an orchestrator whose store is away', () => {
  it('answers, and tells when it went and when it was back', async () => {
    const { clock, store, orchestrator, recorded } = orchestrated();
    store.mode = 'rejects';
    await orchestrator.generate('Hi');
    expect(await orchestrator.health()).toMatchObject({ status: 'degraded', store: 'degraded' });
    store.mode = 'async';
    await clock.advance(1_000);
    await orchestrator.generate('Hi');
    expect(recorded.of('store-degraded')).toEqual([
      {
        ...{ type: 'store-degraded', at: clock.now() - 1_000 },
        ...{ operation: 'snapshot', message: 'connection refused' },
      },
    ]);
    expect(recorded.of('store-recovered')).toEqual([
      { type: 'store-recovered', at: clock.now(), degradedMs: 1_000, replayed: 1 },
    ]);
    expect(await orchestrator.health()).toMatchObject({ status: 'ok', store: 'ok' });
    const { models, providers } = await orchestrator.stats();
    expect(models).toMatchObject([{ lastHour: { requests: 2 } }]);
    expect(providers).toMatchObject([{ provider: 'mock-success', lastHour: { requests: 2 } }]);
  });

  it('asks nobody where the store must be there', async () => {
    const { store, orchestrator, recorded } = orchestrated({ onStoreFailure: 'closed' });
    store.mode = 'rejects';
    await expect(orchestrator.generate('Hi')).rejects.toBeInstanceOf(NoModelAvailableError);
    expect(recorded.of('attempt-start')).toEqual([]);
  });

  it('says that none could answer where the store must be there', async () => {
    const { store, orchestrator } = orchestrated({ onStoreFailure: 'closed' });
    store.mode = 'rejects';
    expect(await orchestrator.health()).toMatchObject({ status: 'unavailable' });
  });

  it('lets those rest who rested before', async () => {
    const failing = new MockFailureProvider({ models: ['m'], kind: 'auth' });
    const { clock, store, orchestrator, recorded } = orchestrated({ providers: [failing] });
    await orchestrator.generate('Hi').catch(() => {});
    expect(recorded.of('cooldown-start')).toHaveLength(1);
    store.mode = 'rejects';
    await clock.advance(2_000);
    expect(await orchestrator.health()).toMatchObject({ models: [{ available: false }] });
    expect(recorded.of('cooldown-end')).toEqual([]);
  });
});
