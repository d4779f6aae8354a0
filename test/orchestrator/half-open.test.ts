import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/testing/index.js';
import type { ScriptStep } from '../../src/testing/script.js';
import { always, orchestrate, scripted } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;
const ROUTES = { general: ['first/m', 'second/m'] };
const FAILING = { step: { error: 'server' }, times: 5 } as const;

/** The first model rests after five failures, and its rest is over; the second takes its place. */
async function halfOpen(afterwards: ScriptStep) {
  const clock = new ManualClock();
  const first = scripted('first', [FAILING, ...always(afterwards)], clock);
  const second = scripted('second', always('in its place'));
  const { orchestrator, recorded } = orchestrate([first, second], {
    clock,
    routes: ROUTES,
    random: () => 0,
  });
  for (let call = 0; call < 5; call++) await orchestrator.generate(request);
  await clock.advance(5_000);
  const callsOf = () => first.calls.length - 5;
  const ask = (count: number) =>
    Array.from({ length: count }, () => orchestrator.generate(request));
  const open = () => first.calls.filter(({ isOpen }) => isOpen).length;
  return { clock, orchestrator, recorded, callsOf, ask, open };
}

describe('a model whose rest is over', () => {
  it('gets one probe of a thousand callers at once; the others pass by without a wait', async () => {
    const { clock, callsOf, ask } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const asked = ask(1_000);
    await clock.advance(0);
    expect(callsOf()).toBe(1);
    const quick = await Promise.all(asked.slice(1));
    expect(new Set(quick.map(({ model }) => model))).toEqual(new Set(['second/m']));
    await clock.advance(1_000);
    expect((await asked[0])?.model).toBe('first/m');
  });

  it('then gets its traffic back step by step: at most twice as much in flight as has succeeded', async () => {
    const { clock, ask, open } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const inFlight: number[] = [];
    const all: Promise<unknown>[] = [];
    for (let second = 0; second < 6; second++) {
      all.push(...ask(1_000));
      await clock.advance(0);
      inFlight.push(open());
      await clock.advance(1_000);
    }
    // 1 + 2 + 6 + 18 = 27 have succeeded before the fifth second; 32 are enough.
    expect(inFlight).toEqual([1, 2, 6, 18, 54, 1_000]);
    await Promise.all(all);
    expect(clock.pending).toBe(0);
  });

  it('has all of it back after 30 s, however little was asked of it', async () => {
    const { clock, ask, open } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const probe = ask(1);
    await clock.advance(1_000);
    await probe[0];
    await clock.advance(29_999);
    const early = ask(5);
    await clock.advance(0);
    expect(open()).toBe(2);
    await clock.advance(1);
    const late = ask(5);
    await clock.advance(0);
    expect(open()).toBe(7);
    await clock.advance(1_000);
    await Promise.all([...early, ...late]);
  });

  it('stands behind the others in the plan, which says why', async () => {
    const { clock, orchestrator, ask } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const probe = ask(1);
    await clock.advance(1_000);
    await probe[0];
    expect((await orchestrator.explain(request)).candidates[0]).not.toHaveProperty('slowStart');
    const two = ask(2);
    await clock.advance(0);
    const { candidates } = await orchestrator.explain(request);
    expect(candidates).toMatchObject([
      { model: 'second/m' },
      { model: 'first/m', slowStart: true },
    ]);
    await clock.advance(1_000);
    await Promise.all(two);
  });

  it('takes more when there is no other model for a request', async () => {
    const { clock, orchestrator, ask, open } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const probe = ask(1);
    await clock.advance(1_000);
    await probe[0];
    const pinned = Array.from({ length: 10 }, () =>
      orchestrator.generate({ ...request, model: 'first/m' as never }),
    );
    await clock.advance(0);
    expect(open()).toBe(10);
    await clock.advance(1_000);
    await Promise.all(pinned);
  });

  it('has all of it back at once where it was reset', async () => {
    const { clock, orchestrator, ask, open } = await halfOpen({ text: 'back', delayMs: 1_000 });
    const probe = ask(1);
    await clock.advance(1_000);
    await probe[0];
    await orchestrator.reset();
    const asked = ask(10);
    await clock.advance(0);
    expect(open()).toBe(10);
    await clock.advance(1_000);
    await Promise.all(asked);
  });

  it('recovers through streams too, which prove it with their first content', async () => {
    const events = [
      { delayMs: 100 },
      'back',
      { delayMs: 900 },
      { type: 'finish', finishReason: 'stop' },
    ];
    const { clock, orchestrator, callsOf } = await halfOpen({ events } as never);
    const read = async () => {
      const stream = orchestrator.stream(request);
      for await (const _ of stream.textStream);
      return (await stream.result).model;
    };
    const probe = read();
    const others = await Promise.all(Array.from({ length: 20 }, read));
    expect(new Set(others)).toEqual(new Set(['second/m']));
    await clock.advance(100);
    const next = Array.from({ length: 20 }, read);
    await clock.advance(0);
    expect(callsOf()).toBe(3);
    await clock.advance(1_000);
    expect(
      [await probe, ...(await Promise.all(next))].filter((model) => model === 'first/m'),
    ).toHaveLength(3);
  });

  it('is not judged by a probe of an earlier rest that fails late', async () => {
    const clock = new ManualClock();
    const first = scripted(
      'first',
      [FAILING, { error: 'server', delayMs: 20_000 }, ...always({ error: 'server' })],
      clock,
    );
    const { orchestrator, recorded } = orchestrate(
      [first, scripted('second', always({ error: 'server' }))],
      {
        clock,
        routes: ROUTES,
        random: () => 0,
        retryBudget: { ratio: 0, perSecond: 0, burst: 0 },
      },
    );
    const fail = () => orchestrator.generate(request).catch(() => 'failed');
    for (let call = 0; call < 5; call++) await fail();
    await clock.advance(5_000);
    const slow = orchestrator.generate(request).catch(() => 'failed');
    await clock.advance(0);
    // Nobody else is left: these are last resorts, and their failures begin the next rest.
    for (let call = 0; call < 10; call++) await fail();
    const starts = () => recorded.of('cooldown-start').filter(({ target }) => target === 'first/m');
    const before = starts().length;
    await clock.advance(20_000);
    await slow;
    expect(starts()).toHaveLength(before);
  });
});
