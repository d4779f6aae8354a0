import { describe, expect, it } from 'vitest';
import { countsAsRequest, healthOf } from '../../src/attempt/health.js';
import { aFailure } from '../support/builders.js';

describe('what a failure says about its model', () => {
  it.each(['overloaded', 'network', 'server', 'protocol'] as const)('%s is bad', (kind) => {
    expect(healthOf(aFailure(kind), true)).toBe('bad');
    expect(healthOf(aFailure(kind), false)).toBe('bad');
  });

  it.each([
    'rate-limit',
    'quota',
    'auth',
    'permission',
    'model-not-found',
    'not-found',
    'invalid-request',
    'context-length',
    'content-filter',
  ] as const)('%s says nothing', (kind) => {
    expect(healthOf(aFailure(kind, { status: 400 }), true)).toBe('neutral');
    expect(healthOf(aFailure(kind), false)).toBe('neutral');
  });

  it('a time-out is bad only if the model had its time', () => {
    expect(healthOf(aFailure('timeout'), true)).toBe('bad');
    expect(healthOf(aFailure('timeout'), false)).toBe('neutral');
  });

  it('a time-out that the vendor itself reports is bad whatever time it had', () => {
    expect(healthOf(aFailure('timeout', { status: 408 }), false)).toBe('bad');
  });

  it('an unknown failure is bad when the vendor answered, neutral when our side broke', () => {
    expect(healthOf(aFailure('unknown', { status: 418 }), false)).toBe('bad');
    expect(healthOf(aFailure('unknown'), true)).toBe('neutral');
  });
});

describe('whether a failure counts against limits of requests', () => {
  it.each(['auth', 'permission', 'model-not-found', 'not-found'] as const)(
    '%s does not',
    (kind) => {
      expect(countsAsRequest(aFailure(kind))).toBe(false);
    },
  );

  it.each([
    'rate-limit',
    'quota',
    'overloaded',
    'timeout',
    'server',
    'protocol',
    'invalid-request',
    'context-length',
    'content-filter',
    'unknown',
  ] as const)('%s does', (kind) => {
    expect(countsAsRequest(aFailure(kind, { billed: 'no' }))).toBe(true);
  });

  it('a lost connection does once the model may have run', () => {
    expect(countsAsRequest(aFailure('network'))).toBe(false);
    expect(countsAsRequest(aFailure('network', { billed: 'maybe' }))).toBe(true);
  });
});
