import { attemptModel } from './attempt/attempt-model.js';
import { maskEcho, quotesAny, textOf, textsOf } from './attempt/mask-echo.js';
import { outcomeOf } from './attempt/outcome.js';
import type { Ending } from './attempt/running-attempt.js';
import { type ContentEvent, StreamAttempt } from './attempt/stream-attempt.js';
import type { AttemptOutcome } from './contracts/attempt.js';
import type { AssistantPart, ChatRequest, ChatResponse } from './contracts/chat.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { Admission, Cooldown, Reservation } from './contracts/usage-store.js';
import { isSameRest } from './cooldown/rest-view.js';
import type { Start } from './cooldown/slow-start.js';
import type { Core } from './core.js';
import { annotated } from './errors/annotated.js';
import type { Failed, Tried } from './fallback/fall-back.js';
import { probeKey } from './fallback/waiting-room.js';
import type { NormalizedRequest } from './request/normalize-request.js';
import type { RequestEvents } from './request-events.js';
import type { RequestPlanning } from './request-planning.js';
import type { RequestTime } from './request-time.js';
import { quotasOf } from './routing/quotas.js';
import { isPromise } from './support/awaitable.js';
import type { Cancellation } from './support/cancellation.js';
import type { Mutable } from './support/mutable.js';
import { costNanoUsd } from './tokens/cost.js';

/** The model that answered, and its answer: whole, or a stream that has begun. */
export type Answer = {
  readonly model: ConfiguredModel;
} & (
  | { readonly response: ChatResponse; readonly begun?: undefined }
  | { readonly begun: RequestAttempt; readonly response?: undefined }
);

/** What came of an attempt, once it is booked; undefined: the request was cancelled. */
export type Booked = Tried<Answer> | undefined;

/** What an attempt needs of its request. */
export interface AttemptedRequest {
  readonly id: string;
  readonly request: NormalizedRequest;
  readonly cancellation: Cancellation;
  readonly events: RequestEvents;
  readonly planning: RequestPlanning;
  readonly attempts: AttemptOutcome[];
  readonly time: RequestTime;
  chatFor(model: ConfiguredModel): ChatRequest;
  noteFirstToken(): void;
}

/** What the next attempt books, as long as it is not known what it takes. */
export function reservationFor(
  { settings, measurements }: Core,
  of: AttemptedRequest,
  { model, lastResort }: { readonly model: ConfiguredModel; readonly lastResort: boolean },
): Reservation {
  const { tenant, outputLimit } = of.request;
  const inputTokens = of.planning.inputTokensOf(model);
  const outputTokens = measurements.outputEstimate(model.id, outputLimit);
  const nanoUsd = costNanoUsd({ inputTokens, outputTokens }, model.profile.price);
  const reservation: Mutable<Reservation> = {
    attemptId: `${of.id}/${of.attempts.length + 1}`,
    model: model.id,
    provider: model.provider.name,
    estimate:
      nanoUsd === undefined
        ? { inputTokens, outputTokens }
        : { inputTokens, outputTokens, nanoUsd },
    quotas: quotasOf(model, settings.budgets, {
      tenant,
      worstCaseUsd: of.planning.worstCaseUsdOf(model),
    }),
    leaseMs: of.time.leaseMs,
    lastResort,
  };
  if (model.pool !== undefined) reservation.pool = model.pool;
  if (tenant !== undefined) reservation.tenant = tenant;
  return reservation;
}

/** One attempt of one request: reserved, made, and booked once, whatever happened. */
export class RequestAttempt {
  readonly model: ConfiguredModel;
  readonly #core: Core;
  readonly #of: AttemptedRequest;
  readonly #reservation: Reservation;
  #isProbe = false;
  /** The rests whose probe it is. */
  #proves: readonly Cooldown[] = [];
  #start: Start | undefined;
  #stream: StreamAttempt | undefined;
  #booked: Promise<Booked> | undefined;

  constructor(
    core: Core,
    request: AttemptedRequest,
    model: ConfiguredModel,
    reservation: Reservation,
  ) {
    this.#core = core;
    this.#of = request;
    this.model = model;
    this.#reservation = reservation;
  }

  take(admission: Admission): void {
    const { ledger, settings } = this.#core;
    // The usual case, without a look at the clock.
    if (!admission.admitted || (!admission.probe && ledger.slowStart.isEmpty)) return;
    const now = settings.clock.monotonic();
    this.#isProbe = admission.probe;
    if (admission.probe) this.#proves = ledger.rests.awaitingProof(this.model, now);
    this.#start = ledger.slowStart.enter(this.model.id, now);
  }

  /** It was admitted too late to be made. */
  giveBack({ admitted }: { readonly admitted: boolean }): void {
    if (!admitted) return;
    if (this.#start !== undefined) this.#core.ledger.slowStart.leave(this.#start, false);
    this.#core.ledger.release(this.#reservation);
    this.#letOthersIn();
  }

  /** Asks for a whole answer. @throws the reason when the request is cancelled */
  async make(timeoutMs: number): Promise<Tried<Answer>> {
    this.#tell();
    const ending = await attemptModel(this.#call(timeoutMs));
    const booked = this.#book(ending, timeoutMs);
    const { cancellation } = this.#of;
    return this.#tried(isPromise(booked) ? await cancellation.race(booked) : booked);
  }

  /** Asks for a stream, until its first content or its end. @throws the reason when the request is cancelled */
  async open(timeoutMs: number): Promise<Tried<Answer>> {
    this.#tell();
    const { promise, resolve } = Promise.withResolvers<Booked>();
    this.#booked = promise;
    const { request, time } = this.#of;
    const { timeouts } = request;
    const stream = new StreamAttempt({
      ...this.#call(timeoutMs),
      idleMs: timeouts.idleMs ?? this.model.idleMs,
      consumerMs: timeouts.consumerMs ?? this.#core.settings.timeouts.consumerMs,
      attemptMs: timeouts.attemptMs ?? this.model.streamAttemptMs,
      deadline: time.deadline,
      onEnd: (ending) => resolve(this.#book(ending, timeoutMs)),
    });
    this.#stream = stream;
    await stream.open();
    const { cancellation } = this.#of;
    if (!stream.isCommitted || cancellation.aborted) {
      return this.#tried(await cancellation.race(promise));
    }
    this.#of.noteFirstToken();
    if (this.#isProbe) this.#endProbe();
    return { answer: { model: this.model, begun: this } };
  }

  /** Not awaited: the stream is open, and its reader waits for it, not for a store. */
  #endProbe(): void {
    const { ledger, waitingRoom } = this.#core;
    const free = () => waitingRoom.free([probeKey(this.model.provider.name)]);
    const ended = ledger.endProbe(this.#reservation);
    if (isPromise(ended)) ended.then(free, free);
    else free();
  }

  /** Of a stream: the next content, or what `whenEnded` says when there is no more. */
  next<End>(whenEnded: () => Promise<End>): Promise<ContentEvent | End> {
    return (this.#stream as StreamAttempt).next(whenEnded);
  }

  /** Of a stream: all that came so far. */
  get content(): readonly AssistantPart[] {
    return (this.#stream as StreamAttempt).content;
  }

  /** Of a stream: what came of it in the end, as soon as it has ended. */
  get booked(): Promise<Booked> {
    return this.#booked as Promise<Booked>;
  }

  #tried(booked: Booked): Tried<Answer> {
    if (booked === undefined) throw this.#of.cancellation.reason;
    return booked;
  }

  #tell(): void {
    const { events, attempts } = this.#of;
    if (!events.hears('attempt-start')) return;
    const { id, provider } = this.model;
    events.attemptStart({
      attemptId: this.#reservation.attemptId,
      model: id,
      provider: provider.name,
      attempt: attempts.length + 1,
      probe: this.#isProbe,
    });
  }

  #call(timeoutMs: number) {
    const { model } = this;
    const { cancellation } = this.#of;
    const { attemptId } = this.#reservation;
    const { clock } = this.#core.settings;
    const request = this.#of.chatFor(model);
    return { attemptId, provider: model.provider, request, timeoutMs, clock, cancellation };
  }

  /** The one way out: every attempt comes by here, once. */
  #book(ended: Ending, timeoutMs: number): Booked | Promise<Booked> {
    const ending = this.#masked(ended);
    const { attempts, planning, events } = this.#of;
    const { outcome, spent } = outcomeOf(ending, {
      attemptId: this.#reservation.attemptId,
      model: this.model,
      probe: this.#isProbe && (ending.outcome !== 'error' || this.#isDisproof(ending)),
      startedAt: this.#of.time.wallAt(ending.endedAt - ending.latencyMs),
      inputTokens: this.#reservation.estimate.inputTokens,
      hadItsTime: ending.outcome === 'error' && this.#hadItsTime(ending, timeoutMs),
      countTokens: this.#core.settings.countTokens,
    });
    attempts.push(outcome);
    planning.note(this.model, outcome, ending);
    events.attemptEnd(outcome);
    if (this.#start !== undefined) {
      this.#core.ledger.slowStart.leave(this.#start, outcome.health === 'good');
    }
    const settlement = { reservation: this.#reservation, spent, health: outcome.health };
    const settled = this.#core.ledger.settle(settlement, outcome);
    return isPromise(settled)
      ? Promise.resolve(settled.then((rests) => this.#bookedAs(ending, rests)))
      : this.#bookedAs(ending, settled);
  }

  #bookedAs(ending: Ending, rests: boolean): Booked {
    this.#letOthersIn();
    if (ending.outcome === 'aborted') return undefined;
    if (ending.outcome === 'error') return { failure: ending.failure, rests } satisfies Failed;
    return { answer: { model: this.model, response: ending.response } };
  }

  /** Not if its stream had begun, if another probe has proved the model to be back, or if a new rest has begun. */
  #isDisproof(failure: Failure): boolean {
    if (hasBegun(failure)) return false;
    const { ledger, settings } = this.#core;
    const awaiting = ledger.rests.awaitingProof(this.model, settings.clock.monotonic());
    return this.#proves.some((rest) => awaiting.some((other) => isSameRest(rest, other)));
  }

  /** Those who wait for what this attempt held may look again. */
  #letOthersIn(): void {
    const { waitingRoom } = this.#core;
    if (waitingRoom.isEmpty) return;
    const keys = new Set(this.#reservation.quotas.map(({ key }) => key));
    if (this.#isProbe) keys.add(probeKey(this.model.provider.name));
    waitingRoom.free(keys);
  }

  /** A caller's short deadline says nothing about the model, unless it took twice what is expected of it. */
  #hadItsTime(failure: Failure, timeoutMs: number): boolean {
    const { byDeadline, latencyMs } = failure;
    if (byDeadline === true) return false;
    if (hasBegun(failure)) return true;
    if (timeoutMs >= this.#of.time.usualMs(this.model)) return true;
    return latencyMs >= 2 * this.#of.planning.expectedMs(this.model);
  }

  /** Vendors quote what they object to: prompts appear in no error and no event. */
  #masked(ending: Ending): Ending {
    if (ending.outcome !== 'error') return ending;
    const { failure, partial } = ending;
    const written = partial?.written.map(textOf) ?? [];
    const texts = [...textsOf(this.#of.request.chat), ...written];
    const message = maskEcho(failure.message, texts);
    if (message === failure.message && !quotesAny(failure.cause, texts)) return ending;
    return { ...ending, failure: annotated(failure, { message, cause: undefined }) };
  }
}

/** Whether a stream had begun to answer before it failed. */
function hasBegun({ timeToFirstTokenMs }: Failure): boolean {
  return timeToFirstTokenMs !== undefined;
}

type Failure = Extract<Ending, { readonly outcome: 'error' }>;
