import type { ModelReport } from '../simulation-report.js';
import { html, Markup } from './markup.js';
import type { ReportData } from './report-data.js';
import { numberOf } from './report-figures.js';
import { coloursOf, REPORT_STYLE } from './report-style.js';
import { type ReportTable, summaryOf, tablesOf, titleOf } from './report-tables.js';
import { restChart } from './rest-chart.js';
import { type Series, stackedChart } from './stacked-chart.js';

type Colours = ReadonlyMap<string, string>;

/**
 * The report as one page that needs nothing else: no script, no other file, no network. For narrow windows and wide
 * ones, light and dark ones, and for paper. With ten models under 2 MB, however long the simulation was.
 */
export function reportHtml(report: ReportData): string {
  const title = titleOf(report);
  const colours = coloursOf(
    'model',
    report.models.map(({ model }) => model),
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${summary(report)}
${violations(report)}
${charts(report, colours)}
${tablesOf(report).map((table, index) => tableMarkup(table, `table-${index}`, colours))}
</main>
</body>
</html>
`;
  return page.text;
}

function summary(report: ReportData): Markup {
  const figures = summaryOf(report).map(({ label, value, details }) => {
    const parts = details.map((detail, place) => {
      const comma = place < details.length - 1 ? ', ' : '';
      return html`<span>${detail}${comma}</span>`;
    });
    return html`<div><dt>${label}</dt><dd class="value">${value}</dd><dd class="detail">${parts}</dd></div>
`;
  });
  return html`<dl>
${figures}</dl>`;
}

function violations(report: ReportData): Markup {
  const { length } = report.violations;
  if (length === 0) return html``;
  return html`<section class="violations"><h2>${numberOf('violation', length)}</h2>
<ol>${report.violations.map((violation) => html`<li>${violation}</li>`)}</ol>
</section>`;
}

/** All over the same time, so that what happens in one can be looked for in the others. */
function charts(report: ReportData, colours: Colours): Markup {
  const { models, seconds, timeline } = report;
  const { stepMs } = timeline;
  const endMs = Math.max(seconds * 1_000, timeline.answered.length * stepMs);
  const time = { stepMs, endMs };
  const answered = models.map((model) => seriesOf(model, model.timeline.answered, colours));
  const failed = models.map((model) => seriesOf(model, model.timeline.failed, colours));
  const lost = [{ name: 'Failed requests', colour: 'failed', counts: timeline.failed }];
  return html`<section>
${legend(colours)}
${stackedChart({ id: 'answered', title: 'Answered attempts', series: answered, height: 220, ...time })}
${stackedChart({ id: 'failed', title: 'Failed attempts', series: failed, height: 110, ...time })}
${stackedChart({ id: 'lost', title: 'Failed requests', series: lost, height: 80, ...time })}
${cooldowns(report, endMs)}
</section>`;
}

function seriesOf({ model }: ModelReport, counts: readonly number[], colours: Colours): Series {
  return { name: model, colour: colours.get(model) as string, counts };
}

function cooldowns(report: ReportData, endMs: number): Markup {
  if (report.cooldowns.length === 0) return html`<h2>Cooldowns</h2><p class="none">None.</p>`;
  const policies = new Set(report.cooldowns.map(({ policy }) => policy));
  const colours = coloursOf('policy', [...policies].sort());
  return html`<figure><h2>Cooldowns <small>by policy</small></h2>
${legend(colours)}
${restChart(report, endMs, colours)}
</figure>`;
}

function legend(colours: Colours): Markup {
  const items = [...colours].map(([name, colour]) => html`<li>${swatch(colour)}${name}</li>`);
  return html`<ul class="legend">${items}</ul>`;
}

function swatch(colour: string): Markup {
  return html`<i class="swatch ${colour}"></i>`;
}

function tableMarkup({ title, columns, rows }: ReportTable, id: string, colours: Colours): Markup {
  const align = (place: number) => (columns[place]?.isNumber ? html` class="number"` : html``);
  const head = columns.map(
    ({ label }, place) => html`<th scope="col"${align(place)}>${label}</th>`,
  );
  const body = rows.map(([name = '', ...cells]) => {
    const data = cells.map((cell, index) => html`<td${align(index + 1)}>${cell}</td>`);
    return html`<tr><th scope="row"${align(0)}>${named(name, colours)}</th>${data}</tr>
`;
  });
  return html`<section><h2 id="${id}">${title}</h2>
<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}">
<table aria-labelledby="${id}">
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div></section>
`;
}

/** With its colour, where it is a model. */
function named(name: string, colours: Colours): Markup {
  const colour = colours.get(name);
  return colour === undefined ? html`${name}` : html`${swatch(colour)}${name}`;
}
