import type { OrchestratorEvent } from '../contracts/events.js';
import { WireError } from '../openai-wire/wire-failure.js';
import type { AnyOrchestrator } from '../orchestrator.js';
import { type FrameSource, frameOf } from './event-stream.js';

/** What waits for a slow reader; older ones are given up, and counted. */
const MAX_WAITING = 1_000;
/** Readers at a time. */
const MAX_FEEDS = 64;

/** The events of an orchestrator for whoever listens from outside. */
export class EventFeeds {
  readonly #orchestrator: AnyOrchestrator;
  #open = 0;

  constructor(orchestrator: AnyOrchestrator) {
    this.#orchestrator = orchestrator;
  }

  /** @throws WireError 503 when too many listen */
  open(): FrameSource {
    if (this.#open >= MAX_FEEDS) {
      throw new WireError(503, 'too_many_readers', `expected at most ${MAX_FEEDS} readers at once`);
    }
    this.#open++;
    return new EventFeed(this.#orchestrator, () => this.#open--);
  }
}

class EventFeed implements FrameSource {
  readonly #waiting: string[] = [];
  readonly #stop: () => void;
  #wake: ((frame: string) => void) | undefined;
  #dropped = 0;
  #isOpen = true;

  constructor(orchestrator: AnyOrchestrator, onLeave: () => void) {
    const stopListening = orchestrator.onAny((event) =>
      this.#add(frameOf(event.type, told(event))),
    );
    this.#stop = () => {
      stopListening();
      onLeave();
    };
    // So that its reader knows at once that it listens.
    this.#waiting.push(': open\n\n');
  }

  async next(): Promise<string | undefined> {
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      return frameOf('dropped', { type: 'dropped', count });
    }
    return this.#waiting.shift() ?? new Promise((resolve) => (this.#wake = resolve));
  }

  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#stop();
  }

  #add(frame: string): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#waiting.push(frame);
    else wake(frame);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting.shift();
    this.#dropped++;
  }
}

/** What a listener of somebody else threw may hold anything. */
function told(event: OrchestratorEvent): object {
  if (event.type !== 'listener-error') return event;
  const { error: _, ...rest } = event;
  return rest;
}
