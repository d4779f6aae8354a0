import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportText } from '../../../../src/testing/simulation/report/report-text.js';
import { anyBand, anyModel, anyReport, NOTHING_MEASURED } from './any-report.js';

function linesOf(...fields: Parameters<typeof anyReport>) {
  return reportText(anyReport(...fields)).split('\n');
}

/** What follows a title, up to the next empty line; without its head and rule. */
function rowsBelow(title: string, ...fields: Parameters<typeof anyReport>) {
  const lines = linesOf(...fields);
  const start = lines.indexOf(title);
  if (start < 0) return [];
  const rows = lines.slice(start + 4);
  const end = rows.indexOf('');
  return (end < 0 ? rows : rows.slice(0, end)).map((row) => row.replace(/ {2,}/g, '  '));
}

describe('reportText', () => {
  it('begins with what everybody asks first', () => {
    const text = linesOf({
      seconds: 86_400,
      seed: 7,
      requests: 1_000_012,
      answered: 999_910,
      aborted: 12,
      failures: { 'all-attempts-failed': 88, 'request-timeout': 2 },
      availability: 0.99991,
      timeToFirstTokenMs: { p50: 300, p95: 800, p99: 900, max: 1_000 },
      cooldowns: [anyBand(), anyBand({ fromMs: 0, toMs: 90_000 })],
    });
    expect(text.slice(0, 11)).toEqual([
      'Simulation of 24 h, seed 7',
      '',
      'Availability     99.991 %   999,910 of 1,000,000 requests answered',
      'Requests         1,000,012  90 failed, 12 left by their callers',
      'Attempts         110        10 fallbacks',
      'Latency p50      600 ms     p95 2 s, p99 4 s, max 8 s',
      'First token p50  300 ms     p95 800 ms, p99 900 ms, max 1 s',
      'Tokens           30,000     20,000 in, 10,000 out',
      'Cost             $1.50      $0.0015 per 1,000 answers',
      'Cooldowns        2          the longest 1 min 30 s',
      '',
    ]);
  });

  it('says nothing of what was not measured', () => {
    const { costUsd: _, ...unpriced } = anyReport({
      answered: 0,
      availability: 0,
      latencyMs: NOTHING_MEASURED,
    });
    const text = reportText(unpriced);
    expect(text).not.toMatch(/Latency|First token|per 1,000|NaN|undefined/);
    expect(text).toMatch(/^Cost {10}unknown$/m);
    expect(text).toMatch(/^Cooldowns {5}0$/m);
  });

  it('knows no cost of an answer where none came', () => {
    expect(reportText(anyReport({ answered: 0, costUsd: 0.25 }))).toMatch(/^Cost +\$0\.25$/m);
  });

  it('has a line for each model', () => {
    const beta = anyModel({ model: 'south/beta', attempts: 1_200, aborted: 3, failures: {} });
    expect(rowsBelow('Models', { models: [anyModel(), beta] })).toEqual([
      'north/alpha  110  98  12  0  600 ms  2 s  4 s',
      'south/beta  1,200  98  0  3  600 ms  2 s  4 s',
    ]);
  });

  it('tells what each has used and how long it rested, as a share of the time too', () => {
    const { costUsd: _, ...unpriced } = anyModel({
      model: 'south/beta',
      rests: 2,
      restedMs: 2_500,
      probes: 1,
    });
    expect(
      rowsBelow('What they used, and how they rested', { models: [anyModel(), unpriced] }),
    ).toEqual([
      'north/alpha  20,000  10,000  $1.50  0  –  0',
      'south/beta  20,000  10,000  unknown  2  2.5 s (25 %)  1',
    ]);
  });

  it('tells of each model that failed how, the most frequent first', () => {
    const failing = anyModel({ attempts: 200, failures: { hang: 0, timeout: 2, server: 8 } });
    const sound = anyModel({ model: 'south/beta', failures: { server: 0 } });
    expect(rowsBelow('Failed attempts', { models: [sound, failing] })).toEqual([
      'north/alpha  10  5 %  server 8, timeout 2',
    ]);
    expect(linesOf({ models: [sound] })).not.toContain('Failed attempts');
  });

  it('tells how requests failed, the most frequent first', () => {
    const failures = { 'request-timeout': 1, 'all-attempts-failed': 3, 'budget-exceeded': 0 };
    expect(rowsBelow('Failed requests', { requests: 1_000, failures })).toEqual([
      'all-attempts-failed  3  0.3 %',
      'request-timeout  1  0.1 %',
    ]);
    expect(linesOf({ failures: {} })).not.toContain('Failed requests');
  });

  it('groups cooldowns by target and policy, the longest in all first', () => {
    const cooldowns = [
      anyBand({ target: 'north', policy: 'rejection', fromMs: 0, toMs: 9_000 }),
      anyBand({ fromMs: 0, toMs: 5_000 }),
      anyBand({ policy: 'rate-limit', fromMs: 6_000, toMs: 7_000 }),
      anyBand({ fromMs: 7_000, toMs: 13_000 }),
    ];
    expect(rowsBelow('Cooldowns', { cooldowns })).toEqual([
      'north/alpha  failure  2  11 s  6 s',
      'north  rejection  1  9 s  9 s',
      'north/alpha  rate-limit  1  1 s  1 s',
    ]);
    expect(linesOf()).not.toContain('Cooldowns');
  });

  it('does not take one target for another because of how they are written', () => {
    const cooldowns = [
      anyBand({ target: 'a","b', policy: 'c' }),
      anyBand({ target: 'a', policy: 'b","c' }),
    ];
    expect(rowsBelow('Cooldowns', { cooldowns })).toHaveLength(2);
  });

  it('shows the first eight cooldowns, with their times and reasons', () => {
    const cooldowns = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((second) =>
      anyBand({ fromMs: second * 1_000, toMs: second * 1_000 + 500 }),
    );
    const rows = rowsBelow('The first cooldowns', { cooldowns });
    expect(rows).toHaveLength(8);
    expect(rows[0]).toBe('0:00:01  500 ms  north/alpha  failure  5 failures in a row');
    expect(rows[7]).toBe('0:00:08  500 ms  north/alpha  failure  5 failures in a row');
    expect(linesOf()).not.toContain('The first cooldowns');
  });

  it('ends with the violations, where there are any', () => {
    const long = `an attempt ${'was booked and '.repeat(8)}booked`;
    const text = linesOf({ violations: ['one\nthing', long] });
    const end = text.slice(text.indexOf('2 violations'));
    expect(end.slice(0, 3)).toEqual(['2 violations', '', '- one thing']);
    expect(end[3]).toMatch(/^- an attempt was /);
    expect(end[4]).toMatch(/^ {2}\S/);
    expect(linesOf({ violations: ['one'] })).toContain('1 violation');
    expect(reportText(anyReport())).not.toContain('violation');
  });

  it('keeps to 100 columns without colours, whatever the names and reasons are', () => {
    const someText = fc.string({ unit: 'grapheme', maxLength: 150 });
    fc.assert(
      fc.property(someText, someText, someText, (name, reason, violation) => {
        const text = reportText(
          anyReport({
            models: [anyModel({ model: `north/${name}`, failures: { [name]: 1, b: 2 } })],
            failures: { [name]: 1 },
            cooldowns: [anyBand({ target: name, policy: reason, reason })],
            violations: [violation],
          }),
        );
        for (const line of text.split('\n')) {
          expect(Array.from(line).length).toBeLessThanOrEqual(100);
        }
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
