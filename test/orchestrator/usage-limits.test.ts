import { describe, expect, it } from 'vitest';
import { type CooldownPolicy, defaultCooldown, Orchestrator } from '../../src/index.js';
import { MockSuccessProvider } from '../../src/testing/index.js';

const providers = [new MockSuccessProvider({ name: 'acme', models: ['large', 'small'] })];

function custom(threshold: unknown): CooldownPolicy {
  return { name: 'custom', threshold, assess: () => undefined } as CooldownPolicy;
}

describe('stats().limits', () => {
  it('says how far each model may go by its own limits, in the order of the configuration', async () => {
    const limits = { requestsPerMinute: 60, tokensPerMinute: 90_000, maxConcurrency: 4 };
    const orchestrator = new Orchestrator({ providers, models: { 'acme/small': { limits } } });
    expect((await orchestrator.stats()).limits).toStrictEqual([
      { model: 'acme/small', unit: 'requests', window: 'minute', max: 60 },
      { model: 'acme/small', unit: 'tokens', window: 'minute', max: 90_000 },
      { model: 'acme/small', unit: 'in-flight', max: 4 },
    ]);
  });

  it('says by which policy a model rests beyond how many tokens', async () => {
    const tokenThreshold = { tokens: 5_000, window: 'hour', forMs: 1_000 } as const;
    const cooldown = [
      ...defaultCooldown({ tokenThreshold }),
      custom({ tokens: 0, window: 'minute' }),
    ];
    const { limits } = await new Orchestrator({ providers, cooldown }).stats();
    const rest = { unit: 'tokens', window: 'hour', max: 5_000, policy: 'token-threshold' };
    const own = { unit: 'tokens', window: 'minute', max: 0, policy: 'custom' };
    expect(limits).toStrictEqual([
      { model: 'acme/large', ...rest },
      { model: 'acme/large', ...own },
      { model: 'acme/small', ...rest },
      { model: 'acme/small', ...own },
    ]);
  });

  it('is empty where nothing is limited', async () => {
    expect((await new Orchestrator({ providers }).stats()).limits).toStrictEqual([]);
  });

  it.each([
    [{ tokens: -1, window: 'minute' }, 'cooldown.threshold.tokens'],
    [{ tokens: Number.NaN, window: 'minute' }, 'cooldown.threshold.tokens'],
    [{ tokens: 1, window: 'day' }, 'cooldown.threshold.window'],
    [7, 'cooldown.threshold'],
  ])('comes from no policy whose threshold is %j', (threshold, path) => {
    const make = () => new Orchestrator({ providers, cooldown: custom(threshold) });
    expect(make).toThrow(expect.objectContaining({ path }));
  });
});
