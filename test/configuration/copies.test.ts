import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defaultCooldown, type RoutePlan } from '../../src/index.js';
import { deepFreeze } from '../../src/testing/deep-freeze.js';
import { ManualClock } from '../../src/testing/index.js';
import { configured, offering, refusalOf } from './refusal.js';

/** Something for every option that holds an object. */
function everyOption(clock: ManualClock) {
  const price = { input: 1, output: 2, long: { aboveInputTokens: 1_000, input: 2, output: 4 } };
  const small = { id: 'small', contextWindow: 8_000, capabilities: ['tools'], price };
  const large = { id: 'large', quality: 0.9, qualityByIntent: { writing: 1 }, pool: 'big' };
  return {
    providers: [offering('mock', small, large), offering('other', { id: 'm' })],
    models: { 'mock/small': { quality: 0.2, limits: { tokensPerMinute: 1_000 } } },
    routes: { general: { cost: ['mock/small'], only: true }, writing: ['mock/large'] },
    cooldown: defaultCooldown(),
    limits: { requestsPerMinute: 100 },
    budgets: [{ id: 'daily', window: 'day', maxTokens: 1_000_000 }],
    timeouts: { totalMs: 10_000, attemptMs: 5_000 },
    retryBudget: { ratio: 0.5 },
    fallbackOn: ['content-filter'],
    whenExhausted: { health: 'fail', limits: { waitUpToMs: 5 } },
    random: () => 0.5,
    clock,
  };
}

async function plansOf(orchestrator: ReturnType<typeof configured>): Promise<RoutePlan[]> {
  const requests = [
    { prompt: 'x', intent: 'general', preference: 'cost' },
    { prompt: 'x', intent: 'writing', preference: 'quality' },
    { prompt: 'x'.repeat(40_000), intent: 'general', preference: 'speed' },
  ] as const;
  return Promise.all(requests.map((request) => orchestrator.explain(request as never)));
}

/** Empties every list and every object that can be reached, classes and functions excepted. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return;
  for (const [key, nested] of Object.entries(value)) {
    spoil(nested);
    if (typeof nested !== 'function') Reflect.deleteProperty(value, key);
  }
  if (Array.isArray(value)) value.length = 0;
}

describe("the caller's options", () => {
  it('may be frozen to the ground', async () => {
    const clock = new ManualClock();
    const frozen = configured(deepFreeze({ ...everyOption(clock), clock: undefined }));
    const plans = await plansOf(frozen);
    expect(plans.map(({ candidates }) => candidates[0]?.model)).toEqual([
      'mock/small',
      'mock/large',
      'mock/large',
    ]);
  });

  it('can be changed afterwards and change nothing', async () => {
    const clock = new ManualClock();
    const options = everyOption(clock);
    const orchestrator = configured(options);
    const before = await plansOf(orchestrator);
    for (const [name, value] of Object.entries(options)) if (name !== 'providers') spoil(value);
    for (const { models } of options.providers) spoil(models);
    options.providers.length = 0;
    expect(await plansOf(orchestrator)).toEqual(before);
  });
});

describe('messages about options', () => {
  const KEY = 'sk-canary-0123456789abcdef';

  it.each([
    ['of a provider', { providers: [KEY] }],
    ['in place of the providers', { providers: KEY }],
    ['as the name of a provider', { providers: [offering(`${KEY}/`, { id: 'm' })] }],
    ['in a list of profiles', { providers: [offering('mock', KEY)] }],
    ['under an unknown option', { apiKey: KEY }],
    ['as an object of options', { timeouts: KEY, limits: KEY }],
    ['as a number', { maxAttempts: KEY }],
    ['as a store', { store: KEY }],
    ['as a function', { generateId: KEY }],
    ['as a correction', { models: { 'mock-success/default': KEY } }],
  ])('do not quote a key given %s', (_, options) => {
    const error = refusalOf(options);
    expect(inspect(error, { depth: 20 }) + JSON.stringify(error)).not.toContain('canary');
  });

  const STRANGE = 'line\nfeed\u001b[31m\u009b31m';
  const SHOWN = 'line\\nfeed\\u001b[31m\\u009b31m';
  const strangeModel = offering('mock', { id: STRANGE });
  const budget = { id: STRANGE, window: 'day', maxTokens: 1 };
  const policy = { name: STRANGE, assess: () => undefined };
  const strangeIntents = { intents: [STRANGE], detect: () => undefined };

  it.each([
    ['an option', { [STRANGE]: 1 }],
    ['a choice', { preference: STRANGE }],
    ['a model', { models: { [STRANGE]: {} } }],
    ['a known model', { providers: [strangeModel], routes: { general: ['x'] } }],
    ['a known intent', { detector: strangeIntents, routes: { x: [] } }],
    ['two models', { providers: [offering('mock', { id: STRANGE }, { id: STRANGE })] }],
    ['two providers', { providers: [0, 1].map(() => offering(STRANGE, { id: 'm' })) }],
    ['two policies', { cooldown: [policy, policy] }],
    ['two budgets', { budgets: [budget, budget] }],
    [
      'a model listed twice',
      {
        providers: [strangeModel],
        routes: { general: [`mock/${STRANGE}`, `mock/${STRANGE}`] },
      },
    ],
  ])('escape the control characters in the name of %s', (_, options) => {
    const { message } = refusalOf(options);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message).toContain(SHOWN);
  });
});
