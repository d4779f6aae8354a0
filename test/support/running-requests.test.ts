import { describe, expect, it } from 'vitest';
import { Orchestrator } from '../../src/index.js';
import { Cancellation } from '../../src/support/cancellation.js';
import { RunningRequests } from '../../src/support/running-requests.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';

function aRequest() {
  return { cancellation: new Cancellation(), place: 0 };
}

describe('the running requests', () => {
  it('are settled at once when there are none', async () => {
    const clock = new ManualClock();
    await new RunningRequests().settle(1_000, clock);
    expect(clock.pending).toBe(0);
  });

  it('are settled when the last has ended, and none is aborted before the grace is over', async () => {
    const clock = new ManualClock();
    const running = new RunningRequests();
    const [first, second] = [aRequest(), aRequest()];
    running.add(first);
    running.add(second);
    let settled = false;
    const settling = running.settle(1_000, clock).then(() => {
      settled = true;
    });
    running.delete(first);
    await clock.advance(999);
    expect([settled, second.cancellation.aborted]).toEqual([false, false]);
    running.delete(second);
    await settling;
    expect(clock.pending).toBe(0);
    expect(second.cancellation.aborted).toBe(false);
  });

  it('are aborted after the grace, and waited for', async () => {
    const clock = new ManualClock();
    const running = new RunningRequests();
    const request = aRequest();
    request.cancellation.listen(() => void setImmediate(() => running.delete(request)));
    running.add(request);
    const settling = running.settle(1_000, clock);
    await clock.advance(1_000);
    await settling;
    expect(request.cancellation.reason).toMatchObject({
      name: 'AbortError',
      message: 'The orchestrator was closed.',
    });
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]], [[1, 2, 0]], [[0, 2, 1]], [[2, 0, 1]]])(
    'may end in the order %j, and the others are still known',
    async (order) => {
      const clock = new ManualClock();
      const running = new RunningRequests();
      const requests = [aRequest(), aRequest(), aRequest()];
      for (const request of requests) running.add(request);
      const [first, ...others] = order.map((index) => requests[index] as (typeof requests)[0]);
      running.delete(first as (typeof requests)[0]);
      const settling = running.settle(1_000, clock);
      clock.step(1_000);
      expect(first?.cancellation.aborted).toBe(false);
      expect(others.map(({ cancellation }) => cancellation.aborted)).toEqual([true, true]);
      for (const request of others) running.delete(request);
      await settling;
      expect(clock.pending).toBe(0);
    },
  );

  it('may end one after the other without anybody waiting', () => {
    const running = new RunningRequests();
    const request = aRequest();
    running.add(request);
    expect(() => running.delete(request)).not.toThrow();
  });
});

describe('close', () => {
  it.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 'no time'])(
    'with a grace of %s is refused',
    async (graceMs) => {
      const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
      const closed = Promise.resolve().then(() => orchestrator.close({ graceMs } as never));
      await expect(closed).rejects.toThrow('graceMs');
    },
  );
});
