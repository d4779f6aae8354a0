import { describe, expect, it } from 'vitest';
import { BudgetExceededError, Orchestrator } from '../../src/index.js';
import { ManualClock, MockSuccessProvider } from '../../src/testing/index.js';
import { always, orchestrate, rejection, scripted } from './support.js';

const request = { prompt: 'Tell me something', intent: 'general' } as const;
const ROUTES = { general: ['first/m', 'second/m'] };

describe('limits', () => {
  it('of requests send the next one to another model, and say so', async () => {
    const first = scripted('first', always('one'));
    const { orchestrator, recorded } = orchestrate([first, scripted('second', always('two'))], {
      routes: ROUTES,
      models: { 'first/m': { limits: { requestsPerMinute: 1 } } } as never,
    });
    expect((await orchestrator.generate(request)).model).toBe('first/m');
    expect((await orchestrator.generate(request)).model).toBe('second/m');
    expect(recorded.of('quota-exceeded')).toMatchObject([
      { model: 'first/m', used: 1, quota: { id: 'first/m requestsPerMinute', max: 1 } },
    ]);
  });

  it('of concurrency hold while an attempt is under way', async () => {
    const clock = new ManualClock();
    const first = scripted('first', always({ text: 'one', delayMs: 500 }), clock);
    const { orchestrator } = orchestrate([first, scripted('second', always('two'))], {
      clock,
      routes: ROUTES,
      models: { 'first/m': { limits: { maxConcurrency: 1 } } } as never,
    });
    const pending = [orchestrator.generate(request), orchestrator.generate(request)];
    await clock.advance(500);
    const models = (await Promise.all(pending)).map(({ model }) => model);
    expect(models).toEqual(['first/m', 'second/m']);
    await clock.advance(0);
    expect((await orchestrator.explain(request)).candidates[0]?.model).toBe('first/m');
  });
});

describe('budgets', () => {
  it('refuse, saying which, how much is used and when it frees', async () => {
    const clock = new ManualClock();
    const step = { text: 'ok', usage: { inputTokens: 900, outputTokens: 50 } };
    const { orchestrator } = orchestrate([scripted('first', always(step))], {
      clock,
      budgets: [{ id: 'daily', window: 'day', maxTokens: 1_000 }],
    });
    await orchestrator.generate({ ...request, maxOutputTokens: 100 });
    const error = await rejection(orchestrator.generate({ ...request, maxOutputTokens: 100 }));
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(error).toMatchObject({
      quota: { id: 'budget daily', max: 1_000, unit: 'tokens' },
      used: 950,
      retryAfterMs: 86_400_000,
    });
    await clock.advance(86_400_000);
    expect((await orchestrator.generate({ ...request, maxOutputTokens: 100 })).text).toBe('ok');
  });

  it('of a tenant leave the others alone', async () => {
    const step = { text: 'ok', usage: { inputTokens: 999, outputTokens: 0 } };
    const { orchestrator } = orchestrate([scripted('first', always(step))], {
      budgets: [{ id: 'fair', per: 'tenant', window: 'hour', maxTokens: 1_000 }],
    });
    const of = (tenant: string) => ({ ...request, tenant, maxOutputTokens: 100 });
    await orchestrator.generate(of('acme'));
    expect(await rejection(orchestrator.generate(of('acme')))).toMatchObject({
      quota: { id: 'budget fair of tenant acme' },
    });
    expect((await orchestrator.generate(of('other'))).text).toBe('ok');
    const { tenant } = await orchestrator.stats({ tenant: 'acme' });
    expect(tenant).toMatchObject({ tenant: 'acme', lastHour: { requests: 1, inputTokens: 999 } });
  });

  it('in USD exclude models whose price nobody knows', async () => {
    const { orchestrator } = orchestrate([scripted('first', [])], {
      budgets: [{ id: 'money', window: 'day', maxCostUsd: 5 }],
    });
    expect(await rejection(orchestrator.generate(request))).toMatchObject({
      excluded: [{ reason: 'price-unknown' }],
    });
  });
});

describe('maxCostUsd of a request', () => {
  const price = { input: 1, output: 10 };
  const make = (maxOutputTokens = 4_000) =>
    new Orchestrator({
      providers: [new MockSuccessProvider({ models: [{ id: 'm', price, maxOutputTokens }] })],
    });

  it('cuts the output asked for to what it pays for, with a warning', async () => {
    const answer = await make().generate({ ...request, maxCostUsd: 0.02 });
    expect(answer.warnings).toContainEqual(
      expect.objectContaining({
        message: expect.stringContaining('maxOutputTokens was cut to 19'),
      }),
    );
  });

  it('holds against a length that only the vendor’s own options ask for', async () => {
    const provider = scripted('first', always('ok'));
    const { orchestrator } = orchestrate([provider], {
      models: { 'first/m': { price, maxOutputTokens: 4_000 } } as never,
    });
    const providerOptions = { first: { max_tokens: 100_000, user: 'me' } } as never;
    await orchestrator.generate({ ...request, maxCostUsd: 0.02, providerOptions });
    const [sent] = provider.calls;
    expect(sent?.request.maxOutputTokens).toBeLessThan(2_000);
    expect(sent?.request.providerOptions).toEqual({ user: 'me' });
    await orchestrator.generate({ ...request, providerOptions });
    expect(provider.calls[1]?.request.providerOptions).toMatchObject({ max_tokens: 100_000 });
  });

  it('excludes a model that it does not pay one answer of', async () => {
    const error = await rejection(make().generate({ ...request, maxCostUsd: 0.001 }));
    expect(error).toMatchObject({ excluded: [{ reason: 'too-expensive' }] });
  });

  it('changes nothing where it is enough', async () => {
    const answer = await make(1_000).generate({ ...request, maxCostUsd: 0.02 });
    expect(answer.warnings).toEqual([]);
  });
});
