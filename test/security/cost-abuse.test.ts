import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/contracts/chat.js';
import type { ModelProfile, Price } from '../../src/contracts/model.js';
import { Orchestrator, type OrchestratorError, type Provider } from '../../src/index.js';
import { OpenAIProvider } from '../../src/providers/openai/index.js';
import { ManualClock, MockSuccessProvider, ScriptedProvider } from '../../src/testing/index.js';
import type { ScriptStep } from '../../src/testing/script.js';

const NANO_USD = 1e9;
/** What rounding each attempt's cost to a billionth may add. */
const ROUNDING_USD = 1e-8;

/** How a model answers: with these shares of what it may read, write and cache, whole or not, or with a failure. */
type Conduct =
  | {
      readonly reads: number;
      readonly writes: number;
      readonly caches: number;
      readonly breaks: boolean;
    }
  | { readonly error: 'timeout' | 'server' | 'network' | 'protocol' | 'overloaded' };

interface Story {
  readonly models: readonly { readonly price: Price; readonly maxOutputTokens: number }[];
  readonly conduct: readonly Conduct[];
  readonly prompt: string;
  readonly system: string | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly maxAttempts: number;
}

const rate = fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100);
const rates = fc.record({ input: rate, output: rate, cacheRead: rate, cacheWrite: rate });
const price = fc.oneof(
  rates,
  fc
    .record({ rates, long: rates, aboveInputTokens: fc.nat(60) })
    .map(({ rates: short, ...more }) => ({
      ...short,
      long: { ...more.long, aboveInputTokens: more.aboveInputTokens },
    })),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Mostly all of it, which is where a bound is put to the test. */
const muchOf = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, share);
const conduct: fc.Arbitrary<Conduct> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ reads: muchOf, writes: muchOf, caches: share, breaks: fc.boolean() }),
  },
  fc.constantFrom('timeout', 'server', 'network', 'protocol', 'overloaded').map((error) => ({
    error: error as 'timeout',
  })),
);
const words = fc
  .string({ minLength: 1, maxLength: 90, unit: 'grapheme' })
  .filter((s) => !!s.trim());
const stories: fc.Arbitrary<Story> = fc.record({
  models: fc.array(fc.record({ price, maxOutputTokens: fc.integer({ min: 1, max: 5_000 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  conduct: fc.array(conduct, { minLength: 20, maxLength: 20 }),
  prompt: words,
  system: fc.option(words, { nil: undefined }),
  maxOutputTokens: fc.option(fc.integer({ min: 1, max: 6_000 }), { nil: undefined }),
  maxAttempts: fc.integer({ min: 1, max: 6 }),
});

/** A token for each byte is the worst that a tokenizer can do, and some more stand around a message. */
function tokensAtMost({ system = '', messages }: ChatRequest): number {
  const said = messages.flatMap(({ content }) =>
    content.map((part) => ('text' in part ? part.text : '')),
  );
  return Buffer.byteLength(system + said.join('')) + 10 * messages.length;
}

function step(of: Conduct, profiles: ReadonlyMap<string, ModelProfile>): ScriptStep {
  if ('error' in of) return { error: of.error };
  return (request) => {
    const { maxOutputTokens = 0 } = profiles.get(request.model) ?? {};
    const limit = Math.min(maxOutputTokens, request.maxOutputTokens ?? maxOutputTokens);
    const inputTokens = Math.floor(tokensAtMost(request) * of.reads);
    const cachedInputTokens = Math.floor(inputTokens * of.caches);
    const cacheWriteTokens = inputTokens - cachedInputTokens;
    const counts = { inputTokens, outputTokens: Math.floor(limit * of.writes) };
    const usage = { ...counts, cachedInputTokens, cacheWriteTokens };
    // What breaks off is paid for, and begun anew.
    const broken = [{ type: 'usage', usage } as const, 'o', { error: 'server' }];
    return of.breaks ? { events: broken } : { text: 'ok', usage };
  };
}

/** What a request may cost, by `explain`, and what was booked for it in the end. */
async function costs(story: Story, maxCostUsd?: number) {
  const clock = new ManualClock();
  const models = story.models.map((model, index) => ({ id: `m${index}`, ...model }));
  const profiles = new Map(models.map((profile) => [profile.id, profile]));
  const script = story.conduct.map((of) => step(of, profiles));
  const provider = new ScriptedProvider({ models, script, clock });
  const orchestrator = new Orchestrator({
    providers: [provider],
    clock,
    cooldown: [],
    onStreamFailure: 'restart',
  });
  const { prompt, system, maxOutputTokens, maxAttempts } = story;
  const settings = { prompt, system, maxOutputTokens, maxAttempts, maxCostUsd };
  const request = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  );
  const plan = await orchestrator.explain(request as never);
  const ended = orchestrator.stream(request as never).result.catch(() => undefined);
  await clock.advance(120_000);
  await ended;
  const booked = (await orchestrator.stats()).models.map(({ lastHour }) => lastHour.nanoUsd);
  const spentUsd = booked.reduce((sum, nanoUsd) => sum + nanoUsd, 0) / NANO_USD;
  return { mostUsd: plan.maxCostUsd ?? Number.NaN, spentUsd };
}

describe('a request', () => {
  it('never costs more than `explain` says, whatever its attempts come to', async () => {
    let paid = 0;
    const property = fc.asyncProperty(stories, async (story) => {
      const { mostUsd, spentUsd } = await costs(story);
      expect(spentUsd).toBeLessThanOrEqual(mostUsd + ROUNDING_USD);
      if (spentUsd > mostUsd / 4) paid++;
    });
    await fc.assert(property, { numRuns: 300 });
    expect(paid).toBeGreaterThan(30);
  });

  it('never costs more than its `maxCostUsd`', async () => {
    const property = fc.asyncProperty(stories, share, async (story, part) => {
      const { mostUsd } = await costs(story);
      const maxCostUsd = Math.max(1e-9, mostUsd * part);
      const { spentUsd } = await costs(story, maxCostUsd);
      expect(spentUsd).toBeLessThanOrEqual(maxCostUsd + ROUNDING_USD);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

describe('what a request may cost', () => {
  const price = { input: 1, output: 10 };

  it('counts a cache that is dear to read', async () => {
    const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 10 };
    const models = [{ id: 'm', price: { ...price, cacheRead: 50 }, maxOutputTokens: 10 }];
    const provider = new MockSuccessProvider({ models, usage });
    const orchestrator = new Orchestrator({ providers: [provider], maxAttempts: 1 });
    const { maxCostUsd = 0 } = await orchestrator.explain('Hello');
    expect((await orchestrator.generate('Hello')).costUsd).toBeLessThanOrEqual(maxCostUsd);
  });

  it('counts the last resort', async () => {
    const clock = new ManualClock();
    const failing: ScriptStep = { error: 'timeout' };
    const usage = { inputTokens: 20, outputTokens: 100 };
    const dear = { name: 'dear', clock, script: [...Array(5).fill(failing), { usage }] };
    const cheap = { name: 'cheap', clock, script: [failing] };
    const of = (options: typeof dear | typeof cheap, times: number) =>
      new ScriptedProvider({
        ...options,
        models: [{ id: 'm', price: { input: times, output: 10 * times }, maxOutputTokens: 100 }],
      });
    const providers = [of(dear, 1_000), of(cheap, 1)] as readonly Provider[];
    const orchestrator: Orchestrator = new Orchestrator({ providers, clock, maxAttempts: 2 });
    for (let time = 0; time < 5; time++) {
      await orchestrator
        .generate({ prompt: 'Hi', model: 'dear/m', maxAttempts: 1 })
        .catch(() => {});
    }
    const { maxCostUsd = 0 } = await orchestrator.explain('Hello');
    const { model, costUsd } = await orchestrator.generate('Hello');
    expect(model).toBe('dear/m');
    expect(costUsd).toBeLessThanOrEqual(maxCostUsd);
  });

  it('is for one answer, however many `providerOptions` ask for', async () => {
    const models = [{ id: 'm', price, maxOutputTokens: 100 }];
    const choices = [{ finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }];
    const fetch = async (address: string, init?: RequestInit) => {
      const { n = 1 } = (await new Request(address, init).json()) as { n?: number };
      return Response.json({ choices, usage: { prompt_tokens: 5, completion_tokens: n * 100 } });
    };
    const connection = {
      baseURL: 'https://vendor.example',
      fetch: fetch as typeof globalThis.fetch,
    };
    const provider = new OpenAIProvider({ ...connection, models });
    const orchestrator = new Orchestrator({ providers: [provider], maxAttempts: 1 });
    const request = { prompt: 'Hello', providerOptions: { openai: { n: 5 } } };
    const { maxCostUsd = 0 } = await orchestrator.explain(request);
    expect((await orchestrator.generate(request)).costUsd).toBeLessThanOrEqual(maxCostUsd);
  });
});

describe('an outage', () => {
  const REQUESTS = 400;
  const retryBudget = { ratio: 0.1, perSecond: 0, burst: 10 };

  function orchestratorOf(names: readonly string[], error: string, options: object) {
    const clock = new ManualClock();
    const script = [{ step: { error }, times: Number.POSITIVE_INFINITY }];
    const providers = names.map((name) => new ScriptedProvider({ name, script, clock }));
    const orchestrator = new Orchestrator({ providers, clock, retryBudget, ...options } as never);
    const calls = () => providers.reduce((sum, provider) => sum + provider.calls.length, 0);
    const ask = async () => {
      const failure = await orchestrator.generate('Hello').catch((error: unknown) => error);
      return (failure as OrchestratorError).attempts.length;
    };
    return { clock, calls, ask };
  }

  async function attemptsAtOnce(names: readonly string[], error: string) {
    const { clock, calls, ask } = orchestratorOf(names, error, { cooldown: [] });
    const asked = Array.from({ length: REQUESTS }, ask);
    await clock.advance(60_000);
    return { calls: calls(), most: Math.max(...(await Promise.all(asked))) };
  }

  it.each(['network', 'server', 'overloaded', 'protocol'])(
    'of the only model costs a tenth more attempts than requests: %s',
    async (error) => {
      const { calls, most } = await attemptsAtOnce(['a'], error);
      const retries = retryBudget.ratio * REQUESTS + retryBudget.burst;
      expect(calls).toBeGreaterThan(REQUESTS);
      expect(calls).toBeLessThanOrEqual(REQUESTS + retries);
      expect(most).toBeLessThanOrEqual(3);
    },
  );

  it('of every vendor costs three attempts for a request', async () => {
    const { calls, most } = await attemptsAtOnce(['a', 'b', 'c', 'd'], 'server');
    expect(most).toBe(3);
    expect(calls).toBe(3 * REQUESTS);
  });

  it('that is a limit of the vendors costs next to nothing: the models rest', async () => {
    const whenExhausted = { limits: 'fail' };
    const { clock, calls, ask } = orchestratorOf(['a', 'b'], 'rate-limit', { whenExhausted });
    for (let second = 0; second < REQUESTS; second++) {
      const asked = ask();
      await clock.advance(1_000);
      await asked;
    }
    expect(calls()).toBeLessThan(REQUESTS / 10);
  });
});
