import type { Dated } from '../model/board.js';
import { ago } from '../model/format.js';
import type { Incident } from '../model/incident.js';
import { element, say } from './elements.js';

/** How many are shown: the newest. */
const SHOWN = 30;

/** What did not go as planned, newest first. */
export class IncidentsView {
  readonly #list = element('ul', {
    class: 'list scroll',
    role: 'list',
    tabindex: '0',
    'aria-labelledby': 'incidents-title',
  });
  readonly #empty = element('p', { class: 'empty' }, 'Nothing has gone wrong.');
  readonly #ages = new Map<Dated<Incident>, { readonly age: Node; readonly item: HTMLLIElement }>();

  constructor(place: HTMLElement) {
    place.append(this.#list, this.#empty);
  }

  show(incidents: readonly Dated<Incident>[], now: number): void {
    const shown = incidents.slice(0, SHOWN);
    for (const [incident, { item }] of this.#ages) {
      if (shown.includes(incident)) continue;
      item.remove();
      this.#ages.delete(incident);
    }
    for (const [index, incident] of shown.entries()) this.#place(incident, index);
    for (const [{ at }, { age }] of this.#ages) say(age, ago(now - at));
    this.#empty.hidden = shown.length > 0;
    this.#list.hidden = shown.length === 0;
  }

  #place(incident: Dated<Incident>, index: number): void {
    const known = this.#ages.get(incident);
    if (known !== undefined) return;
    const { kind, title, detail, tone } = incident.value;
    const age = element('span', { class: 'age' });
    const item = element(
      'li',
      {},
      element(
        'div',
        { class: 'line' },
        element('span', { class: 'state', 'data-tone': tone }, kind),
        element('strong', {}, title),
        age,
      ),
      element('p', { class: 'note' }, detail),
    );
    this.#list.insertBefore(item, this.#list.children[index] ?? null);
    this.#ages.set(incident, { age, item });
  }
}
