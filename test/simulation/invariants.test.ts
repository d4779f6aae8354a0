import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/testing/simulation/simulate.js';
import { recordedSimulation, replayCommand, violationsOf } from './replay.js';
import { scenarioOf, worldOf } from './scenario.js';
import { CANARY } from './scenario-requests.js';

const SEEDS = 2_000;
const AT_ONCE = 100;
const chunks = Array.from({ length: SEEDS / AT_ONCE }, (_, chunk) => ({
  from: chunk * AT_ONCE + 1,
  to: (chunk + 1) * AT_ONCE,
}));

describe('in random worlds', () => {
  // What callers give is frozen: whoever writes to it fails with an error that is none of ours, which is a violation.
  it.each(chunks)('what must always hold does, from seed $from to $to', async ({ from, to }) => {
    const found: string[] = [];
    for (let seed = from; seed <= to; seed++) {
      const violations = await violationsOf(worldOf(seed));
      if (violations.length > 0) found.push(replayCommand(seed), ...violations.slice(0, 3));
    }
    expect(found).toStrictEqual([]);
  });

  it('no event has a word of a prompt in it', async () => {
    const told: string[] = [];
    for (let seed = 1; seed <= 50; seed++) {
      const { events } = await recordedSimulation(worldOf(seed));
      if (JSON.stringify(events).includes(CANARY)) told.push(replayCommand(seed));
    }
    expect(told).toStrictEqual([]);
  });

  it('the same seed tells the same story, and gives the same report', async () => {
    const differing: string[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const once = await recordedSimulation(worldOf(seed));
      const again = await recordedSimulation(worldOf(seed));
      const unheard = await simulate(scenarioOf(seed));
      expect(once.events.length).toBeGreaterThan(0);
      const isSame = JSON.stringify(once) === JSON.stringify(again);
      const isSameReport = JSON.stringify(once.report) === JSON.stringify(unheard);
      if (!isSame || !isSameReport) differing.push(replayCommand(seed));
    }
    expect(differing).toStrictEqual([]);
  });
});
