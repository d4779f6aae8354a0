import { describe, expect, it } from 'vitest';
import {
  InvalidRequestError,
  ModelIntentDetector,
  type OrchestratorOptions,
} from '../../src/index.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { always, orchestrate, scripted } from './support.js';

const DAY = 86_400_000;
const request = { prompt: 'Tell me something', intent: 'general', preference: 'quality' } as const;

/** Of two models that differ in quality alone, `good` is the better by its profile. */
function setUp(options: Pick<OrchestratorOptions, 'cooldown'> = {}) {
  const models = [
    { id: 'good', quality: 0.8 },
    { id: 'other', quality: 0.7 },
  ] as const;
  const clock = new ManualClock();
  const provider = new MockSuccessProvider({ name: 'mock', models, clock });
  const made = orchestrate([provider], { clock, ...options });
  const ask = (model: 'good' | 'other', fields: { readonly intent?: 'writing' } = {}) =>
    made.orchestrator.generate({ ...request, ...fields, model: `mock/${model}` });
  const best = async (fields: { readonly intent?: 'writing' } = {}) =>
    (await made.orchestrator.explain({ ...request, ...fields })).candidates[0]?.model;
  return { ...made, ask, best };
}

describe('feedback', () => {
  it('moves a route for its intent, shows in the plan, and fades', async () => {
    const { orchestrator, clock, ask, best } = setUp();
    expect(await best()).toBe('mock/good');
    for (let answer = 0; answer < 10; answer++) {
      expect(orchestrator.feedback((await ask('other')).id, 1)).toBe(true);
    }
    const plan = await orchestrator.explain(request);
    expect(plan.candidates[0]).toMatchObject({ model: 'mock/other', parts: { quality: 0.8 } });
    const answer = await orchestrator.generate(request);
    expect(answer.model).toBe('mock/other');
    expect(await best({ intent: 'writing' })).toBe('mock/good');

    clock.step(21 * DAY);
    expect(await best()).toBe('mock/good');
  });

  it('is told as an event, with what the model is worth now', async () => {
    const { orchestrator, recorded, ask, clock } = setUp();
    const { id } = await ask('good', { intent: 'writing' });
    clock.step(5);
    orchestrator.feedback(id, 0.38);
    expect(recorded.of('feedback')).toStrictEqual([
      {
        type: 'feedback',
        at: clock.now(),
        requestId: id,
        model: 'mock/good',
        intent: 'writing',
        score: 0.38,
        quality: expect.closeTo(0.78, 12),
      },
    ]);
  });

  it('can be given for a stream as well', async () => {
    const { orchestrator } = setUp();
    const { id } = await orchestrator.stream(request).result;
    expect(orchestrator.feedback(id, 0)).toBe(true);
    const { candidates } = await orchestrator.explain(request);
    const good = candidates.find(({ model }) => model === 'mock/good');
    expect(good?.parts?.quality).toBeCloseTo(16 / 21, 12);
  });

  it('on a request that was not answered here changes nothing, and says so', async () => {
    const { orchestrator, recorded, best } = setUp();
    expect(orchestrator.feedback('unknown', 1)).toBe(false);
    const plan = await orchestrator.explain(request);
    expect(plan.candidates.map(({ parts }) => parts?.quality)).toStrictEqual([0.8, 0.7]);
    const signal = AbortSignal.abort('enough');
    await orchestrator.generate({ ...request, signal }).catch(() => {});
    expect(orchestrator.feedback('request-2', 1)).toBe(false);
    expect(recorded.of('feedback')).toStrictEqual([]);
    expect(await best()).toBe('mock/good');
  });

  it.each([
    ['request-1', -0.1, 'score: expected a number of at least 0 and at most 1, got -0.1'],
    ['request-1', 1.1, 'score: expected a number of at least 0 and at most 1, got 1.1'],
    ['request-1', Number.NaN, 'score: expected a number of at least 0 and at most 1, got NaN'],
    ['request-1', true, 'score: expected a number of at least 0 and at most 1, got true'],
    ['', 1, 'requestId: expected a non-empty string, got an empty string'],
    [undefined, 1, 'requestId: expected a non-empty string, got undefined'],
  ])('of %j and %j is refused', (id, score, message) => {
    const { orchestrator } = setUp();
    const give = () => orchestrator.feedback(id as string, score as number);
    expect(give).toThrow(InvalidRequestError);
    expect(give).toThrow(message);
  });

  it('is forgotten by a reset: of the model, or of all', async () => {
    for (const model of ['mock/other', undefined] as const) {
      const { orchestrator, ask, best } = setUp();
      const { id } = await ask('other');
      for (let rating = 0; rating < 30; rating++) orchestrator.feedback(id, 1);
      await orchestrator.reset('mock/good' as never);
      expect(await best()).toBe('mock/other');
      await orchestrator.reset(model as never);
      expect(await best()).toBe('mock/good');
      expect(orchestrator.feedback(id, 1)).toBe(true);
    }
  });
});

describe("a detector's question", () => {
  /** A model finds the intent out, then answers. */
  function setUp() {
    const clock = new ManualClock();
    const provider = scripted(
      'vendor',
      always(({ outputSchema }) =>
        outputSchema === undefined ? 'Hello' : '{"intent":"billing","confidence":0.9}',
      ),
      clock,
    );
    const intents = { billing: 'money', support: 'help', general: 'all else' };
    const texts: string[] = [];
    const difficulty = ({ text }: { readonly text: string }) => {
      texts.push(text);
      return 0.5;
    };
    const detector = new ModelIntentDetector({ intents });
    return { ...orchestrate([provider], { clock, detector, difficulty }), texts };
  }

  it('is not judged for its difficulty', async () => {
    const { orchestrator, texts } = setUp();
    await orchestrator.generate('Refund me');
    expect(texts).toStrictEqual(['Refund me']);
  });

  it('takes no answer’s place among those that can be rated', async () => {
    const { orchestrator } = setUp();
    const { id } = await orchestrator.generate('Refund me');
    for (let turn = 0; turn < 5_000; turn++) await orchestrator.generate(`Refund me ${turn}`);
    expect(orchestrator.feedback(id, 1)).toBe(true);
  });

  it('can not be rated', async () => {
    const { orchestrator, recorded } = setUp();
    await orchestrator.generate('Refund me');
    const question = recorded
      .of('request-start')
      .find(({ parentRequestId }) => parentRequestId !== undefined);
    expect(orchestrator.feedback(question?.requestId ?? '', 0)).toBe(false);
  });
});
