/**
 * The shortest use: one orchestrator for the application, one call for a prompt.
 * It runs on mocks. With real keys it is `orchestratorFromEnv()`, or `new Orchestrator({ providers: [...] })`.
 */
import { orchestratorFromEnv } from 'llm-orchestrator/env';

const orchestrator = orchestratorFromEnv({}, { mock: true });
const prompt = 'Explain quantum computing in simple terms';

// The decision alone, without a call: what counts most is all it takes to get another model.
for (const preference of ['cost', 'speed', 'quality'] as const) {
  const { candidates } = await orchestrator.explain({ prompt, preference });
  console.log(`${preference}: ${candidates.map(({ model }) => model).join(', then ')}`);
}

const answer = await orchestrator.generate(prompt);
console.log(answer.text);
console.log(`${answer.intent}, ${answer.usage.totalTokens} tokens, $${answer.costUsd}`);

const { models } = await orchestrator.stats();
for (const { model, lastMinute } of models) {
  console.log(`${model}: ${lastMinute.outputTokens} tokens written within the last minute`);
}

await orchestrator.close();
