import type { EventBase } from '../../contracts/events.js';
import type { AnyOrchestrator } from '../../orchestrator.js';
import { currentState } from './current-state.js';
import { type Begun, begunBy, EventMetrics } from './event-metrics.js';

const UNHEARD: Begun = { operation: '', preference: '' };

/** What an orchestrator has done since this was made, and how it is now, as Prometheus reads it. */
export class Metrics {
  readonly #orchestrator: AnyOrchestrator;
  readonly #events = new EventMetrics();
  /** Requests that run. Each one ends, so there are never more. */
  readonly #begun = new Map<string, Begun>();

  /** Listens to what it counts and to no more: an event that nobody hears costs its request nothing. */
  constructor(orchestrator: AnyOrchestrator) {
    this.#orchestrator = orchestrator;
    const events = this.#events;
    orchestrator.on('request-start', (event) => this.#begun.set(event.requestId, begunBy(event)));
    orchestrator.on('attempt-end', (event) => events.attempt(event, this.#begunOf(event)));
    orchestrator.on('request-end', (event) => {
      events.request(event, this.#begunOf(event));
      this.#begun.delete(event.requestId);
    });
    orchestrator.on('fallback', (event) => events.fallback(event));
    orchestrator.on('cooldown-start', (event) => events.cooldown(event));
    orchestrator.on('quota-exceeded', (event) => events.refusal(event));
    orchestrator.on('store-degraded', () => events.storeOutage());
  }

  /** In the text format 0.0.4. */
  async text(): Promise<string> {
    const [stats, health] = await Promise.all([
      this.#orchestrator.stats(),
      this.#orchestrator.health(),
    ]);
    return this.#events.text() + currentState(health, stats, this.#begun.size);
  }

  #begunOf({ requestId = '' }: EventBase<string>): Begun {
    return this.#begun.get(requestId) ?? UNHEARD;
  }
}
