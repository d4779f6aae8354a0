import type { Awaitable, Warning } from '../contracts/basics.js';
import type { ChatEvent } from '../contracts/chat.js';
import type { CallContext } from '../contracts/provider.js';
import { annotated } from '../errors/annotated.js';
import { ProviderError } from '../errors/provider-error.js';
import { type SdkAnswer, unusableAnswer } from './sdk-call.js';

/** What a `finish` says beside what the vendor's chunks tell: what the headers said, and what was left out of the request. */
export interface StreamFacts extends Omit<SdkAnswer, 'body'> {
  readonly warnings: readonly Warning[];
}

/**
 * How far an answer has come. `whole`: the vendor has said so, should the body end now. `final`: it has said so as its last
 * word but for numbers, so that it does not matter if the connection breaks. `complete`: nothing more is to come.
 */
export type Progress = 'open' | 'whole' | 'final' | 'complete';

/** What an SDK's chunks mean. Nothing in a chunk is certain. */
export interface ChunkReader {
  /** Adds what a chunk means to the events; nothing where it only shows that the vendor is alive. */
  read(chunk: unknown, events: ChatEvent[]): void;
  readonly progress: Progress;
  /** Adds what is left to say of a whole answer, with its `finish`. */
  end(events: ChatEvent[]): void;
}

/** One streaming call. */
export interface StreamedCall {
  readonly context: CallContext;
  readonly secrets: readonly string[];
  /** Sends the request, and gives the SDK's stream as the body. */
  readonly send: () => Promise<SdkAnswer & StreamFacts>;
  readonly reader: (facts: StreamFacts) => ChunkReader;
}

type Read = IteratorResult<ChatEvent>;

const KEEP_ALIVE: ChatEvent = { type: 'keep-alive' };
const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * An SDK's stream as ours. Nothing is sent before the first read, and who leaves the loop closes the SDK's stream.
 * Whatever it throws becomes a `ProviderError`, or the signal's own reason once that has fired; SDKs end an aborted
 * stream in silence, which would pass for its end.
 *
 * The iterator is written by hand: two generators, one inside the other, take a tenth of the CPU time of a chunk.
 */
export class SdkStream implements AsyncIterableIterator<ChatEvent> {
  readonly #call: StreamedCall;
  #chunks: AsyncIterator<unknown> | undefined;
  #reader: ChunkReader | undefined;
  #requestId: string | undefined;
  /** What the last chunk meant, and how much of it has been read. */
  readonly #events: ChatEvent[] = [];
  #read = 0;
  #hasFinished = false;
  #isOver = false;

  constructor(call: StreamedCall) {
    this.#call = call;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Read> {
    const event = this.#events[this.#read];
    if (event !== undefined) {
      this.#read++;
      return Promise.resolve({ done: false, value: event });
    }
    if (this.#isOver) return Promise.resolve(OVER);
    if (this.#chunks === undefined) return this.#open();
    return this.#chunks.next().then(this.#take, this.#fail);
  }

  async return(): Promise<Read> {
    this.#isOver = true;
    this.#events.length = 0;
    await this.#chunks?.return?.();
    return OVER;
  }

  async #open(): Promise<Read> {
    const { send, secrets, reader } = this.#call;
    try {
      const { body, ...facts } = await send();
      if (!isIterable(body)) throw unusableAnswer(body, 'a stream', secrets);
      this.#requestId = facts.providerRequestId;
      this.#reader = reader(facts);
      this.#chunks = body[Symbol.asyncIterator]();
      // Its reader left while it was opened.
      if (this.#isOver) await this.#chunks.return?.();
    } catch (error) {
      return this.#fail(error);
    }
    return this.next();
  }

  readonly #take = ({ done, value }: IteratorResult<unknown>): Awaitable<Read> => {
    if (done === true) return this.#end();
    // Read to its end, so that its connection can be used again.
    if (this.#hasFinished) return this.next();
    const reader = this.#reader as ChunkReader;
    this.#events.length = 0;
    try {
      reader.read(value, this.#events);
    } catch (error) {
      return this.#fail(error);
    }
    if (reader.progress === 'complete') this.#finish(reader);
    this.#read = 1;
    return { done: false, value: this.#events[0] ?? KEEP_ALIVE };
  };

  #finish(reader: ChunkReader): void {
    this.#hasFinished = true;
    reader.end(this.#events);
  }

  #end(): Read {
    this.#isOver = true;
    this.#events.length = 0;
    if (this.#hasFinished) return OVER;
    this.#call.context.signal.throwIfAborted();
    if (this.#reader !== undefined && this.#reader.progress !== 'open') this.#finish(this.#reader);
    const [first] = this.#events;
    this.#read = 1;
    return first === undefined ? OVER : { done: false, value: first };
  }

  readonly #fail = (error: unknown): Read => {
    const { context, secrets } = this.#call;
    // It has failed already: what its closing says of that does not matter.
    this.#chunks?.return?.().catch(() => {});
    if (this.#hasFinished || this.#reader?.progress === 'final') return this.#end();
    this.#isOver = true;
    context.signal.throwIfAborted();
    const failure = ProviderError.from(error, { secrets });
    const providerRequestId = this.#requestId;
    const isNamed = failure.providerRequestId !== undefined || providerRequestId === undefined;
    throw isNamed ? failure : annotated(failure, { providerRequestId });
  };
}

function isIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
