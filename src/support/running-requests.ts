import type { Clock } from '../contracts/clock.js';
import type { Cancellation } from './cancellation.js';

type Running = { readonly cancellation: Cancellation };

/** The requests under way, so that `close` can wait for them, and then end them. */
export class RunningRequests {
  readonly #running = new Set<Running>();
  #onEmpty: (() => void) | undefined;

  add(request: Running): void {
    this.#running.add(request);
  }

  delete(request: Running): void {
    this.#running.delete(request);
    if (this.#running.size === 0) this.#onEmpty?.();
  }

  /** Resolves when none is left; those still running after `graceMs` are aborted. */
  async settle(graceMs: number, clock: Clock): Promise<void> {
    if (this.#running.size === 0) return;
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
