/**
 * Why a request goes where it goes: the plan of `explain()`, part by part, and the same again after another model was
 * rated well. docs/routing.md shows what this prints.
 */
import { Orchestrator, type RoutePlan } from 'llm-orchestrator';
import { ManualClock, MockSuccessProvider } from 'llm-orchestrator/testing';

// Time of its own, so that it prints the same on every machine.
const clock = new ManualClock();
const orchestrator = new Orchestrator({
  clock,
  providers: [
    new MockSuccessProvider({
      name: 'acme',
      clock,
      latencyMs: 3_421,
      usage: { inputTokens: 13, outputTokens: 400 },
      models: [
        { id: 'small', quality: 0.6, speed: 0.9, price: { input: 0.25, output: 2 } },
        {
          id: 'large',
          quality: 0.8,
          qualityByIntent: { code_generation: 0.95 },
          speed: 0.5,
          price: { input: 2, output: 10, cacheRead: 0.2 },
        },
        { id: 'brief', quality: 0.7, speed: 0.7, contextWindow: 8, price: { input: 1, output: 5 } },
      ],
    }),
  ],
});
const request = {
  prompt: 'Write a Python function that reverses a linked list',
  preference: 'balanced',
} as const;

function show(plan: RoutePlan): void {
  console.log(
    `${plan.intent}, ${plan.preference}: ${plan.inputTokens} tokens in, ${plan.outputTokens} expected out`,
  );
  for (const { model, score, parts } of plan.candidates) {
    const figures = Object.entries<number>(parts ?? {}).map(
      ([part, value]) => `${part} ${value.toFixed(3)}`,
    );
    console.log(`  ${model}  ${score.toFixed(3)} = ${figures.join(', ')}`);
  }
  for (const { model, reason, detail } of plan.excluded)
    console.log(`  ${model}  ${reason}: ${detail}`);
}

show(await orchestrator.explain(request));

const answer = orchestrator.generate({ ...request, model: 'acme/small' });
await clock.advance(3_421);
const { id } = await answer;
for (let rating = 0; rating < 10; rating++) orchestrator.feedback(id, 1);
show(await orchestrator.explain(request));
