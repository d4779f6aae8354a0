import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/contracts/attempt.js';
import { type Verdict, verdictOn } from '../../src/fallback/verdict.js';
import { aFailure } from '../support/builders.js';

const NOWHERE: ReadonlySet<string> = new Set();

/** By kind: without more, where the server asks for a retry, where none will help. */
const VERDICTS: readonly (readonly [ErrorKind, Verdict, Verdict, Verdict])[] = [
  ['rate-limit', 'next', 'next', 'next-for-good'],
  ['overloaded', 'next', 'next', 'next-for-good'],
  ['server', 'next', 'retry', 'next-for-good'],
  ['protocol', 'next', 'retry', 'next-for-good'],
  ['network', 'retry', 'retry', 'next-for-good'],
  ['timeout', 'next-for-good', 'retry', 'next-for-good'],
  ['unknown', 'next-for-good', 'retry', 'next-for-good'],
  ['quota', 'next-for-good', 'next-for-good', 'next-for-good'],
  ['auth', 'next-for-good', 'next-for-good', 'next-for-good'],
  ['permission', 'next-for-good', 'next-for-good', 'next-for-good'],
  ['model-not-found', 'next-for-good', 'next-for-good', 'next-for-good'],
  ['not-found', 'next-for-good', 'next-for-good', 'next-for-good'],
  ['context-length', 'next-larger', 'next-larger', 'next-larger'],
  ['invalid-request', 'stop', 'stop', 'stop'],
  ['content-filter', 'stop', 'stop', 'stop'],
];

describe('what is done about a failure', () => {
  it.each(VERDICTS)('%s: %s', (kind, verdict) => {
    expect(verdictOn(aFailure(kind), NOWHERE)).toBe(verdict);
  });

  it.each(VERDICTS)('%s where the server asks for a retry', (kind, _, verdict) => {
    expect(verdictOn(aFailure(kind, { retryable: true }), NOWHERE)).toBe(verdict);
  });

  it.each(VERDICTS)('%s that will not heal', (kind, _without, _asked, verdict) => {
    expect(verdictOn(aFailure(kind, { retryable: false }), NOWHERE)).toBe(verdict);
  });

  it.each([
    ['timeout', 408, 'retry'],
    ['server', 409, 'retry'],
    ['unknown', 409, 'retry'],
    ['protocol', 408, 'retry'],
    ['server', 500, 'next'],
    ['server', 503, 'next'],
    ['server', 407, 'next'],
    ['server', 410, 'next'],
    ['timeout', 504, 'next-for-good'],
    ['unknown', 418, 'next-for-good'],
    ['rate-limit', 409, 'next'],
    ['invalid-request', 409, 'stop'],
  ] as const)('%s with a status of %i: %s', (kind, status, verdict) => {
    expect(verdictOn(aFailure(kind, { status }), NOWHERE)).toBe(verdict);
  });

  it.each([408, 409])('a server that says no retry helps is believed: %i', (status) => {
    const failure = aFailure('server', { status, retryable: false });
    expect(verdictOn(failure, NOWHERE)).toBe('next-for-good');
    const timeout = aFailure('timeout', { status, retryable: false });
    expect(verdictOn(timeout, NOWHERE)).toBe('next-for-good');
  });

  it('a connection that broke inside the answer is not repeated at once, because the model ran', () => {
    expect(verdictOn(aFailure('network', { billed: 'maybe' }), NOWHERE)).toBe('next');
    expect(verdictOn(aFailure('network', { billed: 'yes' }), NOWHERE)).toBe('next');
  });

  it('only a broken connection is known by its bill', () => {
    expect(verdictOn(aFailure('server', { billed: 'no' }), NOWHERE)).toBe('next');
    expect(verdictOn(aFailure('unknown', { billed: 'no' }), NOWHERE)).toBe('next-for-good');
  });

  it.each(['unsupported_parameter', 'unsupported_value'])(
    'a parameter that this one model refuses does not stop the request: %s',
    (vendorCode) => {
      expect(verdictOn(aFailure('invalid-request', { vendorCode }), NOWHERE)).toBe('next-for-good');
      expect(verdictOn(aFailure('content-filter', { vendorCode }), NOWHERE)).toBe('stop');
    },
  );

  it.each(['invalid-request', 'content-filter'] as const)(
    'another model is tried after %s where the user says so',
    (kind) => {
      expect(verdictOn(aFailure(kind), new Set([kind]))).toBe('next-for-good');
      const other = kind === 'content-filter' ? 'invalid-request' : 'content-filter';
      expect(verdictOn(aFailure(kind), new Set([other]))).toBe('stop');
      const coded = aFailure(kind, { vendorCode: 'invalid_prompt' });
      expect(verdictOn(coded, NOWHERE)).toBe('stop');
    },
  );
});
