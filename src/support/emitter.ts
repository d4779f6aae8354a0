import { EventEmitter } from 'eventemitter3';
import type { OrchestratorEvent, OrchestratorEvents } from '../contracts/events.js';

type Listener = (event: OrchestratorEvent) => unknown;

/** Where `onAny` listens: no event has this name. */
const ANY = '*';

/**
 * Typed events. A listener that throws or rejects breaks nothing: it becomes a `listener-error` event, or, when
 * nobody listens for those, one process warning. Payloads reach listeners deeply frozen.
 */
export class Emitter {
  readonly #emitter = new EventEmitter();
  readonly #warned = new WeakSet<Listener>();
  readonly #now: () => number;
  #listeners = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  on(name: string, listener: Listener): () => void {
    const guarded = this.#guard(listener);
    let isListening = true;
    this.#emitter.on(name, guarded);
    this.#listeners++;
    return () => {
      if (!isListening) return;
      isListening = false;
      this.#listeners--;
      this.#emitter.off(name, guarded);
    };
  }

  once(name: string, listener: Listener): () => void {
    const off = this.on(name, (event) => {
      off();
      return listener(event);
    });
    return off;
  }

  onAny(listener: Listener): () => void {
    return this.on(ANY, listener);
  }

  /** Whether anybody would hear it: an event that nobody hears is not even built. */
  hears(name: keyof OrchestratorEvents): boolean {
    // Asked a dozen times per request, mostly of an orchestrator that nobody listens to.
    if (this.#listeners === 0) return false;
    return this.#emitter.listenerCount(name) > 0 || this.#emitter.listenerCount(ANY) > 0;
  }

  emit(event: OrchestratorEvent): void {
    deepFreeze(event);
    this.#emitter.emit(event.type, event);
    this.#emitter.emit(ANY, event);
  }

  #guard(listener: Listener): Listener {
    return (event) => {
      try {
        const returned = listener(event);
        if (returned instanceof Promise) {
          returned.catch((error: unknown) => this.#report(listener, event, error));
        }
      } catch (error) {
        this.#report(listener, event, error);
      }
    };
  }

  #report(listener: Listener, { type }: OrchestratorEvent, error: unknown): void {
    // A listener of `listener-error` that throws would call itself for ever.
    if (type !== 'listener-error' && this.hears('listener-error')) {
      this.emit({ type: 'listener-error', at: this.#now(), event: type, error });
    } else if (!this.#warned.has(listener)) {
      this.#warned.add(listener);
      warnProcess(`llm-orchestrator: a listener of "${type}" threw ${described(error)}`);
    }
  }
}

/** Not everything that can be thrown can be made a text. */
function described(error: unknown): string {
  return error instanceof Error || typeof error === 'string' ? String(error) : typeof error;
}

function warnProcess(message: string): void {
  // Not everywhere the core runs is there a `process`.
  const host = globalThis as { process?: { emitWarning?(message: string): void } };
  if (host.process?.emitWarning) host.process.emitWarning(message);
  else console.warn(message);
}

/** Plain objects and arrays only: an error or a class instance in an event belongs to somebody else. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return;
  Object.freeze(value);
  // `Object.values` would make an array for each object of each event.
  for (const key in value) {
    if (Object.hasOwn(value, key)) deepFreeze((value as Record<string, unknown>)[key]);
  }
}
