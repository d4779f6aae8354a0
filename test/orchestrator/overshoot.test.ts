import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BudgetExceededError, type GenerateResult } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { always, orchestrate, scripted } from './support.js';

// Of more than 64 bytes, so that 64 tokens of input are possible.
const prompt = 'Tell me something that I do not know yet, about the sea or the stars.';
const request = { prompt, intent: 'general', maxOutputTokens: 40 } as const;
/** What the estimate for `request` is, with `countTokens` below. */
const ESTIMATE = { inputTokens: 64, outputTokens: 40 };
const TOKENS = ESTIMATE.inputTokens + ESTIMATE.outputTokens;
const PRICE = { input: 10, output: 100 };
const USD = (64 * PRICE.input + 40 * PRICE.output) / 1_000_000;

/** Models whose answers take a second and use so much. */
function priced(budget: object, used = ESTIMATE, names: readonly string[] = ['first']) {
  const clock = new ManualClock();
  const providers = names.map((name) =>
    scripted(name, always({ text: 'done', delayMs: 1_000, usage: used }), clock),
  );
  const models = Object.fromEntries(names.map((name) => [`${name}/m`, { price: PRICE }]));
  return orchestrate(providers, {
    clock,
    models: models as never,
    budgets: [{ id: 'shared', window: 'day', ...budget }],
    countTokens: () => 60,
  });
}

/** So many at once, and what becomes of them: heard at once, so that no refusal goes unheard. */
function ask(count: number, generate: (index: number) => Promise<GenerateResult>) {
  const refusals: unknown[] = [];
  const asked = Array.from({ length: count }, (_, index) =>
    generate(index).catch((error: unknown) => void refusals.push(error)),
  );
  const answered = async () => (await Promise.all(asked)).filter((one) => one !== undefined).length;
  return { refusals, answered };
}

describe('500 requests at once against a budget that fits 100', () => {
  it.each([
    ['tokens', { maxTokens: 100 * TOKENS }],
    ['USD', { maxCostUsd: 100 * USD }],
  ])('in %s: 100 are answered, 400 refused at once, nothing is overspent', async (_, budget) => {
    const { orchestrator, clock, recorded } = priced(budget);
    const explained = await orchestrator.explain(request);
    expect(explained).toMatchObject(ESTIMATE);
    const { refusals, answered } = ask(500, () => orchestrator.generate(request));
    await clock.advance(0);
    expect(refusals).toHaveLength(400);
    await clock.advance(1_000);
    expect(await answered()).toBe(100);
    expect(refusals.every((error) => error instanceof BudgetExceededError)).toBe(true);
    expect(refusals[0]).toMatchObject({
      quota: { id: 'budget shared' },
      retryAfterMs: 86_400_000,
    });
    expect(recorded.of('attempt-start')).toHaveLength(100);
    const { lastHour } = (await orchestrator.stats()).models[0] as never as {
      lastHour: Record<string, number>;
    };
    expect(lastHour).toMatchObject({
      requests: 100,
      inputTokens: 6_400,
      outputTokens: 4_000,
      nanoUsd: Math.round(100 * USD * 1e9),
    });
  });

  it('on several models: the budget is one', async () => {
    const budget = { maxTokens: 100 * TOKENS };
    const { orchestrator, clock } = priced(budget, ESTIMATE, ['first', 'second', 'third']);
    const { answered } = ask(500, () => orchestrator.generate(request));
    await clock.advance(1_000);
    expect(await answered()).toBe(100);
  });

  it('for each tenant: each has its own', async () => {
    const { orchestrator, clock } = priced({ per: 'tenant', maxTokens: 100 * TOKENS });
    const small = ask(150, () => orchestrator.generate({ ...request, tenant: 'small' }));
    const large = ask(350, () => orchestrator.generate({ ...request, tenant: 'large' }));
    await clock.advance(1_000);
    expect([await small.answered(), await large.answered()]).toEqual([100, 100]);
  });

  it('of which half then fail: what they held is free again', async () => {
    const clock = new ManualClock();
    const provider = scripted(
      'first',
      [
        { step: { error: 'invalid-request', delayMs: 500 }, times: 50 },
        ...always({ text: 'done', delayMs: 1_000, usage: ESTIMATE }),
      ],
      clock,
    );
    const { orchestrator } = orchestrate([provider], {
      clock,
      budgets: [{ id: 'shared', window: 'day', maxTokens: 100 * TOKENS }],
      countTokens: () => 60,
    });
    const first = ask(500, () => orchestrator.generate(request));
    await clock.advance(500);
    const second = ask(500, () => orchestrator.generate(request));
    await clock.advance(1_000);
    expect([await first.answered(), await second.answered()]).toEqual([50, 50]);
  });
});

describe('a budget', () => {
  it('is overshot by no more than the estimates of what was in flight were wrong', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 200 }),
        async (callers, budgetFits, outputTokens) => {
          const max = budgetFits * TOKENS + 1;
          const used = { inputTokens: 64, outputTokens };
          const { orchestrator, clock, recorded } = priced({ maxTokens: max }, used);
          for (let wave = 0; wave < 4; wave++) {
            const { answered } = ask(callers, () => orchestrator.generate(request));
            await clock.advance(1_000);
            await answered();
          }
          const ends = recorded.of('attempt-end');
          const spent = ends.reduce((sum, { usage }) => sum + (usage?.totalTokens ?? 0), 0);
          const errorOfEach = Math.max(0, 64 + outputTokens - Math.min(TOKENS, max));
          // At most one wave was in flight when the last one got in.
          expect(spent).toBeLessThanOrEqual(max + errorOfEach * Math.min(callers, ends.length));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that is strict is never overspent, whatever the answers take of what they may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.01, max: 0.2, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        async (callers, maxCostUsd, outputTokens) => {
          const used = { inputTokens: 64, outputTokens };
          const { orchestrator, clock, recorded } = priced({ maxCostUsd, strict: true }, used);
          for (let wave = 0; wave < 4; wave++) {
            const { answered } = ask(callers, () => orchestrator.generate(request));
            await clock.advance(1_000);
            await answered();
          }
          const spent = recorded.of('usage').reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
          expect(spent).toBeLessThanOrEqual(maxCostUsd + 1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that is strict lets nobody in whose worst case is unknown, or more than all of it', async () => {
    const { orchestrator } = priced({ maxCostUsd: 0.001, strict: true });
    const dear = await orchestrator.explain(request);
    expect(dear.excluded).toMatchObject([{ model: 'first/m', reason: 'too-expensive' }]);
    expect(dear.excluded[0]?.detail).toMatch(
      /worst case of 0\.00\d+ USD is more than budget shared/,
    );
    const { maxOutputTokens: _, ...endless } = request;
    expect((await orchestrator.explain(endless)).excluded).toMatchObject([
      { model: 'first/m', reason: 'price-unknown' },
    ]);
  });
});
