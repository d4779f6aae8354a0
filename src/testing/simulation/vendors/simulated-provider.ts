import type { ChatEvent, ChatRequest, ChatResponse } from '../../../contracts/chat.js';
import type { ModelProfile } from '../../../contracts/model.js';
import type { CallContext, Provider } from '../../../contracts/provider.js';
import type { ProviderError } from '../../../errors/provider-error.js';
import type { SimulatedProviderOptions } from '../simulation-options.js';
import type { FailingPlan } from './call-plan.js';
import { Incidents } from './incidents.js';
import { inputTokensOf } from './input-tokens.js';
import { profileOf } from './model-names.js';
import { SimulatedCall, type SimulatedWorld } from './simulated-call.js';
import { simulatedFailure } from './simulated-failure.js';
import { piecesOf } from './stream-pieces.js';
import { VendorModel } from './vendor-model.js';

const NO_SUCH_MODEL: FailingPlan = { failure: 'model-not-found', afterMs: 0 };

/**
 * A vendor that does as its options say, on the clock and with the random numbers of its world: the same calls at the
 * same times end the same way. What one model draws changes nothing for another.
 *
 * Its answers say nothing; what counts is their time and their usage. A stream opens, half way to its first token, with
 * the usage of the input; then it comes in four pieces, evenly over its time, each with the usage so far.
 */
export class SimulatedProvider implements Provider {
  readonly name: string;
  readonly models: readonly ModelProfile[];
  readonly #world: SimulatedWorld;
  readonly #vendorModels: ReadonlyMap<string, VendorModel>;

  /** @param options As `checkProviders` lets them pass. Their incidents count from now. */
  constructor({ name, models, incidents = [] }: SimulatedProviderOptions, world: SimulatedWorld) {
    const startedAt = world.clock.monotonic();
    this.name = name;
    this.models = models.map(profileOf);
    this.#world = world;
    this.#vendorModels = new Map(
      models.map((model) => {
        const ownIncidents = new Incidents(incidents, model.id, startedAt);
        return [model.id, new VendorModel(model, ownIncidents, world.random() * 2 ** 32)];
      }),
    );
  }

  async generate(request: ChatRequest, context: CallContext): Promise<ChatResponse> {
    const call = this.#receive(request, context, false);
    try {
      const { plan } = call;
      if (plan.failure !== undefined) throw await this.#failure(plan, call, request);
      await call.until(plan.endMs);
      const { outputTokens, finishReason } = plan;
      const text = this.#text(request, outputTokens);
      return { content: [{ type: 'text', text }], finishReason, usage: call.report(outputTokens) };
    } finally {
      call.end();
    }
  }

  async *stream(request: ChatRequest, context: CallContext): AsyncGenerator<ChatEvent, void> {
    const call = this.#receive(request, context, true);
    try {
      const { plan } = call;
      if (plan.failure !== undefined) throw await this.#failure(plan, call, request);
      await call.until(plan.firstTokenMs / 2);
      yield { type: 'usage', usage: call.report(0) };
      const text = this.#text(request, plan.outputTokens);
      for (const [index, piece] of piecesOf(plan, text).entries()) {
        await call.until(piece.atMs);
        if (plan.isInterrupted && index > 0) throw this.#interruption(request);
        yield { type: 'usage', usage: call.report(piece.outputTokens) };
        context.signal.throwIfAborted();
        if (piece.text !== '') yield { type: 'text-delta', text: piece.text };
      }
      const usage = call.report(plan.outputTokens);
      // Nothing is left to send: a reader that does not come back for the end of the stream keeps nothing open.
      call.end();
      yield { type: 'finish', finishReason: plan.finishReason, usage };
    } finally {
      call.end();
    }
  }

  #receive(request: ChatRequest, context: CallContext, isStream: boolean): SimulatedCall {
    context.signal.throwIfAborted();
    const model = this.#vendorModels.get(request.model);
    const plan = model?.receive(request, this.#world.clock.monotonic(), isStream) ?? NO_SUCH_MODEL;
    return new SimulatedCall(plan, inputTokensOf(request), context, this.#world);
  }

  async #failure(
    { failure, afterMs, freeAt }: FailingPlan,
    call: SimulatedCall,
    { model }: ChatRequest,
  ): Promise<ProviderError> {
    await call.until(afterMs);
    if (freeAt === undefined) return simulatedFailure(`${this.name}/${model}`, failure);
    const retryAfterMs = Math.max(0, Math.ceil(freeAt - this.#world.clock.monotonic()));
    return simulatedFailure(`${this.name}/${model}`, failure, { retryAfterMs });
  }

  /** The model has run, so its vendor may charge for it. */
  #interruption({ model }: ChatRequest): ProviderError {
    return simulatedFailure(`${this.name}/${model}`, 'network', { billed: 'maybe' });
  }

  /** Never more characters than tokens: whoever counts what came finds no more than was reported. */
  #text({ model }: ChatRequest, outputTokens: number): string {
    return `simulated answer of ${this.name}/${model}`.slice(0, outputTokens);
  }
}
