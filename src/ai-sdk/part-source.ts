import {
  APICallError,
  type LanguageModelV3StreamPart,
  type SharedV3Warning,
} from '@ai-sdk/provider';
import type { GenerateStream, StreamEvent } from '../contracts/stream.js';
import { OutputValidationError, StreamInterruptedError } from '../errors/request-errors.js';
import { factsOf, factsOfUnparsed } from './answer.js';
import { toApiCallError } from './api-call-error.js';
import { StreamParts } from './stream-parts.js';

type Part = LanguageModelV3StreamPart;
type Restart = Extract<StreamEvent, { readonly type: 'restart' }>;

/**
 * Where the parts of a stream come from: one event is read of the orchestrator's for each that is asked for, and whoever
 * cancels ends it. A failure after the first content is a part of its own, with a finish for the reason `error` that tells
 * what was used. The caller's abort is the stream's own failure.
 */
export class PartSource {
  readonly #stream: GenerateStream;
  readonly #events: AsyncIterator<StreamEvent>;
  readonly #parts = new StreamParts();
  #ready: readonly Part[] = [];
  #isWhole = false;

  constructor(stream: GenerateStream) {
    this.#stream = stream;
    this.#events = stream[Symbol.asyncIterator]();
  }

  /**
   * Waits for the first content, so that what fails before it fails as a request does that is no stream.
   * @throws APICallError
   */
  async open(warnings: readonly SharedV3Warning[]): Promise<void> {
    const first = await this.#read();
    this.#ready = [...this.#parts.begin(warnings), ...first];
  }

  async pull(controller: ReadableStreamDefaultController<Part>): Promise<void> {
    try {
      const parts = this.#ready.length > 0 ? this.#ready : await this.#read();
      this.#ready = [];
      for (const part of parts) controller.enqueue(part);
      if (this.#isWhole) controller.close();
    } catch (error) {
      if (!APICallError.isInstance(error)) throw error;
      for (const part of this.#parts.fail(error)) controller.enqueue(part);
      controller.close();
    }
  }

  async cancel(): Promise<void> {
    await this.#events.return?.();
  }

  async #read(): Promise<readonly Part[]> {
    try {
      const { value } = await this.#events.next();
      const event: StreamEvent = value;
      if (event.type === 'restart') return await this.#refuse(event);
      return event.type === 'finish' ? await this.#finish() : this.#parts.of(event);
    } catch (error) {
      if (!OutputValidationError.isInstance(error)) throw toApiCallError(error);
      this.#isWhole = true;
      return this.#parts.end(factsOfUnparsed(error));
    }
  }

  async #finish(): Promise<readonly Part[]> {
    const result = await this.#stream.result;
    this.#isWhole = true;
    return this.#parts.end(factsOf(result));
  }

  /** What was delivered cannot be taken back here, and two answers are never joined. */
  async #refuse({ from: model, reason: kind }: Restart): Promise<never> {
    await this.cancel();
    const message = `The stream of ${model} broke off: ${kind}. The AI SDK cannot begin it anew.`;
    const nothing = { text: '', content: [], attempts: [], cause: undefined };
    throw new StreamInterruptedError(message, { kind, model, ...nothing });
  }
}
