import type { AttemptOutcome } from '../../../../contracts/attempt.js';
import type { Decision } from '../../../decision-log.js';
import type { Dated } from '../model/board.js';
import { endingOf, outcomeOf } from '../model/decision.js';
import { ago, compact, counted, duration, NOTHING, usd, whole } from '../model/format.js';
import { type Content, element, mark, modelName, say } from './elements.js';
import { facts, planView } from './plan-view.js';
import { type Column, cell, filledTable, rowHeading, table } from './table.js';

const COLUMNS = {
  when: { title: 'When' },
  outcome: { title: 'Outcome' },
  intent: { title: 'Intent' },
  preference: { title: 'Preference' },
  model: { title: 'Model' },
  attempts: { title: 'Attempts', isNumber: true },
  latency: { title: 'Latency', isNumber: true },
  tokens: { title: 'Tokens', isNumber: true },
  cost: { title: 'Cost', isNumber: true },
} as const satisfies Record<string, Column>;

const ATTEMPTS: readonly Column[] = [
  { title: 'Attempt' },
  { title: 'Outcome' },
  { title: 'Message' },
  { title: 'Latency', isNumber: true },
  { title: 'First token', isNumber: true },
  { title: 'Tokens', isNumber: true },
  { title: 'Cost', isNumber: true },
];

/** Which of them are shown. */
const FILTERS = ['all', 'fell back', 'failed'] as const;
type Filter = (typeof FILTERS)[number];

/** The last requests: what was decided, what came of it, and behind a button of each the whole plan. */
export class DecisionsView {
  readonly #body: HTMLTableSectionElement;
  readonly #empty = element('p', { class: 'empty' }, 'No request has ended yet.');
  readonly #pause = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-pressed': 'false' },
    'Pause',
  );
  readonly #filter = element('select', { id: 'decision-filter' });
  readonly #rows = new Map<Dated<Decision>, DecisionRow>();
  #shown: readonly Dated<Decision>[] = [];

  /** @param onChange - to be called when another choice of decisions is to be shown */
  constructor(place: HTMLElement, controls: HTMLElement, onChange: () => void) {
    const { element: made, body } = table(
      'The last 100 requests, newest first',
      Object.values(COLUMNS),
    );
    made.classList.add('decisions');
    this.#body = body;
    place.append(made, this.#empty);
    this.#filter.append(...FILTERS.map((filter) => element('option', { value: filter }, filter)));
    controls.append(
      element('label', { for: 'decision-filter' }, 'Show '),
      this.#filter,
      this.#pause,
    );
    this.#filter.addEventListener('change', onChange);
    this.#pause.addEventListener('click', () => {
      mark(this.#pause, 'aria-pressed', String(!this.#isPaused));
      onChange();
    });
  }

  get #isPaused(): boolean {
    return this.#pause.getAttribute('aria-pressed') === 'true';
  }

  show(decisions: readonly Dated<Decision>[], now: number): void {
    if (!this.#isPaused) this.#shown = decisions;
    const waiting = decisions.filter((decision) => !this.#shown.includes(decision)).length;
    say(this.#pause, waiting === 0 ? 'Pause' : `Pause (${whole(waiting)} new)`);
    const filter = this.#filter.value as Filter;
    const rows = this.#shown.filter(({ value }) => filter === 'all' || endingOf(value) === filter);
    this.#place(rows);
    for (const [{ at }, row] of this.#rows) row.showAge(now - at);
    this.#empty.hidden = rows.length > 0;
    say(this.#empty, this.#shown.length === 0 ? 'No request has ended yet.' : 'None of them.');
  }

  #place(decisions: readonly Dated<Decision>[]): void {
    for (const [decision, row] of this.#rows) {
      if (decisions.includes(decision)) continue;
      row.remove();
      this.#rows.delete(decision);
    }
    let before: Element | null = null;
    // From the last one up, so that each goes before one that has its place.
    for (const decision of decisions.toReversed()) {
      const row = this.#rows.get(decision) ?? new DecisionRow(decision.value);
      this.#rows.set(decision, row);
      row.placeBefore(this.#body, before);
      before = row.element;
    }
  }
}

class DecisionRow {
  readonly element: HTMLTableRowElement;
  readonly #decision: Decision;
  readonly #age = element('span');
  readonly #button: HTMLButtonElement;
  readonly #details: HTMLTableRowElement;
  readonly #place: HTMLTableCellElement;

  constructor(decision: Decision) {
    this.#decision = decision;
    const { end } = decision;
    const id = `decision-${end.requestId}`;
    this.#button = element(
      'button',
      { type: 'button', class: 'disclosure', 'aria-expanded': 'false', 'aria-controls': id },
      this.#age,
      element('span', { class: 'hidden' }, `, request ${end.requestId}: why?`),
    );
    this.#button.addEventListener('click', () => this.#toggle());
    this.element = this.#row();
    this.#place = element('td', { colspan: '9', role: 'cell' });
    this.#details = element('tr', { role: 'row', id, class: 'details', hidden: '' }, this.#place);
  }

  showAge(ms: number): void {
    say(this.#age, ago(ms));
  }

  placeBefore(body: HTMLElement, next: Element | null): void {
    if (this.element.parentNode === body && this.#details.nextElementSibling === next) return;
    body.insertBefore(this.element, next);
    body.insertBefore(this.#details, next);
  }

  remove(): void {
    this.element.remove();
    this.#details.remove();
  }

  #row(): HTMLTableRowElement {
    const { plan, end } = this.#decision;
    const tone = TONES[endingOf(this.#decision) ?? 'aborted'];
    const model = end.model ?? end.attempts.at(-1)?.model;
    return element(
      'tr',
      { role: 'row' },
      rowHeading(COLUMNS.when, this.#button),
      cell(
        COLUMNS.outcome,
        element('span', { class: 'state', 'data-tone': tone }, outcomeOf(this.#decision)),
      ),
      cell(COLUMNS.intent, end.intent ?? NOTHING),
      cell(COLUMNS.preference, plan?.preference ?? NOTHING),
      cell(COLUMNS.model, model === undefined ? NOTHING : modelName(model)),
      cell(COLUMNS.attempts, whole(end.attempts.length)),
      cell(COLUMNS.latency, duration(end.latencyMs)),
      cell(COLUMNS.tokens, end.usage === undefined ? NOTHING : compact(end.usage.totalTokens)),
      cell(COLUMNS.cost, usd(end.costUsd)),
    );
  }

  #toggle(): void {
    const isOpen = this.#details.hidden;
    // Made when it is looked at: a hundred of them would be ten thousand elements.
    if (isOpen)
      this.#place.replaceChildren(element('div', { class: 'plan' }, ...detailsOf(this.#decision)));
    this.#details.hidden = !isOpen;
    mark(this.#button, 'aria-expanded', String(isOpen));
  }
}

const TONES = { answered: 'good', 'fell back': 'warn', failed: 'bad', aborted: 'idle' } as const;

function detailsOf({ plan, end }: Decision): readonly Content[] {
  const { attempts, error, tenant } = end;
  return [
    facts([
      ['Request', end.requestId],
      ...(tenant === undefined ? [] : [['Tenant', tenant] as const]),
      ...(error === undefined ? [] : [['Error', `${error.code}: ${error.message}`] as const]),
    ]),
    ...(plan === undefined
      ? [element('p', { class: 'empty' }, 'It ended before it was planned.')]
      : planView(plan)),
    ...(attempts.length === 0
      ? []
      : [
          filledTable(
            `What came of it: ${counted(attempts.length, 'attempt')}`,
            ATTEMPTS,
            attempts.map(attemptRow),
          ),
        ]),
  ];
}

function attemptRow({
  model,
  outcome,
  error,
  probe,
  ...attempt
}: AttemptOutcome): readonly Content[] {
  const { latencyMs, timeToFirstTokenMs, usage, costUsd, finishReason } = attempt;
  const said = error === undefined ? (finishReason ?? NOTHING) : error.message;
  return [
    modelName(model),
    [error?.kind ?? outcome, ...(probe ? ['probe'] : [])].join(', '),
    said,
    duration(latencyMs),
    duration(timeToFirstTokenMs),
    usage === undefined ? NOTHING : compact(usage.totalTokens),
    usd(costUsd),
  ];
}
