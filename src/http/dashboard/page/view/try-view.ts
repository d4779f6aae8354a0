import { PREFERENCES } from '../../../../contracts/model.js';
import type { RoutePlan } from '../../../../contracts/router.js';
import type { StreamEvent } from '../../../../contracts/stream.js';
import { counted, duration, usd } from '../model/format.js';
import type { ResultEvent, Server } from '../server.js';
import { element, mark, say } from './elements.js';
import { planSummary, planView } from './plan-view.js';

/** A prompt of one's own: first who would answer it, and why; then, if that is wanted, the answer as it comes. */
export class TryView {
  readonly #server: Server;
  readonly #prompt = element('textarea', {
    id: 'prompt',
    rows: '5',
    required: '',
    spellcheck: 'false',
  });
  readonly #preference = element('select', { id: 'preference' });
  readonly #explain = element('button', { type: 'submit' }, 'Show the plan');
  readonly #send = element('button', { type: 'button', class: 'primary', disabled: '' }, 'Send');
  readonly #stop = element('button', { type: 'button', class: 'quiet', hidden: '' }, 'Stop');
  readonly #status = element('p', { class: 'note', role: 'status' });
  readonly #plan = element('div', { class: 'plan' });
  readonly #answer = element('div', {
    class: 'answer',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Answer',
    hidden: '',
  });
  /** What the plan on the page is of. */
  #planned: string | undefined;
  #running: AbortController | undefined;

  constructor(place: HTMLElement, server: Server) {
    this.#server = server;
    const options = PREFERENCES.map((preference) => element('option', {}, preference));
    this.#preference.append(...options);
    this.#preference.value = 'balanced';
    const form = this.#form();
    place.append(form, element('div', {}, this.#status, this.#plan, this.#answer));
    place.classList.add('try');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#showPlan();
    });
    form.addEventListener('input', () => this.#check());
    this.#send.addEventListener('click', () => void this.#ask());
    this.#stop.addEventListener('click', () => this.#running?.abort());
    this.#prompt.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  #form(): HTMLFormElement {
    return element(
      'form',
      {},
      element('label', { for: 'prompt' }, 'Prompt'),
      this.#prompt,
      element(
        'div',
        { class: 'controls' },
        element('label', { for: 'preference' }, 'Preference '),
        this.#preference,
        this.#explain,
        this.#send,
        this.#stop,
      ),
    );
  }

  get #body() {
    const { value: preference } = this.#preference;
    return { prompt: this.#prompt.value, preference, stream: true };
  }

  /** A plan of another prompt says nothing about this one. */
  #check(): void {
    const isPlanned = this.#planned === JSON.stringify(this.#body);
    this.#send.disabled = !isPlanned || this.#running !== undefined;
    mark(this.#plan, 'data-stale', isPlanned ? undefined : '');
  }

  async #showPlan(): Promise<void> {
    const body = this.#body;
    say(this.#status, 'Planning');
    try {
      const plan = await this.#server.explain(body);
      this.#plan.replaceChildren(...planView(plan));
      this.#planned = JSON.stringify(body);
      say(this.#send, sendLabel(plan));
      say(this.#status, `The plan: ${planSummary(plan)}. Nothing has been sent.`);
    } catch (error) {
      this.#planned = undefined;
      this.#plan.replaceChildren();
      this.#fail(error);
    }
    this.#check();
  }

  async #ask(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#begin();
    try {
      const events = this.#server.generate(this.#body, running.signal);
      for await (const event of events) this.#take(event);
    } catch (error) {
      if (running.signal.aborted) say(this.#status, 'Stopped.');
      else this.#fail(error);
    } finally {
      this.#running = undefined;
      this.#stop.hidden = true;
      this.#check();
    }
  }

  #begin(): void {
    const hadFocus = document.activeElement === this.#send;
    this.#send.disabled = true;
    this.#stop.hidden = false;
    if (hadFocus) this.#stop.focus();
    this.#answer.hidden = false;
    mark(this.#answer, 'data-tone', undefined);
    this.#answer.replaceChildren();
    say(this.#status, 'Sent. Waiting for the first words.');
  }

  #take(event: StreamEvent | ResultEvent): void {
    if (event.type === 'text-delta') this.#answer.append(event.text);
    if (event.type === 'restart') {
      this.#answer.replaceChildren();
      say(this.#status, `${event.from} broke off (${event.reason}): ${event.to} begins anew.`);
    }
    if (event.type === 'result') say(this.#status, resultText(event.result));
  }

  #fail(error: unknown): void {
    say(this.#status, error instanceof Error ? error.message : 'It failed.');
  }
}

function sendLabel({ candidates }: RoutePlan): string {
  const [first] = candidates;
  return first === undefined ? 'Send all the same' : `Send to ${first.model}`;
}

function resultText({ model, fellBack, attempts, ...result }: ResultEvent['result']): string {
  const facts = [
    fellBack ? `after ${counted(attempts.length, 'attempt')}` : undefined,
    duration(result.latencyMs),
    counted(result.usage.totalTokens, 'token'),
    result.costUsd === undefined ? undefined : usd(result.costUsd),
  ];
  return `${model} answered: ${facts.filter((fact) => fact !== undefined).join(', ')}.`;
}
