import { describe, expect, it } from 'vitest';
import type { ReportData } from '../../../../src/testing/simulation/report/report-data.js';
import { restChart } from '../../../../src/testing/simulation/report/rest-chart.js';
import { anyBand, anyModel, anyReport } from './any-report.js';
import { elements } from './elements.js';

const COLOURS = new Map([
  ['failure', 'policy-0'],
  ['rate-limit', 'policy-1'],
]);

function chartOf(fields: Partial<ReportData>, endMs = 10_000): string {
  return restChart(anyReport(fields), endMs, COLOURS).text;
}

function bandsOf(page: string) {
  return elements(page, 'rect').filter(({ attributes }) => attributes['class'] !== 'track');
}

describe('restChart', () => {
  it('shows when a model rested, under which policy and why', () => {
    const [band, ...others] = bandsOf(chartOf({ cooldowns: [anyBand()] }));
    expect(band?.attributes).toEqual({
      class: 'policy-0',
      x: '10%',
      width: '50%',
      y: '20',
      height: '14',
    });
    expect(band?.content).toBe('<title>failure: 5 failures in a row\nat 0:00:01, for 5 s</title>');
    expect(others).toEqual([]);
  });

  it('has a row for each model, with what rested in it', () => {
    const rested = anyModel({ rests: 2, restedMs: 6_000 });
    const models = [rested, anyModel({ model: 'south/beta' })];
    const page = chartOf({ models, cooldowns: [anyBand({ models: ['south/beta'] })] });
    const [alpha, beta] = page.split('<svg class="row"').slice(1) as [string, string];
    expect(alpha).toMatch(/^ y="0" height="42">/);
    expect(beta).toMatch(/^ y="42" height="42">/);
    expect(elements(alpha, 'text').map(({ content }) => content)).toEqual([
      'north/alpha',
      '2 rests, 6 s in all',
    ]);
    expect(
      elements(beta, 'text')
        .map(({ content }) => content)
        .slice(0, 2),
    ).toEqual(['south/beta', 'no rest']);
    expect([alpha, beta].map((row) => bandsOf(row).length)).toEqual([0, 1]);
    expect(page).toContain('height="108"');
    expect(page).toContain('>north/alpha: 2 rests, 6 s in all; south/beta: no rest</desc>');
  });

  it('shows a rest of many in the row of each, and says whose it was', () => {
    const models = [anyModel(), anyModel({ model: 'north/beta' })];
    const provider = anyBand({
      scope: 'provider',
      target: 'north',
      models: ['north/alpha', 'north/beta'],
    });
    const bands = bandsOf(chartOf({ models, cooldowns: [provider] }));
    expect(bands).toHaveLength(2);
    expect(bands[1]?.content).toContain('\nthe whole provider north\nat ');
  });

  it('draws the shorter over the longer', () => {
    const cooldowns = [
      anyBand({ policy: 'rate-limit', fromMs: 2_000, toMs: 3_000 }),
      anyBand({ fromMs: 0, toMs: 9_000 }),
    ];
    const drawn = bandsOf(chartOf({ cooldowns })).map(({ attributes }) => attributes['class']);
    expect(drawn).toEqual(['policy-0', 'policy-1']);
  });

  it('ends with the chart, and is never too narrow to be seen', () => {
    const cooldowns = [
      anyBand({ fromMs: 9_000, toMs: 60_000 }),
      anyBand({ fromMs: 5_000, toMs: 5_001 }),
      anyBand({ fromMs: 70_000, toMs: 80_000 }),
    ];
    const places = bandsOf(chartOf({ cooldowns })).map(({ attributes: { x, width } }) => [
      x,
      width,
    ]);
    expect(places).toEqual([
      ['90%', '10%'],
      ['100%', '0.1%'],
      ['50%', '0.1%'],
    ]);
  });

  it('draws as one what is nearer than a pixel, and says how many there are', () => {
    const cooldowns = [0, 1, 2].map((ms) => anyBand({ fromMs: ms * 10, toMs: ms * 10 + 2 }));
    const [run, ...others] = bandsOf(chartOf({ cooldowns }, 20_000));
    expect(others).toEqual([]);
    expect(run?.content).toBe(
      '<title>failure: 5 failures in a row (and 2 more rests)\nat 0:00:00, for 22 ms</title>',
    );
    const [pair] = bandsOf(chartOf({ cooldowns: cooldowns.slice(1) }, 20_000));
    expect(pair?.content).toContain('(and 1 more rest)');
  });

  it('cuts a reason that is too long for a tooltip', () => {
    const reason = `${'a'.repeat(80)}b`;
    expect(bandsOf(chartOf({ cooldowns: [anyBand({ reason })] }))[0]?.content).toContain(
      `failure: ${'a'.repeat(80)}\n`,
    );
  });

  it('draws coarser where there would be more than 2,000', () => {
    const models = Array.from({ length: 5 }, (_, index) => anyModel({ model: `north/${index}` }));
    const cooldowns = models.flatMap(({ model }) =>
      Array.from({ length: 500 }, (_, index) =>
        anyBand({ fromMs: index * 20, toMs: index * 20 + 10, models: [model] }),
      ),
    );
    expect(bandsOf(chartOf({ models: models.slice(1), cooldowns }))).toHaveLength(2_000);
    const coarse = bandsOf(chartOf({ models, cooldowns }));
    expect(coarse.length).toBeLessThanOrEqual(2_000);
    expect(coarse.length).toBeGreaterThan(0);
  });

  it('does not look for ever for what cannot be drawn coarser', () => {
    const models = Array.from({ length: 2_001 }, (_, index) =>
      anyModel({ model: `north/${index}` }),
    );
    const cooldowns = [anyBand({ models: models.map(({ model }) => model) })];
    expect(bandsOf(chartOf({ models, cooldowns }))).toHaveLength(2_001);
  });

  it('has no colour for a policy that nobody named', () => {
    const [band] = bandsOf(chartOf({ cooldowns: [anyBand({ policy: 'other' })] }));
    expect(band?.attributes['class']).toBe('');
  });
});
