import type { OrchestratorEvent } from '../../../../contracts/events.js';
import { countdown, counted, whole } from './format.js';

/** How bad it is, for colour and nothing else: the words say it, too. */
type Tone = 'good' | 'info' | 'warn' | 'bad';

/** Something that did not go as planned, or is back. */
export interface Incident {
  /** Of what may be told twice: by its event, and by the decision that it was part of. */
  readonly key?: string;
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
}

/** What the feed says of itself: so many events were given up, as nobody read them in time. */
interface DroppedEvent {
  readonly type: 'dropped';
  readonly count: number;
}

/** What comes in over the feed. */
export type FeedEvent = OrchestratorEvent | DroppedEvent;

/** Undefined for what is business as usual. */
export function incidentOf(event: FeedEvent): Incident | undefined {
  switch (event.type) {
    case 'fallback':
      return fallback(event.requestId, event.from, event.to, `${event.reason}: ${event.message}`);
    case 'cooldown-start': {
      const { target, forMs, reason, policy } = event;
      return own('Cooldown', target, `rests for ${countdown(forMs)}: ${reason} (${policy})`, 'bad');
    }
    case 'cooldown-end':
      return own('Back', event.target, `its rest is over (${event.policy})`, 'good');
    case 'quota-exceeded': {
      const { model, quota, used, retryAfterMs } = event;
      const amount = `${whole(used)} of ${whole(quota.max)} ${quota.unit} used`;
      const detail = `${quota.id}: ${amount}; room in ${countdown(retryAfterMs)}`;
      return own('Limit', model, detail, 'warn');
    }
    case 'warning': {
      const { code, message, model = '' } = event.warning;
      return own('Warning', model === '' ? code : model, message, 'warn');
    }
    case 'store-degraded':
      return own('Store', 'away', `${event.operation}: ${event.message}`, 'bad');
    case 'store-recovered':
      return own('Store', 'back', `${counted(event.replayed, 'settlement')} booked late`, 'good');
    case 'listener-error':
      return own('Listener', event.event, 'a listener of the application threw', 'warn');
    case 'dropped':
      return own('Feed', 'behind', `${counted(event.count, 'event')} not seen here`, 'info');
    case 'request-start':
    case 'intent':
    case 'route':
    case 'attempt-start':
    case 'attempt-end':
    case 'usage':
    case 'request-end':
    case 'feedback':
      return undefined;
  }
}

/** Told by its event or, to whoever comes later, by a decision. */
export function fallback(requestId: string, from: string, to: string, detail: string): Incident {
  const key = `fallback ${requestId} ${from} ${to}`;
  return { key, kind: 'Fallback', title: `${from} → ${to}`, detail, tone: 'warn' };
}

function own(kind: string, title: string, detail: string, tone: Tone): Incident {
  return { kind, title, detail, tone };
}
