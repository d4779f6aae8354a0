/** A timer that waits for its time. */
export interface Timer {
  readonly at: number;
  readonly callback: () => void;
  isCleared: boolean;
}

/** Timers by their time, those of the same time by their creation: ten thousand may wait at once. */
export class TimerQueue {
  /** Sorted; those before `#head` have fired. */
  #timers: Timer[] = [];
  #head = 0;
  #waiting = 0;

  /** How many neither fired nor were cleared. */
  get size(): number {
    return this.#waiting;
  }

  add(at: number, callback: () => void): Timer {
    const timer: Timer = { at, callback, isCleared: false };
    this.#timers.splice(this.#placeFor(at), 0, timer);
    this.#waiting++;
    return timer;
  }

  clear(timer: Timer): void {
    if (timer.isCleared) return;
    timer.isCleared = true;
    this.#waiting--;
  }

  /** The next one due by `end`, taken out. */
  takeDue(end: number): Timer | undefined {
    for (let timer = this.#timers[this.#head]; timer; timer = this.#timers[this.#head]) {
      if (!timer.isCleared && timer.at > end) return undefined;
      this.#dropFirst();
      if (timer.isCleared) continue;
      this.clear(timer);
      return timer;
    }
    return undefined;
  }

  #dropFirst(): void {
    this.#head++;
    if (this.#head < 1_024) return;
    this.#timers = this.#timers.slice(this.#head);
    this.#head = 0;
  }

  /** Behind all of the same time. */
  #placeFor(at: number): number {
    let low = this.#head;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle] as Timer).at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
