type Listen = AbortSignal['addEventListener'];

/** The way in which a caller leaves; it knows who listens to it still. */
export class CallerSignal {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<unknown>();

  constructor() {
    const { signal } = this.#controller;
    const listen: Listen = signal.addEventListener.bind(signal);
    const stopListening: Listen = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: never, options?: never) => {
      this.#listeners.add(listener);
      listen(type, listener, options);
    };
    signal.removeEventListener = (type: string, listener: never, options?: never) => {
      this.#listeners.delete(listener);
      stopListening(type, listener, options);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Of the signal, now. */
  get listeners(): number {
    return this.#listeners.size;
  }

  abort(): void {
    this.#controller.abort(new DOMException('The caller has left.', 'AbortError'));
  }
}
