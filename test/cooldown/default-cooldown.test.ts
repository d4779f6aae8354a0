import { describe, expect, it } from 'vitest';
import { defaultCooldown } from '../../src/cooldown/default-cooldown.js';
import { ConfigurationError } from '../../src/errors/configuration-error.js';

describe('defaultCooldown', () => {
  it('rests models for failures, limits and rejections', () => {
    const names = defaultCooldown().map(({ name }) => name);
    expect(names).toStrictEqual(['failure', 'rate-limit', 'rejection']);
  });

  it('rests them for their tokens too where a threshold is set', () => {
    const tokenThreshold = { tokens: 100, window: 'hour', forMs: 60_000 } as const;
    const names = defaultCooldown({ tokenThreshold }).map(({ name }) => name);
    expect(names).toStrictEqual(['failure', 'rate-limit', 'rejection', 'token-threshold']);
  });

  it('refuses a threshold that is wrong', () => {
    const tokenThreshold = { tokens: 100, window: 'hour', forMs: -1 } as const;
    expect(() => defaultCooldown({ tokenThreshold })).toThrow(ConfigurationError);
  });
});
