import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from '../../src/support/heap.js';

interface Entry {
  readonly at: number;
  place: number;
}
const isBefore = (one: Entry, other: Entry) => one.at < other.at;
const entryAt = (at: number): Entry => ({ at, place: -1 });

function drained(heap: Heap<Entry>): readonly number[] {
  const taken: number[] = [];
  for (let first = heap.first; first; first = heap.first) {
    taken.push(first.at);
    heap.delete(first);
  }
  return taken;
}

describe('Heap', () => {
  it('gives what a sorted list would, whatever is added and taken out in whatever order', () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ remove: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const heap = new Heap(isBefore);
        const model: Entry[] = [];
        for (const taken of steps) {
          if ('add' in taken) {
            model.push(entryAt(taken.add));
            heap.add(model.at(-1) as Entry);
          } else if (model.length > 0) {
            const [entry] = model.splice(taken.remove % model.length, 1);
            heap.delete(entry as Entry);
          }
          expect(heap.size).toBe(model.length);
        }
        expect(drained(heap)).toStrictEqual(model.map(({ at }) => at).sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the order when the last one takes the place of another under a later one', () => {
    const heap = new Heap(isBefore);
    // As a tree: 11 stands under 10, and 8, which takes its place as the last one, has to go above 10.
    const entries = [1, 10, 2, 11, 12, 3, 4, 13, 14, 15, 16, 5, 6, 7, 8].map(entryAt);
    for (const entry of entries) heap.add(entry);
    heap.delete(entries[3] as Entry);
    expect(drained(heap)).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16]);
  });

  it('leaves alone what is not in it, or not any more', () => {
    const heap = new Heap(isBefore);
    const [first, second] = [entryAt(1), entryAt(2)];
    heap.add(first);
    heap.delete(second);
    expect(heap.size).toBe(1);
    heap.delete(first);
    heap.delete(first);
    expect(heap.size).toBe(0);
    heap.add(first);
    expect(heap.first).toBe(first);
  });

  it('takes one comparison for each entry that comes behind all others', () => {
    let comparisons = 0;
    const heap = new Heap<Entry>((one, other) => {
      comparisons++;
      return one.at < other.at;
    });
    for (let at = 0; at < 1_000; at++) heap.add(entryAt(at));
    expect(comparisons).toBeLessThan(1_000);
  });
});
