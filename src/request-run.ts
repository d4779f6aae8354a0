import type { AttemptOutcome } from './contracts/attempt.js';
import type { Awaitable, Warning } from './contracts/basics.js';
import type { ChatRequest } from './contracts/chat.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { GenerateResult } from './contracts/generate.js';
import type { Detection } from './contracts/intent-detector.js';
import type { ModelId } from './contracts/model.js';
import type { RoutePlan } from './contracts/router.js';
import type { Core } from './core.js';
import { annotated } from './errors/annotated.js';
import { OrchestratorError } from './errors/orchestrator-error.js';
import type { ProviderError } from './errors/provider-error.js';
import type { Refusal } from './fallback/exhausted.js';
import { type Failed, FallbackLoop, type FallbackSteps, type Tried } from './fallback/fall-back.js';
import type { NormalizedRequest } from './request/normalize-request.js';
import { withoutOutputLimit } from './request/output-limit.js';
import {
  type Answer,
  type AttemptedRequest,
  RequestAttempt,
  reservationFor,
} from './request-attempt.js';
import { RequestEvents } from './request-events.js';
import { RequestPlanning } from './request-planning.js';
import { RequestTime } from './request-time.js';
import { RequestUnderstanding } from './request-understanding.js';
import { composeResult } from './response/compose-result.js';
import { parseOutput } from './response/parse-output.js';
import { isPromise } from './support/awaitable.js';
import { Cancellation } from './support/cancellation.js';
import type { Mutable } from './support/mutable.js';

/** An answer that is whole. */
export type WholeAnswer = Extract<Answer, { readonly begun?: undefined }>;

/** One request: what is known of it, and its steps. Nothing in it is shared with another request. */
export class RequestRun implements FallbackSteps<Answer>, AttemptedRequest {
  readonly id: string;
  readonly request: NormalizedRequest;
  /** Whether it was asked for a stream. */
  readonly streaming: boolean;
  readonly cancellation: Cancellation;
  readonly events: RequestEvents;
  readonly time: RequestTime;
  readonly planning: RequestPlanning;
  readonly attempts: AttemptOutcome[] = [];
  readonly warnings: Warning[];
  /** See `RunningRequests`. */
  place = 0;

  readonly #core: Core;
  readonly #parentId: string | undefined;
  readonly #understanding: RequestUnderstanding;
  #timeToFirstTokenMs: number | undefined;
  #reserved: RequestAttempt | undefined;
  #loop: FallbackLoop<Answer> | undefined;

  /** @param parentId of the request whose detector asks */
  constructor(
    core: Core,
    id: string,
    request: NormalizedRequest,
    streaming: boolean,
    parentId?: string,
  ) {
    this.#core = core;
    this.id = id;
    this.#parentId = parentId;
    this.request = request;
    this.streaming = streaming;
    this.cancellation = new Cancellation(request.signal);
    this.events = new RequestEvents(core.emitter, core.settings.clock, id, request.tenant);
    this.warnings = [...request.warnings];
    this.time = new RequestTime(core.settings, request, streaming);
    this.#understanding = new RequestUnderstanding(core, {
      id,
      request,
      cancellation: this.cancellation,
      events: this.events,
      time: this.time,
      warn: (warning) => this.#warn(warning),
    });
    this.planning = new RequestPlanning(core, request, streaming);
  }

  get latencyMs(): number {
    return this.time.latencyMs;
  }

  begin(): void {
    this.#core.running.add(this);
    this.#core.retryBudget.noteRequest();
    this.events.start(this.request.preference, this.streaming, this.#parentId);
  }

  /** Steps 1 and 2: what the prompt is for, and who may answer, in what order. */
  plan(): Awaitable<void> {
    this.cancellation.throwIfAborted();
    const understood = this.understand();
    return isPromise(understood) ? understood.then(() => this.#route()) : this.#route();
  }

  /** Step 1: what the prompt is for, and how hard it is where anybody says. */
  understand(): Awaitable<void> {
    return this.#understanding.understand();
  }

  get detection(): Detection<string> {
    return this.#understanding.detection;
  }

  #route(): Awaitable<void> {
    const decided = this.decide(this.events.hears('route'));
    if (!isPromise(decided)) return this.events.route(decided);
    return decided.then((plan) => this.events.route(plan));
  }

  /**
   * Step 2: who may answer, in what order.
   * @param withWorstCase also what the request costs at most, which takes a look at every character of it
   */
  decide(withWorstCase: boolean, now = this.#understanding.at): Awaitable<RoutePlan> {
    this.planning.reckon(withWorstCase);
    const looked = this.#core.ledger.look(now);
    if (!isPromise(looked)) return this.#decide(now);
    return this.cancellation.race(looked).then(() => this.#decide(now));
  }

  #decide(now: number): RoutePlan {
    const { detection, difficulty } = this.#understanding;
    const facts = { now, wallNow: this.time.wallAt(now), warnings: this.warnings, difficulty };
    const plan: Mutable<RoutePlan> = this.planning.decide(detection, facts);
    const { alternatives, evidence } = detection;
    if (alternatives !== undefined) plan.intentAlternatives = alternatives;
    if (evidence !== undefined) plan.intentEvidence = evidence;
    for (const warning of plan.warnings) this.#warnOnce(warning);
    return plan;
  }

  /** Steps 3 to 7: tries the candidates until one answers, or its stream begins to. */
  answer(): Promise<Answer> {
    const { settings, retryBudget, waitingRoom } = this.#core;
    this.#loop = new FallbackLoop(this.planning.candidates(), this.planning.isLone(), this, {
      models: settings.models,
      maxAttempts: this.request.maxAttempts,
      deadline: this.time.deadline,
      totalMs: this.time.totalMs,
      fallbackOn: settings.fallbackOn,
      waitUpToMs: settings.whenExhausted.waitUpToMs,
      clock: settings.clock,
      random: settings.random,
      cancellation: this.cancellation,
      retryBudget,
      waitingRoom,
      attempts: this.attempts,
    });
    return this.#loop.run();
  }

  /** A stream's first content has come. */
  noteFirstToken(): void {
    this.#timeToFirstTokenMs = this.latencyMs;
  }

  /** The same anew, after a stream that had begun has failed. */
  goOn(model: ConfiguredModel, failed: Failed): Promise<Answer> {
    return (this.#loop as FallbackLoop<Answer>).goOn(model, failed);
  }

  /** Step 8: the answer with its metadata, and as `output` where a schema was given. */
  result({ model, response }: WholeAnswer): Awaitable<GenerateResult<string, string>> {
    const { id, attempts } = this;
    const result = composeResult({
      id,
      model,
      response,
      detection: this.detection,
      attempts,
      warnings: this.warnings,
      latencyMs: this.latencyMs,
      timeToFirstTokenMs: this.#timeToFirstTokenMs,
    });
    const { output } = this.request;
    // A model that calls tools first has no answer yet.
    if (output === undefined || result.toolCalls.length > 0) return result;
    const parsed = parseOutput(output, { text: result.text, model: model.id, attempts });
    return this.cancellation.race(parsed).then((value) => ({ ...result, output: value }));
  }

  succeed(model: string): void {
    // A detector's question is nobody's answer.
    if (this.#parentId === undefined) {
      const { intent } = this.detection;
      this.planning.noteAnswer(this.id, intent, this.attempts.at(-1) as AttemptOutcome);
    }
    this.events.end('success', this, { model: model as ModelId });
  }

  fail(error: unknown): void {
    if (this.cancellation.aborted) {
      this.events.end('aborted', this);
      return;
    }
    const isOurs = OrchestratorError.isInstance(error);
    const code = isOurs ? error.code : 'unknown';
    const message = isOurs ? error.message : 'an unexpected error';
    this.events.end('error', this, { error: { code, message } });
  }

  dispose(): void {
    this.cancellation.dispose();
    this.#core.running.delete(this);
  }

  // ── what the fallback loop asks for ──

  reserve(
    model: ConfiguredModel,
    lastResort: boolean,
  ): Awaitable<{ readonly admitted: true } | Refusal> {
    if (this.planning.outputCapOf(model) === 0) {
      return { admitted: false, reason: 'too-expensive' };
    }
    const reservation = reservationFor(this.#core, this, { model, lastResort });
    const admission = this.#core.ledger.reserve(reservation);
    const attempt = new RequestAttempt(this.#core, this, model, reservation);
    this.#reserved = attempt;
    const take = (answer: Awaited<typeof admission>) => {
      attempt.take(answer);
      return answer;
    };
    if (!isPromise(admission)) return take(admission);
    return this.cancellation.race(admission.then(take), (late) => attempt.giveBack(late));
  }

  attempt(_model: ConfiguredModel, timeoutMs: number): Promise<Tried<Answer>> {
    const attempt = this.#reserved as RequestAttempt;
    return this.streaming ? attempt.open(timeoutMs) : attempt.make(timeoutMs);
  }

  told({ id }: ConfiguredModel, failure: ProviderError): Error {
    return annotated(failure, { model: id, attempts: this.attempts });
  }

  replan(): Awaitable<readonly ConfiguredModel[]> {
    const planned = this.decide(false, this.#core.settings.clock.monotonic());
    return isPromise(planned)
      ? planned.then(() => this.planning.candidates())
      : this.planning.candidates();
  }

  excluded(): RoutePlan['excluded'] {
    return this.planning.excluded;
  }

  isHeldBack({ id }: ConfiguredModel): boolean {
    const { ledger, settings } = this.#core;
    const { slowStart } = ledger;
    return !slowStart.isEmpty && slowStart.isFull(id, settings.clock.monotonic());
  }

  isGuess(model: ConfiguredModel): boolean {
    const { ledger, settings } = this.#core;
    return ledger.rests.isGuess(model, settings.clock.monotonic());
  }

  mayOverride(model: ConfiguredModel): boolean {
    const { ledger, settings } = this.#core;
    if (this.isGuess(model) && !settings.whenExhausted.panic) return false;
    return ledger.rests.takeOverride(model, settings.clock.monotonic());
  }

  onRefusal({ id }: ConfiguredModel, refusal: Refusal): void {
    if (refusal.reason === 'over-quota') this.events.quotaExceeded(id, refusal);
  }

  onFallback(from: ConfiguredModel, to: ConfiguredModel, failure: ProviderError): void {
    this.events.fallback(from.id, to.id, failure);
  }

  onLastResort({ id }: ConfiguredModel): void {
    const message = `No other model is left: ${id} is tried although it rests.`;
    this.#warn({ code: 'other', model: id, message });
  }

  expectedMs(model: ConfiguredModel): number {
    return this.planning.expectedMs(model);
  }

  attemptMs(model: ConfiguredModel): number | undefined {
    return this.time.attemptMs(model);
  }

  // ── what an attempt is made of ──

  chatFor(model: ConfiguredModel): ChatRequest {
    const { id, profile, provider } = model;
    const { chat, providerOptions } = this.request;
    const options = providerOptions.get(provider.name);
    const cap = this.planning.outputCapOf(model);
    if (cap !== undefined) {
      const message = `maxOutputTokens was cut to ${cap}, which is what \`maxCostUsd\` pays for.`;
      this.#warn({ code: 'other', model: id, message });
    }
    const request: Mutable<ChatRequest> = { model: profile.id, ...chat };
    if (options !== undefined) {
      request.providerOptions = cap === undefined ? options : withoutOutputLimit(options);
    }
    if (cap !== undefined) request.maxOutputTokens = cap;
    return request;
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
