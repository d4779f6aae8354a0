import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Timer, TimerHeap } from '../../src/testing/timer-heap.js';

const noop = () => {};

type Timers = Pick<TimerHeap, 'size' | 'add' | 'clear' | 'takeDue'>;

/** The same, as simple as can be. */
class SortedTimers implements Timers {
  #timers: Timer[] = [];
  #added = 0;

  get size(): number {
    return this.#timers.length;
  }

  add(at: number, callback: () => void): Timer {
    const timer = { at, callback, order: this.#added++, place: 0 };
    this.#timers = [...this.#timers, timer].sort((a, b) => a.at - b.at || a.order - b.order);
    return timer;
  }

  clear(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  takeDue(end: number): Timer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.at <= end ? this.#timers.shift() : undefined;
  }
}

const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ set: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ clear: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ take: fc.integer({ min: 0, max: 9 }) }) },
);
type Step = { readonly set: number } | { readonly clear: number } | { readonly take: number };

/** Takes the steps, and then what is left: how many there were after each, and who was taken. */
function replay(steps: readonly Step[], timers: Timers): readonly unknown[] {
  const set: Timer[] = [];
  const seen: unknown[] = [];
  const rest = Array.from({ length: steps.length }, () => ({ take: 9 }));
  for (const step of [...steps, ...rest]) {
    const before = timers.size;
    if ('set' in step) set.push(timers.add(step.set, noop));
    else if ('take' in step) seen.push(timers.takeDue(step.take)?.order);
    else if (set.length > 0) timers.clear(set[step.clear % set.length] as Timer);
    seen.push(timers.size - before);
  }
  return seen;
}

describe('TimerHeap', () => {
  it('gives what a sorted list would, whatever is set, cleared and taken in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
        expect(replay(steps, new TimerHeap())).toEqual(replay(steps, new SortedTimers()));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing behind of timers that are cleared', () => {
    const heap = new TimerHeap();
    const timers = Array.from({ length: 1_000 }, (_, index) => heap.add(index % 7, noop));
    for (const timer of timers) heap.clear(timer);
    expect(heap.size).toBe(0);
  });

  it('leaves alone one that has been cleared or taken already', () => {
    const heap = new TimerHeap();
    const [first, second] = [heap.add(1, noop), heap.add(2, noop)];
    heap.add(3, noop);
    heap.takeDue(1);
    heap.clear(first);
    heap.clear(second);
    heap.clear(second);
    expect(heap.size).toBe(1);
  });
});
