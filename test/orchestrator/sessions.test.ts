import { describe, expect, it } from 'vitest';
import { type OrchestratorOptions, ProviderError, ScoreRouter } from '../../src/index.js';
import { ManualClock, ScriptedProvider } from '../../src/testing/index.js';
import type { ScriptStep } from '../../src/testing/script.js';
import { always, orchestrate } from './support.js';

const MINUTE = 60_000;
const usage = { inputTokens: 1_000, outputTokens: 100 };
const INTENTS = [
  'code_generation',
  'writing',
  'code_generation',
  'translation',
  'writing',
] as const;

/** A coder and a writer, each a bit better at its own trade. */
function setUp(
  options: Pick<OrchestratorOptions, 'router'> & {
    routes?: Record<string, readonly string[]>;
  } = {},
) {
  const clock = new ManualClock();
  const behaviour: { coder: ScriptStep } = { coder: { usage } };
  const price = { input: 10, output: 10, cacheRead: 1 };
  const provider = new ScriptedProvider({
    name: 'vendor',
    models: [
      { id: 'coder', quality: 0.7, qualityByIntent: { code_generation: 0.85 }, price },
      { id: 'writer', quality: 0.7, qualityByIntent: { writing: 0.85 }, price },
    ],
    script: { coder: always(() => behaviour.coder), writer: always({ usage }) },
    clock,
  });
  const made = orchestrate([provider], { clock, preference: 'quality', ...options });
  const { orchestrator } = made;
  type Turn = NonNullable<Exclude<Parameters<typeof orchestrator.generate>[0], string>>;
  const ask = async (intent: Turn['intent'], fields: Partial<Turn> = {}) => {
    const turn = { prompt: 'Go on', intent, session: 'one', ...fields } as Turn;
    return (await orchestrator.generate(turn)).model.slice('vendor/'.length);
  };
  return { ...made, ask, behaviour };
}

describe('a conversation', () => {
  it('keeps its model over turns that another is a bit better at', async () => {
    const { ask } = setUp();
    const models: string[] = [];
    for (const intent of INTENTS) models.push(await ask(intent));
    expect(models).toStrictEqual(['coder', 'coder', 'coder', 'coder', 'coder']);
    const apart: string[] = [];
    for (const intent of INTENTS) apart.push(await ask(intent, { session: undefined }));
    expect(apart).toStrictEqual(['coder', 'writer', 'coder', 'coder', 'writer']);
  });

  it('shows what moving it would cost, in score and in money', async () => {
    const { ask, orchestrator } = setUp();
    const turn = { prompt: 'Go on', intent: 'writing', session: 'one' } as const;
    const before = await orchestrator.explain(turn);
    await ask('code_generation');
    const { candidates } = await orchestrator.explain(turn);
    expect(candidates.map(({ model, parts }) => [model, parts?.session])).toStrictEqual([
      ['vendor/coder', 1],
      ['vendor/writer', 0.8],
    ]);
    // Its 1,000 tokens are cached, and the next turn has no more than these.
    const costOf = (plan: typeof before) =>
      plan.candidates.find(({ model }) => model === 'vendor/coder')?.parts?.cost ?? 0;
    expect(costOf(await orchestrator.explain(turn))).toBeGreaterThan(costOf(before));
    expect(before.candidates[0]?.parts).not.toHaveProperty('session');
  });

  it('leaves its model when that rests, and stays with the new one when it is back', async () => {
    const { ask, behaviour, clock } = setUp();
    expect(await ask('code_generation')).toBe('coder');
    behaviour.coder = {
      error: new ProviderError({ kind: 'rate-limit', message: 'enough', retryAfterMs: MINUTE }),
    };
    expect(await ask('writing')).toBe('writer');
    behaviour.coder = { usage };
    expect(await ask('code_generation')).toBe('writer');
    await clock.advance(2 * MINUTE);
    expect(await ask('code_generation', { session: 'two' })).toBe('coder');
    expect(await ask('code_generation')).toBe('writer');
  });

  it('moves where another is better by more than the switch cost', async () => {
    const { ask } = setUp({ router: new ScoreRouter({ switchCost: 0.05 }) });
    expect(await ask('code_generation')).toBe('coder');
    expect(await ask('writing')).toBe('writer');
  });

  it('is one of its tenant, and no other’s', async () => {
    const { ask } = setUp();
    await ask('code_generation', { tenant: 'a' });
    expect(await ask('writing', { tenant: 'a' })).toBe('coder');
    expect(await ask('writing', { tenant: 'b' })).toBe('writer');
    expect(await ask('writing')).toBe('writer');
  });

  it('is kept by streams, too', async () => {
    const { orchestrator, ask } = setUp();
    const turn = { prompt: 'Go on', intent: 'code_generation', session: 'one' } as const;
    await orchestrator.stream(turn).result;
    expect(await ask('writing')).toBe('coder');
  });

  it('is not begun by explaining it, and forgotten after an hour of silence, or by a reset', async () => {
    const { orchestrator, ask, clock } = setUp();
    await orchestrator.explain({ prompt: 'x', intent: 'code_generation', session: 'one' });
    expect(await ask('writing')).toBe('writer');
    await clock.advance(60 * MINUTE);
    expect(await ask('code_generation')).toBe('coder');
    await orchestrator.reset();
    expect(await ask('writing')).toBe('writer');
    await orchestrator.reset('vendor/coder' as never);
    expect(await ask('code_generation')).toBe('writer');
    await orchestrator.reset('vendor/writer' as never);
    expect(await ask('code_generation')).toBe('coder');
  });

  it('has no say where a route or the request lists the models', async () => {
    const { ask } = setUp({ routes: { translation: ['vendor/writer'] } });
    expect(await ask('code_generation')).toBe('coder');
    expect(await ask('translation')).toBe('writer');
    expect(await ask('writing', { model: 'vendor/coder' })).toBe('coder');
  });
});
