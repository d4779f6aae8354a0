import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '../../../../src/contracts/chat.js';
import { Orchestrator } from '../../../../src/orchestrator.js';
import { STEADY, vendor, watch } from './vendors.js';

/** The orchestrator's own estimate of it is another than the vendor's count. */
const PROMPT = 'Are these 12 or 13 words? Say it in 1 word, please: yes/no!';

/** A vendor, the orchestrator in front of it, and what it has booked. */
function orchestrated({ firstTokenMs = 60_000 } = {}) {
  const { provider, clock } = vendor({ models: [STEADY] });
  const orchestrator = new Orchestrator({
    providers: [provider],
    clock,
    timeouts: { firstTokenMs },
  });
  const booked: TokenUsage[] = [];
  orchestrator.on('usage', ({ usage }) => booked.push(usage));
  return { orchestrator, clock, booked };
}

describe('What a simulated vendor reports is what the orchestrator books', () => {
  const inputTokens = Math.ceil(PROMPT.length / 4);

  it('of an answer', async () => {
    const { orchestrator, clock, booked } = orchestrated();
    watch(orchestrator.generate(PROMPT));
    await clock.advance(1_000);
    expect(booked).toMatchObject([{ inputTokens, outputTokens: 45, source: 'reported' }]);
  });

  it('of a stream', async () => {
    const { orchestrator, clock, booked } = orchestrated();
    watch(orchestrator.stream(PROMPT).result);
    await clock.advance(1_000);
    expect(booked).toMatchObject([{ inputTokens, outputTokens: 45, source: 'reported' }]);
  });

  it.each([
    [50, 0],
    [100, 1],
    [400, 15],
    [999, 30],
  ])('of a stream that its caller leaves after %d ms', async (atMs, outputTokens) => {
    const { orchestrator, clock, booked } = orchestrated();
    const controller = new AbortController();
    watch(orchestrator.stream({ prompt: PROMPT, signal: controller.signal }).result);
    await clock.advance(atMs);
    controller.abort();
    await clock.advance(0);
    expect(booked).toMatchObject([{ inputTokens, outputTokens }]);
  });

  it('of a stream whose first token does not come in time', async () => {
    const { orchestrator, clock, booked } = orchestrated({ firstTokenMs: 99 });
    watch(orchestrator.stream(PROMPT).result);
    await clock.advance(99);
    expect(booked).toMatchObject([{ inputTokens, outputTokens: 0 }]);
  });
});
