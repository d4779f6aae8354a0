import { describe, expect, it } from 'vitest';
import { limitResetMs, retryAfterMs } from '../../src/errors/retry-after.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const from = (headers: Record<string, string>) => (name: string) => headers[name];

describe('retryAfterMs', () => {
  it.each([
    ['seconds', { 'retry-after': '2' }, 2_000],
    ['parts of a second', { 'retry-after': '0.0015' }, 2],
    ['no wait at all', { 'retry-after': '0' }, 0],
    ['a negative wait', { 'retry-after': '-5' }, 0],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 11:59:00 GMT' }, 0],
    ['a date of the other form', { 'retry-after': '2026-11-23T12:00:01.5Z' }, 1_500],
    ['milliseconds', { 'retry-after-ms': '1500.2' }, 1_501],
    ['negative milliseconds', { 'retry-after-ms': '-1' }, 0],
    ['milliseconds first', { 'retry-after-ms': '10', 'retry-after': '9' }, 10],
    [
      'seconds where the milliseconds are none',
      { 'retry-after-ms': 'soon', 'retry-after': '9' },
      9_000,
    ],
    ['spaces around', { 'retry-after': ' 3 ' }, 3_000],
  ])('reads %s', (_what, headers, expected) => {
    expect(retryAfterMs(from(headers), NOW)).toBe(expected);
  });

  it.each(['', ' ', 'soon', 'NaN', 'Infinity', '1e999', 'banana 5', '3 s', '2026-99-99T00:00:00Z'])(
    'knows nothing of %j',
    (text) => {
      expect(retryAfterMs(from({ 'retry-after': text }), NOW)).toBeUndefined();
    },
  );

  it('knows nothing where there is no header', () => {
    expect(retryAfterMs(() => null, NOW)).toBeUndefined();
  });
});

describe('limitResetMs', () => {
  it.each([
    ['100ms', 100],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['1h2m3s', 3_723_000],
    ['2m59.56s', 179_560],
    ['0.0001s', 1],
  ])('reads the Go duration %s', (reset, expected) => {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset };
    expect(limitResetMs(from(headers), NOW)).toBe(expected);
  });

  it.each(['', '12', 'soon', '1d', '-1s', '0s'])('knows nothing of %j', (reset) => {
    const headers = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': reset };
    expect(limitResetMs(from(headers), NOW)).toBeUndefined();
  });

  it.each(['requests', 'tokens', 'input-tokens', 'output-tokens'])(
    'reads the date at which %s free',
    (unit) => {
      const headers = {
        [`anthropic-ratelimit-${unit}-remaining`]: '0',
        [`anthropic-ratelimit-${unit}-reset`]: '2026-11-23T12:01:00Z',
      };
      expect(limitResetMs(from(headers), NOW)).toBe(60_000);
    },
  );

  it('waits for the last of the limits that are used up, and for no other', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '5s',
      'anthropic-ratelimit-requests-remaining': '1',
      'anthropic-ratelimit-requests-reset': '2026-11-23T13:00:00Z',
    };
    expect(limitResetMs(from(headers), NOW)).toBe(5_000);
  });

  it('ignores a reset in the past', () => {
    const headers = {
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2026-11-23T11:00:00Z',
    };
    expect(limitResetMs(from(headers), NOW)).toBeUndefined();
  });
});
