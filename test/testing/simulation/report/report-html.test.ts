import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../../src/testing/simulation/report/report-html.js';
import { reportText } from '../../../../src/testing/simulation/report/report-text.js';
import { anyBand, anyModel, anyReport } from './any-report.js';
import { elements, tags } from './elements.js';

function pageOf(...fields: Parameters<typeof anyReport>): string {
  return reportHtml(anyReport(...fields));
}

/** A report in which all that others name is called so. */
function named(name: string) {
  return anyReport({
    models: [anyModel({ model: `${name}/${name}`, failures: { [`a${name}`]: 1 } })],
    failures: { [`a${name}`]: 1 },
    cooldowns: [
      anyBand({ models: [`${name}/${name}`], target: name, policy: name, reason: name }),
      anyBand({
        scope: 'provider',
        target: name,
        policy: name,
        reason: name,
        models: [`${name}/${name}`],
      }),
    ],
    violations: [name],
  });
}

function textOf(markup: string): string {
  return markup.replace(/<[^>]*>/g, '');
}

describe('reportHtml', () => {
  it('is a page that needs nothing else, and lets nothing run', () => {
    const page = pageOf({ cooldowns: [anyBand()] });
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('<title>Simulation of 10 s, seed 1</title>');
    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`,
    );
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:|src=|href=|\son\w+=/);
  });

  it('closes what it opens, in order', () => {
    const page = pageOf({ cooldowns: [anyBand()], violations: ['one'] });
    const open: string[] = [];
    const wrong: string[] = [];
    for (const [tag, end, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z]\w*)([^>]*)>/g)) {
      if (end === '' && !rest.endsWith('/') && name !== 'meta') open.push(name);
      if (end === '/' && open.pop() !== name) wrong.push(tag);
    }
    expect([...open, ...wrong]).toEqual([]);
  });

  it('says in its summary and tables what the text says', () => {
    const report = anyReport({
      cooldowns: [anyBand(), anyBand({ policy: 'rate-limit', reason: 'Retry-After of 5 s' })],
      models: [anyModel({ rests: 2, restedMs: 10_000 }), anyModel({ model: 'south/beta' })],
    });
    const page = reportHtml(report);
    const cells = ['dt', 'dd', 'th', 'td'].flatMap((tag) => elements(page, tag));
    const text = reportText(report).replace(/\s+/g, ' ');
    expect(cells.length).toBeGreaterThan(60);
    for (const { content } of cells) expect(text).toContain(textOf(content).trim());
  });

  it('has tables that can be read to those who do not see them', () => {
    const page = pageOf({ models: [anyModel(), anyModel({ model: 'south/beta' })] });
    const [table] = elements(page, 'table');
    expect(elements(page, 'h2').find(({ attributes }) => attributes['id'] === 'table-0')).toEqual({
      attributes: { id: 'table-0' },
      content: 'Models',
    });
    expect(table?.attributes['aria-labelledby']).toBe('table-0');
    const [head, , , , , , , , alpha, beta] = elements(table?.content ?? '', 'th');
    expect(head).toEqual({ attributes: { scope: 'col' }, content: 'Model' });
    expect([alpha, beta].map((row) => textOf(row?.content ?? ''))).toEqual([
      'north/alpha',
      'south/beta',
    ]);
    expect(alpha?.attributes).toEqual({ scope: 'row' });
    expect(elements(table?.content ?? '', 'td')[0]).toEqual({
      attributes: { class: 'number' },
      content: '110',
    });
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives a model the same colour in the key, the charts and the tables', () => {
    const models = [anyModel(), anyModel({ model: 'south/beta' })];
    const page = pageOf({ models, cooldowns: [anyBand({ target: 'south/beta' })] });
    const [key] = elements(page, 'ul');
    expect(elements(key?.content ?? '', 'li').map(({ content }) => content)).toEqual([
      '<i class="swatch model-0"></i>north/alpha',
      '<i class="swatch model-1"></i>south/beta',
    ]);
    const rows = elements(page, 'th').filter(({ content }) => content.endsWith('south/beta'));
    expect(rows).toHaveLength(4);
    for (const { content } of rows) expect(content).toContain('model-1');
    const colours = elements(page, 'path').map(({ attributes }) => attributes['class']);
    expect(colours).toEqual(['model-1', 'model-0', 'model-1', 'model-0', 'failed']);
  });

  it('has ten colours for models, each of them once; for more a grey', () => {
    const models = Array.from({ length: 12 }, (_, index) => anyModel({ model: `north/${index}` }));
    const page = pageOf({ models });
    const [key] = elements(page, 'ul');
    const classes = elements(key?.content ?? '', 'i').map(({ attributes }) => attributes['class']);
    expect(classes.slice(9)).toEqual(['swatch model-9', 'swatch others', 'swatch others']);
    const colours = [...page.matchAll(/\.model-\d \{ color: (#[0-9a-f]{6}) \}/g)].map(
      ([, it]) => it,
    );
    expect(new Set(colours).size).toBe(10);
    expect(page).toContain('.others { color: ');
  });

  it('colours cooldowns by policy, by the alphabet, with seven colours', () => {
    const policies = ['h', 'b', 'a', 'c', 'd', 'e', 'f', 'g', 'a'];
    const page = pageOf({ cooldowns: policies.map((policy) => anyBand({ policy })) });
    const key = elements(page, 'ul')[1]?.content ?? '';
    expect(
      elements(key, 'li')
        .map(({ content }) => textOf(content))
        .join(''),
    ).toBe('abcdefgh');
    expect(elements(key, 'i').map(({ attributes }) => attributes['class'])).toEqual([
      ...Array.from({ length: 7 }, (_, place) => `swatch policy-${place}`),
      'swatch others',
    ]);
    expect(page.match(/\.policy-\d \{ color: #[0-9a-f]{6} \}/g)).toHaveLength(7);
  });

  it('draws all over the same time, to the end of what was counted', () => {
    const ends = (page: string) =>
      [...page.matchAll(/<g class="axis">.*?([^>]*)<\/text><\/g>/g)].map(([, label]) => label);
    const cooldowns = [anyBand()];
    expect(ends(pageOf({ cooldowns }))).toEqual(['10 s', '10 s', '10 s', '10 s']);
    const timeline = { stepMs: 6_000, answered: [1, 1], failed: [0, 1] };
    expect(ends(pageOf({ cooldowns, timeline }))).toEqual(['12 s', '12 s', '12 s', '12 s']);
  });

  it('says so where nothing failed and nobody rested', () => {
    const page = pageOf({
      failures: {},
      models: [anyModel({ failures: {}, timeline: { answered: [1], failed: [0] } })],
      timeline: { stepMs: 1_000, answered: [1], failed: [0] },
    });
    expect(page.match(/<p class="none">None\.<\/p>/g)).toHaveLength(3);
    expect(page).toContain('<h2>Cooldowns</h2><p class="none">');
  });

  it('shows violations before all else, where there are any', () => {
    const page = pageOf({ violations: ['one <b>', 'two'] });
    expect(page).toContain('<h2>2 violations</h2>\n<ol><li>one &lt;b&gt;</li><li>two</li></ol>');
    expect(page.indexOf('<h2>2 violations')).toBeLessThan(page.indexOf('<figure>'));
    expect(pageOf()).not.toContain('<section class="violations">');
  });

  it('is for light and dark windows, and for paper', () => {
    const page = pageOf();
    expect(page).toContain('@media screen and (prefers-color-scheme: dark)');
    expect(page).toContain('@media print');
    expect(page).toContain('name="viewport"');
  });

  it('takes no name or reason for markup', () => {
    const page = reportHtml(named('<script>alert("1")</script>'));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    const plain = tags(reportHtml(named('x')));
    fc.assert(
      fc.property(
        fc.string({
          minLength: 1,
          unit: fc.constantFrom('<', '>', '&', '"', "'", '/', 'a', 'b', '=', '!', '-'),
        }),
        (name) => {
          expect(tags(reportHtml(named(name)))).toEqual(plain);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stays under 2 MB for a day of ten models with as many bands as are drawn', () => {
    const steps = Array.from({ length: 8_640 }, (_, step) => step % 7);
    const models = Array.from({ length: 10 }, (_, index) =>
      anyModel({
        model: `north/${'m'.repeat(40)}${index}`,
        timeline: { answered: steps, failed: steps },
      }),
    );
    const cooldowns = models.flatMap(({ model }) =>
      Array.from({ length: 200 }, (_, index) => {
        const fromMs = index * 432_000;
        return anyBand({
          fromMs,
          toMs: fromMs + 100_000,
          models: [model],
          reason: '"'.repeat(300),
        });
      }),
    );
    const timeline = { stepMs: 10_000, answered: steps, failed: steps };
    const page = reportHtml(anyReport({ seconds: 86_400, models, cooldowns, timeline }));
    expect(elements(page, 'rect').length).toBeGreaterThan(2_000);
    expect(new TextEncoder().encode(page).length).toBeLessThan(2_000_000);
  });
});
