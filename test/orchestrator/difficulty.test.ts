import { describe, expect, it } from 'vitest';
import type { Difficulty, DifficultyInput } from '../../src/index.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { always, orchestrate, scripted } from './support.js';

const models = [
  { id: 'small', quality: 0.5, speed: 0.9, price: { input: 0.1, output: 0.4 } },
  { id: 'large', quality: 0.9, speed: 0.5, price: { input: 3, output: 12 } },
] as const;

function setUp(difficulty?: Difficulty) {
  const clock = new ManualClock();
  const provider = new MockSuccessProvider({ name: 'mock', models, clock });
  const inputs: DifficultyInput[] = [];
  const watched: Difficulty | undefined =
    difficulty &&
    ((input) => {
      inputs.push(input);
      return difficulty(input);
    });
  return { ...orchestrate([provider], { clock, difficulty: watched }), inputs };
}

describe('the difficulty', () => {
  it.each([
    [0, 'mock/small'],
    [1, 'mock/large'],
  ])('of %d sends a request to %s, and is shown in its plan', async (difficulty, model) => {
    for (const answer of [difficulty, Promise.resolve(difficulty)]) {
      const { orchestrator, recorded } = setUp(() => answer);
      expect((await orchestrator.generate('Tell me something')).model).toBe(model);
      expect((await orchestrator.stream('Tell me something').result).model).toBe(model);
      expect(await orchestrator.explain('Tell me something')).toMatchObject({ difficulty });
      expect(recorded.of('route').map(({ plan }) => plan.difficulty)).toStrictEqual([
        difficulty,
        difficulty,
      ]);
    }
  });

  it('is asked for once per request, with what a person wrote and what it is for', async () => {
    const { orchestrator, inputs } = setUp(() => 0.5);
    await orchestrator.generate({
      messages: [
        { role: 'user', content: 'Write a poem about snow' },
        { role: 'assistant', content: 'It snows.' },
        { role: 'user', content: 'Translate it into French' },
      ],
    });
    expect(inputs).toMatchObject([{ text: 'Translate it into French', intent: 'translation' }]);
    await orchestrator.generate({ prompt: 'x', intent: 'writing' });
    expect(inputs).toMatchObject([{}, { text: 'x', intent: 'writing' }]);
  });

  it('is not asked for, nor shown, without the option; nor asked for without a word', async () => {
    const { orchestrator } = setUp();
    expect(await orchestrator.explain('Hi')).not.toHaveProperty('difficulty');
    const { orchestrator: other, inputs } = setUp(() => 0.5);
    const url = 'https://example.com/cat.png';
    await other.generate({ messages: [{ role: 'user', content: [{ type: 'image', url }] }] });
    expect(inputs).toStrictEqual([]);
  });

  it('costs nothing but itself where it fails, with a warning', async () => {
    const { orchestrator, recorded } = setUp(() => {
      throw new TypeError('no');
    });
    const answer = await orchestrator.generate('Hi');
    const warning = { code: 'difficulty-unknown', message: expect.stringContaining('TypeError') };
    expect(answer.warnings).toMatchObject([warning]);
    expect(recorded.of('warning')).toMatchObject([{ requestId: answer.id, warning }]);
    expect(recorded.of('route')[0]?.plan).not.toHaveProperty('difficulty');
  });

  it('is waited for as long as an intent is, and then done without', async () => {
    const { orchestrator, clock } = setUp(() => new Promise(() => {}));
    const answer = orchestrator.generate({ prompt: 'Hi', timeouts: { detectMs: 70 } });
    await clock.advance(70);
    expect((await answer).warnings).toMatchObject([{ code: 'difficulty-unknown' }]);
    expect((await answer).latencyMs).toBe(70);
    const usual = orchestrator.generate('Hi');
    await clock.advance(1_000);
    expect((await usual).latencyMs).toBe(1_000);
  });

  it('is not waited for by an abort', async () => {
    const { orchestrator, clock, inputs } = setUp(() => new Promise(() => {}));
    const controller = new AbortController();
    const answer = orchestrator.generate({ prompt: 'Hi', signal: controller.signal });
    const ended = answer.catch((error: unknown) => error);
    await clock.advance(1);
    controller.abort('enough');
    expect(await ended).toBe('enough');
    expect(inputs[0]?.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is not asked for where the request names the models', async () => {
    let calls = 0;
    const difficulty = () => {
      calls++;
      return 0.5;
    };
    const { orchestrator } = orchestrate([scripted('vendor', always('Hello'))], { difficulty });
    await orchestrator.generate({ prompt: 'Hi', model: 'vendor/m' });
    expect(calls).toBe(0);
  });
});

describe('the time of a request', () => {
  const pending = () => new Promise<never>(() => {});

  it('is the same with a detector and a difficulty that are both late', async () => {
    const provider = scripted('vendor', always('Hello'));
    const detector = { intents: ['general'], detect: pending };
    const { orchestrator, clock } = orchestrate([provider], { detector, difficulty: pending });
    const asked = { prompt: 'Hi', timeouts: { totalMs: 500 } };
    const endedAt = orchestrator.generate(asked).then(
      () => clock.monotonic(),
      () => clock.monotonic(),
    );
    const startedAt = clock.monotonic();
    for (let step = 0; step < 100; step++) await clock.advance(50);
    expect((await endedAt) - startedAt).toBeLessThanOrEqual(500);
  });
});
