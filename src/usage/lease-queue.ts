/** What holds something until `expiresAt`. */
export interface Lease {
  /** By the clock that `takeExpired` is asked with. */
  readonly expiresAt: number;
  /** Its place in the queue, kept by the queue; anything at first. */
  queueIndex: number;
}

/**
 * Leases by expiry: a binary heap in which every lease knows its place, so that one that ends early leaves nothing
 * behind. All steps are O(log n); as leases mostly expire in the order in which they came, adding takes one comparison.
 */
export class LeaseQueue<L extends Lease> {
  readonly #heap: L[] = [];

  add(lease: L): void {
    this.#rise(lease, this.#heap.length);
  }

  /** `lease` must be in the queue. */
  delete(lease: L): void {
    const last = this.#heap.pop() as L;
    if (last === lease) return;
    const index = lease.queueIndex;
    const parent = this.#heap[(index - 1) >> 1];
    if (parent !== undefined && last.expiresAt < parent.expiresAt) this.#rise(last, index);
    else this.#sink(last, index);
  }

  /** Removes and returns one that has expired at `now`. */
  takeExpired(now: number): L | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.expiresAt > now) return undefined;
    this.delete(first);
    return first;
  }

  #rise(lease: L, start: number): void {
    let index = start;
    while (index > 0) {
      const parent = this.#heap[(index - 1) >> 1] as L;
      if (parent.expiresAt <= lease.expiresAt) break;
      const freed = parent.queueIndex;
      this.#put(parent, index);
      index = freed;
    }
    this.#put(lease, index);
  }

  #sink(lease: L, start: number): void {
    let index = start;
    for (;;) {
      const child = this.#earlierChild(index);
      if (child === undefined || child.expiresAt >= lease.expiresAt) break;
      const freed = child.queueIndex;
      this.#put(child, index);
      index = freed;
    }
    this.#put(lease, index);
  }

  #earlierChild(index: number): L | undefined {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined || right === undefined) return left;
    return right.expiresAt < left.expiresAt ? right : left;
  }

  #put(lease: L, index: number): void {
    this.#heap[index] = lease;
    lease.queueIndex = index;
  }
}
