import { describe, expect, it } from 'vitest';
import {
  availabilityText,
  clockText,
  countText,
  durationText,
  numberOf,
  percentText,
  usdText,
} from '../../../../src/testing/simulation/report/report-figures.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

describe('the figures of a report', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_234_567, '1,234,567'],
    [0.25, '0.25'],
  ])('groups the digits of %d', (count, text) => {
    expect(countText(count)).toBe(text);
  });

  it('has a plural', () => {
    expect([0, 1, 2, 1_000].map((count) => numberOf('rest', count))).toEqual([
      '0 rests',
      '1 rest',
      '2 rests',
      '1,000 rests',
    ]);
  });

  it.each([
    [0, '0 %'],
    [0.0000342, '0.0034 %'],
    [0.0523, '5.2 %'],
    [0.5, '50 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
  ])('tells the share %d in two digits', (share, text) => {
    expect(percentText(share)).toBe(text);
  });

  it.each([
    [0.98, '98.000 %'],
    [0.999, '99.900 %'],
    [0.9999, '99.990 %'],
    [0.99999, '99.999 %'],
    [0.999996, '99.9996 %'],
    [0.999999, '99.9999 %'],
    [1 - 1e-8, '99.999999 %'],
    [1, '100 %'],
    [0, '0.000 %'],
    [Number.NaN, '–'],
  ])('tells an availability of %d from all of it', (share, text) => {
    expect(availabilityText(share)).toBe(text);
  });

  it('does not go on for ever where all is out of reach', () => {
    expect(availabilityText(1 - Number.EPSILON / 2)).toBe('100.000000000000 %');
  });

  it.each([
    [undefined, 'unknown'],
    [0, '$0.00'],
    [1e-7, '$0.00000010'],
    [0.00123, '$0.0012'],
    [0.5, '$0.50'],
    [0.994, '$0.99'],
    [0.995, '$1.00'],
    [1_234.567, '$1,234.57'],
  ])('tells %d USD in as many digits as matter', (usd, text) => {
    expect(usdText(usd)).toBe(text);
  });

  it.each([
    [Number.NaN, '–'],
    [0, '0 ms'],
    [0.25, '0.25 ms'],
    [9.994, '9.99 ms'],
    [9.995, '10 ms'],
    [12.34, '12.3 ms'],
    [99.94, '99.9 ms'],
    [99.95, '100 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [1_234, '1.23 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min'],
    [MINUTE, '1 min'],
    [90 * SECOND, '1 min 30 s'],
    [HOUR - SECOND, '59 min 59 s'],
    [HOUR - 500, '1 h'],
    [HOUR, '1 h'],
    [HOUR + 59 * SECOND, '1 h'],
    [5 * HOUR + 12 * MINUTE, '5 h 12 min'],
    [24 * HOUR, '24 h'],
    [1_200 * HOUR, '1,200 h'],
  ])('tells %d ms in three digits or two units', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [0, '0:00:00'],
    [49, '0:00:00'],
    [50, '0:00:00.1'],
    [9_900, '0:00:09.9'],
    [9_950, '0:00:10'],
    [59_949, '0:00:59.9'],
    [59_950, '0:01:00'],
    [HOUR - 50, '1:00:00'],
    [3 * HOUR + 2 * MINUTE + 1_500, '3:02:01.5'],
    [31 * HOUR + 45 * MINUTE, '31:45:00'],
  ])('tells the moment %d ms after the start', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});
