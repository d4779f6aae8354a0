import type { AnyOrchestrator } from '../orchestrator.js';

/** What the events have told of a request so far. */
export interface WatchedRequest {
  readonly requestId: string;
  /** Epoch ms. */
  readonly startedAt: number;
  intent?: string;
  /** Of the latest attempt. */
  model?: string;
  provider?: string;
  attempts: number;
  fellBack: boolean;
}

const watches = new WeakMap<AnyOrchestrator, RequestWatch>();

/**
 * Hears who answers a request before its result is there, as the headers of a stream are to say it. One for each
 * orchestrator, however many handlers are made of it.
 */
export class RequestWatch {
  readonly #requests = new Map<string, WatchedRequest>();
  #isFollowing = false;
  #begun: WatchedRequest | undefined;

  static of(orchestrator: AnyOrchestrator): RequestWatch {
    let watch = watches.get(orchestrator);
    if (watch === undefined) {
      watch = new RequestWatch(orchestrator);
      watches.set(orchestrator, watch);
    }
    return watch;
  }

  private constructor(orchestrator: AnyOrchestrator) {
    orchestrator.on('request-start', ({ requestId, at }) => this.#start(requestId, at));
    orchestrator.on('intent', ({ requestId, intent }) => {
      const request = this.#requests.get(requestId);
      if (request !== undefined) request.intent = intent;
    });
    orchestrator.on('attempt-start', ({ requestId, model, provider }) => {
      const request = this.#requests.get(requestId);
      if (request === undefined) return;
      request.fellBack ||= request.attempts > 0 && request.model !== model;
      request.attempts++;
      Object.assign(request, { model, provider });
    });
  }

  /** Calls what begins a request. The one that is told of meanwhile is it: it begins with that very call. */
  follow<T>(begin: () => T): { readonly begun: T; readonly watched: WatchedRequest | undefined } {
    this.#isFollowing = true;
    this.#begun = undefined;
    try {
      return { begun: begin(), watched: this.#begun };
    } finally {
      this.#isFollowing = false;
    }
  }

  forget({ requestId }: WatchedRequest): void {
    this.#requests.delete(requestId);
  }

  #start(requestId: string, startedAt: number): void {
    if (!this.#isFollowing) return;
    // What a listener of somebody else begins now is another request.
    this.#isFollowing = false;
    this.#begun = { requestId, startedAt, attempts: 0, fellBack: false };
    this.#requests.set(requestId, this.#begun);
  }
}
