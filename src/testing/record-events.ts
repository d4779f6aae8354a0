import type { OrchestratorEvent } from '../contracts/events.js';

/** What has been heard so far. `Event` is the union of the orchestrator's own events. */
export interface EventRecord<Event extends OrchestratorEvent = OrchestratorEvent> {
  /** In the order of their arrival; it grows. */
  readonly events: readonly Event[];
  /** Their types, in the same order: what to compare a whole request with. */
  types(): Event['type'][];
  /** Those of one type, as in `of('fallback')`. */
  of<Type extends Event['type']>(type: Type): Extract<Event, { readonly type: Type }>[];
  /** Listens no longer; what was recorded stays. */
  stop(): void;
}

/** Listens to every event of an orchestrator from now on. */
export function recordEvents<Event extends OrchestratorEvent = OrchestratorEvent>(orchestrator: {
  onAny(listener: (event: Event) => void): () => void;
}): EventRecord<Event> {
  const events: Event[] = [];
  const stop = orchestrator.onAny((event) => void events.push(event));
  return {
    events,
    types: () => events.map(({ type }) => type),
    of: <Type extends Event['type']>(type: Type) =>
      events.filter(
        (event): event is Extract<Event, { readonly type: Type }> => event.type === type,
      ),
    stop,
  };
}
