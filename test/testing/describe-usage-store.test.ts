import { describe, expect, it } from 'vitest';
import type { UsageStore } from '../../src/contracts/usage-store.js';
import {
  describeUsageStore,
  type UsageStoreSuiteOptions,
} from '../../src/testing/describe-usage-store.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MemoryUsageStore } from '../../src/usage/memory-usage-store.js';

/** Runs the suite and returns the names of the rules that failed. */
async function failuresOf(
  make: (memory: MemoryUsageStore) => UsageStore,
  options: UsageStoreSuiteOptions & { clock?: ManualClock } = {},
): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => tests.push([name, body]),
  };
  describeUsageStore(
    'a store',
    ({ clock }) => make(new MemoryUsageStore({ clock: options.clock ?? clock })),
    { ...runner, ...options },
  );
  const failures: string[] = [];
  for (const [name, body] of tests) await body().catch(() => failures.push(name));
  return failures;
}

/** Answers with promises, as a store on another machine does. */
function remote(memory: MemoryUsageStore): UsageStore {
  return {
    reserve: async (reservation) => memory.reserve(reservation),
    settle: async (settlement) => memory.settle(settlement),
    coolDown: async (cooldown) => memory.coolDown(cooldown),
    snapshot: async (query) => memory.snapshot(query),
    reset: async (model) => memory.reset(model),
  };
}

describe('describeUsageStore', () => {
  it('passes an asynchronous store', async () => {
    expect(await failuresOf(remote)).toStrictEqual([]);
  });

  it('passes a store with a clock of its own that is a little late', async () => {
    const clock = new ManualClock();
    const advance = (ms: number) => clock.advance(ms + 3);
    expect(await failuresOf(remote, { clock, advance })).toStrictEqual([]);
  });

  it('closes each store that it was given', async () => {
    let made = 0;
    let closed = 0;
    await failuresOf((memory) => {
      made++;
      return Object.assign(remote(memory), { close: () => void closed++ });
    });
    expect(made).toBeGreaterThan(40);
    expect(closed).toBe(made);
  });

  it.each<[string, string, (memory: MemoryUsageStore) => Partial<UsageStore>]>([
    [
      'settles twice',
      'settles once per attempt id',
      (memory) => ({
        settle: (settlement) => {
          const reservation = { ...settlement.reservation };
          const again = { ...reservation, attemptId: `${reservation.attemptId} again` };
          memory.settle(settlement);
          return memory.settle({ ...settlement, reservation: again });
        },
      }),
    ],
    [
      'shortens cooldowns',
      'never shortens a cooldown in force',
      (memory) => ({
        coolDown: (cooldown) => {
          memory.reset(cooldown.target as `${string}/${string}`);
          return memory.coolDown(cooldown);
        },
      }),
    ],
    [
      'ignores quotas',
      'admits up to the limit and not beyond',
      (memory) => ({ reserve: (reservation) => memory.reserve({ ...reservation, quotas: [] }) }),
    ],
    [
      'needs no probe',
      'lets one probe through after a rest',
      (memory) => ({ coolDown: (rest) => memory.coolDown({ ...rest, probe: false }) }),
    ],
    [
      'takes the end of a probe for the end of its attempt',
      'lets everybody back when a probe has proved it, while its attempt goes on',
      (memory) => ({
        settle: (settlement) => memory.settle({ ...settlement, probeOnly: undefined }),
      }),
    ],
    [
      'never overrides',
      'admits a last resort where the cooldown may be overridden',
      (memory) => ({
        reserve: (reservation) => memory.reserve({ ...reservation, lastResort: false }),
      }),
    ],
    [
      'keeps leases for ever',
      'frees a reservation that is not settled when its lease ends',
      (memory) => ({
        reserve: (reservation) => memory.reserve({ ...reservation, leaseMs: 1e12 }),
      }),
    ],
    [
      'never resets',
      'forgets counts and rests on reset, not what is in flight',
      () => ({ reset: () => {} }),
    ],
  ])('finds a store that %s', async (_, rule, fault) => {
    const failures = await failuresOf((memory) => ({ ...remote(memory), ...fault(memory) }));
    expect(failures).toContain(rule);
  });
});
