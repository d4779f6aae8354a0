import { describe, expect, it } from 'vitest';
import { ScoreRouter } from '../../src/index.js';
import { ManualClock, MockSuccessProvider, ScriptedProvider } from '../../src/testing/index.js';
import { always, orchestrate } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;

describe('exploration', () => {
  /** `good` is known, `cheap` is not, and is nobody’s inferior. */
  async function setUp({ explore = 0.3, draw = 0 }) {
    const drawn: number[] = [];
    const random = () => {
      drawn.push(draw);
      return draw;
    };
    const usage = { inputTokens: 10, outputTokens: 400 };
    const provider = new MockSuccessProvider({
      name: 'mock',
      models: [
        { id: 'good', quality: 0.9, speed: 0.5, price: { input: 1, output: 1 } },
        { id: 'cheap', quality: 0.8, speed: 0.5, price: { input: 0.9, output: 0.9 } },
      ],
      usage,
    });
    const router = new ScoreRouter({ explore });
    const options = { router, random, preference: 'quality' } as const;
    const { orchestrator } = orchestrate([provider], options);
    for (let turn = 0; turn < 9; turn++) {
      await orchestrator.generate({ ...request, model: 'mock/good' });
    }
    const answeredBy = async (fields: { readonly session?: string } = {}) =>
      (await orchestrator.generate({ ...request, ...fields })).model;
    return { orchestrator, drawn, answeredBy };
  }

  it('is not in what explain() says, which takes no draw of those that come', async () => {
    const { orchestrator, drawn, answeredBy } = await setUp({});
    const before = drawn.length;
    const { candidates } = await orchestrator.explain(request);
    expect(drawn).toHaveLength(before);
    expect(candidates.map(({ model, explored }) => [model, explored])).toStrictEqual([
      ['mock/good', undefined],
      ['mock/cheap', undefined],
    ]);
    expect(await answeredBy()).toBe('mock/cheap');
  });

  it('leaves alone each request of a conversation, the first one as well', async () => {
    const { answeredBy } = await setUp({});
    for (let turn = 0; turn < 3; turn++) {
      expect(await answeredBy({ session: 'one' })).toBe('mock/good');
    }
    expect(await answeredBy()).toBe('mock/cheap');
  });

  it.each([Number.NaN, -0.1, 0.3])('takes nobody for a draw of %d', async (draw) => {
    const { answeredBy } = await setUp({ draw });
    expect(await answeredBy()).toBe('mock/good');
  });

  it('is off by default, whatever is drawn', async () => {
    const { answeredBy } = await setUp({ explore: 0 });
    expect(await answeredBy()).toBe('mock/good');
  });

  it('has nobody to try where there is one model, and nobody who is dominated', async () => {
    const router = new ScoreRouter({ explore: 1 });
    const one = new MockSuccessProvider({ name: 'one' });
    expect((await orchestrate([one], { router }).orchestrator.generate(request)).model).toBe(
      'one/default',
    );
    const models = [
      { id: 'first', quality: 0.8 },
      { id: 'second', quality: 0.75 },
    ];
    const two = new MockSuccessProvider({ name: 'two', models });
    const { orchestrator } = orchestrate([two], { router });
    for (let turn = 0; turn < 6; turn++) {
      await orchestrator.generate({ ...request, model: 'two/first' });
    }
    const { candidates } = await orchestrator.explain(request);
    expect(candidates.map(({ model, explored }) => [model, explored])).toStrictEqual([
      ['two/first', undefined],
      ['two/second', undefined],
    ]);
  });

  it('marks nobody where the request lists the models', async () => {
    const { orchestrator } = await setUp({ explore: 1 });
    const model = ['mock/good', 'mock/cheap'] as const;
    const { candidates } = await orchestrator.explain({ ...request, model });
    expect(candidates.map(({ explored }) => explored)).toStrictEqual([undefined, undefined]);
  });

  it('gives up on a model that refuses what it is sent', async () => {
    const clock = new ManualClock();
    const provider = new ScriptedProvider({
      name: 'vendor',
      models: [
        { id: 'good', quality: 0.9 },
        { id: 'picky', quality: 0.8, speed: 0.6 },
      ],
      script: { good: always({ delayMs: 5_000 }), picky: always({ error: 'invalid-request' }) },
      clock,
    });
    const router = new ScoreRouter({ explore: 0.5 });
    const { orchestrator } = orchestrate([provider], { clock, router, preference: 'quality' });
    let failed = 0;
    for (let turn = 0; turn < 60; turn++) {
      const answer = orchestrator.generate(request).catch(() => failed++);
      await clock.advance(5_000);
      await answer;
    }
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(3);
  });
});
