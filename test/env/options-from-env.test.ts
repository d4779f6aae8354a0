import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../src/contracts/attempt.js';
import type { CooldownPolicy } from '../../src/contracts/cooldown-policy.js';
import type { ModelStats, WindowStats } from '../../src/contracts/usage-store.js';
import { optionsFromEnv } from '../../src/env/index.js';
import { MemoryUsageStore } from '../../src/index.js';

const KEY = { OPENAI_API_KEY: 'sk-1' };

describe('the token threshold', () => {
  it('is off where nobody asked for it', () => {
    expect(optionsFromEnv(KEY).cooldown).toBeUndefined();
  });

  it('rests a model that used more tokens within the minute, for as long as was said', () => {
    const env = { ...KEY, TOKEN_COOLDOWN_THRESHOLD: '100', COOLDOWN_DURATION_SECONDS: '1.5' };
    expect(restAfter(101, env)).toMatchObject({ forMs: 1_500 });
    expect(restAfter(100, env)).toBeUndefined();
  });

  it('is 5000 tokens where only the duration is set', () => {
    const env = { ...KEY, COOLDOWN_DURATION_SECONDS: '60' };
    expect(restAfter(5_001, env)).toMatchObject({ forMs: 60_000 });
    expect(restAfter(5_000, env)).toBeUndefined();
  });

  it('rests for 300 seconds where only the threshold is set', () => {
    expect(restAfter(2, { ...KEY, TOKEN_COOLDOWN_THRESHOLD: '1' })).toMatchObject({
      forMs: 300_000,
    });
  });

  it('comes on top of the usual policies', () => {
    expect(policies({ ...KEY, TOKEN_COOLDOWN_THRESHOLD: '1' }).map(({ name }) => name)).toEqual([
      'failure',
      'rate-limit',
      'rejection',
      'token-threshold',
    ]);
  });

  it.each([
    ['TOKEN_COOLDOWN_THRESHOLD', '0', 'expected a whole number above 0, got 0'],
    ['TOKEN_COOLDOWN_THRESHOLD', '1.5', 'expected a whole number above 0, got 1.5'],
    ['COOLDOWN_DURATION_SECONDS', '0', 'expected a number above 0 and at most 3600, got 0'],
    ['COOLDOWN_DURATION_SECONDS', '3601', 'expected a number above 0 and at most 3600, got 3601'],
    [
      'COOLDOWN_DURATION_SECONDS',
      '5m',
      'expected a number above 0 and at most 3600, got a string of 2 characters',
    ],
  ])('is refused with %s=%s', (variable, text, problem) => {
    expect(() => optionsFromEnv({ ...KEY, [variable]: text })).toThrow(`${variable}: ${problem}`);
  });

  it('may last an hour', () => {
    expect(restAfter(5_001, { ...KEY, COOLDOWN_DURATION_SECONDS: '3600' })).toMatchObject({
      forMs: 3_600_000,
    });
  });
});

describe('the mocks', () => {
  it('are never chosen by themselves', () => {
    expect(() => optionsFromEnv({})).toThrow('no vendor to ask');
    expect(() => optionsFromEnv({ LLM_ORCHESTRATOR_MOCK: '0' })).toThrow('no vendor to ask');
  });

  it('are asked for by the variable or by the option, whatever keys are set', () => {
    expect(models(optionsFromEnv({ ...KEY, LLM_ORCHESTRATOR_MOCK: '1' }))).toEqual(MOCKS);
    expect(models(optionsFromEnv(KEY, { mock: true }))).toEqual(MOCKS);
  });

  it('are left out where the option says so, whatever the variable says', () => {
    const options = optionsFromEnv({ ...KEY, LLM_ORCHESTRATOR_MOCK: '1' }, { mock: false });
    expect(models(options)).toContain('openai/gpt-6-luna');
  });

  it('leave the rest of the environment in force', () => {
    const env = { LLM_ORCHESTRATOR_MOCK: '1', TOKEN_COOLDOWN_THRESHOLD: 'many' };
    expect(() => optionsFromEnv(env)).toThrow('TOKEN_COOLDOWN_THRESHOLD');
  });
});

describe('overrides', () => {
  it('are passed on as they are', () => {
    const store = new MemoryUsageStore();
    const options = optionsFromEnv(KEY, { preference: 'speed', store, maxAttempts: 2 });
    expect(options).toMatchObject({ preference: 'speed', maxAttempts: 2 });
    expect(options.store).toBe(store);
    expect(options).not.toHaveProperty('mock');
  });

  it('win over the token threshold', () => {
    const cooldown: CooldownPolicy = { name: 'mine', assess: () => undefined };
    const options = optionsFromEnv({ ...KEY, TOKEN_COOLDOWN_THRESHOLD: '1' }, { cooldown });
    expect(options.cooldown).toBe(cooldown);
  });

  it('leave the providers to the environment', () => {
    const overrides = { providers: [] } as object;
    expect(() => optionsFromEnv(KEY, overrides)).toThrow(
      'providers: expected from the environment; spread optionsFromEnv() into new Orchestrator()',
    );
  });
});

const MOCKS = [
  'openai/gpt-4',
  'openai/gpt-3.5-turbo',
  'anthropic/claude-sonnet-4',
  'anthropic/claude-haiku-4',
];

function models({ providers }: ReturnType<typeof optionsFromEnv>): string[] {
  return providers.flatMap(({ name, models }) => models.map(({ id }) => `${name}/${id}`));
}

function policies(env: Record<string, string>): readonly CooldownPolicy[] {
  return optionsFromEnv(env).cooldown as readonly CooldownPolicy[];
}

/** What the token threshold decides after so many tokens within a minute. */
function restAfter(tokens: number, env: Record<string, string>) {
  const none: WindowStats = {
    requests: 1,
    failures: 0,
    inputTokens: 0,
    outputTokens: 0,
    nanoUsd: 0,
  };
  const stats: ModelStats = {
    model: 'openai/gpt-6-luna',
    provider: 'openai',
    lastMinute: { ...none, inputTokens: tokens },
    lastHour: none,
    consecutiveFailures: 0,
    cooldownsLastHour: {},
    inFlight: 0,
  };
  const threshold = policies(env).find(({ name }) => name === 'token-threshold');
  return threshold?.assess({} as AttemptOutcome, stats);
}
