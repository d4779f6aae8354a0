import { describe, expect, it } from 'vitest';
import { STEADY, vendor, watch } from './vendors.js';

describe('SimulatedProvider, with limits', () => {
  it('refuses requests beyond them, and says when there is room, from then on', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, limits: { requestsPerMinute: 1 } }] });
    watch(ask().answer);
    await clock.advance(10_000);
    const seen = watch(ask().answer);
    await clock.advance(50);
    expect(seen.error).toMatchObject({ kind: 'rate-limit', status: 429, retryAfterMs: 49_950 });
    await clock.advance(49_950);
    const next = watch(ask().answer);
    await clock.advance(1_000);
    expect(next.value).toBeDefined();
  });

  it('asks for whole milliseconds, so that none is too few', async () => {
    const limits = { requestsPerMinute: 1 };
    const { clock, ask } = vendor({ models: [{ ...STEADY, failureMs: 0.25, limits }] });
    watch(ask().answer);
    const seen = watch(ask().answer);
    await clock.advance(1);
    expect(seen.error).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('asks for no wait where the refusal took as long', async () => {
    const limits = { requestsPerMinute: 1 };
    const { clock, ask } = vendor({ models: [{ ...STEADY, failureMs: 70_000, limits }] });
    watch(ask().answer);
    const seen = watch(ask().answer);
    await clock.advance(70_000);
    expect(seen.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 0 });
  });

  it('counts input and output tokens when the answer ends', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, limits: { tokensPerMinute: 48 } }] });
    watch(ask().answer);
    await clock.advance(999);
    const early = watch(ask({ maxOutputTokens: 1 }).answer);
    await clock.advance(1);
    const late = watch(ask().answer);
    await clock.advance(200);
    expect(early.value).toBeDefined();
    expect(late.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 59_950 });
  });

  it('leaves room while a minute holds one token less', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, limits: { tokensPerMinute: 49 } }] });
    watch(ask().answer);
    await clock.advance(1_000);
    const seen = watch(ask().answer);
    await clock.advance(1_000);
    expect(seen.value).toBeDefined();
  });

  it('is overloaded by one call too many at once, and says no time', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, limits: { maxConcurrency: 1 } }] });
    watch(ask().answer);
    await clock.advance(999);
    const early = watch(ask().answer);
    await clock.advance(1);
    const late = watch(ask().answer);
    await clock.advance(1_000);
    expect(early.error).toMatchObject({ kind: 'overloaded', status: 529 });
    expect(early.error).not.toHaveProperty('retryAfterMs');
    expect(late.value).toBeDefined();
  });

  it.each(['server', 'hang'] as const)(
    'counts calls that end in %s while they last',
    async (failure) => {
      const { clock, ask } = vendor({
        models: [{ ...STEADY, failures: { [failure]: 1 }, limits: { maxConcurrency: 1 } }],
      });
      const { answer, controller } = ask();
      watch(answer);
      await clock.advance(49);
      const second = watch(ask().answer);
      await clock.advance(1);
      controller.abort();
      const { answer: third, controller: other } = ask();
      const seen = watch(third);
      await clock.advance(50);
      other.abort(new Error('admitted'));
      await clock.advance(0);
      expect(second.error).toMatchObject({ kind: 'overloaded' });
      expect(seen.error).not.toMatchObject({ kind: 'overloaded' });
    },
  );

  it('is free again for the next when a caller leaves', async () => {
    const { clock, ask } = vendor({ models: [{ ...STEADY, limits: { maxConcurrency: 1 } }] });
    const { answer, controller } = ask();
    watch(answer);
    controller.abort();
    const seen = watch(ask().answer);
    await clock.advance(1_000);
    expect(seen.value).toBeDefined();
  });
});
