import { type Tick, timeTicks } from './chart-scale.js';
import { html, type Markup } from './markup.js';

/** How wide a chart is in a wide window, in pixels, about. */
export const CHART_WIDTH = 1_000;

/** Below a chart, for the labels of its axis. */
const AXIS_HEIGHT = 24;
/** Behind this a label in the middle of its tick would not fit any more. */
const LAST_MIDDLE = 0.96;

/** What is drawn over the time of the simulation. */
export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** For those who cannot see it. */
  readonly description: string;
  /** Pixels, without the axis. */
  readonly height: number;
  /** Where the axis of time ends; above 0. */
  readonly endMs: number;
  readonly content: Markup;
}

/**
 * A chart with its axis of time. It is as wide as the page lets it be: places along the axis are percentages, so that
 * only shapes are stretched, not letters.
 */
export function chartFrame({ id, title, description, height, endMs, content }: Chart): Markup {
  const ticks = timeTicks(endMs);
  const names = html`aria-labelledby="${id}-title" aria-describedby="${id}-text"`;
  return html`<svg role="img" ${names} height="${height + AXIS_HEIGHT}">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${description}</desc>
<g class="grid">${ticks.map(({ at }) => lineAt(at, height))}</g>
${content}
<g class="axis">${ticks.map((tick, index) => labelOf(tick, index, height))}</g>
</svg>`;
}

/** Where some of the time lies: the attributes of a `rect`, which is never too narrow to be seen. */
export function stretch(fromMs: number, toMs: number, endMs: number): Markup {
  const from = Math.min(fromMs / endMs, 1);
  const to = Math.min(toMs / endMs, 1);
  return html`x="${along(from)}" width="${along(Math.max(to - from, 1 / CHART_WIDTH))}"`;
}

function lineAt(at: number, height: number): Markup {
  return html`<line x1="${along(at)}" x2="${along(at)}" y2="${height}"/>`;
}

function labelOf({ at, label }: Tick, index: number, height: number): Markup {
  const anchor = index === 0 ? 'start' : at > LAST_MIDDLE ? 'end' : 'middle';
  const name = index % 2 === 0 ? 'major' : 'minor';
  return html`<text class="${name}" x="${along(at)}" y="${height + 17}" text-anchor="${anchor}">${label}</text>`;
}

/** A share of the axis. */
function along(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}
