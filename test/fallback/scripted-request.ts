import type { AttemptOutcome } from '../../src/contracts/attempt.js';
import type { ConfiguredModel } from '../../src/contracts/configured-model.js';
import type { ExcludedModel } from '../../src/contracts/router.js';
import type { ProviderError } from '../../src/errors/provider-error.js';
import type { Refusal } from '../../src/fallback/exhausted.js';
import {
  type FallbackLimits,
  FallbackLoop,
  type FallbackSteps,
  type Tried,
} from '../../src/fallback/fall-back.js';
import { RetryBudget } from '../../src/fallback/retry-budget.js';
import { WaitingRoom } from '../../src/fallback/waiting-room.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { aFailedOutcome, aFailure, anOutcome } from '../support/builders.js';

/** What a model does when its turn comes: its last step is repeated. */
type Step =
  | 'answer'
  /** Takes all the time it gets. */
  | 'hang'
  | ProviderError
  | Failing
  /** The store turns the attempt away. */
  | { readonly refused: Refusal };

interface Failing {
  readonly fails: ProviderError;
  readonly takesMs?: number;
  /** It has to rest for so long because of it. */
  readonly restsMs?: number;
  /** The rest is a limit, no guess. */
  readonly isLimit?: boolean;
}

export type Script = { readonly [model: string]: readonly Step[] };

/** A rest: a guess unless told otherwise. */
export interface Resting {
  readonly untilMs: number;
  readonly isGuess?: boolean;
  readonly mayOverride?: boolean;
}

/** A request whose models do as scripted, by a clock that moves only for the request. It keeps a log of its steps. */
export class ScriptedRequest implements FallbackSteps<string> {
  readonly clock = new ManualClock();
  readonly cancellation = new Cancellation();
  readonly log: string[] = [];
  readonly slices: number[] = [];
  readonly lastResorts: boolean[] = [];
  readonly passedBy: string[] = [];
  readonly attempts: AttemptOutcome[] = [];
  readonly rests = new Map<string, Resting>();
  /** Who is on the way back and has no room. */
  readonly heldBack = new Set<string>();
  /** Who can never take it, and why. */
  readonly ruledOut = new Map<string, ExcludedModel['reason']>();
  replans = 0;

  readonly #models: readonly ConfiguredModel[];
  readonly #script: Script;
  readonly #turns = new Map<string, number>();
  #plannedAt = 0;
  #loop: FallbackLoop<string> | undefined;

  constructor(models: readonly ConfiguredModel[], script: Script) {
    this.#models = models;
    this.#script = script;
  }

  /** Runs the loop to its end, moving the clock. */
  run(fields: Partial<FallbackLimits> = {}, isLone = false): Promise<string> {
    const { clock, cancellation, attempts } = this;
    const totalMs = fields.totalMs ?? 120_000;
    this.#loop = new FallbackLoop(this.#available(), isLone, this, {
      models: new Map(this.#models.map((model) => [model.id, model])),
      maxAttempts: 3,
      deadline: totalMs,
      totalMs,
      fallbackOn: new Set(),
      waitUpToMs: 10_000,
      ...{ clock, cancellation, attempts, random: () => 0.5 },
      retryBudget: new RetryBudget({ ratio: 0, perSecond: 0, burst: 10 }, clock),
      waitingRoom: new WaitingRoom(),
      ...fields,
    });
    return this.#move(this.#loop.run());
  }

  /** The answer of this model, which the loop has given, breaks off. */
  goOn(model: ConfiguredModel, failure: ProviderError, rests = false): Promise<string> {
    const loop = this.#loop as FallbackLoop<string>;
    return this.#move(loop.goOn(model, { failure, rests }));
  }

  async #move(ended: Promise<string>): Promise<string> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    ended.then(over, over);
    await this.clock.advance(0);
    for (let turn = 0; !isOver && turn < 2_000; turn++) await this.clock.advance(100);
    return ended;
  }

  reserve({ id }: ConfiguredModel, lastResort: boolean): { readonly admitted: true } | Refusal {
    this.lastResorts.push(lastResort);
    const step = this.#stepOf(id);
    if (typeof step !== 'object' || !('refused' in step)) return { admitted: true };
    this.#passTurn(id);
    this.#write(`${id} refused`);
    return step.refused;
  }

  async attempt({ id }: ConfiguredModel, timeoutMs: number): Promise<Tried<string>> {
    const step = this.#stepOf(id);
    this.#passTurn(id);
    this.slices.push(timeoutMs);
    this.#write(id);
    this.cancellation.throwIfAborted();
    if (step === 'answer') {
      this.attempts.push(anOutcome({ model: id }));
      return { answer: `from ${id}` };
    }
    const { fails, takesMs = 0, restsMs, isLimit = false } = failureOf(step, timeoutMs);
    this.clock.step(takesMs);
    this.attempts.push(aFailedOutcome({ kind: fails.kind, message: fails.message }, { model: id }));
    if (restsMs !== undefined) {
      const untilMs = this.#now + restsMs;
      this.rests.set(id, { untilMs, isGuess: !isLimit, mayOverride: !isLimit });
    }
    return { failure: fails, rests: restsMs !== undefined };
  }

  replan(): readonly ConfiguredModel[] {
    this.replans++;
    return this.#available();
  }

  excluded(): readonly ExcludedModel[] {
    return this.#models.flatMap(({ id }) => {
      const reason = this.ruledOut.get(id);
      if (reason !== undefined) return [{ model: id, reason }];
      const { untilMs } = this.rests.get(id) ?? { untilMs: 0 };
      if (untilMs <= this.#plannedAt) return [];
      return [{ model: id, reason: 'cooling' as const, retryAfterMs: untilMs - this.#plannedAt }];
    });
  }

  isHeldBack({ id }: ConfiguredModel): boolean {
    return this.heldBack.has(id);
  }

  isGuess({ id }: ConfiguredModel): boolean {
    return this.rests.get(id)?.isGuess ?? true;
  }

  mayOverride({ id }: ConfiguredModel): boolean {
    return this.rests.get(id)?.mayOverride ?? true;
  }

  told(_: ConfiguredModel, failure: ProviderError): Error {
    return failure;
  }

  onRefusal({ id }: ConfiguredModel, { reason }: Refusal): void {
    this.passedBy.push(`${id}: ${reason}`);
  }

  onFallback(from: ConfiguredModel, to: ConfiguredModel, { kind }: ProviderError): void {
    this.#write(`${from.id} > ${to.id} because of ${kind}`);
  }

  onLastResort({ id }: ConfiguredModel): void {
    this.#write(`${id} as the last resort`);
  }

  expectedMs(): number {
    return 5_000;
  }

  attemptMs({ attemptMs }: ConfiguredModel): number | undefined {
    return attemptMs;
  }

  get #now(): number {
    return this.clock.monotonic();
  }

  #available(): readonly ConfiguredModel[] {
    this.#plannedAt = this.#now;
    return this.#models.filter(({ id }) => {
      return !this.ruledOut.has(id) && (this.rests.get(id)?.untilMs ?? 0) <= this.#now;
    });
  }

  #stepOf(id: string): Step {
    const steps = this.#script[id] ?? ['answer'];
    return steps[Math.min(this.#turns.get(id) ?? 0, steps.length - 1)] as Step;
  }

  #passTurn(id: string): void {
    this.#turns.set(id, (this.#turns.get(id) ?? 0) + 1);
  }

  #write(what: string): void {
    this.log.push(`${this.#now}: ${what}`);
  }
}

function failureOf(step: Exclude<Step, 'answer'>, timeoutMs: number): Failing {
  if (step === 'hang') return { fails: aFailure('timeout'), takesMs: timeoutMs };
  return 'fails' in step ? step : { fails: step as ProviderError };
}
