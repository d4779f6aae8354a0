import { countdown } from '../model/format.js';
import type { Rest } from '../model/rests.js';
import { Bar, element, say } from './elements.js';

/** Who rests, why, and for how long still. */
export class RestsView {
  readonly #list = element('ul', { class: 'list', role: 'list' });
  readonly #empty = element('p', { class: 'empty' }, 'Nobody rests.');
  #views = new Map<string, RestView>();

  constructor(place: HTMLElement) {
    place.append(this.#list, this.#empty);
  }

  show(rests: readonly Rest[], now: number): void {
    const shown = new Map<string, RestView>();
    for (const rest of rests) {
      const key = JSON.stringify([rest.scope, rest.target, rest.policy, rest.reason]);
      const view = this.#views.get(key) ?? new RestView(rest);
      view.show(rest, now);
      shown.set(key, view);
    }
    for (const [key, view] of this.#views) if (!shown.has(key)) view.element.remove();
    for (const [index, { element: item }] of [...shown.values()].entries()) {
      const there = this.#list.children[index];
      if (there !== item) this.#list.insertBefore(item, there ?? null);
    }
    this.#views = shown;
    this.#empty.hidden = rests.length > 0;
    this.#list.hidden = rests.length === 0;
  }
}

class RestView {
  readonly #left = element('span', { class: 'left' });
  readonly #bar = new Bar();
  readonly element: HTMLLIElement;

  constructor({ scope, target, reason, policy }: Rest) {
    const whom = scope === 'model' ? target : `${target} (${scope})`;
    this.element = element(
      'li',
      {},
      element('div', { class: 'line' }, element('strong', {}, whom), this.#left),
      this.#bar.element,
      element('p', { class: 'note' }, `${reason} · ${policy}`),
    );
  }

  show({ until, forMs }: Rest, now: number): void {
    const remainingMs = Math.max(0, until - now);
    say(this.#left, remainingMs === 0 ? 'awaits its probe' : countdown(remainingMs));
    this.#bar.show(forMs === 0 ? 0 : Math.min(0.79, remainingMs / forMs));
  }
}
