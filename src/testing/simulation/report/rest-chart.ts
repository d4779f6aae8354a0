import type { CooldownBand, ModelReport } from '../simulation-report.js';
import { type BandRun, bandRuns } from './band-runs.js';
import { CHART_WIDTH, chartFrame, stretch } from './chart-frame.js';
import { html, type Markup } from './markup.js';
import type { ReportData } from './report-data.js';
import { clockText, durationText, numberOf } from './report-figures.js';

/** Pixels of a row: its name, and below it the band. */
const ROW_HEIGHT = 42;
const BAND_TOP = 20;
const BAND_HEIGHT = 14;
/** More would make the page heavy: from there on things are drawn coarser. */
const MOST_RUNS = 2_000;
/** Of a reason, in a tooltip. */
const REASON_LENGTH = 80;

/** By policy, the class that has its colour. */
type Colours = ReadonlyMap<string, string>;

interface Row {
  readonly report: ModelReport;
  readonly runs: readonly BandRun[];
}

/** When each model rested, a row for each, in the colours of the policies; a tooltip tells why. */
export function restChart(report: ReportData, endMs: number, colours: Colours): Markup {
  const rows = rowsOf(report, endMs);
  return chartFrame({
    id: 'cooldowns',
    title: 'Cooldowns',
    description: rows.map(({ report: model }) => `${model.model}: ${restsText(model)}`).join('; '),
    height: rows.length * ROW_HEIGHT,
    endMs,
    content: html`${rows.map((row, index) => rowMarkup(row, index * ROW_HEIGHT, endMs, colours))}`,
  });
}

function rowsOf({ models, cooldowns }: ReportData, endMs: number): readonly Row[] {
  for (let leastMs = endMs / CHART_WIDTH; ; leastMs *= 2) {
    const rows = models.map((report) => {
      const bands = cooldowns.filter((band) => band.models.includes(report.model));
      return { report, runs: bandRuns(bands, leastMs) };
    });
    const count = rows.reduce((sum, { runs }) => sum + runs.length, 0);
    if (count <= MOST_RUNS || leastMs > endMs) return rows;
  }
}

function rowMarkup({ report, runs }: Row, y: number, endMs: number, colours: Colours): Markup {
  // The shorter on top: where two policies agree, both can be seen.
  const longestFirst = runs.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  return html`<svg class="row" y="${y}" height="${ROW_HEIGHT}">
<text y="13">${report.model}</text>
<text class="aside" x="100%" y="13">${restsText(report)}</text>
<rect class="track" y="${BAND_TOP}" width="100%" height="${BAND_HEIGHT}"/>
${longestFirst.map((run) => bandMarkup(run, endMs, colours.get(run.policy) ?? ''))}
</svg>`;
}

function bandMarkup(run: BandRun, endMs: number, colour: string): Markup {
  const place = html`${stretch(run.fromMs, run.toMs, endMs)} y="${BAND_TOP}" height="${BAND_HEIGHT}"`;
  return html`<rect class="${colour}" ${place}><title>${tooltipOf(run)}</title></rect>
`;
}

function tooltipOf({ policy, fromMs, toMs, bands }: BandRun): string {
  const [{ scope, target, reason }] = bands as readonly [CooldownBand];
  const more = bands.length === 1 ? '' : ` (and ${numberOf('more rest', bands.length - 1)})`;
  const whose = scope === 'model' ? [] : [`the whole ${scope} ${target}`];
  return [
    `${policy}: ${reason.slice(0, REASON_LENGTH)}${more}`,
    ...whose,
    `at ${clockText(fromMs)}, for ${durationText(toMs - fromMs)}`,
  ].join('\n');
}

function restsText({ rests, restedMs }: ModelReport): string {
  return rests === 0 ? 'no rest' : `${numberOf('rest', rests)}, ${durationText(restedMs)} in all`;
}

function lengthOf({ fromMs, toMs }: BandRun): number {
  return toMs - fromMs;
}
