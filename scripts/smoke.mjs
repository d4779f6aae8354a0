// The built package, imported by its own name as a user does: run it in any runtime.
import { Orchestrator, OrchestratorError } from 'llm-orchestrator';
import { MockFailureProvider, MockSuccessProvider } from 'llm-orchestrator/testing';

const orchestrator = new Orchestrator({
  providers: [new MockFailureProvider(), new MockSuccessProvider()],
  routes: { general: ['mock-failure/default', 'mock-success/default'] },
});
const { model, fellBack } = await orchestrator.generate({ prompt: 'Hello', intent: 'general' });
if (model !== 'mock-success/default' || !fellBack) throw new Error('no fallback');
await orchestrator.close();

const failing = new Orchestrator({ providers: [new MockFailureProvider()] });
const error = await failing.generate('Hello').catch((reason) => reason);
if (!(error instanceof OrchestratorError)) throw new Error('two copies of the error classes');
console.log('smoke ok');
