import type { ChatRequest } from '../../../contracts/chat.js';
import { seededRandom } from '../../seeded-random.js';
import { sampler } from '../distribution.js';
import type { SimulatedFailure, SimulatedModel } from '../simulation-options.js';
import type { AnsweringPlan, CallPlan, FailingPlan } from './call-plan.js';
import type { Incidents } from './incidents.js';
import { VendorLimits } from './vendor-limits.js';

/** As no answer ever comes, it does not matter what it would be. */
const HANGING: FailingPlan = { failure: 'timeout', afterMs: Number.POSITIVE_INFINITY };

/** One model at its vendor: decides what comes of each call, by random numbers of its own. */
export class VendorModel {
  readonly #incidents: Incidents;
  readonly #limits: VendorLimits | undefined;
  readonly #random: () => number;
  readonly #failures: readonly (readonly [SimulatedFailure, number | undefined])[];
  readonly #interruptions: number;
  readonly #maxOutputTokens: number;
  readonly #drawFailureMs: () => number;
  readonly #drawFirstTokenMs: () => number;
  readonly #drawTokensPerSecond: () => number;
  readonly #drawOutputTokens: () => number;

  constructor(model: SimulatedModel, incidents: Incidents, seed: number) {
    const random = seededRandom(seed);
    const { limits, failures = {}, interruptions = 0, maxOutputTokens } = model;
    this.#incidents = incidents;
    this.#limits = limits && new VendorLimits(limits);
    this.#random = random;
    this.#failures = Object.entries(failures) as [SimulatedFailure, number | undefined][];
    this.#interruptions = interruptions;
    this.#maxOutputTokens = maxOutputTokens ?? Number.POSITIVE_INFINITY;
    this.#drawFailureMs = sampler(model.failureMs ?? { median: 150, p95: 800 }, random);
    this.#drawFirstTokenMs = sampler(model.firstTokenMs ?? { median: 600, p95: 2_000 }, random);
    this.#drawTokensPerSecond = sampler(model.tokensPerSecond ?? 80, random);
    this.#drawOutputTokens = sampler(model.outputTokens ?? { median: 150, p95: 600 }, random);
  }

  /** @param now By the monotonic clock, never going back. */
  receive(request: ChatRequest, now: number, isStream: boolean): CallPlan {
    const incident = this.#incidents.failure(now, this.#random);
    if (incident !== undefined) return this.#failing(incident, now);
    const refusal = this.#limits?.enter(now);
    if (refusal !== undefined) return { ...this.#failing(refusal.failure, now), ...refusal };
    const failure = this.#randomFailure();
    return failure === undefined
      ? this.#answering(request, now, isStream)
      : { ...this.#failing(failure, now), limits: this.#limits };
  }

  #failing(failure: SimulatedFailure, now: number): FailingPlan {
    if (failure === 'hang') return HANGING;
    return { failure, afterMs: this.#drawFailureMs() * this.#incidents.slowdown(now) };
  }

  /** One draw for all kinds, so that each has its share of all calls. */
  #randomFailure(): SimulatedFailure | undefined {
    let draw = this.#random();
    for (const [failure, share = 0] of this.#failures) {
      if (draw < share) return failure;
      draw -= share;
    }
    return undefined;
  }

  #answering(request: ChatRequest, now: number, isStream: boolean): AnsweringPlan {
    const slowdown = this.#incidents.slowdown(now);
    const firstTokenMs = this.#drawFirstTokenMs() * slowdown;
    const msPerToken = (1_000 / this.#drawTokensPerSecond()) * slowdown;
    const wanted = Math.max(1, Math.round(this.#drawOutputTokens()));
    const { maxOutputTokens = wanted } = request;
    const outputTokens = Math.min(wanted, maxOutputTokens, this.#maxOutputTokens);
    return {
      firstTokenMs,
      endMs: firstTokenMs + outputTokens * msPerToken,
      outputTokens,
      finishReason: outputTokens < wanted ? 'length' : 'stop',
      isInterrupted: isStream && this.#random() < this.#interruptions,
      limits: this.#limits,
    };
  }
}
