import { type Intent, Orchestrator } from 'llm-orchestrator';
import { ChatOrchestrator, type ChatOrchestratorSettings } from 'llm-orchestrator/langchain';
import { type Script, ScriptedProvider } from 'llm-orchestrator/testing';

export const USAGE = {
  inputTokens: 20,
  outputTokens: 7,
  cachedInputTokens: 12,
  cacheWriteTokens: 3,
  reasoningTokens: 2,
};

/** A chat model over one scripted model, `scripted/default`. */
export function scripted(
  script: Script,
  settings: ChatOrchestratorSettings<'scripted/default', Intent> = {},
) {
  const provider = new ScriptedProvider({ script });
  const orchestrator = new Orchestrator({ providers: [provider] });
  const model = new ChatOrchestrator({ orchestrator, intent: 'general', ...settings });
  /** What the provider was asked last. */
  const asked = () => provider.calls.at(-1)?.request;
  return { provider, orchestrator, model, asked };
}

/** The same with a first model that fails as its script says. */
export function withFailingPrimary(primary: Script, spare: Script) {
  const models = [{ id: 'primary', price: { input: 1, output: 2 } }, { id: 'spare' }] as const;
  const provider = new ScriptedProvider({ models, script: { primary, spare } });
  const orchestrator = new Orchestrator({
    providers: [provider],
    routes: { general: ['scripted/primary', 'scripted/spare'] },
  });
  const model = new ChatOrchestrator({ orchestrator, intent: 'general' });
  return { provider, orchestrator, model };
}

/** All that a stream gives. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
