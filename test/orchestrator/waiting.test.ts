import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { BudgetExceededError, ProviderError } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;

/** One model that takes a second for an answer and one request at a time, unless told otherwise. */
function busy({ maxConcurrency = 1, ...options }: Record<string, unknown> = {}) {
  const clock = new ManualClock();
  const provider = scripted('first', always({ text: 'done', delayMs: 1_000 }), clock);
  const orchestrated = orchestrate([provider], {
    clock,
    limits: { maxConcurrency: maxConcurrency as number },
    ...options,
  });
  return { ...orchestrated, provider };
}

describe('a model at its `maxConcurrency`, with no other left', () => {
  it('is waited for, and taken the moment it is free', async () => {
    const { orchestrator, clock, provider } = busy();
    const asked = [1, 2, 3].map(() => orchestrator.generate(request));
    await clock.advance(0);
    expect(provider.calls).toHaveLength(1);
    await clock.advance(1_000);
    expect(provider.calls).toHaveLength(2);
    await clock.advance(2_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ latencyMs }) => latencyMs)).toEqual([1_000, 2_000, 3_000]);
    expect(clock.pending).toBe(0);
  });

  it('is given to the one whose time runs out first', async () => {
    const { orchestrator, clock } = busy();
    const order: string[] = [];
    const ask = async (name: string, totalMs: number) => {
      await orchestrator.generate({ ...request, timeouts: { totalMs } });
      order.push(name);
    };
    const asked = [
      ask('now', 60_000),
      ask('late', 9_000),
      ask('soon', 5_000),
      ask('later', 60_000),
    ];
    await clock.advance(4_000);
    await Promise.all(asked);
    expect(order).toEqual(['now', 'soon', 'late', 'later']);
  });

  it('is not taken by callers that come back at once while others wait', async () => {
    const { orchestrator, clock } = busy();
    let turns = 0;
    const insisting = (async () => {
      for (; turns < 5; turns++) await orchestrator.generate(request);
    })();
    const patient = orchestrator.generate(request);
    await clock.advance(2_000);
    expect((await patient).latencyMs).toBe(2_000);
    expect(turns).toBe(1);
    await clock.advance(4_000);
    await insisting;
  });

  it('serves every one of many that ask without a pause', async () => {
    const { orchestrator, clock, provider } = busy({ maxConcurrency: 10 });
    const waited: number[] = [];
    const clients = Array.from({ length: 60 }, async () => {
      for (let turn = 0; turn < 3; turn++) {
        waited.push((await orchestrator.generate(request)).latencyMs);
      }
    });
    for (let second = 0; second < 18; second++) {
      await clock.advance(1_000);
      expect(provider.calls.filter(({ isOpen }) => isOpen).length).toBeLessThanOrEqual(10);
    }
    await Promise.all(clients);
    expect(waited).toHaveLength(180);
    // Sixty in turn, ten at a time.
    expect(Math.max(...waited)).toBe(6_000);
  });

  it('has a queue of a hundred; the next one is refused at once, with the time to come back', async () => {
    const { orchestrator, clock } = busy({ maxConcurrency: 100 });
    const asked = Array.from({ length: 200 }, () => orchestrator.generate(request));
    await clock.advance(0);
    const refused = rejection(orchestrator.generate(request));
    await clock.advance(0);
    expect(await refused).toBeInstanceOf(BudgetExceededError);
    expect(await refused).toMatchObject({
      quota: { id: 'first/m maxConcurrency', max: 100 },
      used: 100,
      retryAfterMs: 1_000,
    });
    expect(clock.monotonic()).toBe(0);
    await clock.advance(2_000);
    await Promise.all(asked);
  });

  it('is waited for by nobody who has left: no timer, no listener, and the next one gets the place', async () => {
    const { orchestrator, clock, provider } = busy();
    const controller = new AbortController();
    const running = orchestrator.generate(request);
    const leaving = rejection(orchestrator.generate({ ...request, signal: controller.signal }));
    const staying = orchestrator.generate(request);
    await clock.advance(500);
    controller.abort('enough');
    expect(await leaving).toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await clock.advance(500);
    expect(provider.calls).toHaveLength(2);
    await clock.advance(1_000);
    await Promise.all([running, staying]);
    expect(clock.pending).toBe(0);
  });

  it('is waited for no longer than `waitUpToMs`, and not at all with `fail`', async () => {
    const limited = busy({ whenExhausted: { limits: { waitUpToMs: 2_500 } } });
    const running = Array.from({ length: 3 }, () => limited.orchestrator.generate(request));
    const last = rejection(limited.orchestrator.generate(request));
    await limited.clock.advance(3_000);
    expect(await last).toMatchObject({ quota: { id: 'first/m maxConcurrency' } });
    await Promise.all(running);

    const { orchestrator, clock } = busy({ whenExhausted: { limits: 'fail' } });
    const one = orchestrator.generate(request);
    const refused = rejection(orchestrator.generate(request));
    await clock.advance(0);
    expect(await refused).toBeInstanceOf(BudgetExceededError);
    await clock.advance(1_000);
    await one;
  });

  it('passes a request on to another model without a wait', async () => {
    const clock = new ManualClock();
    const first = scripted('first', always({ text: 'one', delayMs: 1_000 }), clock);
    const { orchestrator, recorded } = orchestrate([first, scripted('second', always('two'))], {
      clock,
      routes: { general: ['first/m', 'second/m'] },
      models: { 'first/m': { limits: { maxConcurrency: 1 } } } as never,
    });
    const one = orchestrator.generate(request);
    expect((await orchestrator.generate(request)).model).toBe('second/m');
    expect(recorded.of('quota-exceeded')).toMatchObject([{ model: 'first/m', used: 1 }]);
    await clock.advance(1_000);
    await one;
  });
});

describe('a limit that only one model has left, resting', () => {
  it('is probed by one of those who wait; the others follow as soon as it has answered', async () => {
    const clock = new ManualClock();
    const limited = { kind: 'rate-limit', message: 'slow down', retryAfterMs: 3_000 } as const;
    const provider = scripted(
      'first',
      [{ error: new ProviderError(limited) }, ...always({ text: 'back', delayMs: 400 })],
      clock,
    );
    const { orchestrator } = orchestrate([provider], { clock, random: () => 0 });
    const open = () => provider.calls.filter(({ isOpen }) => isOpen).length;
    const first = orchestrator.generate(request);
    await clock.advance(0);
    const asked = [first, ...Array.from({ length: 19 }, () => orchestrator.generate(request))];
    await clock.advance(2_999);
    expect(provider.calls).toHaveLength(1);
    await clock.advance(1);
    expect(open()).toBe(1);
    await clock.advance(400);
    expect(open()).toBe(19);
    await clock.advance(400);
    await Promise.all(asked);
  });
});
