import { type SecondCounts, total } from '../model/activity.js';
import type { Board } from '../model/board.js';
import { compact, counted, duration, NOTHING, percent, usd, whole } from '../model/format.js';
import type { ModelRow } from '../model/model-rows.js';
import { element, say } from './elements.js';

const NANO_USD = 1e9;

/** The numbers that say at a glance how it is. */
export class FiguresView {
  readonly #list: HTMLElement;
  readonly #figures = new Map<
    string,
    { readonly value: HTMLElement; readonly note: HTMLElement }
  >();

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  show(board: Board, models: readonly ModelRow[], now: number): void {
    const { snapshot, latencies } = board;
    const { answered, 'fell back': fellBack, failed } = total(board.lastMinute(now));
    const ended = answered + fellBack + failed;
    const inFlight = sum(models, (row) => row.inFlight);
    this.#figure('In flight', whole(inFlight), counted(models.length, 'model'));
    this.#figure('Requests, last minute', whole(ended), `${whole(fellBack)} after a fallback`);
    const share = ended === 0 ? NOTHING : percent((answered + fellBack) / ended);
    this.#figure('Answered', share, `${whole(failed)} failed`);
    const { p50, p90, p99, count } = latencies;
    this.#figure('Latency, median', duration(p50), `of the last ${counted(count, 'answer')}`);
    this.#figure('Latency, 9 of 10', duration(p90), `99 of 100: ${duration(p99)}`);
    const perMinute = sum(models, (row) => row.tokensPerMinute.used);
    const perHour = sum(models, (row) => row.tokensPerHour.used);
    this.#figure('Tokens, last minute', compact(perMinute), `${compact(perHour)} in the hour`);
    const cost = (window: 'lastMinute' | 'lastHour') =>
      snapshot && usd(sum(models, (row) => row[window].nanoUsd) / NANO_USD);
    this.#figure(
      'Cost, last hour',
      cost('lastHour') ?? NOTHING,
      `${cost('lastMinute') ?? NOTHING} in the minute`,
    );
  }

  #figure(title: string, value: string, note: string): void {
    const figure = this.#figures.get(title) ?? this.#add(title);
    say(figure.value, value);
    say(figure.note, note);
  }

  #add(title: string) {
    const figure = { value: element('dd'), note: element('dd', { class: 'note' }) };
    this.#figures.set(title, figure);
    this.#list.append(element('div', {}, element('dt', {}, title), figure.value, figure.note));
    return figure;
  }
}

function sum(rows: readonly ModelRow[], of: (row: ModelRow) => number): number {
  return rows.reduce((all, row) => all + of(row), 0);
}

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 40;
const ENDINGS = ['answered', 'fell back', 'failed'] as const;

/** The last minute, a bar for each second. */
export class ActivityView {
  readonly #svg = document.createElementNS(SVG, 'svg');

  constructor(figure: HTMLElement) {
    this.#svg.setAttribute('aria-hidden', 'true');
    this.#svg.setAttribute('preserveAspectRatio', 'none');
    const legend = ENDINGS.map((ending) => element('span', { 'data-ending': ending }, ending));
    const caption = element(
      'figcaption',
      {},
      element('span', {}, 'Requests by second, the last minute'),
      ...legend,
    );
    figure.append(caption, this.#svg);
  }

  show(seconds: readonly SecondCounts[]): void {
    const highest = Math.max(4, ...seconds.map((counts) => heightOf(counts)));
    this.#svg.setAttribute('viewBox', `0 0 ${seconds.length} ${HEIGHT}`);
    this.#svg.replaceChildren(
      ...seconds.flatMap((counts, index) => barOf(counts, index, HEIGHT / highest)),
    );
  }
}

function heightOf(counts: SecondCounts): number {
  return ENDINGS.reduce((height, ending) => height + counts[ending], 0);
}

function barOf(counts: SecondCounts, index: number, scale: number): readonly Element[] {
  let top = HEIGHT;
  return ENDINGS.filter((ending) => counts[ending] > 0).map((ending) => {
    const height = counts[ending] * scale;
    top -= height;
    return rectangle({ x: index + 0.14, y: top, width: 0.72, height }, ending);
  });
}

function rectangle(place: Readonly<Record<string, number>>, ending: string): Element {
  const bar = document.createElementNS(SVG, 'rect');
  for (const [name, value] of Object.entries(place)) bar.setAttribute(name, String(value));
  bar.setAttribute('data-ending', ending);
  return bar;
}
