import { CHART_WIDTH, chartFrame, stretch } from './chart-frame.js';
import { type Tick, valueTicks } from './chart-scale.js';
import { html, type Markup } from './markup.js';
import { clockText, countText, durationText } from './report-figures.js';

/** With more columns they would be too narrow to rest the mouse on. */
const MOST_BINS = 300;

const UNITS = [
  { label: 'per second', ms: 1_000 },
  { label: 'per minute', ms: 60_000 },
  { label: 'per hour', ms: 3_600_000 },
] as const;
type Unit = (typeof UNITS)[number];

/** One colour of a stack. */
export interface Series {
  readonly name: string;
  /** The class that has the colour. */
  readonly colour: string;
  /** Within each step of the time. */
  readonly counts: readonly number[];
}

/** What is counted over the time of the simulation. */
export interface StackedChart {
  readonly id: string;
  readonly title: string;
  /** From the bottom of the stack to its top. */
  readonly series: readonly Series[];
  readonly stepMs: number;
  readonly endMs: number;
  /** Pixels. */
  readonly height: number;
}

/** Some steps of the time, drawn as one. */
interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of each series. */
  readonly counts: readonly number[];
  readonly total: number;
}

interface Scale {
  readonly unit: Unit;
  /** The value at the top, in the unit. */
  readonly end: number;
  readonly ticks: readonly Tick[];
}

/** Counts per time, stacked by colour; what each column stands for is told where the mouse rests. */
export function stackedChart(chart: StackedChart): Markup {
  const { id, title, height, endMs } = chart;
  const bins = binsOf(chart);
  const peak = bins.reduce<Bin | undefined>(higher, undefined);
  if (peak === undefined) return html`<figure><h2>${title}</h2><p class="none">None.</p></figure>`;
  const scale = scaleOf(peak);
  const content = html`${grid(scale, height)}
${areas(chart, bins, scale)}
<g class="bins">${bins.map((bin) => pointer(chart, bin))}</g>`;
  const description = descriptionOf(chart, peak);
  return html`<figure><h2>${title} <small>${scale.unit.label}</small></h2>
${chartFrame({ id, title, description, height, endMs, content })}
</figure>`;
}

function binsOf({ series, stepMs }: StackedChart): readonly Bin[] {
  const steps = Math.max(0, ...series.map(({ counts }) => counts.length));
  const size = Math.max(1, Math.ceil(steps / MOST_BINS));
  return Array.from({ length: Math.ceil(steps / size) }, (_, index) => {
    const first = index * size;
    const end = Math.min(first + size, steps);
    const counts = series.map((one) => sumOf(one.counts.slice(first, end)));
    return { fromMs: first * stepMs, toMs: end * stepMs, counts, total: sumOf(counts) };
  });
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function higher(most: Bin | undefined, bin: Bin): Bin | undefined {
  return perMs(bin.total, bin) > (most === undefined ? 0 : perMs(most.total, most)) ? bin : most;
}

/** The last bin may be shorter than the others. */
function perMs(count: number, { fromMs, toMs }: Bin): number {
  return count / (toMs - fromMs);
}

/** In the least unit of which there is a whole one at the peak. */
function scaleOf(peak: Bin): Scale {
  const rate = perMs(peak.total, peak);
  const unit = UNITS.find(({ ms }) => rate * ms >= 1) ?? UNITS[2];
  return { unit, ...valueTicks(rate * unit.ms) };
}

function grid({ ticks }: Scale, height: number): Markup {
  const lines = ticks.map(({ at, label }) => {
    const y = rounded(height * (1 - at));
    return html`<line x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y + 4}">${label}</text>`;
  });
  return html`<g class="values">${lines}</g>`;
}

/** The whole stack in the colour of its top, and before it, lower and lower, what is below. */
function areas(chart: StackedChart, bins: readonly Bin[], scale: Scale): Markup {
  const { series, height } = chart;
  const paths = series.map(({ colour }, place) => {
    const levels = bins.map((bin) => perMs(sumOf(bin.counts.slice(0, place + 1)), bin));
    const shares = levels.map((level) => (level * scale.unit.ms) / scale.end);
    return html`<path class="${colour}" d="${outline(shares, bins, chart)}"/>`;
  });
  // Only shapes are stretched to the width of the window: letters are outside.
  const box = html`viewBox="0 0 ${CHART_WIDTH} ${height}" preserveAspectRatio="none"`;
  return html`<svg class="areas" height="${height}" ${box}>
${paths.toReversed()}
</svg>`;
}

/** Up or down at the start of each bin, then level to its end. */
function outline(shares: readonly number[], bins: readonly Bin[], chart: StackedChart): string {
  const { endMs, height } = chart;
  const steps = bins.map(({ toMs }, index) => {
    const y = rounded(height * (1 - (shares[index] as number)));
    return `V${y}H${rounded((CHART_WIDTH * toMs) / endMs)}`;
  });
  return `M0 ${height}${steps.join('')}V${height}Z`;
}

/** Where the mouse rests on a bin. */
function pointer({ series, endMs, height }: StackedChart, bin: Bin): Markup {
  const { fromMs, toMs, counts, total } = bin;
  const parts = series.flatMap(({ name }, place) => {
    const count = counts[place] as number;
    return count === 0 ? [] : [`${name}: ${countText(count)}`];
  });
  const lines = [`${clockText(fromMs)} to ${clockText(toMs)}: ${countText(total)}`, ...parts];
  return html`<rect ${stretch(fromMs, toMs, endMs)} height="${height}"><title>${lines.join('\n')}</title></rect>`;
}

function descriptionOf({ series, endMs }: StackedChart, peak: Bin): string {
  const parts = series.map(({ name, counts }) => `${name} ${countText(sumOf(counts))}`);
  const most = `${countText(peak.total)} from ${clockText(peak.fromMs)} to ${clockText(peak.toMs)}`;
  return `Over ${durationText(endMs)}; at most ${most}. In all: ${parts.join(', ')}.`;
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
