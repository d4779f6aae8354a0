/** What can be in a heap. */
export interface HeapEntry {
  /** Its place, kept by the heap; -1 outside. */
  place: number;
}

/**
 * A binary heap in which every entry knows its place, so that one that is taken out early leaves nothing behind. All steps
 * are O(log n); an entry that comes behind all others, as leases mostly do, takes one comparison.
 */
export class Heap<E extends HeapEntry> {
  readonly #entries: E[] = [];
  readonly #isBefore: (one: E, other: E) => boolean;

  constructor(isBefore: (one: E, other: E) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** None comes before it. */
  get first(): E | undefined {
    return this.#entries[0];
  }

  add(entry: E): void {
    this.#rise(entry, this.#entries.length);
  }

  /** One that is not in it is left alone. */
  delete(entry: E): void {
    const { place } = entry;
    if (place < 0) return;
    entry.place = -1;
    const last = this.#entries.pop() as E;
    if (last === entry) return;
    const parent = this.#entries[(place - 1) >> 1];
    if (parent !== undefined && this.#isBefore(last, parent)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  #rise(entry: E, start: number): void {
    let place = start;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#entries[above] as E;
      if (!this.#isBefore(entry, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: E, start: number): void {
    let place = start;
    for (;;) {
      const below = this.#earlierChild(place);
      const child = this.#entries[below];
      if (child === undefined || !this.#isBefore(child, entry)) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #earlierChild(place: number): number {
    const left = 2 * place + 1;
    const right = this.#entries[left + 1];
    return right !== undefined && this.#isBefore(right, this.#entries[left] as E) ? left + 1 : left;
  }

  #put(entry: E, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
  }
}
