import type { ChatRequest } from '../contracts/chat.js';
import type { CallContext } from '../contracts/provider.js';

/** One call, as it came, and whether it goes on. */
export interface ScriptedCall extends CallContext {
  readonly request: ChatRequest;
  readonly model: string;
  /** `stream` rather than `generate`. */
  readonly streaming: boolean;
  /**
   * A vendor would still be at work. False once it is answered, has failed or is read to its end, its reader has left,
   * or it was aborted and is not deaf.
   */
  readonly isOpen: boolean;
}

/** A call while its step is played. */
export class PlayedCall implements ScriptedCall {
  readonly request: ChatRequest;
  readonly model: string;
  readonly streaming: boolean;
  readonly attemptId: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  #isDeaf = false;
  #hasEnded = false;

  constructor(
    request: ChatRequest,
    { attemptId, signal, timeoutMs }: CallContext,
    streaming: boolean,
  ) {
    this.request = request;
    this.model = request.model;
    this.streaming = streaming;
    this.attemptId = attemptId;
    this.signal = signal;
    this.timeoutMs = timeoutMs;
  }

  get isOpen(): boolean {
    return !this.#hasEnded && !this.heard?.aborted;
  }

  /** The signal, unless the step is deaf to it. */
  get heard(): AbortSignal | undefined {
    return this.#isDeaf ? undefined : this.signal;
  }

  deafen(): void {
    this.#isDeaf = true;
  }

  end(): void {
    this.#hasEnded = true;
  }
}
