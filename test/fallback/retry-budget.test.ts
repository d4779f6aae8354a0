import { describe, expect, it } from 'vitest';
import { RetryBudget, type RetryBudgetOptions } from '../../src/fallback/retry-budget.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

function budgetOf(fields: Partial<RetryBudgetOptions> = {}) {
  const clock = new ManualClock();
  clock.step(5_000);
  const options = { ratio: 0.1, perSecond: 1, burst: 3, ...fields };
  return { clock, budget: new RetryBudget(options, clock) };
}

/** How many retries it has now. */
function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take()) taken++;
  return taken;
}

describe('RetryBudget', () => {
  it('starts with its burst', () => {
    expect(takeAll(budgetOf().budget)).toBe(3);
  });

  it('gives a retry back for each second', () => {
    const { clock, budget } = budgetOf();
    takeAll(budget);
    clock.step(999);
    expect(budget.take()).toBe(false);
    clock.step(1);
    expect(budget.take()).toBe(true);
    expect(budget.take()).toBe(false);
  });

  it('gives one for every ten requests', () => {
    const { budget } = budgetOf({ ratio: 0.125 });
    takeAll(budget);
    for (let request = 1; request < 8; request++) budget.noteRequest();
    expect(budget.take()).toBe(false);
    budget.noteRequest();
    expect(takeAll(budget)).toBe(1);
  });

  it('saves up no more than its burst', () => {
    const { clock, budget } = budgetOf();
    clock.step(3_600_000);
    for (let request = 0; request < 1_000; request++) budget.noteRequest();
    expect(takeAll(budget)).toBe(3);
  });

  it('gives nothing where it is switched off', () => {
    const { clock, budget } = budgetOf({ burst: 0 });
    clock.step(60_000);
    expect(budget.take()).toBe(false);
  });

  it('takes nothing away where a clock goes back', () => {
    const { clock } = budgetOf();
    let now = 10_000;
    const shaky = Object.assign(Object.create(clock) as ManualClock, { monotonic: () => now });
    const budget = new RetryBudget({ ratio: 0, perSecond: 1, burst: 2 }, shaky);
    now = 0;
    expect(takeAll(budget)).toBe(2);
  });
});
