import { completeRequest } from './complete-request.js';
import type { OrchestratorOptions } from './configuration/options.js';
import { type Parts, resolveOptions, type Settings } from './configuration/resolve-options.js';
import type { OrchestratorEvent, OrchestratorEvents } from './contracts/events.js';
import type {
  GenerateRequest,
  GenerateResult,
  HealthReport,
  OutputOf,
  OutputSchema,
  UsageReport,
} from './contracts/generate.js';
import type { Intent, IntentDetector } from './contracts/intent-detector.js';
import type { Score } from './contracts/model.js';
import type { ModelOf, Provider } from './contracts/provider.js';
import type { RoutePlan } from './contracts/router.js';
import type { GenerateStream } from './contracts/stream.js';
import { defaultCooldown } from './cooldown/default-cooldown.js';
import type { Core } from './core.js';
import { InvalidRequestError } from './errors/request-errors.js';
import { RetryBudget } from './fallback/retry-budget.js';
import { WaitingRoom } from './fallback/waiting-room.js';
import { healthReport } from './health-report.js';
import { undetected } from './intent/undetected.js';
import { Ledger } from './ledger.js';
import { type NormalizedRequest, normalizeRequest } from './request/normalize-request.js';
import { RequestRun } from './request-run.js';
import { AnswerStream } from './response/answer-stream.js';
import { Measurements } from './routing/measurements.js';
import { Ratings } from './routing/ratings.js';
import { ScoreRouter } from './routing/score-router.js';
import { Sessions } from './routing/sessions.js';
import { StreamRun } from './stream-run.js';
import { Checks, MAX_DELAY_MS } from './support/checks.js';
import { Emitter } from './support/emitter.js';
import { RunningRequests } from './support/running-requests.js';
import { MemoryUsageStore } from './usage/memory-usage-store.js';

const check = new Checks(InvalidRequestError);

/** The highest that `random` may answer. */
const LAST_DRAW = 1 - Number.EPSILON;

const DEFAULT_PARTS: Omit<Parts, 'detector'> = {
  router: () => new ScoreRouter(),
  store: (clock) => new MemoryUsageStore({ clock }),
  policies: () => defaultCooldown(),
};

/**
 * Takes each prompt, finds out what it is for, picks the best model that may answer now, calls it with a time
 * limit, falls back when it fails, books the tokens, rests the models that are overused or broken, and says through
 * typed events why it did each thing. Requests may run at once; nothing happens at construction, and no timer or
 * socket outlives its request.
 *
 * Model ids and intents are inferred from `providers` and `detector`. This is the one of `llm-orchestrator/slim`: unless
 * it is given a detector, every prompt is `general`, and no rules of any language are in the bundle.
 *
 * @example
 * const orchestrator = new Orchestrator({ providers: [new OpenAIProvider({ apiKey })] });
 * const answer = await orchestrator.generate('Explain quantum computing in simple terms');
 */
export class Orchestrator<const P extends Provider = Provider, I extends string = Intent> {
  readonly #settings: Settings;
  readonly #emitter: Emitter;
  readonly #core: Core;
  /** Of detectors' questions: they are answered in a dozen tokens, which says nothing about answers. */
  readonly #measuredQuestions = new Measurements();
  #closing: Promise<void> | undefined;

  /**
   * @param detector makes the one that is taken where `options` has none
   * @throws ConfigurationError naming the option, what was expected, what came and the nearest valid name
   */
  constructor(
    options: OrchestratorOptions<P, I>,
    detector: () => IntentDetector<string> = () => undetected,
  ) {
    const settings = resolveOptions(options, { ...DEFAULT_PARTS, detector });
    const { clock } = settings;
    const emitter = new Emitter(() => clock.now());
    this.#settings = settings;
    this.#emitter = emitter;
    this.#core = {
      settings,
      emitter,
      ledger: new Ledger(settings, emitter, () => new MemoryUsageStore({ clock })),
      measurements: new Measurements(),
      ratings: new Ratings(settings.models),
      sessions: new Sessions(),
      retryBudget: new RetryBudget(settings.retryBudget, clock),
      waitingRoom: new WaitingRoom(),
      running: new RunningRequests(),
      ask: (request, parentId) => this.#ask(request, parentId),
    };
  }

  /**
   * Answers a prompt with the best model available.
   *
   * @throws InvalidRequestError before anything is sent
   * @throws ProviderError a failure that would be the same with any model
   * @throws AllAttemptsFailedError every candidate failed
   * @throws NoModelAvailableError none may be asked now
   * @throws BudgetExceededError a limit or budget is used up
   * @throws RequestTimeoutError `timeouts.totalMs` ran out
   * @throws OutputValidationError the answer is not of the shape asked for
   * @throws the `reason` of the caller's signal, as it is
   */
  async generate<const S extends OutputSchema | undefined = undefined>(
    request: string | GenerateRequest<ModelOf<P>, I, S>,
  ): Promise<GenerateResult<ModelOf<P>, I, OutputOf<S>>> {
    const run = new RequestRun(this.#core, this.#nextId(), this.#normalize(request), false);
    return (await completeRequest(run)) as GenerateResult<ModelOf<P>, I, OutputOf<S>>;
  }

  /**
   * The same as it comes: fallbacks go unseen until the first content, and two answers are never joined. Nothing is sent
   * before the first read. It throws what `generate` throws, and a `StreamInterruptedError` with what was delivered when
   * a stream breaks after its first content.
   *
   * @throws InvalidRequestError at once
   *
   * @example
   * const stream = orchestrator.stream({ prompt, signal });
   * for await (const text of stream.textStream) response.write(text);
   * const { usage, model } = await stream.result;
   */
  stream<const S extends OutputSchema | undefined = undefined>(
    request: string | GenerateRequest<ModelOf<P>, I, S>,
  ): GenerateStream<ModelOf<P>, I, OutputOf<S>> {
    const normalized = this.#normalize(request);
    const open = () => new RequestRun(this.#core, this.#nextId(), normalized, true);
    const stream = new AnswerStream(new StreamRun(open, this.#settings.mayRestart));
    return stream as GenerateStream<string, string> as GenerateStream<ModelOf<P>, I, OutputOf<S>>;
  }

  /**
   * The decision without the call: who would be tried, in what order, with which score, and why not the others.
   *
   * @param options - `stream`: as `stream()` would decide, whose reader waits for the first words rather than the last
   * @throws InvalidRequestError
   */
  async explain(
    request: string | GenerateRequest<ModelOf<P>, I>,
    options: { readonly stream?: boolean | undefined } = {},
  ): Promise<RoutePlan<ModelOf<P>, I>> {
    const { stream = false } = options;
    check.boolean(stream, 'stream');
    // Nobody hears of it, and no model is asked: it is no request.
    const silent = {
      ...this.#core,
      // A draw of its own, which explores nothing: the requests after it get theirs.
      settings: { ...this.#settings, random: () => LAST_DRAW },
      emitter: new Emitter(() => 0),
      ask: undefined,
    };
    const run = new RequestRun(silent, this.#nextId(), this.#normalize(request), stream);
    try {
      run.cancellation.throwIfAborted();
      await run.understand();
      return (await run.decide(true)) as RoutePlan<string, string> as RoutePlan<ModelOf<P>, I>;
    } finally {
      run.cancellation.dispose();
    }
  }

  /**
   * Rates an answer: from 0, bad, to 1, perfect, on the scale of the profiles' `quality`; a thumb is 0 or 1. The model
   * is worth more or less at that intent from then on: its profile counts for 20 ratings, and a rating fades with a
   * half-life of 7 days. Kept in this process; each call counts as one rating, whoever has the id.
   *
   * @param requestId - the `id` of the answer
   * @returns false where the request is not known: not answered here, or 10,000 answers ago
   * @throws InvalidRequestError for a score that is none
   *
   * @example
   * const { id } = await orchestrator.generate('Write a haiku');
   * orchestrator.feedback(id, 1);
   */
  feedback(requestId: string, score: Score): boolean {
    check.string(requestId, 'requestId');
    check.number(score, 'score', { max: 1 });
    const { clock } = this.#settings;
    const rated = this.#core.ratings.rate(requestId, score, clock.monotonic());
    if (rated === undefined) return false;
    this.#emitter.emit({ type: 'feedback', at: clock.now(), requestId, score, ...rated });
    return true;
  }

  /** Tokens, requests and cost of the last minute and hour, by model and provider, and who rests. */
  stats(query: { readonly tenant?: string | undefined } = {}): Promise<UsageReport> {
    return this.#core.ledger.report(query.tenant);
  }

  /** Who could answer now. Calls no model. */
  async health(): Promise<HealthReport<ModelOf<P>>> {
    await this.#core.ledger.refresh();
    const { ledger } = this.#core;
    return healthReport(this.#settings, ledger) as HealthReport as HealthReport<ModelOf<P>>;
  }

  /**
   * Forgets what was used, measured and rated, who rests and which conversations it has: of one model, or of all. What
   * is in flight is still booked, and answers can still be rated.
   */
  async reset(model?: ModelOf<P>): Promise<void> {
    const { models } = this.#settings;
    if (model !== undefined && !models.has(model)) {
      check.unknownName('model', 'model', String(model), models.keys());
    }
    const { measurements, ratings, sessions, ledger } = this.#core;
    const memories = [measurements, this.#measuredQuestions, ratings, sessions];
    for (const memory of memories) memory.reset(model);
    await ledger.reset(model);
  }

  /** Calls the listener with each event of this name. Returns how to stop listening. */
  on<Name extends keyof OrchestratorEvents>(
    event: Name,
    listener: (event: OrchestratorEvents<ModelOf<P>, I>[Name]) => void,
  ): () => void {
    return this.#emitter.on(event, listener as (event: OrchestratorEvent) => void);
  }

  /** Like `on`, for the next one only. */
  once<Name extends keyof OrchestratorEvents>(
    event: Name,
    listener: (event: OrchestratorEvents<ModelOf<P>, I>[Name]) => void,
  ): () => void {
    return this.#emitter.once(event, listener as (event: OrchestratorEvent) => void);
  }

  /** Every event, for exporters. */
  onAny(listener: (event: OrchestratorEvent<ModelOf<P>, I>) => void): () => void {
    return this.#emitter.onAny(listener as (event: OrchestratorEvent) => void);
  }

  /**
   * Ends it. New requests are refused; running ones may end within `graceMs` (5_000 unless given), then they are
   * aborted; then providers and store are closed. Twice is once.
   * @throws InvalidRequestError for a `graceMs` that is no time
   */
  async close(options: { readonly graceMs?: number | undefined } = {}): Promise<void> {
    const { graceMs = 5_000 } = options;
    check.number(graceMs, 'graceMs', { min: 0, max: MAX_DELAY_MS });
    this.#closing ??= this.#close(graceMs);
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #normalize(request: unknown): NormalizedRequest {
    if (this.#closing !== undefined) {
      throw new InvalidRequestError('', 'this orchestrator is closed: it takes no new requests');
    }
    return normalizeRequest(request, this.#settings);
  }

  /** Not refused while it is closing: the request that it serves may still end. */
  async #ask(request: GenerateRequest, parentId: string): Promise<GenerateResult> {
    // Routes and difficulty are for answers: they say nothing about who should find an intent out.
    const settings = { ...this.#settings, routes: new Map(), difficultyOf: undefined };
    const measurements = this.#measuredQuestions;
    const core = { ...this.#core, settings, measurements, ask: undefined };
    const asked = normalizeRequest(request, settings);
    const run = new RequestRun(core, this.#nextId(), asked, false, parentId);
    return (await completeRequest(run)) as GenerateResult;
  }

  #nextId(): string {
    return this.#settings.generateId();
  }

  async #close(graceMs: number): Promise<void> {
    const { clock, providers } = this.#settings;
    await this.#core.running.settle(graceMs, clock);
    const closing = providers.map(async (provider) => provider.close?.());
    const closed = await Promise.allSettled([...closing, this.#core.ledger.close()]);
    for (const end of closed) if (end.status === 'rejected') throw end.reason;
  }
}

/** For functions that take any orchestrator. */
export type AnyOrchestrator = Orchestrator<Provider, string>;
