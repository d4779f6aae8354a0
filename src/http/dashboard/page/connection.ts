import type { FeedEvent } from './model/incident.js';
import { type Server, ServerError } from './server.js';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/** How the page stands with its server. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'refused';

/** What a connection tells. */
export interface ConnectionListener {
  /** Also when it is back: something may have happened meanwhile. */
  onOpen(): void;
  onEvent(event: FeedEvent): void;
  onState(state: ConnectionState): void;
}

/** Keeps the feed open: where it breaks it is opened again, each time after twice as long. */
export class Connection {
  readonly #server: Server;
  readonly #listener: ConnectionListener;
  #failures = 0;

  constructor(server: Server, listener: ConnectionListener) {
    this.#server = server;
    this.#listener = listener;
  }

  open(): void {
    this.#server.listen({
      onOpen: () => {
        this.#failures = 0;
        this.#listener.onState('live');
        this.#listener.onOpen();
      },
      onEvent: (event) => this.#listener.onEvent(event),
      onLost: () => void this.#retry(),
    });
  }

  async #retry(): Promise<void> {
    const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    window.setTimeout(() => this.open(), delayMs);
    this.#listener.onState((await this.#isRefused()) ? 'refused' : 'lost');
  }

  /** An event source does not say why it failed. */
  async #isRefused(): Promise<boolean> {
    try {
      await this.#server.decisions();
      return false;
    } catch (error) {
      return error instanceof ServerError && (error.status === 401 || error.status === 403);
    }
  }
}
