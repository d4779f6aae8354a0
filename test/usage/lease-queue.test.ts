import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeaseQueue } from '../../src/usage/lease-queue.js';

describe('LeaseQueue', () => {
  it('gives back a lease when it expires, not before', () => {
    const queue = new LeaseQueue();
    const lease = { expiresAt: 10, queueIndex: 0 };
    queue.add(lease);
    expect(queue.takeExpired(9)).toBeUndefined();
    expect(queue.takeExpired(10)).toBe(lease);
    expect(queue.takeExpired(10)).toBeUndefined();
  });

  it('keeps the order of expiry whatever is added and deleted in between', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ add: fc.integer({ min: 0, max: 50 }) }),
        fc.record({ remove: fc.nat() }),
      ),
      { maxLength: 300, size: 'max' },
    );
    const property = fc.property(steps, (all) => {
      const queue = new LeaseQueue();
      const model: { expiresAt: number; queueIndex: number }[] = [];
      for (const step of all) {
        if ('add' in step) {
          const lease = { expiresAt: step.add, queueIndex: 0 };
          model.push(lease);
          queue.add(lease);
        } else if (model.length > 0) {
          const [lease] = model.splice(step.remove % model.length, 1);
          queue.delete(lease as (typeof model)[number]);
        }
      }
      const taken: number[] = [];
      for (let now = 0; now <= 50; now++) {
        for (let next = queue.takeExpired(now); next; next = queue.takeExpired(now)) {
          expect(next.expiresAt).toBe(now);
          taken.push(next.expiresAt);
        }
      }
      const expected = model.map(({ expiresAt }) => expiresAt).sort((a, b) => a - b);
      expect(taken).toStrictEqual(expected);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('does little work for leases that expire in the order in which they come', () => {
    let reads = 0;
    const queue = new LeaseQueue();
    for (let index = 0; index < 1_000; index++) {
      queue.add({
        queueIndex: 0,
        get expiresAt() {
          reads++;
          return index;
        },
      });
    }
    expect(reads).toBeLessThanOrEqual(2_000);
  });
});
