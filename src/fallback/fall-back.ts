import type { AttemptOutcome } from '../contracts/attempt.js';
import type { Awaitable } from '../contracts/basics.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ExcludedModel } from '../contracts/router.js';
import type { ProviderError } from '../errors/provider-error.js';
import { RequestTimeoutError } from '../errors/request-errors.js';
import { isPromise } from '../support/awaitable.js';
import { pause } from '../support/pause.js';
import { backoffMs } from './backoff.js';
import { CandidateQueue } from './candidate-queue.js';
import { exhausted, listAttempts, type Refusal } from './exhausted.js';
import type { RetryBudget } from './retry-budget.js';
import { LEAST_SLICE_MS, timeSlice } from './time-slice.js';
import { verdictOn } from './verdict.js';
import { Waiter, type WaitingLimits } from './waiter.js';
import type { Refusals } from './waiting-room.js';

/** A probe of another process may end any moment: it is looked for again so soon. */
const PROBE_POLL_MS = 250;

export interface Failed {
  readonly failure: ProviderError;
  /** A policy sent the model to rest because of it. */
  readonly rests: boolean;
}

/** How an attempt ended, for the loop; a stream that has begun to answer counts as an answer. */
export type Tried<T> = { readonly answer: T } | Failed;

/** What the loop asks for; it decides, others do. */
export interface FallbackSteps<T> {
  /** Books the attempt, or says why not. */
  reserve(
    model: ConfiguredModel,
    lastResort: boolean,
  ): Awaitable<{ readonly admitted: true } | Refusal>;
  /** Makes the attempt that was reserved last, and settles it. Rejects when the request was cancelled. */
  attempt(model: ConfiguredModel, timeoutMs: number): Promise<Tried<T>>;
  /** Who may answer by now. */
  replan(): Awaitable<readonly ConfiguredModel[]>;
  /** Who may not, and why; as of the last plan. */
  excluded(): readonly ExcludedModel[];
  /** Whether the model is on its way back after a rest and has no room: the others go first. */
  isHeldBack(model: ConfiguredModel): boolean;
  /** Whether the model's rest only guesses at its health: that is no limit to wait for. */
  isGuess(model: ConfiguredModel): boolean;
  /** Whether the model, which rests, may be tried because nothing else is left. */
  mayOverride(model: ConfiguredModel): boolean;
  /** The failure as the caller gets it, when the request ends with it: with its model and all attempts. */
  told(model: ConfiguredModel, failure: ProviderError): Error;
  /** The model was passed by. */
  onRefusal(model: ConfiguredModel, refusal: Refusal): void;
  /** The next attempt is on another model. */
  onFallback(from: ConfiguredModel, to: ConfiguredModel, failure: ProviderError): void;
  /** No candidate is left, and this model is tried although it rests. */
  onLastResort(model: ConfiguredModel): void;
  expectedMs(model: ConfiguredModel): number;
  attemptMs(model: ConfiguredModel): number | undefined;
}

export interface FallbackLimits extends WaitingLimits {
  readonly models: ReadonlyMap<string, ConfiguredModel>;
  readonly maxAttempts: number;
  readonly totalMs: number;
  readonly fallbackOn: ReadonlySet<string>;
  readonly random: () => number;
  readonly retryBudget: RetryBudget;
  /** The request's own list, filled by `attempt`. */
  readonly attempts: readonly AttemptOutcome[];
}

const NOBODY: Refusals = new Map();

type Turn = { readonly model: ConfiguredModel; readonly lastResort: boolean };

/**
 * Tries candidates until one answers: the only loop there is. An answer that breaks off later, as a stream's may, is
 * handed back to it, and it goes on where it was.
 */
export class FallbackLoop<T> {
  readonly #queue: CandidateQueue;
  readonly #isLone: boolean;
  readonly #steps: FallbackSteps<T>;
  readonly #limits: FallbackLimits;
  readonly #waiter: Waiter;
  #refused: Refusals = NOBODY;
  #last: { readonly model: ConfiguredModel; readonly failure: ProviderError } | undefined;
  #retry: ConfiguredModel | undefined;
  #attempts = 0;
  #isLastResort = false;
  #retryBudgetExhausted = false;

  /** @param isLone the request has no other model: a guess about its health does not keep it from being tried */
  constructor(
    candidates: readonly ConfiguredModel[],
    isLone: boolean,
    steps: FallbackSteps<T>,
    limits: FallbackLimits,
  ) {
    this.#queue = new CandidateQueue(candidates);
    this.#isLone = isLone;
    this.#steps = steps;
    this.#limits = limits;
    this.#waiter = new Waiter(limits);
  }

  /** @throws what stops the request, or the error that says why no candidate is left */
  async run(): Promise<T> {
    try {
      for (;;) {
        this.#limits.cancellation.throwIfAborted();
        const { model, lastResort } = this.#nextOfQueue() ?? (await this.#nextOfRest());
        this.#checkTime();
        let admission = this.#waiter.refusal(model) ?? this.#steps.reserve(model, lastResort);
        if (isPromise(admission)) admission = await admission;
        if (!admission.admitted) {
          this.#refuse(model, admission);
          continue;
        }
        this.#waiter.leave();
        const tried = await this.#attempt(model, this.#timeoutMs(model));
        if ('answer' in tried) return tried.answer;
        this.#decide(model, tried);
      }
    } finally {
      this.#waiter.leave();
    }
  }

  /** The answer of this model broke off: goes on with whoever is next, as after any other failure. */
  async goOn(model: ConfiguredModel, failed: Failed): Promise<T> {
    this.#decide(model, failed);
    return this.run();
  }

  #refuse(model: ConfiguredModel, refusal: Refusal): void {
    this.#refused = new Map([...this.#refused, [model, refusal]]);
    this.#steps.onRefusal(model, refusal);
  }

  #attempt(model: ConfiguredModel, timeoutMs: number): Promise<Tried<T>> {
    this.#attempts++;
    if (this.#refused.has(model)) {
      this.#refused = new Map([...this.#refused].filter(([refused]) => refused !== model));
    }
    this.#queue.noteTry(model);
    if (this.#last !== undefined && this.#last.model !== model) {
      this.#steps.onFallback(this.#last.model, model, this.#last.failure);
    }
    return this.#steps.attempt(model, timeoutMs);
  }

  #decide(model: ConfiguredModel, { failure, rests }: Failed): void {
    this.#last = { model, failure };
    const verdict = verdictOn(failure, this.#limits.fallbackOn);
    if (verdict === 'stop') throw this.#steps.told(model, failure);
    if (verdict === 'next-larger') this.#queue.outUnlessLarger(model);
    else if (verdict === 'next-for-good') this.#queue.out(model);
    else if (verdict === 'retry' && this.#mayRetryNow(model)) this.#retry = model;
    // A model that rests is waited for, if at all, by its rest and not by a backoff.
    else if (!rests) this.#queue.again(model, failure);
  }

  #mayRetryNow(model: ConfiguredModel): boolean {
    return this.#queue.triesOf(model) === 1 && this.#takeRetry();
  }

  #takeRetry(): boolean {
    if (this.#limits.retryBudget.take()) return true;
    this.#retryBudgetExhausted = true;
    return false;
  }

  /** The model to try next where that takes no wait. */
  #nextOfQueue(): Turn | undefined {
    if (this.#attempts >= this.#limits.maxAttempts || this.#isLastResort) throw this.#exhausted();
    const model = this.#retry ?? this.#takeNext();
    this.#retry = undefined;
    return model === undefined ? undefined : { model, lastResort: this.#isLone };
  }

  /** No candidate is left: one that failed, after a pause; one that rests, when it returns; or the last resort. */
  async #nextOfRest(): Promise<Turn> {
    return (await this.#failedBefore()) ?? (await this.#returning()) ?? this.#lastResort();
  }

  async #failedBefore(): Promise<Turn | undefined> {
    for (let again = this.#queue.takeAgain(); again; again = this.#queue.takeAgain()) {
      const { model, failure } = again;
      const retry = this.#queue.triesOf(model) - 1;
      const waitMs = backoffMs(failure, retry, this.#limits.random);
      if (waitMs === undefined || waitMs > this.#leftMs() - LEAST_SLICE_MS) continue;
      if (!this.#takeRetry()) continue;
      await pause(waitMs, this.#limits.clock, this.#limits.cancellation);
      return { model, lastResort: this.#isLone };
    }
    return undefined;
  }

  /** Waits until the first limit frees, if that is soon enough, and plans anew. */
  async #returning(): Promise<Turn | undefined> {
    // Since the last plan models may have been sent to rest, by this request's own attempts too.
    const planned = await this.#steps.replan();
    const isNew = (model: ConfiguredModel) =>
      this.#queue.triesOf(model) === 0 && !this.#refused.has(model);
    this.#queue.refill(planned.filter(isNew));
    const back = this.#takeNext();
    if (back !== undefined) return { model: back, lastResort: this.#isLone };
    for (;;) {
      const waitMs = this.#soonestLimitMs();
      if (waitMs === undefined || !(await this.#waiter.wait(waitMs, this.#refused))) {
        return undefined;
      }
      this.#refused = NOBODY;
      this.#queue.refill(await this.#steps.replan());
      const model = this.#takeNext();
      if (model !== undefined) return { model, lastResort: this.#isLone };
    }
  }

  /** Of the models that may still be tried: when the first limit frees; guesses about health are no limits. */
  #soonestLimitMs(): number | undefined {
    const waits: number[] = [];
    for (const [model, refusal] of this.#refused) {
      if (refusal.reason === 'too-expensive' || !this.#queue.mayRetry(model)) continue;
      const isProbe = refusal.reason === 'probing';
      if ((refusal.reason === 'cooling' || isProbe) && this.#steps.isGuess(model)) continue;
      waits.push(isProbe ? Math.min(PROBE_POLL_MS, refusal.retryAfterMs) : refusal.retryAfterMs);
    }
    for (const { model: id, reason, retryAfterMs } of this.#steps.excluded()) {
      const model = this.#limits.models.get(id) as ConfiguredModel;
      if (reason !== 'cooling' || retryAfterMs === undefined) continue;
      if (!this.#steps.isGuess(model) && this.#queue.mayRetry(model)) waits.push(retryAfterMs);
    }
    return waits.length === 0 ? undefined : Math.max(1, Math.min(...waits));
  }

  /** One attempt on the model that returns soonest, of those that this request has not tried. */
  #lastResort(): Turn {
    const resting = this.#steps
      .excluded()
      .filter(({ reason }) => reason === 'cooling')
      .sort((a, b) => (a.retryAfterMs ?? 0) - (b.retryAfterMs ?? 0))
      .map(({ model }) => this.#limits.models.get(model) as ConfiguredModel);
    const probed = [...this.#refused].flatMap(([model, { reason }]) =>
      reason === 'probing' ? [model] : [],
    );
    for (const model of [...probed, ...resting]) {
      if (this.#queue.triesOf(model) > 0 || !this.#steps.mayOverride(model)) continue;
      this.#isLastResort = true;
      this.#steps.onLastResort(model);
      return { model, lastResort: true };
    }
    throw this.#exhausted();
  }

  #takeNext(): ConfiguredModel | undefined {
    return this.#queue.takeNext((model) => this.#steps.isHeldBack(model));
  }

  #checkTime(): void {
    if (this.#attempts > 0 && this.#leftMs() < LEAST_SLICE_MS) throw this.#timeIsUp();
  }

  #timeoutMs(model: ConfiguredModel): number {
    const leftMs = this.#leftMs();
    const attemptMs = this.#steps.attemptMs(model);
    const followers = Math.max(0, this.#limits.maxAttempts - this.#attempts - 1);
    const nextMs = this.#queue.behind(followers).map((next) => this.#steps.expectedMs(next));
    return Math.max(1, timeSlice(leftMs, attemptMs, nextMs));
  }

  #leftMs(): number {
    return this.#limits.deadline - this.#limits.clock.monotonic();
  }

  #timeIsUp(): Error {
    const { attempts, totalMs } = this.#limits;
    const message =
      `The request's ${totalMs} ms are over after ${counted(attempts.length)}. ` +
      `${listAttempts(attempts)}. Allow more with \`timeouts.totalMs\`.`;
    return new RequestTimeoutError(message, { attempts, cause: this.#cause() });
  }

  #cause(): Error | undefined {
    return this.#last && this.#steps.told(this.#last.model, this.#last.failure);
  }

  #exhausted(): Error {
    if (this.#attempts > 0 && this.#leftMs() <= 0) return this.#timeIsUp();
    return exhausted({
      attempts: this.#limits.attempts,
      failure: this.#cause(),
      excluded: this.#steps.excluded(),
      refused: this.#refused,
      retryBudgetExhausted: this.#retryBudgetExhausted,
    });
  }
}

function counted(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
