import { describe, expect, it } from 'vitest';
import { configured, type Refusal, refusalOf } from './refusal.js';

const budget = { id: 'daily', window: 'day', maxTokens: 1 };

const WRONG_CHOICES: readonly Refusal[] = [
  {
    what: 'a preference',
    options: { preference: 'qualty' },
    path: 'preference',
    says: 'unknown value "qualty"; did you mean "quality"?',
  },
  {
    what: 'a preference that is a list',
    options: { preference: ['cost'] },
    path: 'preference',
    says: 'expected one of cost, speed, quality, balanced, got an array',
  },
  {
    what: 'a kind to go on after',
    options: { fallbackOn: ['content-filter', 'invalid-requests'] },
    path: 'fallbackOn[1]',
    says: 'unknown value "invalid-requests"; did you mean "invalid-request"?',
  },
  {
    what: 'a kind to go on after without its list',
    options: { fallbackOn: 'content-filter' },
    path: 'fallbackOn',
    says: 'expected an array, got a string of 14 characters',
  },
  {
    what: 'an end of the last resort',
    options: { whenExhausted: 'fail' },
    path: 'whenExhausted',
    says: 'expected an object, got a string of 4 characters',
  },
  {
    what: 'an unknown kind of exhaustion',
    options: { whenExhausted: { limit: 'fail' } },
    path: 'whenExhausted.limit',
    says: 'unknown option "limit"; did you mean "limits"?',
  },
  {
    what: 'an answer to bad health',
    options: { whenExhausted: { health: 'pannic' } },
    path: 'whenExhausted.health',
    says: 'unknown value "pannic"; did you mean "panic"?',
  },
  {
    what: 'an answer to limits',
    options: { whenExhausted: { limits: 'fial' } },
    path: 'whenExhausted.limits',
    says: 'unknown value "fial"; did you mean "fail"?',
  },
  {
    what: 'an answer to limits that is null',
    options: { whenExhausted: { limits: null } },
    path: 'whenExhausted.limits',
    says: 'expected an object, got null',
  },
  {
    what: 'a wait without its length',
    options: { whenExhausted: { limits: {} } },
    path: 'whenExhausted.limits.waitUpToMs',
    says: 'expected a number of at least 0 and at most 2147483647, got undefined',
  },
  {
    what: 'an answer to a store that is away',
    options: { onStoreFailure: 'close' },
    path: 'onStoreFailure',
    says: 'unknown value "close"; did you mean "closed"?',
  },
  {
    what: 'an answer to a stream that breaks',
    options: { onStreamFailure: 'retart' },
    path: 'onStreamFailure',
    says: 'unknown value "retart"; did you mean "restart"?',
  },
  {
    what: 'an answer to a stream that breaks that is no word',
    options: { onStreamFailure: true },
    path: 'onStreamFailure',
    says: 'expected one of error, restart, got true',
  },
  {
    what: 'a counter of tokens that is none',
    options: { countTokens: 'gpt-tokenizer' },
    path: 'countTokens',
    says: 'expected a function, got a string of 13 characters',
  },
  {
    what: 'budgets by their ids',
    options: { budgets: { daily: budget } },
    path: 'budgets',
    says: 'expected an array, got an object',
  },
  {
    what: 'a budget without a limit',
    options: { budgets: [budget, { id: 'idle', window: 'day' }] },
    path: 'budgets[1]',
    says: 'expected maxTokens or maxCostUsd, got undefined',
  },
  {
    what: 'a strict budget of tokens, which have no worst case',
    options: { budgets: [{ ...budget, strict: true }] },
    path: 'budgets[0].strict',
    says: 'it needs maxCostUsd: only money has a worst case',
  },
  {
    what: 'a budget that is strict in another way than yes or no',
    options: { budgets: [{ ...budget, maxCostUsd: 5, strict: 'very' }] },
    path: 'budgets[0].strict',
    says: 'expected true or false, got a string of 4 characters',
  },
  {
    what: 'a budget without an id',
    options: { budgets: [{ ...budget, id: undefined }] },
    path: 'budgets[0].id',
    says: 'expected a non-empty string, got undefined',
  },
  {
    what: 'a budget with an id of more than 48 characters',
    options: { budgets: [{ ...budget, id: 'b'.repeat(49) }] },
    path: 'budgets[0].id',
    says: 'expected at most 48 characters, got a string of 49 characters',
  },
  {
    what: 'two budgets of one id',
    options: { budgets: [budget, { ...budget, window: 'hour' }] },
    path: 'budgets[1].id',
    says: '"daily" is there twice',
  },
  {
    what: 'a budget over an unknown window',
    options: { budgets: [{ ...budget, window: 'week' }] },
    path: 'budgets[0].window',
    says: 'unknown value "week"; known: minute, hour, day, month',
  },
  {
    what: 'a budget over a window in ms',
    options: { budgets: [{ ...budget, window: 60_000 }] },
    path: 'budgets[0].window',
    says: 'expected one of minute, hour, day, month, got 60000',
  },
  {
    what: 'a budget for each of what there is not',
    options: { budgets: [{ ...budget, per: 'tenants' }] },
    path: 'budgets[0].per',
    says: 'unknown value "tenants"; did you mean "tenant"?',
  },
  {
    what: 'a budget with a misspelt key',
    options: { budgets: [{ ...budget, maxCostUSDs: 1 }] },
    path: 'budgets[0].maxCostUSDs',
    says: 'unknown option "maxCostUSDs"; did you mean "maxCostUsd"?',
  },
];

/** Every option but `providers`: none may be null, though each may be undefined. */
const OPTIONAL = [
  ...['limits', 'budgets', 'timeouts', 'models', 'routes', 'retryBudget', 'clock'],
  ...['detector', 'preference', 'router', 'store', 'cooldown', 'maxAttempts', 'fallbackOn'],
  ...['whenExhausted', 'onStoreFailure', 'storeCacheMs', 'random', 'generateId'],
  ...['onStreamFailure', 'countTokens', 'difficulty'],
];

describe('the constructor refuses', () => {
  it.each(WRONG_CHOICES)('$what: $says', ({ options, path, says }) => {
    const error = refusalOf(options);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it.each(OPTIONAL)('null for %s', (name) => {
    const { path, message } = refusalOf({ [name]: null });
    expect(path).toBe(name);
    expect(message).toMatch(/^\w+: expected .+, got null$/);
  });

  it('null for whenExhausted.health', () => {
    const { path } = refusalOf({ whenExhausted: { health: null } });
    expect(path).toBe('whenExhausted.health');
  });
});

describe('the constructor takes', () => {
  it.each([
    ['no budgets', { budgets: [] }],
    ['both answers to exhaustion', { whenExhausted: { health: 'fail', limits: 'fail' } }],
    ['a wait of no time', { whenExhausted: { limits: { waitUpToMs: 0 } } }],
    ['the greatest lengths', { budgets: [{ ...budget, id: 'b'.repeat(48), per: 'tenant' }] }],
    [
      'every window',
      {
        budgets: ['minute', 'hour', 'day', 'month'].map((window) => ({
          ...budget,
          id: window,
          window,
        })),
      },
    ],
    ['every kind to go on after', { fallbackOn: ['content-filter', 'invalid-request'] }],
    ['a store that must be there', { onStoreFailure: 'closed' }],
    ['a store that need not be there', { onStoreFailure: 'open' }],
    ['streams that end with an error', { onStreamFailure: 'error' }],
    ['streams that begin anew', { onStreamFailure: 'restart' }],
    ['a counter of tokens', { countTokens: (text: string) => text.length }],
  ])('%s', (_, options) => {
    expect(() => configured(options)).not.toThrow();
  });
});
