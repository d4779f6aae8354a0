import type { Clock } from '../contracts/clock.js';
import type { Cancellation } from './cancellation.js';

/** A request under way. */
export interface Running {
  readonly cancellation: Cancellation;
  /** Its place among those that run, kept by `RunningRequests`. */
  place: number;
}

/**
 * The requests under way, so that `close` can wait for them, and then end them. An array in which each knows its place:
 * a set that is emptied again and again costs more than many a step of a request.
 */
export class RunningRequests {
  readonly #running: Running[] = [];
  #onEmpty: (() => void) | undefined;

  add(request: Running): void {
    request.place = this.#running.length;
    this.#running.push(request);
  }

  /** `request` must be among them. */
  delete(request: Running): void {
    const last = this.#running.pop() as Running;
    if (last !== request) {
      this.#running[request.place] = last;
      last.place = request.place;
    }
    if (this.#running.length === 0) this.#onEmpty?.();
  }

  /** Resolves when none is left; those still running after `graceMs` are aborted. */
  async settle(graceMs: number, clock: Clock): Promise<void> {
    if (this.#running.length === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    const timer = clock.setTimeout(() => this.#abortAll(), graceMs);
    await empty;
    clock.clearTimeout(timer);
  }

  #abortAll(): void {
    const reason = new DOMException('The orchestrator was closed.', 'AbortError');
    for (const { cancellation } of [...this.#running]) cancellation.abort(reason);
  }
}
