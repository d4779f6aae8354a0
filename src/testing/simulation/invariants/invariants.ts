import type { ReportedUsage } from '../../../contracts/chat.js';
import type { Clock } from '../../../contracts/clock.js';
import type {
  AttemptEndEvent,
  AttemptStartEvent,
  OrchestratorEvent,
} from '../../../contracts/events.js';
import type { GenerateRequest } from '../../../contracts/generate.js';
import type { ModelId } from '../../../contracts/model.js';
import type { UsageSnapshot } from '../../../contracts/usage-store.js';
import type { SimulatedProviderOptions, SimulatedSettings } from '../simulation-options.js';
import type { SimulationWitness } from '../vendors/simulation-witness.js';
import { type WatchedModel, watchedModels } from '../watched-model.js';
import type { AttemptWatch } from './attempt-watch.js';
import { LimitInvariants } from './limit-invariants.js';
import { type RequestEvent, RequestWatch, type Settled } from './request-watch.js';
import { RestInvariants } from './rest-invariants.js';
import { UsageInvariants } from './usage-invariants.js';
import { Violations } from './violations.js';

type AttemptEvent = AttemptStartEvent<ModelId> | AttemptEndEvent<ModelId>;

/** The world that is watched. */
export interface WatchedWorld {
  /** Only its monotonic time is read: the wall clock may jump. */
  readonly clock: Clock;
  readonly settings: SimulatedSettings;
  readonly providers: readonly SimulatedProviderOptions[];
}

/** What there is when nothing happens any more. */
export interface IdleWorld {
  /** As `stats()` says. */
  readonly stats: UsageSnapshot;
  /** Timers that are set, neither fired nor cleared. */
  readonly pendingTimers: number;
  /** Listeners on the signals of callers, of all requests together. */
  readonly listenersLeft: number;
}

/**
 * What always holds, checked while a simulation runs: events, the vendors' side of each call and the callers' side of
 * each request are held against one another. What a request took is forgotten when it is over.
 *
 * In this order: `requestStarted` before each `generate()` and before the first read of each stream, with the id that
 * `generateId` will give it; every event to `note`; `requestSettled` when its promise is settled, of a stream when its
 * reader and its result are; at last `finish`, when no request, call or timer is left.
 */
export class Invariants implements SimulationWitness {
  readonly #clock: Clock;
  readonly #settings: SimulatedSettings;
  readonly #models: ReadonlyMap<string, WatchedModel>;
  readonly #violations = new Violations();
  readonly #rests: RestInvariants;
  readonly #limits: LimitInvariants;
  readonly #usage = new UsageInvariants(this.#violations);
  readonly #requests = new Map<string, RequestWatch>();
  /** Attempts under way, by their id. */
  readonly #attempts = new Map<string, AttemptWatch>();
  /** Ids of attempts whose call has not ended. */
  readonly #calls = new Set<string>();

  constructor({ clock, settings, providers }: WatchedWorld) {
    this.#clock = clock;
    this.#settings = settings;
    this.#rests = new RestInvariants(settings, this.#violations);
    this.#limits = new LimitInvariants(settings, this.#violations);
    this.#models = watchedModels(providers, settings);
  }

  /** What should never happen and did, each with the request, attempt or model that it happened to. At most 100. */
  get violations(): readonly string[] {
    return this.#violations.list;
  }

  /** All of them, those beyond the first 100 too. */
  get violationCount(): number {
    return this.#violations.count;
  }

  /** A caller asks: `generate()` is called, or a stream is read for the first time, right after this. */
  requestStarted(id: string, request: string | GenerateRequest, streaming: boolean): void {
    const asked = { id, request, streaming, settings: this.#settings, now: this.#now };
    if (this.#requests.has(id)) this.#violations.add(`request ${id}`, 'its id was given twice');
    this.#requests.set(id, new RequestWatch(asked, this.#violations));
  }

  /** The caller's signal has fired, or its reader has left the stream: it must be over at once. */
  callerLeft(id: string): void {
    this.#requests.get(id)?.leave(this.#now);
  }

  /** The caller has its answer, or the reason why there is none. */
  requestSettled(id: string, settled: Settled): void {
    const request = this.#requests.get(id);
    if (request === undefined) {
      this.#violations.add(`request ${id}`, 'settled twice, or nobody asked for it');
      return;
    }
    this.#requests.delete(id);
    request.settle(settled, this.#now);
  }

  callStarted(attemptId: string): void {
    const attempt = this.#attempts.get(attemptId);
    if (attempt === undefined) {
      this.#violations.add(`attempt ${attemptId}`, 'called without an `attempt-start`');
    } else attempt.call();
    this.#calls.add(attemptId);
  }

  callEnded(attemptId: string): void {
    if (this.#calls.delete(attemptId)) return;
    this.#violations.add(`attempt ${attemptId}`, 'a call ended that had not begun');
  }

  usageReported(attemptId: string, usage: ReportedUsage): void {
    // One that has ended for us may be told of later: it was booked by what had come.
    this.#attempts.get(attemptId)?.report(usage);
  }

  /** Every event of the orchestrator, in its order. */
  note(event: OrchestratorEvent): void {
    if (event.type === 'cooldown-start') this.#rests.start(event, this.#now);
    else if (event.type === 'cooldown-end') this.#rests.end(event, this.#now);
    else if (event.type === 'store-degraded') this.#loseStore();
    else if (event.type === 'store-recovered') this.#usage.isStoreAway = false;
    else if (event.type === 'listener-error') {
      this.#violations.add(`listener of ${event.event}`, `threw ${String(event.error)}`);
    } else if (event.type !== 'feedback' && event.requestId !== undefined)
      this.#noteOf(event.requestId, event);
  }

  /** Nothing is under way any more: what is left over is a violation, and so is a count that does not add up. */
  finish({ stats, pendingTimers, listenersLeft }: IdleWorld): void {
    const violations = this.#violations;
    for (const id of this.#requests.keys()) violations.add(`request ${id}`, 'never settled');
    for (const id of this.#attempts.keys()) violations.add(`attempt ${id}`, 'never ended');
    for (const id of this.#calls) violations.add(`attempt ${id}`, 'its call never ended');
    if (pendingTimers > 0) violations.add('idle', `${pendingTimers} timers are pending`);
    if (listenersLeft > 0) violations.add('idle', `${listenersLeft} listeners on callers' signals`);
    this.#usage.compare(stats, this.#now);
  }

  get #now(): number {
    return this.#clock.monotonic();
  }

  #loseStore(): void {
    this.#usage.isStoreAway = true;
    this.#rests.loseStore();
    this.#limits.loseStore();
  }

  #noteOf(requestId: string, event: RequestEvent | AttemptEvent): void {
    const request = this.#requests.get(requestId);
    if (request === undefined) {
      const what = `${event.type} after its end, or without a caller`;
      this.#violations.add(`request ${requestId}`, what);
    } else if (event.type === 'attempt-start') this.#beginAttempt(request, event);
    else if (event.type === 'attempt-end') this.#endAttempt(request, event);
    else {
      if (event.type === 'usage') this.#usage.book(event, this.#now);
      request.note(event);
    }
  }

  #beginAttempt(request: RequestWatch, event: AttemptStartEvent<ModelId>): void {
    const { attemptId } = event;
    const model = this.#models.get(event.model);
    if (model === undefined) {
      this.#violations.add(`attempt ${attemptId}`, `${event.model} is no model`);
      return;
    }
    if (this.#attempts.has(attemptId)) this.#violations.add(`attempt ${attemptId}`, 'began twice');
    this.#attempts.set(attemptId, request.beginAttempt(event));
    this.#rests.beginAttempt(event, model, request.mayOverrideRestOf(model.id), this.#now);
    this.#limits.beginAttempt(event, model, this.#now);
  }

  #endAttempt(request: RequestWatch, event: AttemptEndEvent<ModelId>): void {
    const attempt = this.#attempts.get(event.attemptId);
    if (attempt === undefined) {
      this.#violations.add(`attempt ${event.attemptId}`, 'ended twice, or never began');
      return;
    }
    this.#attempts.delete(event.attemptId);
    attempt.end(event);
    request.endAttempt(attempt);
    this.#rests.endAttempt(event);
    this.#limits.endAttempt(event, this.#now);
  }
}
