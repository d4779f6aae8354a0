import { compact, countdown, duration, NOTHING, usd, whole } from '../model/format.js';
import type { Gauge, ModelRow, ModelState } from '../model/model-rows.js';
import { Bar, element, mark, modelName, say } from './elements.js';
import { type Column, cell, rowHeading, table } from './table.js';

const COLUMNS = {
  model: { title: 'Model' },
  state: { title: 'State' },
  inFlight: { title: 'In flight', hint: 'attempts under way', isNumber: true },
  requests: { title: 'Attempts / min', isNumber: true },
  failures: { title: 'Failed / min', isNumber: true },
  p50: { title: 'p50', hint: 'half of its last answers took no longer', isNumber: true },
  p90: { title: 'p90', hint: '9 of 10 of its last answers took no longer', isNumber: true },
  p99: { title: 'p99', hint: '99 of 100 of its last answers took no longer', isNumber: true },
  tokensPerMinute: { title: 'Tokens / min', isNumber: true },
  tokensPerHour: { title: 'Tokens / h', isNumber: true },
  cost: { title: 'Cost / h', isNumber: true },
} as const satisfies Record<string, Column>;

const NANO_USD = 1e9;

/** Every model: whether it may be asked, what it does now, and how far it may go. */
export class ModelsView {
  readonly #body: HTMLTableSectionElement;
  readonly #rows = new Map<string, RowView>();

  constructor(place: HTMLElement) {
    const caption = 'Models, with percentiles of their last 200 answers and what they used';
    const { element: made, body } = table(caption, Object.values(COLUMNS));
    made.classList.add('models');
    place.append(made);
    this.#body = body;
  }

  show(rows: readonly ModelRow[]): void {
    for (const row of rows) this.#view(row.model).show(row);
  }

  #view(model: string): RowView {
    const known = this.#rows.get(model);
    if (known !== undefined) return known;
    const view = new RowView(model);
    this.#rows.set(model, view);
    this.#body.append(view.element);
    return view;
  }
}

class RowView {
  readonly element: HTMLTableRowElement;
  readonly #state = element('span', { class: 'state' });
  readonly #inFlight = new GaugeView();
  readonly #requests = new GaugeView();
  readonly #failures = element('span');
  readonly #p50 = element('span');
  readonly #p90 = element('span');
  readonly #p99 = element('span');
  readonly #perMinute = new GaugeView();
  readonly #perHour = new GaugeView();
  readonly #cost = element('span');

  constructor(model: string) {
    this.element = element(
      'tr',
      { role: 'row' },
      rowHeading(COLUMNS.model, modelName(model)),
      cell(COLUMNS.state, this.#state),
      cell(COLUMNS.inFlight, this.#inFlight.element),
      cell(COLUMNS.requests, this.#requests.element),
      cell(COLUMNS.failures, this.#failures),
      cell(COLUMNS.p50, this.#p50),
      cell(COLUMNS.p90, this.#p90),
      cell(COLUMNS.p99, this.#p99),
      cell(COLUMNS.tokensPerMinute, this.#perMinute.element),
      cell(COLUMNS.tokensPerHour, this.#perHour.element),
      cell(COLUMNS.cost, this.#cost),
    );
  }

  show(row: ModelRow): void {
    const { latencies, lastMinute, lastHour } = row;
    say(this.#state, stateText(row.state));
    mark(this.#state, 'data-tone', TONES[row.state.name]);
    this.#inFlight.show(row.concurrency, whole);
    this.#requests.show(row.requestsPerMinute, whole);
    say(this.#failures, whole(lastMinute.failures));
    mark(this.#failures, 'data-tone', lastMinute.failures > 0 ? 'bad' : undefined);
    say(this.#p50, duration(latencies.p50));
    say(this.#p90, duration(latencies.p90));
    say(this.#p99, duration(latencies.p99));
    this.#perMinute.show(row.tokensPerMinute, compact);
    this.#perHour.show(row.tokensPerHour, compact);
    say(this.#cost, lastHour.requests === 0 ? NOTHING : usd(lastHour.nanoUsd / NANO_USD));
  }
}

/** What was used, and of how much, where there is a limit. */
class GaugeView {
  readonly #text = element('span');
  readonly #bar = new Bar();
  readonly element = element('span', { class: 'gauge' }, this.#text, this.#bar.element);

  show({ used, limit }: Gauge, format: (count: number) => string): void {
    this.#bar.element.hidden = limit === undefined;
    if (limit === undefined) {
      say(this.#text, format(used));
      return;
    }
    say(this.#text, `${format(used)} of ${format(limit.max)}`);
    this.#bar.show(limit.max === 0 ? used : used / limit.max);
    const beyond =
      limit.policy === undefined ? 'then it is passed by' : `then it rests (${limit.policy})`;
    mark(this.element, 'title', `at most ${whole(limit.max)}, ${beyond}`);
  }
}

const TONES = { available: 'good', resting: 'bad', probe: 'warn', off: 'idle' } as const;

function stateText({ name, reason, remainingMs = 0 }: ModelState): string {
  if (name === 'resting') return `resting ${countdown(remainingMs)}`;
  if (name === 'probe') return 'awaits probe';
  return name === 'off' ? (reason ?? 'off') : name;
}
