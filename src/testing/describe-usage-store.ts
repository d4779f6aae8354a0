import type { Awaitable } from '../contracts/basics.js';
import type { Clock } from '../contracts/clock.js';
import type { UsageStore } from '../contracts/usage-store.js';
import { ManualClock } from './manual-clock.js';
import { type Rules, StoreUnderTest } from './store-under-test.js';
import { resolveRunner, type SuiteRunner } from './suite.js';
import { QUOTA_RULES } from './usage-store-quota-rules.js';
import { REST_RULES } from './usage-store-rest-rules.js';
import { USAGE_RULES } from './usage-store-usage-rules.js';

const RULES: Rules = { ...USAGE_RULES, ...QUOTA_RULES, ...REST_RULES };

export interface UsageStoreSuiteOptions extends Partial<SuiteRunner> {
  /**
   * Moves the store's time on: for a store that has a clock of its own, as those of another machine have. The suite
   * then allows for one second of real time per step. Without it the store must go by the clock that `make` is given.
   */
  readonly advance?: ((ms: number) => Promise<void>) | undefined;
}

/**
 * The contract of `UsageStore`, one test per rule, in the test runner of your choice.
 *
 * @param make Called once per test; gives a store that is empty. The suite closes it.
 * @param options The runner's `describe` and `it` where they are no globals, and `advance`.
 * @throws Error when there is no `describe` or `it`.
 *
 * @example
 * import { describe, it } from 'vitest';
 * describeUsageStore('MemoryUsageStore', ({ clock }) => new MemoryUsageStore({ clock }), { describe, it });
 */
export function describeUsageStore(
  name: string,
  make: (context: { readonly clock: Clock }) => Awaitable<UsageStore>,
  options: UsageStoreSuiteOptions = {},
): void {
  const runner = resolveRunner(options);
  runner.describe(`${name} is a UsageStore`, () => {
    for (const [rule, check] of Object.entries(RULES)) {
      runner.it(rule, async () => {
        const clock = new ManualClock();
        const store = await make({ clock });
        const advance = options.advance ?? ((ms: number) => clock.advance(ms));
        const subject = new StoreUnderTest(
          store,
          advance,
          options.advance === undefined ? 1 : 1_000,
        );
        try {
          await check(subject);
        } finally {
          await store.close?.();
        }
      });
    }
  });
}
