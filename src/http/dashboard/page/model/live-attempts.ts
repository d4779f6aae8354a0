/**
 * Attempts that are under way, by model. Those that began before this page looked are known by their number only, which
 * the server tells now and then.
 */
export class LiveAttempts {
  readonly #seen = new Map<string, string>();
  readonly #unseen = new Map<string, number>();

  start(attemptId: string, model: string): void {
    this.#seen.set(attemptId, model);
  }

  end(attemptId: string, model: string): void {
    if (this.#seen.delete(attemptId)) return;
    this.#unseen.set(model, Math.max(0, (this.#unseen.get(model) ?? 0) - 1));
  }

  /** @param count - all of this model, as the server says */
  correct(model: string, count: number): void {
    this.#unseen.set(model, Math.max(0, count - this.#seenOf(model)));
  }

  /** Events were missed: what seems to be under way may be over. */
  forget(): void {
    this.#seen.clear();
  }

  of(model: string): number {
    return this.#seenOf(model) + (this.#unseen.get(model) ?? 0);
  }

  #seenOf(model: string): number {
    return [...this.#seen.values()].filter((seen) => seen === model).length;
  }
}
