import type { ModelId } from '../contracts/model.js';

const LIMIT_PER_SUCCESS = 2;
const ENOUGH_SUCCESSES = 32;
const MAX_MS = 30_000;

/** One model on its way back. */
export interface Start {
  readonly model: ModelId;
  readonly endsAt: number;
  successes: number;
  inFlight: number;
}

/**
 * Models that have just proved to be back. All the traffic at once could throw down again what has only begun to
 * recover (Envoy's slow start; the half-open state of resilience4j), so each has at most twice as many attempts in
 * flight as have succeeded since, its proof included, until 32 have or 30 s are over. Counted by this process alone.
 */
export class SlowStart {
  readonly #starts = new Map<ModelId, Start>();

  /** Nobody is on the way back, which is how it mostly is. */
  get isEmpty(): boolean {
    return this.#starts.size === 0;
  }

  /** After its proof. */
  begin(model: ModelId, now: number): void {
    this.#starts.set(model, { model, endsAt: now + MAX_MS, successes: 1, inFlight: 0 });
  }

  /** Whether the others should go first. */
  isFull(model: ModelId, now: number): boolean {
    const start = this.#startOf(model, now);
    return start !== undefined && start.inFlight >= LIMIT_PER_SUCCESS * start.successes;
  }

  /** An attempt begins, whether or not there is room; undefined where the model has all its traffic. */
  enter(model: ModelId, now: number): Start | undefined {
    const start = this.#startOf(model, now);
    if (start !== undefined) start.inFlight++;
    return start;
  }

  /** It has ended: once for each `enter`. */
  leave(start: Start, succeeded: boolean): void {
    start.inFlight--;
    if (!succeeded || ++start.successes < ENOUGH_SUCCESSES) return;
    // Another start may have taken its place.
    if (this.#starts.get(start.model) === start) this.#starts.delete(start.model);
  }

  /** Of one model, or of all. */
  reset(model?: ModelId): void {
    if (model === undefined) this.#starts.clear();
    else this.#starts.delete(model);
  }

  #startOf(model: ModelId, now: number): Start | undefined {
    const start = this.#starts.get(model);
    if (start === undefined || now < start.endsAt) return start;
    this.#starts.delete(model);
    return undefined;
  }
}
