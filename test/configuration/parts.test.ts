import { describe, expect, it } from 'vitest';
import { FailureCooldown, MemoryUsageStore, RateLimitCooldown } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { configured, type Refusal, refusalOf } from './refusal.js';

const detect = () => ({ intent: 'general', confidence: 1 });
const assess = () => undefined;

function without(value: object, method: string): Record<string, unknown> {
  const methods = ['reserve', 'settle', 'coolDown', 'snapshot', 'reset', 'now', 'monotonic'];
  const timers = ['setTimeout', 'clearTimeout'];
  const kept = [...methods, ...timers].filter((name) => name !== method);
  return Object.fromEntries(kept.map((name) => [name, Reflect.get(value, name)]));
}

const WRONG_PARTS: readonly Refusal[] = [
  {
    what: 'a detector',
    options: { detector: { intents: [] } },
    path: 'detector',
    says: 'expected an IntentDetector with a method detect(), got an object',
  },
  {
    what: 'a detector that is a bare function',
    options: { detector: detect },
    path: 'detector',
    says: 'expected an IntentDetector with a method detect(), got a function',
  },
  {
    what: 'a detector without intents',
    options: { detector: { detect } },
    path: 'detector.intents',
    says: 'expected an array, got undefined',
  },
  {
    what: 'a detector with an empty intent',
    options: { detector: { intents: ['a', ''], detect } },
    path: 'detector.intents[1]',
    says: 'expected a non-empty string, got an empty string',
  },
  {
    what: 'a detector with an intent of more than 64 characters',
    options: { detector: { intents: ['i'.repeat(65)], detect } },
    path: 'detector.intents[0]',
    says: 'expected at most 64 characters, got a string of 65 characters',
  },
  {
    what: 'a router',
    options: { router: { route: () => [] } },
    path: 'router',
    says: 'expected a Router with a method rank(), got an object',
  },
  ...['reserve', 'settle', 'coolDown', 'snapshot', 'reset'].map((method) => ({
    what: `a store without ${method}`,
    options: { store: without(new MemoryUsageStore(), method) },
    path: 'store',
    says: `expected a UsageStore with a method ${method}(), got an object`,
  })),
  ...['now', 'monotonic', 'setTimeout', 'clearTimeout'].map((method) => ({
    what: `a clock without ${method}`,
    options: { clock: without(new ManualClock(), method) },
    path: 'clock',
    says: `expected a Clock with a method ${method}(), got an object`,
  })),
  {
    what: 'a clock that is null',
    options: { clock: null },
    path: 'clock',
    says: 'expected a Clock with a method now(), got null',
  },
  {
    what: 'a policy',
    options: { cooldown: { name: 'mine' } },
    path: 'cooldown',
    says: 'expected a CooldownPolicy with a method assess(), got an object',
  },
  {
    what: 'a policy without a name',
    options: { cooldown: { assess } },
    path: 'cooldown.name',
    says: 'expected a non-empty string, got undefined',
  },
  {
    what: 'a policy in a list',
    options: { cooldown: [new FailureCooldown(), null] },
    path: 'cooldown[1]',
    says: 'expected a CooldownPolicy with a method assess(), got null',
  },
  {
    what: 'a hole in a list of policies',
    options: { cooldown: Array(1) },
    path: 'cooldown[0]',
    says: 'expected a CooldownPolicy with a method assess(), got undefined',
  },
  {
    what: 'a policy with a name of more than 64 characters',
    options: { cooldown: [{ name: 'p'.repeat(65), assess }] },
    path: 'cooldown[0].name',
    says: 'expected at most 64 characters, got a string of 65 characters',
  },
  {
    what: 'two policies of one name',
    options: { cooldown: [new FailureCooldown(), new RateLimitCooldown(), new FailureCooldown()] },
    path: 'cooldown[2].name',
    says: 'two policies are called "failure"',
  },
  {
    what: 'a source of random numbers',
    options: { random: 0.5 },
    path: 'random',
    says: 'expected a function, got 0.5',
  },
  {
    what: 'a maker of ids',
    options: { generateId: 'uuid' },
    path: 'generateId',
    says: 'expected a function, got a string of 4 characters',
  },
];

describe('the constructor refuses', () => {
  it.each(WRONG_PARTS)('$what: $says', ({ options, path, says }) => {
    const error = refusalOf(options);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('no plug-in that is whole', () => {
    const detector = { intents: [], detect };
    for (const cooldown of [new FailureCooldown(), [], [new FailureCooldown()]]) {
      expect(() => configured({ cooldown, detector, store: new MemoryUsageStore() })).not.toThrow();
    }
  });
});
