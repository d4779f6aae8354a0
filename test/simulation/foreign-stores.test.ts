import { describe, expect, it } from 'vitest';
import type { UsageStore } from '../../src/contracts/usage-store.js';
import { Orchestrator } from '../../src/orchestrator.js';
import { delay } from '../../src/testing/delay.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { recordEvents } from '../../src/testing/record-events.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';

/** A store whose calls fail while it is away. */
function unreliable(memory: MemoryUsageStore, isAway: () => boolean): UsageStore {
  const ask = <T>(answer: () => T): T => {
    if (isAway()) throw new Error('connection refused');
    return answer();
  };
  return {
    reserve: (reservation) => ask(() => memory.reserve(reservation)),
    settle: (settlement) => ask(() => memory.settle(settlement)),
    coolDown: (cause) => ask(() => memory.coolDown(cause)),
    snapshot: (query) => ask(() => memory.snapshot(query)),
    reset: () => ask(() => memory.reset()),
  };
}

/** A store that takes so many ms to answer. */
function slow(memory: MemoryUsageStore, clock: ManualClock, ms: number): UsageStore {
  const late = async <T>(answer: () => T): Promise<T> => {
    await delay(ms, clock);
    return answer();
  };
  return {
    reserve: (reservation) => late(() => memory.reserve(reservation)),
    settle: (settlement) => late(() => memory.settle(settlement)),
    coolDown: (cause) => late(() => memory.coolDown(cause)),
    snapshot: (query) => late(() => memory.snapshot(query)),
    reset: () => late(() => memory.reset()),
  };
}

describe("a store of the user's", () => {
  it('is told in the end what was used during an outage, though it goes away again', async () => {
    const clock = new ManualClock();
    const memory = new MemoryUsageStore({ clock });
    /** Which calls get through; later ones all do. */
    const calls = [false, true, false, false];
    const provider = new ScriptedProvider({
      script: [{ times: 3, step: { text: 'Hi', usage: { inputTokens: 10, outputTokens: 5 } } }],
      clock,
    });
    const store = unreliable(memory, () => calls.shift() === false);
    const orchestrator = new Orchestrator({ providers: [provider], store, clock });
    const events = recordEvents(orchestrator);
    await orchestrator.generate('during the outage');
    await clock.advance(1_000);
    await orchestrator.generate('back, and away again');
    await clock.advance(1_000);
    await orchestrator.generate('back for good');
    await clock.advance(1_000);
    await orchestrator.stats();
    const { models } = await orchestrator.stats();
    expect(events.of('store-recovered').length).toBeGreaterThan(0);
    expect(models[0]?.lastHour).toMatchObject({ requests: 3, inputTokens: 30, outputTokens: 15 });
  });

  it('takes its time out of the attempt, not beyond the deadline of the request', async () => {
    const clock = new ManualClock();
    const provider = new ScriptedProvider({ script: [{ hang: true }], clock });
    const store = slow(new MemoryUsageStore({ clock }), clock, 80);
    const timeouts = { totalMs: 1_000 };
    const orchestrator = new Orchestrator({ providers: [provider], store, clock, timeouts });
    const events = recordEvents(orchestrator);
    const answer = orchestrator.generate('Hi').catch((error: unknown) => error);
    await clock.advance(1_050);
    expect(events.of('attempt-start')).toHaveLength(1);
    expect(events.of('attempt-end')).toHaveLength(1);
    await clock.advance(1_000);
    await answer;
  });

  it('takes no time of the reader of a stream that was a probe', async () => {
    const clock = new ManualClock();
    const provider = new ScriptedProvider({ script: [{ error: 'server' }, 'Hello'], clock });
    const rest = { forMs: 1, reason: 'it failed', probe: true };
    const orchestrator = new Orchestrator({
      providers: [provider],
      store: slow(new MemoryUsageStore({ clock }), clock, 80),
      cooldown: { name: 'any', assess: ({ health }) => (health === 'bad' ? rest : undefined) },
      maxAttempts: 1,
      timeouts: { consumerMs: 50 },
      clock,
    });
    const failed = orchestrator.generate('Hi').catch(() => {});
    await clock.advance(1_000);
    await failed;
    const text = orchestrator.stream('Hi').result.then(
      (answer) => answer.text,
      (error: unknown) => String(error),
    );
    await clock.advance(2_000);
    expect(await text).toBe('Hello');
  });
});
