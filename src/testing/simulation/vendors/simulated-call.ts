import type { ReportedUsage } from '../../../contracts/chat.js';
import type { Clock } from '../../../contracts/clock.js';
import type { CallContext } from '../../../contracts/provider.js';
import { MAX_DELAY_MS } from '../../../support/checks.js';
import type { CallPlan } from './call-plan.js';
import type { SimulationWitness } from './simulation-witness.js';

/** What simulated vendors live in. */
export interface SimulatedWorld {
  readonly clock: Clock;
  /** From 0 to below 1, as `Math.random`; asked for seeds only, one for each model. */
  readonly random: () => number;
  readonly witness?: SimulationWitness | undefined;
}

/**
 * One call under way. It is over when it is told so or its signal fires, and then nothing is left of it: no timer, no
 * listener, no place at the vendor. The witness is told of its start and its end once each.
 */
export class SimulatedCall {
  readonly plan: CallPlan;
  readonly #inputTokens: number;
  readonly #context: CallContext;
  readonly #world: SimulatedWorld;
  readonly #startedAt: number;
  #usage: ReportedUsage | undefined;
  #timer: unknown;
  #reject: ((reason: unknown) => void) | undefined;
  #isOver = false;

  constructor(plan: CallPlan, inputTokens: number, context: CallContext, world: SimulatedWorld) {
    this.plan = plan;
    this.#inputTokens = inputTokens;
    this.#context = context;
    this.#world = world;
    this.#startedAt = world.clock.monotonic();
    context.signal.addEventListener('abort', this.#onAbort);
    world.witness?.callStarted(context.attemptId);
  }

  /** Resolves when so many ms have passed since its start, at once where they have; rejects when the signal fires. */
  until(afterMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#context;
      if (signal.aborted) return reject(signal.reason);
      const { clock } = this.#world;
      const waitMs = this.#startedAt + afterMs - clock.monotonic();
      if (waitMs <= 0) return resolve();
      this.#reject = reject;
      if (waitMs === Number.POSITIVE_INFINITY) return;
      this.#timer = clock.setTimeout(resolve, Math.min(waitMs, MAX_DELAY_MS));
    });
  }

  /**
   * What it has used so far, for its caller; the witness is told the same. Throws the signal's reason once that has
   * fired.
   */
  report(outputTokens: number): ReportedUsage {
    const { signal, attemptId } = this.#context;
    signal.throwIfAborted();
    this.#usage = { inputTokens: this.#inputTokens, outputTokens };
    this.#world.witness?.usageReported(attemptId, this.#usage);
    return this.#usage;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { signal, attemptId } = this.#context;
    const { clock, witness } = this.#world;
    signal.removeEventListener('abort', this.#onAbort);
    clock.clearTimeout(this.#timer);
    const { inputTokens = 0, outputTokens = 0 } = this.#usage ?? {};
    this.plan.limits?.leave(clock.monotonic(), inputTokens + outputTokens);
    witness?.callEnded(attemptId);
  }

  readonly #onAbort = (): void => {
    this.end();
    this.#reject?.(this.#context.signal.reason);
  };
}
