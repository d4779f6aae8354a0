import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/support/system-clock.js';
import { describeProvider, seededRandom } from '../../../../src/testing/index.js';
import type { SimulatedModel } from '../../../../src/testing/simulation/simulation-options.js';
import { SimulatedProvider } from '../../../../src/testing/simulation/vendors/simulated-provider.js';
import { requestOf } from '../../requests.js';
import { STEADY, vendor, watch } from './vendors.js';

const TEXT = 'simulated answer of openai/gpt';

function quick(model: Partial<SimulatedModel> = {}): () => SimulatedProvider {
  const times = { firstTokenMs: 0, tokensPerSecond: 1e9, failureMs: 0 };
  const models = [
    { ...times, id: 'one', ...model },
    { ...times, id: 'two', ...model },
  ];
  const options = { name: 'openai', models };
  return () => new SimulatedProvider(options, { clock: systemClock, random: seededRandom(1) });
}

describeProvider('SimulatedProvider', quick(), {
  describe,
  it,
  makeFailing: quick({ failures: { server: 1 } }),
  makeHanging: quick({ failures: { hang: 1 } }),
  makeTruncated: quick({ interruptions: 1 }),
  makeFailingMidway: quick({ interruptions: 1 }),
});

describe('SimulatedProvider', () => {
  it('tells the orchestrator of its models, and nothing of how they behave', () => {
    const profile = { id: 'gpt', price: { input: 1, output: 2 }, pool: 'gpts', quality: 0.5 };
    const { provider } = vendor({
      models: [
        {
          ...profile,
          firstTokenMs: 1,
          tokensPerSecond: 1,
          outputTokens: 1,
          failures: {},
          failureMs: 1,
          interruptions: 0,
          limits: {},
        },
      ],
    });
    expect(provider.name).toBe('openai');
    expect(provider.models).toEqual([profile]);
  });

  it('answers when all tokens have come, with their number', async () => {
    const { clock, ask } = vendor();
    const seen = watch(ask().answer);
    await clock.advance(999);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.value).toEqual({
      content: [{ type: 'text', text: TEXT }],
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 45 },
    });
  });

  it('sets one timer for an answer', async () => {
    const { clock, ask } = vendor();
    const { answer } = ask();
    expect(clock.pending).toBe(1);
    clock.step(1_000);
    await answer;
    expect(clock.pending).toBe(0);
  });

  it('counts four characters of text a token, of all that the request says, and at least one', async () => {
    const { clock, ask } = vendor();
    const inputTokens = async (request: Parameters<typeof ask>[0]) => {
      const { answer } = ask(request);
      await clock.advance(1_000);
      return (await answer).usage?.inputTokens;
    };
    const text = { type: 'text', text: '1234' } as const;
    const image = { type: 'image', url: 'https://images.example/1.png' } as const;
    const thought = { type: 'reasoning', text: '5678' } as const;
    expect(await inputTokens({ messages: [] })).toBe(1);
    expect(await inputTokens({ messages: [{ role: 'user', content: [text] }] })).toBe(1);
    expect(await inputTokens({ system: '!', messages: [{ role: 'user', content: [text] }] })).toBe(
      2,
    );
    const messages = [
      { role: 'user', content: [text, image, text] },
      { role: 'assistant', content: [thought, text] },
    ] as const;
    expect(await inputTokens({ system: '12345678', messages })).toBe(6);
  });

  it('cuts an answer at the request’s maxOutputTokens, in time and tokens', async () => {
    const { clock, ask } = vendor();
    const { answer } = ask({ maxOutputTokens: 35 });
    await clock.advance(800);
    await expect(answer).resolves.toMatchObject({
      content: [{ text: TEXT }],
      finishReason: 'length',
      usage: { outputTokens: 35 },
    });
    expect(clock.monotonic()).toBe(800);
  });

  it('does not cut an answer that is just as long', async () => {
    const { clock, ask } = vendor();
    const { answer } = ask({ maxOutputTokens: 45 });
    await clock.advance(1_000);
    await expect(answer).resolves.toMatchObject({
      finishReason: 'stop',
      usage: { outputTokens: 45 },
    });
  });

  it('never answers with more than its model can', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, maxOutputTokens: 20 }] });
    const { answer } = ask({ maxOutputTokens: 30 });
    await clock.advance(1_000);
    await expect(answer).resolves.toMatchObject({
      finishReason: 'length',
      usage: { outputTokens: 20 },
    });
  });

  it('says no more characters than tokens', async () => {
    const { clock, ask } = vendor();
    const { answer } = ask({ maxOutputTokens: 9 });
    await clock.advance(1_000);
    await expect(answer).resolves.toMatchObject({ content: [{ text: 'simulated' }] });
  });

  it('counts whole tokens, and at least one', async () => {
    const { clock, ask } = vendor({
      models: [
        { ...STEADY, id: 'half', outputTokens: 10.5 },
        { ...STEADY, id: 'none', outputTokens: 0 },
      ],
    });
    const half = ask({ model: 'half' }).answer;
    const none = ask({ model: 'none' }).answer;
    await clock.advance(1_000);
    await expect(half).resolves.toMatchObject({ usage: { outputTokens: 11 } });
    await expect(none).resolves.toMatchObject({ usage: { outputTokens: 1 }, finishReason: 'stop' });
  });

  it('takes about 2.7 s for an answer of about 150 tokens unless told otherwise', async () => {
    const { clock, ask } = vendor({ models: [{ id: 'gpt' }] });
    const latencies: number[] = [];
    const tokens: number[] = [];
    const calls = Array.from({ length: 2_000 }, async () => {
      const { usage } = await ask().answer;
      latencies.push(clock.monotonic());
      tokens.push(usage?.outputTokens ?? 0);
    });
    while (clock.pending > 0) await clock.advance(1_000);
    await Promise.all(calls);
    const median = (values: number[]) => values.sort((a, b) => a - b)[1_000] as number;
    expect(Math.abs(median(tokens) - 150)).toBeLessThan(15);
    expect(Math.abs(median(latencies) - 2_700)).toBeLessThan(300);
  });

  it('waits as long as a timer can, for an answer that takes longer', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, firstTokenMs: 1e12 }] });
    const seen = watch(ask().answer);
    await clock.advance(2 ** 31 - 2);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen.value).toBeDefined();
  });

  it('does without a witness', async () => {
    const { clock } = vendor();
    const options = { name: 'openai', models: [STEADY] };
    const provider = new SimulatedProvider(options, { clock, random: seededRandom(1) });
    const { signal } = new AbortController();
    const answer = provider.generate(requestOf('Hi', 'gpt'), {
      attemptId: 'a',
      signal,
      timeoutMs: 1_000,
    });
    await clock.advance(1_000);
    await expect(answer).resolves.toMatchObject({ finishReason: 'stop' });
  });
});

describe('SimulatedProvider with a seed', () => {
  const LIVELY: SimulatedModel = {
    id: 'gpt',
    failures: { server: 0.2 },
    interruptions: 0.5,
    limits: { requestsPerMinute: 30 },
  };

  /** When each call ended, and how. */
  async function history(seed: number, { extraCalls = 0 } = {}): Promise<unknown[]> {
    const models = [{ ...LIVELY, id: 'mini' }, LIVELY];
    const { clock, ask } = vendor({ models, seed });
    for (let call = 0; call < extraCalls; call++) watch(ask({ model: 'mini' }).answer);
    const ends: unknown[] = [];
    for (let call = 0; call < 50; call++) {
      const end = (how: unknown) => ends.push([call, clock.monotonic(), how]);
      ask().answer.then(
        ({ usage }) => end(usage),
        ({ kind, retryAfterMs }) => end([kind, retryAfterMs]),
      );
      await clock.advance(100);
    }
    while (clock.pending > 0) await clock.advance(10_000);
    return ends;
  }

  it('does the same again', async () => {
    const first = await history(7);
    expect(await history(7)).toEqual(first);
    expect(await history(8)).not.toEqual(first);
  });

  it('changes nothing for one model by what is asked of another', async () => {
    expect(await history(7, { extraCalls: 3 })).toEqual(await history(7));
  });

  it('gives each of its models random numbers of its own', async () => {
    const { clock, ask } = vendor({ models: [{ id: 'gpt' }, { id: 'mini' }] });
    const gpt = ask().answer;
    const mini = ask({ model: 'mini' }).answer;
    while (clock.pending > 0) await clock.advance(1_000);
    expect((await gpt).usage).not.toEqual((await mini).usage);
  });
});
