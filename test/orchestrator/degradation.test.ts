import { describe, expect, it } from 'vitest';
import { ScoreRouter } from '../../src/index.js';
import { ManualClock, ScriptedProvider } from '../../src/testing/index.js';
import type { AnswerStep, ErrorStep } from '../../src/testing/script.js';
import { always, orchestrate } from './support.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const usage = { inputTokens: 10, outputTokens: 400 };
/** What its profile promises for 400 tokens: 0.4 s, and 150 a second. */
const FAST: AnswerStep = { usage, delayMs: 3_067 };
/** 0.8 s, and 80 a second. */
const STEADY: AnswerStep = { usage, delayMs: 5_800 };
const SLOW: AnswerStep = { usage, delayMs: 20_000 };
const FAILING: ErrorStep = { error: 'server', delayMs: 100 };

/** Two models that differ in speed alone. The fast one does what `behaviour` says. */
function setUp(explore: number) {
  const clock = new ManualClock();
  const behaviour: { fast: AnswerStep | ErrorStep } = { fast: FAST };
  const price = { input: 1, output: 1 };
  const provider = new ScriptedProvider({
    name: 'vendor',
    models: [
      { id: 'steady', speed: 0.5, quality: 0.6, price },
      { id: 'fast', speed: 1, quality: 0.6, price },
    ],
    script: { steady: always(STEADY), fast: always(() => behaviour.fast) },
    clock,
  });
  const router = new ScoreRouter({ explore });
  const { orchestrator } = orchestrate([provider], { clock, router, preference: 'speed' });

  /** Sends requests one after the other, each a second after the last, and says which model each was sent to first. */
  async function send(requests: number): Promise<readonly string[]> {
    const models: string[] = [];
    for (let request = 0; request < requests; request++) {
      const answer = orchestrator.generate({ prompt: 'Tell me something', intent: 'general' });
      let hasEnded = false;
      void answer.finally(() => {
        hasEnded = true;
      });
      while (!hasEnded) await clock.advance(100);
      models.push((await answer).attempts[0]?.model ?? '');
      await clock.advance(SECOND);
    }
    return models;
  }

  return { clock, behaviour, send };
}

const share = (models: readonly string[], model: string) =>
  models.filter((one) => one === `vendor/${model}`).length / models.length;

describe.each([0, 0.05])('the fastest model, with an `explore` of %d', (explore) => {
  it.each([
    ['slow', SLOW],
    ['failing', FAILING],
  ])(
    'is left within 20 requests when it is %s, and is back when it has recovered',
    async (_, ill) => {
      const { clock, behaviour, send } = setUp(explore);
      expect(share(await send(30), 'fast')).toBe(1);

      behaviour.fast = ill;
      await send(20);
      expect(share(await send(40), 'steady')).toBeGreaterThan(0.85);

      behaviour.fast = FAST;
      await clock.advance(15 * MINUTE);
      await send(20);
      expect(share(await send(20), 'fast')).toBe(1);
    },
  );
});

describe('a model that is said to be slow', () => {
  it('is found out to be fast by exploring, and by nothing else', async () => {
    const underrated = (explore: number) => {
      const clock = new ManualClock();
      const provider = new ScriptedProvider({
        name: 'vendor',
        models: [
          { id: 'usual', speed: 0.5 },
          // Not dominated: it has its merit.
          { id: 'underrated', speed: 0.3, quality: 0.51 },
        ],
        script: { usual: always({ usage }), underrated: always({ usage }) },
      });
      const router = new ScoreRouter({ explore });
      return { ...orchestrate([provider], { clock, router, preference: 'speed' }), provider };
    };
    const tried = async (explore: number) => {
      const { orchestrator, provider } = underrated(explore);
      for (let request = 0; request < 100; request++) {
        await orchestrator.generate({ prompt: 'Hi', intent: 'general' });
      }
      return provider.calls.filter(({ model }) => model === 'underrated').length;
    };
    expect(await tried(0)).toBe(0);
    const often = await tried(0.2);
    expect(often).toBeGreaterThanOrEqual(5);
    // The same seed of the orchestrator's `random` gives the same requests to the same models.
    expect(await tried(0.2)).toBe(often);
  });
});

describe('streams', () => {
  it('go to the model that begins to answer, whole answers to the one that ends first', async () => {
    const clock = new ManualClock();
    const finish = { type: 'finish', finishReason: 'stop', usage } as const;
    const stream = (firstMs: number, restMs: number) =>
      always({ events: [{ delayMs: firstMs }, 'It ', { delayMs: restMs }, 'rains', finish] });
    const provider = new ScriptedProvider({
      name: 'vendor',
      models: [{ id: 'quick' }, { id: 'early' }],
      script: { quick: stream(4_000, 1_000), early: stream(200, 8_000) },
      clock,
    });
    const { orchestrator } = orchestrate([provider], { clock, preference: 'speed' });
    for (let turn = 0; turn < 10; turn++) {
      for (const model of ['vendor/quick', 'vendor/early'] as const) {
        const asked = { prompt: 'Hi', intent: 'general', model } as const;
        const { result } = orchestrator.stream(asked);
        await clock.advance(9_000);
        await result;
      }
    }
    const request = { prompt: 'Hi', intent: 'general' } as const;
    const best = async (options?: { readonly stream: boolean }) =>
      (await orchestrator.explain(request, options)).candidates[0]?.model;
    expect(await best()).toBe('vendor/quick');
    expect(await best({ stream: false })).toBe('vendor/quick');
    expect(await best({ stream: true })).toBe('vendor/early');
    const { result } = orchestrator.stream(request);
    await clock.advance(9_000);
    expect((await result).model).toBe('vendor/early');
    await expect(orchestrator.explain(request, { stream: 1 } as never)).rejects.toThrow(
      'stream: expected true or false, got 1',
    );
  });
});
