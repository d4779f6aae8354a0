import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VendorLimits } from '../../../../src/testing/simulation/vendors/vendor-limits.js';

/** A call that is let in and over at once. */
function call(limits: VendorLimits, now: number, tokens = 0) {
  const refusal = limits.enter(now);
  if (refusal === undefined) limits.leave(now, tokens);
  return refusal;
}

function refused(freeAt: number) {
  return { failure: 'rate-limit', freeAt };
}

describe('VendorLimits of requests', () => {
  it('let in so many within a minute, to the millisecond', () => {
    const limits = new VendorLimits({ requestsPerMinute: 2 });
    expect(call(limits, 0)).toBeUndefined();
    expect(call(limits, 100)).toBeUndefined();
    expect(call(limits, 100)).toEqual(refused(60_000));
    expect(call(limits, 59_999)).toEqual(refused(60_000));
    expect(call(limits, 60_000)).toBeUndefined();
    expect(call(limits, 60_000)).toEqual(refused(60_100));
    expect(call(limits, 60_099)).toEqual(refused(60_100));
    expect(call(limits, 60_100)).toBeUndefined();
  });

  it('count a request when it comes in, not when it is over', () => {
    const limits = new VendorLimits({ requestsPerMinute: 1 });
    limits.enter(0);
    limits.leave(50_000, 10);
    expect(call(limits, 50_000)).toEqual(refused(60_000));
    expect(call(limits, 60_000)).toBeUndefined();
  });

  it('never let in more than they should, and never refuse without a reason', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), gaps, (requestsPerMinute, waits) => {
        const limits = new VendorLimits({ requestsPerMinute });
        const admitted: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now += wait;
          const within = admitted.filter((at) => at > now - 60_000);
          const isFull = within.length >= requestsPerMinute;
          const expected = isFull
            ? refused((within.at(-requestsPerMinute) as number) + 60_000)
            : undefined;
          expect(call(limits, now)).toEqual(expected);
          if (!isFull) admitted.push(now);
        }
      }),
    );
  });

  it('stay exact over thousands of requests', () => {
    const limits = new VendorLimits({ requestsPerMinute: 1_000 });
    let admitted = 0;
    for (let now = 0; now < 600_000; now += 10) {
      if (call(limits, now) === undefined) admitted++;
    }
    expect(admitted).toBe(10_000);
  });
});

describe('VendorLimits of tokens', () => {
  it('refuse while the last minute holds as many as that', () => {
    const limits = new VendorLimits({ tokensPerMinute: 100 });
    expect(call(limits, 0, 60)).toBeUndefined();
    expect(call(limits, 1_000, 39)).toBeUndefined();
    expect(call(limits, 2_000, 1)).toBeUndefined();
    expect(call(limits, 2_000)).toEqual(refused(60_000));
    expect(call(limits, 59_999)).toEqual(refused(60_000));
    expect(call(limits, 60_000)).toBeUndefined();
  });

  it('count them when the call is over', () => {
    const limits = new VendorLimits({ tokensPerMinute: 100 });
    limits.enter(0);
    limits.enter(0);
    expect(call(limits, 30_000)).toBeUndefined();
    limits.leave(30_000, 150);
    expect(call(limits, 30_000)).toEqual(refused(90_000));
    expect(call(limits, 90_000)).toBeUndefined();
  });

  it('free only when enough of them are a minute old', () => {
    const limits = new VendorLimits({ tokensPerMinute: 100 });
    for (const now of [0, 1, 2]) limits.enter(now);
    limits.leave(10, 50);
    limits.leave(20, 50);
    limits.leave(30, 50);
    expect(call(limits, 40)).toEqual(refused(60_020));
    expect(call(limits, 60_010)).toEqual(refused(60_020));
    expect(call(limits, 60_020)).toBeUndefined();
  });
});

describe('VendorLimits of concurrency', () => {
  it('let in as many at once, and the next when one has left', () => {
    const limits = new VendorLimits({ maxConcurrency: 2 });
    expect(limits.enter(0)).toBeUndefined();
    expect(limits.enter(0)).toBeUndefined();
    expect(limits.enter(0)).toEqual({ failure: 'overloaded' });
    limits.leave(10, 0);
    expect(limits.enter(10)).toBeUndefined();
    expect(limits.enter(10)).toEqual({ failure: 'overloaded' });
  });
});

describe('VendorLimits', () => {
  it('count nothing for a call that one of them refuses', () => {
    const limits = new VendorLimits({ requestsPerMinute: 2, maxConcurrency: 1 });
    limits.enter(0);
    for (let times = 0; times < 5; times++) expect(limits.enter(1)?.failure).toBe('overloaded');
    limits.leave(2, 0);
    expect(call(limits, 3)).toBeUndefined();
    expect(call(limits, 4)).toEqual(refused(60_000));
    expect(call(limits, 60_000)).toBeUndefined();
  });

  it('name the later of two times', () => {
    const limits = new VendorLimits({ requestsPerMinute: 1, tokensPerMinute: 100 });
    limits.enter(0);
    expect(limits.enter(1)).toEqual(refused(60_000));
    limits.leave(5_000, 100);
    expect(limits.enter(5_000)).toEqual(refused(65_000));
    expect(limits.enter(60_000)).toEqual(refused(65_000));
    expect(limits.enter(65_000)).toBeUndefined();
  });

  it('are none where none is given', () => {
    const limits = new VendorLimits({});
    for (let times = 0; times < 1_000; times++) expect(limits.enter(0)).toBeUndefined();
  });
});
