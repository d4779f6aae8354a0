import type { AttemptOutcome } from './contracts/attempt.js';
import type { Warning } from './contracts/basics.js';
import type { ConfiguredModel } from './contracts/configured-model.js';
import type { Detection } from './contracts/intent-detector.js';
import type { ModelId, Score } from './contracts/model.js';
import type { RoutePlan, SessionModel } from './contracts/router.js';
import type { Core } from './core.js';
import type { NormalizedRequest } from './request/normalize-request.js';
import { CostCap } from './routing/cost-cap.js';
import { plan } from './routing/plan.js';
import type { PlanInput } from './routing/plan-input.js';
import { worstCaseUsd } from './routing/worst-case.js';
import { estimateInputTokens, maxInputTokens } from './tokens/estimate-tokens.js';

interface Moment {
  /** By the monotonic clock. */
  readonly now: number;
  /** Epoch ms. */
  readonly wallNow: number;
  /** What was given up or adjusted so far. */
  readonly warnings: readonly Warning[];
  readonly difficulty: Score | undefined;
}

/** When an attempt ended, and how long it was waited for. */
interface Took {
  /** By the monotonic clock. */
  readonly endedAt: number;
  /** Of a stream, without the time that its reader took. */
  readonly waitedMs?: number;
}

/** What one request is expected to take, at most and in all likelihood, and the plan made of it. */
export class RequestPlanning {
  readonly #core: Core;
  readonly #request: NormalizedRequest;
  readonly #streaming: boolean;
  readonly #random: number;
  readonly #inputTokens: number;
  /** Of models whose providers count for themselves. */
  #ownInputTokens: Map<ModelId, number> | undefined;
  #maxInputTokens: number | undefined;
  #costCap: CostCap | undefined;
  #plan: RoutePlan | undefined;

  constructor(core: Core, request: NormalizedRequest, streaming: boolean) {
    this.#core = core;
    this.#request = request;
    this.#streaming = streaming;
    this.#random = core.settings.random();
    this.#inputTokens = estimateInputTokens(request.chat, core.settings.countTokens);
  }

  /** Reckons the worst case where it is asked for, or where `maxCostUsd` or a strict budget needs it. */
  reckon(withWorstCase: boolean): void {
    const { maxCostUsd, chat, outputLimit } = this.#request;
    const isNeeded = withWorstCase || maxCostUsd !== undefined || this.#hasStrictBudget;
    if (isNeeded) this.#maxInputTokens ??= maxInputTokens(chat);
    if (maxCostUsd === undefined) return;
    this.#costCap ??= new CostCap(maxCostUsd, {
      maxInputTokens: this.#maxInputTokens,
      maxOutputTokens: outputLimit,
    });
  }

  decide(detection: Detection<string>, moment: Moment): RoutePlan {
    this.#plan = plan(this.#input(detection, moment));
    return this.#plan;
  }

  #input({ intent, confidence }: Detection<string>, moment: Moment): PlanInput {
    const { settings, ledger, measurements, ratings } = this.#core;
    const { now, wallNow, warnings } = moment;
    const request = this.#request;
    const session = this.#sessionAt(now);
    return {
      models: settings.models,
      router: settings.router,
      route: settings.routes.get(intent)?.get(request.preference),
      budgets: settings.budgets,
      intent,
      intentConfidence: confidence,
      preference: request.preference,
      streaming: this.#streaming,
      difficulty: moment.difficulty,
      session,
      opensSession: session === undefined && request.session !== undefined,
      only: request.only,
      exclude: request.exclude,
      needs: request.needs,
      inputTokens: (model) => this.inputTokensOf(model),
      outputTokens: measurements.outputTokens(request.outputLimit, now),
      maxInputTokens: this.#maxInputTokens,
      maxOutputTokens: request.outputLimit,
      maxCostUsd: request.maxCostUsd,
      maxAttempts: request.maxAttempts,
      tenant: request.tenant,
      metadata: request.metadata,
      restOf: (model) => {
        const rest = ledger.rests.of(model, now);
        const { panic } = settings.whenExhausted;
        return rest && { ...rest, isGuess: rest.overrideEveryMs === 0 && panic };
      },
      isHeldBack: (model) => ledger.slowStart.isFull(model, now),
      seenOf: (model) => measurements.of(model, now),
      qualityOf: ratings.isEmpty ? unrated : (model) => ratings.qualityOf(model, intent, now),
      statsOf: (model) => ledger.statsOf(model),
      random: this.#random,
      now: wallNow,
      warnings,
    };
  }

  #sessionAt(now: number): SessionModel | undefined {
    const { tenant, session } = this.#request;
    return session === undefined ? undefined : this.#core.sessions.of(tenant, session, now);
  }

  /** In the order of the plan. */
  candidates(): readonly ConfiguredModel[] {
    const { models } = this.#core.settings;
    return (this.#plan?.candidates ?? []).map(({ model }) => models.get(model) as ConfiguredModel);
  }

  get excluded(): RoutePlan['excluded'] {
    return this.#plan?.excluded ?? [];
  }

  /** Whether the request has no other model, not even one that rests. */
  isLone(): boolean {
    const { candidates, excluded } = this.#plan as RoutePlan;
    if (candidates.length !== 1 || !this.#core.settings.whenExhausted.panic) return false;
    return !excluded.some(({ reason }) => reason === 'cooling');
  }

  inputTokensOf(model: ConfiguredModel): number {
    if (model.provider.estimateInputTokens === undefined) return this.#inputTokens;
    this.#ownInputTokens ??= new Map();
    const known = this.#ownInputTokens.get(model.id);
    if (known !== undefined) return known;
    const tokens = this.#estimatedBy(model) ?? this.#inputTokens;
    this.#ownInputTokens.set(model.id, tokens);
    return tokens;
  }

  /** Undefined where its provider's guess fails or is none: there is another. */
  #estimatedBy({ provider, profile }: ConfiguredModel): number | undefined {
    try {
      const asked = { ...this.#request.chat, model: profile.id };
      const estimate = provider.estimateInputTokens?.(asked) ?? Number.NaN;
      return estimate >= 0 && Number.isFinite(estimate) ? Math.ceil(estimate) : undefined;
    } catch {
      return undefined;
    }
  }

  expectedMs(model: ConfiguredModel): number {
    const { measurements, settings } = this.#core;
    const now = settings.clock.monotonic();
    return measurements.expectedMs(model, this.#outputTokensOf(model, now), now);
  }

  #outputTokensOf({ id }: ConfiguredModel, now: number): number {
    return this.#core.measurements.outputTokens(this.#request.outputLimit, now, id);
  }

  /** How many tokens `maxCostUsd` lets the model write: 0 for none, undefined where nothing is cut. */
  outputCapOf(model: ConfiguredModel): number | undefined {
    return this.#costCap?.outputTokens(model);
  }

  /** What an attempt costs at most, USD; undefined where no strict budget asks, or nobody knows. */
  worstCaseUsdOf(model: ConfiguredModel): number | undefined {
    if (!this.#hasStrictBudget) return undefined;
    const maxOutputTokens = this.outputCapOf(model) ?? this.#request.outputLimit;
    return worstCaseUsd(model, { maxInputTokens: this.#maxInputTokens, maxOutputTokens });
  }

  get #hasStrictBudget(): boolean {
    const { budgets } = this.#core.settings;
    return budgets.length > 0 && budgets.some(({ strict }) => strict === true);
  }

  /** Learns from an attempt, and charges it. */
  note(model: ConfiguredModel, outcome: AttemptOutcome, { endedAt, waitedMs }: Took): void {
    this.#costCap?.note(model, outcome);
    this.#core.measurements.note(model, outcome, {
      outputTokens: this.#outputTokensOf(model, endedAt),
      waitedMs,
      now: endedAt,
    });
  }

  /** Remembers who answered: for ratings, and for the next turn of the conversation. */
  noteAnswer(requestId: string, intent: string, { model, usage }: AttemptOutcome): void {
    const { ratings, sessions, settings } = this.#core;
    const { tenant, session } = this.#request;
    ratings.noteAnswer(requestId, model, intent);
    if (session === undefined) return;
    const inputTokens = usage?.inputTokens ?? 0;
    const answeredAt = settings.clock.monotonic();
    sessions.note(tenant, session, { model, inputTokens, answeredAt });
  }
}

function unrated(): undefined {
  return undefined;
}
