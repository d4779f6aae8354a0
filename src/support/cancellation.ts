type Listener = (reason: unknown) => void;

/**
 * One request's end before its time: the caller's signal and `close()`, heard by whatever the request waits for.
 * It listens to the caller's signal once, however many attempts there are, and not at all after `dispose`.
 */
export class Cancellation {
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  #listeners: Listener[] = [];
  #aborted = false;
  #reason: unknown;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
    if (signal === undefined) return;
    this.#onAbort = () => this.abort(signal.reason);
    if (signal.aborted) this.abort(signal.reason);
    else signal.addEventListener('abort', this.#onAbort);
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of [...this.#listeners]) listener(reason);
    this.dispose();
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  /** Called at most once, not when it is over already. Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.push(listener);
    return () => {
      const place = this.#listeners.indexOf(listener);
      if (place >= 0) this.#listeners.splice(place, 1);
    };
  }

  /**
   * The promise's value, unless the request is cancelled first: then a rejection with the reason, and what was waited for
   * goes on by itself.
   * @param onLate gets the value that comes after all
   */
  race<T>(promise: PromiseLike<T>, onLate?: (value: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let isOver = this.#aborted;
      const stopListening = this.listen((reason) => {
        isOver = true;
        reject(reason);
      });
      if (isOver) reject(this.#reason);
      promise.then(
        (value) => {
          stopListening();
          if (isOver) onLate?.(value);
          else resolve(value);
        },
        (error: unknown) => {
          stopListening();
          reject(error);
        },
      );
    });
  }

  dispose(): void {
    this.#listeners = [];
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
