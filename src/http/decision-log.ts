import type { OrchestratorEvents } from '../contracts/events.js';
import type { RoutePlan } from '../contracts/router.js';
import type { AnyOrchestrator } from '../orchestrator.js';

/** How many are kept. */
const KEPT_DECISIONS = 100;

/** A request that is over: what was decided, and what came of it. */
export interface Decision {
  /** Absent where it ended before it was planned. */
  readonly plan?: RoutePlan;
  readonly end: OrchestratorEvents['request-end'];
}

/** The last requests of an orchestrator, from the moment on that this is made. */
export class DecisionLog {
  readonly #plans = new Map<string, RoutePlan>();
  readonly #decisions: Decision[] = [];
  #next = 0;

  constructor(orchestrator: AnyOrchestrator) {
    orchestrator.on('route', ({ requestId, plan }) => this.#plans.set(requestId, plan));
    orchestrator.on('request-end', (end) => this.#keep(end));
  }

  /** The newest first. */
  last(): readonly Decision[] {
    const sinceOldest = [
      ...this.#decisions.slice(this.#next),
      ...this.#decisions.slice(0, this.#next),
    ];
    return sinceOldest.reverse();
  }

  #keep(end: OrchestratorEvents['request-end']): void {
    const plan = this.#plans.get(end.requestId);
    this.#plans.delete(end.requestId);
    this.#decisions[this.#next] = { ...(plan !== undefined && { plan }), end };
    this.#next = (this.#next + 1) % KEPT_DECISIONS;
  }
}
