import { getEventListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Orchestrator } from '../../src/index.js';
import { ManualClock, MockSuccessProvider, recordEvents } from '../../src/testing/index.js';

const DATA = new URL('../../../shared/data/intents-dev.jsonl', import.meta.url);
const AT_ONCE = 200;

describe.skipIf(!existsSync(DATA))(
  'every prompt of the data set (skipped where it is absent)',
  () => {
    it('is answered, 200 at a time, and every token is booked', async () => {
      const prompts = readFileSync(DATA, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { prompt: string }).prompt);
      const clock = new ManualClock();
      const models = [{ id: 'm', price: { input: 1, output: 2 } }];
      const provider = new MockSuccessProvider({ models, latencyMs: 5, clock });
      const orchestrator = new Orchestrator({ providers: [provider], clock });
      const recorded = recordEvents(orchestrator);
      const { signal } = new AbortController();

      let inputTokens = 0;
      let outputTokens = 0;
      let costUsd = 0;
      for (let from = 0; from < prompts.length; from += AT_ONCE) {
        const batch = prompts.slice(from, from + AT_ONCE);
        const pending = batch.map((prompt) => orchestrator.generate({ prompt, signal }));
        await clock.advance(5);
        for (const answer of await Promise.all(pending)) {
          expect(answer.text).not.toBe('');
          inputTokens += answer.usage.inputTokens;
          outputTokens += answer.usage.outputTokens;
          costUsd += answer.costUsd ?? Number.NaN;
        }
      }

      const { models: stats } = await orchestrator.stats();
      expect(recorded.of('request-end')).toHaveLength(prompts.length);
      expect(stats[0]?.lastHour).toMatchObject({
        requests: prompts.length,
        inputTokens,
        outputTokens,
      });
      expect((stats[0]?.lastHour.nanoUsd ?? 0) / 1e9).toBeCloseTo(costUsd, 9);
      expect(stats[0]?.inFlight).toBe(0);
      expect(clock.pending).toBe(0);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });
  },
);
