import {
  EmbeddingIntentDetector,
  evaluateDetector,
  FirstConfident,
  fitThresholds,
  type IntentDetector,
  KeywordIntentDetector,
  ModelIntentDetector,
  Orchestrator,
} from 'llm-orchestrator';
import { OpenAIProvider } from 'llm-orchestrator/openai';
import { describe, expectTypeOf, it } from 'vitest';

const providers = [new OpenAIProvider()];
const embed = (texts: readonly string[]) => texts.map(() => [1]);

type BuiltIn = (typeof builtIn.intents)[number];
const builtIn = new KeywordIntentDetector();

describe('detectors', () => {
  it('know their intents without one explicit generic', () => {
    expectTypeOf(new ModelIntentDetector()).toExtend<IntentDetector<BuiltIn>>();
    const model = new ModelIntentDetector({
      intents: { billing: 'about money', support: 'something is broken' },
      model: 'openai/gpt-6-luna',
    });
    expectTypeOf(model).toExtend<IntentDetector<'billing' | 'support'>>();
    const embedding = new EmbeddingIntentDetector({ embed, examples: { legal: ['Sue them'] } });
    expectTypeOf(embedding).toExtend<IntentDetector<'legal'>>();
    const first = new FirstConfident([builtIn, model, { detector: embedding, threshold: 0.9 }]);
    expectTypeOf(first.intents[0]).toEqualTypeOf<
      BuiltIn | 'billing' | 'support' | 'legal' | undefined
    >();
  });

  it('are routed by what they know', async () => {
    const detector = new FirstConfident([
      new KeywordIntentDetector({ rules: { billing: ['invoice'] } }),
      new ModelIntentDetector({ intents: { billing: 'about money', support: 'it is broken' } }),
    ]);
    const orchestrator = new Orchestrator({
      providers,
      detector,
      routes: { support: ['openai/gpt-6.1-sol'] },
    });
    const { intent } = await orchestrator.generate('x');
    expectTypeOf(intent).toEqualTypeOf<'billing' | 'support' | 'general'>();
    const plan = await orchestrator.explain('x');
    expectTypeOf(plan.intentAlternatives?.[0]?.intent).toEqualTypeOf<
      'billing' | 'support' | 'general' | undefined
    >();
    // @ts-expect-error no detector knows it
    new Orchestrator({ providers, detector, routes: { writing: ['openai/gpt-6.1-sol'] } });
  });

  it('are fitted and evaluated', async () => {
    const options = { embed, examples: { billing: ['Refund me'], support: ['It is broken'] } };
    const { settings } = await fitThresholds(options, [{ prompt: 'x', intent: 'billing' }]);
    expectTypeOf(settings.thresholds).toEqualTypeOf<{
      readonly billing: number;
      readonly support: number;
    }>();
    new EmbeddingIntentDetector({ ...options, ...settings });
    // @ts-expect-error an intent without examples
    void fitThresholds(options, [{ prompt: 'x', intent: 'legal' }]);
    // @ts-expect-error a threshold for an intent without examples
    new EmbeddingIntentDetector({ ...options, thresholds: { legal: 0.3 } });
    const orchestrator = new Orchestrator({ providers });
    const evaluation = await evaluateDetector(
      new ModelIntentDetector(),
      [{ prompt: 'x', intent: 'writing' }],
      { generate: (request) => orchestrator.generate(request) },
    );
    expectTypeOf(evaluation.macroF1).toEqualTypeOf<number>();
  });
});
