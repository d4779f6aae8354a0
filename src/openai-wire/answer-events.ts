import type { GenerateResult } from '../contracts/generate.js';
import type { GenerateStream, StreamEvent } from '../contracts/stream.js';
import { OutputValidationError } from '../errors/request-errors.js';
import { answerOf, invalidAnswerOf, type WireAnswer } from './chat-completion.js';

/** What is read of an answer: in place of its finish comes the whole of it. */
export type AnswerEvent =
  | Exclude<StreamEvent, { readonly type: 'finish' }>
  | { readonly type: 'end'; readonly answer: WireAnswer };

/** Reads a stream to an end that this wire can tell of. */
export class AnswerEvents {
  readonly #stream: GenerateStream;
  readonly #events: AsyncIterator<StreamEvent>;

  constructor(stream: GenerateStream) {
    this.#stream = stream;
    this.#events = stream[Symbol.asyncIterator]();
  }

  /** Settles when the request is over, whoever ended it. */
  get over(): Promise<unknown> {
    return this.#stream.result.then(undefined, () => {});
  }

  /** Not called again after the end. */
  async next(): Promise<AnswerEvent> {
    try {
      const { done, value } = await this.#events.next();
      if (done !== true && value.type !== 'finish') return value;
      return { type: 'end', answer: answerOf((await this.#stream.result) as GenerateResult) };
    } catch (error) {
      if (!OutputValidationError.isInstance(error)) throw error;
      return { type: 'end', answer: invalidAnswerOf(error) };
    }
  }

  /** Ends the request at once, while a read is pending too. */
  async leave(): Promise<void> {
    await this.#events.return?.();
  }
}
