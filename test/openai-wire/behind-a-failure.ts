import type { OrchestratorOptions } from '../../src/configuration/options.js';
import type { ChatRequest } from '../../src/contracts/chat.js';
import { Orchestrator } from '../../src/orchestrator.js';
import { MockFailureProvider } from '../../src/testing/mock-failure-provider.js';
import type { Script } from '../../src/testing/script.js';
import { ScriptedProvider } from '../../src/testing/scripted-provider.js';

/** As much as it takes to be priced: 1 USD for a million tokens. */
const PRICED = { id: 'm', price: { input: 1, output: 1 } } as const;

/** An orchestrator whose first model always fails, and whose second plays a script. */
export function behindAFailure(
  script: Script,
  options: Partial<OrchestratorOptions<never, never>> = {},
) {
  const broken = new MockFailureProvider({ name: 'broken', models: [PRICED], kind: 'overloaded' });
  const steady = new ScriptedProvider({ name: 'steady', models: [PRICED], script });
  const orchestrator = new Orchestrator({
    providers: [broken, steady],
    routes: { general: ['broken/m', 'steady/m'] },
    ...options,
  });
  /** What the second model was sent. */
  const sent = (): ChatRequest => steady.calls.at(-1)?.request as ChatRequest;
  return { orchestrator, steady, sent };
}
