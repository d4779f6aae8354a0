import type { OrchestratorOptions } from './configuration/options.js';
import type { Intent } from './contracts/intent-detector.js';
import type { Provider } from './contracts/provider.js';
import { KeywordIntentDetector } from './intent/keyword-intent-detector.js';
import { Orchestrator as SlimOrchestrator } from './orchestrator.js';

/**
 * Takes each prompt, finds out what it is for, picks the best model that may answer now, calls it with a time
 * limit, falls back when it fails, books the tokens, rests the models that are overused or broken, and says through
 * typed events why it did each thing. Requests may run at once; nothing happens at construction, and no timer or
 * socket outlives its request.
 *
 * Model ids and intents are inferred from `providers` and `detector`. Unless it is given a detector it understands
 * prompts in seventeen languages; the `Orchestrator` of `llm-orchestrator/slim` does not.
 *
 * @example
 * const orchestrator = new Orchestrator({ providers: [new OpenAIProvider({ apiKey })] });
 * const answer = await orchestrator.generate('Explain quantum computing in simple terms');
 */
export class Orchestrator<
  const P extends Provider = Provider,
  I extends string = Intent,
> extends SlimOrchestrator<P, I> {
  /** @throws ConfigurationError naming the option, what was expected, what came and the nearest valid name */
  constructor(options: OrchestratorOptions<P, I>) {
    super(options, () => new KeywordIntentDetector());
  }
}
