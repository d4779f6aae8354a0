import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamResult,
  SharedV3Warning,
} from '@ai-sdk/provider';
import type { GenerateRequest } from '../contracts/generate.js';
import type { ModelOf, Provider } from '../contracts/provider.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { OutputValidationError } from '../errors/request-errors.js';
import type { AnyOrchestrator, Orchestrator } from '../orchestrator.js';
import { Checks } from '../support/checks.js';
import { factsOf, factsOfUnparsed, toForeignPart } from './answer.js';
import { toApiCallError } from './api-call-error.js';
import { PartSource } from './part-source.js';
import { toRequest } from './request.js';
import { type LanguageModelSettings, modelIdOf, NAMESPACE, settingsOf } from './settings.js';
import { toForeignWarning } from './warnings.js';

const checks: Checks = new Checks(ConfigurationError);

/**
 * An orchestrator as a language model of the Vercel AI SDK, for `generateText`, `streamText`, structured output, tools,
 * agents and `useChat`: every call is routed, falls back and is booked. It is of version 3 of the specification, which `ai`
 * 6 and 7 both take.
 *
 * A call may have settings of its own as `providerOptions: { 'llm-orchestrator': {...} }`; under that name an answer's
 * `providerMetadata` says which model gave it, what it cost and what was tried. Our errors come as `APICallError` with ours
 * as its `cause`, and are never retried by the AI SDK.
 *
 * @param settings - of every call, unless it has its own
 * @throws ConfigurationError for a misspelt setting
 *
 * @example
 * const model = languageModel(orchestrator, { preference: 'cost' });
 * const { text, providerMetadata } = await generateText({ model, prompt });
 */
export function languageModel<const P extends Provider, I extends string>(
  orchestrator: Orchestrator<P, I>,
  settings: LanguageModelSettings<ModelOf<P>, I> = {},
): LanguageModelV3 {
  checks.methods(orchestrator, 'orchestrator', 'an Orchestrator', ['generate', 'stream']);
  const checked = settingsOf(settings, 'settings', checks);
  return new OrchestratorModel(orchestrator as unknown as AnyOrchestrator, checked);
}

class OrchestratorModel implements LanguageModelV3 {
  readonly specificationVersion = 'v3';
  readonly provider = NAMESPACE;
  readonly modelId: string;
  /** None: not every model fetches what is at an address, so that the AI SDK has to. */
  readonly supportedUrls: Record<string, RegExp[]> = {};
  readonly #orchestrator: AnyOrchestrator;
  readonly #settings: LanguageModelSettings;

  constructor(orchestrator: AnyOrchestrator, settings: LanguageModelSettings) {
    this.#orchestrator = orchestrator;
    this.#settings = settings;
    this.modelId = modelIdOf(settings);
  }

  async doGenerate(options: LanguageModelV3CallOptions): Promise<LanguageModelV3GenerateResult> {
    try {
      const { request, warnings } = toRequest(options, this.#settings);
      return await this.#generate(request, warnings);
    } catch (error) {
      throw toApiCallError(error);
    }
  }

  async doStream(options: LanguageModelV3CallOptions): Promise<LanguageModelV3StreamResult> {
    try {
      const { request, warnings } = toRequest(options, this.#settings);
      const source = new PartSource(this.#orchestrator.stream(request));
      await source.open(warnings);
      // Nothing is read ahead of the reader.
      return { stream: new ReadableStream(source, { highWaterMark: 0 }) };
    } catch (error) {
      throw toApiCallError(error);
    }
  }

  async #generate(
    request: GenerateRequest,
    warnings: readonly SharedV3Warning[],
  ): Promise<LanguageModelV3GenerateResult> {
    try {
      const result = await this.#orchestrator.generate(request);
      const ours = result.warnings.map(toForeignWarning);
      const content = result.content.map(toForeignPart);
      return { content, ...factsOf(result), warnings: [...warnings, ...ours] };
    } catch (error) {
      if (!OutputValidationError.isInstance(error)) throw error;
      const content = [{ type: 'text', text: error.text } as const];
      return { content, ...factsOfUnparsed(error), warnings: [...warnings] };
    }
  }
}
