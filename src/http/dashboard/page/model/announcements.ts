/** Between two of them: whoever listens to a page cannot listen to each fallback of a bad minute. */
export const QUIET_MS = 5_000;

/** Collects what is to be read out, so that a screen reader is given one sentence now and then. */
export class Announcements {
  #waiting: string[] = [];
  #saidAt = Number.NEGATIVE_INFINITY;

  add(sentence: string): void {
    this.#waiting.push(sentence);
  }

  /** What to say now; undefined where there is nothing, or it was spoken a moment ago. */
  take(now: number): string | undefined {
    const last = this.#waiting.at(-1);
    if (last === undefined || now - this.#saidAt < QUIET_MS) return undefined;
    const others = this.#waiting.length - 1;
    this.#waiting = [];
    this.#saidAt = now;
    return others === 0 ? last : `${last}. And ${others} more before it.`;
  }
}
