import type { GenerateResult } from '../contracts/generate.js';
import type { GenerateStream, StreamEvent } from '../contracts/stream.js';
import { errorBody } from '../openai-wire/error-response.js';
import { wireFailureOf } from '../openai-wire/wire-failure.js';
import { type FrameSource, frameOf } from './event-stream.js';

/**
 * An answer as frames: each of its events by name, then `result`, the same object that comes in one piece without
 * `stream`; or `error`, where it breaks off.
 */
export class GenerateFrames implements FrameSource {
  readonly #stream: GenerateStream;
  readonly #events: AsyncIterator<StreamEvent>;
  #isOver = false;

  constructor(stream: GenerateStream) {
    this.#stream = stream;
    this.#events = stream[Symbol.asyncIterator]();
  }

  /** The first frame. It rejects where there is none: a failure that may still have a status of its own. */
  first(): Promise<string | undefined> {
    return this.#read();
  }

  /** The same for a reader who has a status already. */
  begun(first: Promise<string | undefined>): Promise<string | undefined> {
    return first.catch((error: unknown) => this.#brokenOff(error));
  }

  async next(): Promise<string | undefined> {
    return this.#isOver ? undefined : this.begun(this.#read());
  }

  leave(): void {
    void this.#events.return?.();
  }

  #brokenOff(error: unknown): string {
    this.#isOver = true;
    return `event: error\ndata: ${errorBody(wireFailureOf(error))}\n\n`;
  }

  async #read(): Promise<string | undefined> {
    const { done, value } = await this.#events.next();
    if (done !== true) return frameOf(value.type, value);
    this.#isOver = true;
    return frameOf('result', answerOf((await this.#stream.result) as GenerateResult));
  }
}

/** An answer without the vendor's own words about it, which may say what is nobody else's business. */
export function answerOf(result: GenerateResult): Omit<GenerateResult, 'raw'> {
  const { raw: _, ...answer } = result;
  return answer;
}
