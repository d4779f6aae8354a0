import { attemptModel, type Ending } from './attempt/attempt-model.js';
import { maskEcho, quotesAny, textsOf } from './attempt/mask-echo.js';
import { outcomeOf } from './attempt/outcome.js';
import type { AttemptOutcome } from './contracts/attempt.js';
import type { Awaitable, Warning } from './contracts/basics.js';
import type { ChatRequest, ChatResponse } from './contracts/chat.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { Detection } from './contracts/intent-detector.js';
import type { RoutePlan } from './contracts/router.js';
import type { Reservation } from './contracts/usage-store.js';
import type { Core } from './core.js';
import { annotated } from './errors/annotated.js';
import type { ProviderError } from './errors/provider-error.js';
import type { Refusal } from './fallback/exhausted.js';
import { type FallbackSteps, fallBack, type Tried } from './fallback/fall-back.js';
import { type DetectedIntent, detectIntent } from './intent/detect-intent.js';
import type { NormalizedRequest } from './request/normalize-request.js';
import { RequestEvents } from './request-events.js';
import { RequestPlanning } from './request-planning.js';
import { quotasOf } from './routing/quotas.js';
import { isPromise } from './support/awaitable.js';
import { Cancellation } from './support/cancellation.js';
import type { Mutable } from './support/mutable.js';
import { costNanoUsd } from './tokens/cost.js';

/** A reservation frees itself so long after its request's deadline: its settlement always comes first. */
const LEASE_MARGIN_MS = 30_000;

/** The model that answered, and its answer. */
export interface Answer {
  readonly model: ConfiguredModel;
  readonly response: ChatResponse;
}

/** One request: what is known of it, and its steps. Nothing in it is shared with another request. */
export class RequestRun implements FallbackSteps<Answer> {
  readonly id: string;
  readonly request: NormalizedRequest;
  readonly cancellation: Cancellation;
  readonly events: RequestEvents;
  readonly attempts: AttemptOutcome[] = [];
  readonly warnings: Warning[];
  /** See `RunningRequests`. */
  place = 0;
  detection: Detection<string> = { intent: 'general', confidence: 0 };

  readonly #core: Core;
  readonly #startedAt: number;
  readonly #startedAtWall: number;
  /** Its start, unless the detector took its time. */
  #decidesAt: number;
  readonly #planning: RequestPlanning;
  #reservation: Reservation | undefined;
  #isProbe = false;

  constructor(core: Core, id: string, request: NormalizedRequest) {
    const { clock } = core.settings;
    this.#core = core;
    this.id = id;
    this.request = request;
    this.cancellation = new Cancellation(request.signal);
    this.events = new RequestEvents(core.emitter, clock, id, request.tenant);
    this.warnings = [...request.warnings];
    this.#startedAt = clock.monotonic();
    this.#startedAtWall = clock.now();
    this.#decidesAt = this.#startedAt;
    this.#planning = new RequestPlanning(core, request);
  }

  get latencyMs(): number {
    return this.#core.settings.clock.monotonic() - this.#startedAt;
  }

  /** Step 1: what the prompt is for. */
  detect(): Awaitable<void> {
    const { clock, detector } = this.#core.settings;
    const { intent, chat, detectMs, totalMs } = this.request;
    if (intent !== undefined) {
      this.detection = { intent, confidence: 1 };
      return this.events.intent(this.detection, false, 0);
    }
    const limits = { limitMs: Math.min(detectMs, totalMs), clock, cancellation: this.cancellation };
    const detected = detectIntent(detector, chat, limits);
    if (!isPromise(detected)) return this.#takeIntent(detected);
    return detected.then((late) => {
      this.#decidesAt = clock.monotonic();
      this.#takeIntent(late);
    });
  }

  #takeIntent({ detection, warning }: DetectedIntent): void {
    this.detection = detection;
    if (warning !== undefined) this.#warn(warning);
    if (this.events.hears('intent')) this.events.intent(detection, true, this.latencyMs);
  }

  /**
   * Step 2: who may answer, in what order.
   * @param withWorstCase also what the request costs at most, which takes a look at every character of it
   */
  decide(withWorstCase: boolean, now = this.#decidesAt): Awaitable<RoutePlan> {
    this.#planning.reckon(withWorstCase);
    const looked = this.#core.ledger.look(now);
    return isPromise(looked) ? looked.then(() => this.#decide(now)) : this.#decide(now);
  }

  #decide(now: number): RoutePlan {
    const facts = { now, wallNow: this.#wallAt(now), warnings: this.warnings };
    const plan = this.#planning.decide(this.detection, facts);
    for (const warning of plan.warnings) this.#warnOnce(warning);
    return plan;
  }

  /** Steps 3 to 8: tries the candidates until one answers. */
  answer(): Promise<Answer> {
    const { settings, retryBudget, waitingRoom } = this.#core;
    const { maxAttempts, totalMs } = this.request;
    return fallBack(this.#planning.candidates(), this.#planning.isLone(), this, {
      models: settings.models,
      maxAttempts,
      deadline: this.#startedAt + totalMs,
      totalMs,
      fallbackOn: settings.fallbackOn,
      waitUpToMs: settings.whenExhausted.waitUpToMs,
      clock: settings.clock,
      random: settings.random,
      cancellation: this.cancellation,
      retryBudget,
      waitingRoom,
      attempts: this.attempts,
    });
  }

  // ── what the fallback loop asks for ──

  reserve(
    model: ConfiguredModel,
    lastResort: boolean,
  ): Awaitable<{ readonly admitted: true } | Refusal> {
    if (this.#planning.outputCapOf(model) === 0) {
      return { admitted: false, reason: 'too-expensive' };
    }
    const reservation = this.#reservationFor(model, lastResort);
    const admission = this.#core.ledger.reserve(reservation);
    const take = (answer: Awaited<typeof admission>) => {
      this.#reservation = reservation;
      if (answer.admitted) this.#isProbe = answer.probe;
      else if (answer.reason === 'over-quota') this.events.quotaExceeded(model.id, answer);
      return answer;
    };
    return isPromise(admission) ? admission.then(take) : take(admission);
  }

  async attempt(model: ConfiguredModel, timeoutMs: number): Promise<Tried<Answer>> {
    const reservation = this.#reservation as Reservation;
    this.#tellAttempt(model, reservation);
    const ending = this.#masked(await this.#call(model, reservation, timeoutMs));
    const { outcome, spent } = outcomeOf(ending, {
      attemptId: reservation.attemptId,
      model,
      probe: this.#isProbe,
      startedAt: this.#wallAt(ending.endedAt - ending.latencyMs),
      inputTokens: reservation.estimate.inputTokens,
      hadItsTime:
        ending.outcome === 'error' && this.#hadItsTime(model, ending.latencyMs, timeoutMs),
    });
    this.attempts.push(outcome);
    this.#planning.note(model, outcome, ending.endedAt);
    this.events.attemptEnd(outcome);
    const settlement = { reservation, spent, health: outcome.health };
    const settled = this.#core.ledger.settle(settlement, outcome);
    const rests = isPromise(settled) ? await settled : settled;
    if (ending.outcome === 'success') return { answer: { model, response: ending.response } };
    if (ending.outcome === 'aborted') throw this.cancellation.reason;
    return { failure: ending.failure, rests };
  }

  told({ id }: ConfiguredModel, failure: ProviderError): Error {
    return annotated(failure, { model: id, attempts: this.attempts });
  }

  replan(): Awaitable<readonly ConfiguredModel[]> {
    const planned = this.decide(false, this.#core.settings.clock.monotonic());
    return isPromise(planned)
      ? planned.then(() => this.#planning.candidates())
      : this.#planning.candidates();
  }

  excluded(): RoutePlan['excluded'] {
    return this.#planning.excluded;
  }

  isGuess(model: ConfiguredModel): boolean {
    const { ledger, settings } = this.#core;
    return ledger.rests.of(model, settings.clock.monotonic())?.overrideEveryMs === 0;
  }

  mayOverride(model: ConfiguredModel): boolean {
    const { ledger, settings } = this.#core;
    if (this.isGuess(model) && !settings.whenExhausted.panic) return false;
    return ledger.rests.takeOverride(model, settings.clock.monotonic());
  }

  onFallback(from: ConfiguredModel, to: ConfiguredModel, failure: ProviderError): void {
    this.events.fallback(from.id, to.id, failure);
  }

  onLastResort({ id }: ConfiguredModel): void {
    const message = `No other model is left: ${id} is tried although it rests.`;
    this.#warn({ code: 'other', model: id, message });
  }

  expectedMs(model: ConfiguredModel): number {
    return this.#planning.expectedMs(model);
  }

  attemptMs(model: ConfiguredModel): number | undefined {
    return this.request.attemptMs ?? model.attemptMs;
  }

  // ── what an attempt is made of ──

  #reservationFor(model: ConfiguredModel, lastResort: boolean): Reservation {
    const { settings, measurements } = this.#core;
    const { tenant, chat, totalMs } = this.request;
    const inputTokens = this.#planning.inputTokensOf(model);
    const outputTokens = measurements.outputEstimate(model.id, chat.maxOutputTokens);
    const nanoUsd = costNanoUsd({ inputTokens, outputTokens }, model.profile.price);
    const reservation: Mutable<Reservation> = {
      attemptId: `${this.id}/${this.attempts.length + 1}`,
      model: model.id,
      provider: model.provider.name,
      estimate:
        nanoUsd === undefined
          ? { inputTokens, outputTokens }
          : { inputTokens, outputTokens, nanoUsd },
      quotas: quotasOf(model, settings.budgets, tenant),
      leaseMs: totalMs + LEASE_MARGIN_MS,
      lastResort,
    };
    if (model.pool !== undefined) reservation.pool = model.pool;
    if (tenant !== undefined) reservation.tenant = tenant;
    return reservation;
  }

  #tellAttempt({ id, provider }: ConfiguredModel, { attemptId }: Reservation): void {
    if (!this.events.hears('attempt-start')) return;
    this.events.attemptStart({
      attemptId,
      model: id,
      provider: provider.name,
      attempt: this.attempts.length + 1,
      probe: this.#isProbe,
    });
  }

  #call(model: ConfiguredModel, { attemptId }: Reservation, timeoutMs: number): Promise<Ending> {
    const { clock } = this.#core.settings;
    const request = this.#chatFor(model);
    const { cancellation } = this;
    const { provider } = model;
    return attemptModel({ attemptId, provider, request, timeoutMs, clock, cancellation });
  }

  #chatFor(model: ConfiguredModel): ChatRequest {
    const { id, profile, provider } = model;
    const { chat, providerOptions } = this.request;
    const options = providerOptions.get(provider.name);
    const cap = this.#planning.outputCapOf(model);
    if (cap !== undefined) {
      const message = `maxOutputTokens was cut to ${cap}, which is what \`maxCostUsd\` pays for.`;
      this.#warn({ code: 'other', model: id, message });
    }
    const request: Mutable<ChatRequest> = { model: profile.id, ...chat };
    if (options !== undefined) request.providerOptions = options;
    if (cap !== undefined) request.maxOutputTokens = cap;
    return request;
  }

  /** A caller's short deadline says nothing about the model, unless it took twice what is expected of it. */
  #hadItsTime(model: ConfiguredModel, latencyMs: number, timeoutMs: number): boolean {
    const { attemptMs } = model;
    if (attemptMs !== undefined && timeoutMs >= attemptMs) return true;
    return latencyMs >= 2 * this.expectedMs(model);
  }

  /** Vendors quote what they object to: prompts appear in no error and no event. */
  #masked(ending: Ending): Ending {
    if (ending.outcome !== 'error') return ending;
    const { failure } = ending;
    const texts = textsOf(this.request.chat);
    const message = maskEcho(failure.message, texts);
    if (message === failure.message && !quotesAny(failure.cause, texts)) return ending;
    return { ...ending, failure: annotated(failure, { message, cause: undefined }) };
  }

  /** Epoch ms: the wall clock is read once per request, so that its instants stay apart by what truly elapsed. */
  #wallAt(monotonic: number): number {
    return Math.round(this.#startedAtWall + monotonic - this.#startedAt);
  }

  /** Planning anew, after a wait, finds the same again. */
  #warnOnce(warning: Warning): void {
    if (!this.warnings.some(({ message }) => message === warning.message)) this.#warn(warning);
  }

  #warn(warning: Warning): void {
    this.warnings.push(warning);
    this.events.warning(warning);
  }
}
