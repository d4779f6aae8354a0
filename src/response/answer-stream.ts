import type { Awaitable } from '../contracts/basics.js';
import type { AssistantPart } from '../contracts/chat.js';
import type { GenerateResult } from '../contracts/generate.js';
import type { GenerateStream, StreamEvent } from '../contracts/stream.js';
import { InvalidRequestError } from '../errors/request-errors.js';

/** Where the events come from. */
export interface AnswerSource<Result> {
  /**
   * The next event, undefined after the last one. Not called again before it has settled.
   * @param mayRestart whether the reader would understand a `restart`
   */
  next(mayRestart: boolean): Promise<StreamEvent | undefined>;
  /** All that was given of the present answer so far. */
  readonly content: readonly AssistantPart[];
  readonly done: Promise<Result>;
  /** Ends it before its time, and resolves when all is booked. */
  abandon(): Promise<void>;
}

type Result = GenerateResult<string, string>;

/** An answer as it comes, for one reader: of events, of text, or of nothing but the result. */
export class AnswerStream implements GenerateStream<string, string> {
  readonly #source: AnswerSource<Result>;
  #hasReader = false;
  /** Reading for the result alone, until somebody else reads. */
  #drain: Promise<void> | undefined;
  #drainedEnd: StreamEvent | undefined;

  constructor(source: AnswerSource<Result>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamEvent> {
    return this.#reader((event) => event, true);
  }

  get textStream(): AsyncIterable<string> {
    const textOf = (event: StreamEvent) => (event.type === 'text-delta' ? event.text : undefined);
    return { [Symbol.asyncIterator]: () => this.#reader(textOf, false) };
  }

  get result(): Promise<Result> {
    // Later, so that whoever takes the result first and then reads is the reader.
    this.#drain ??= Promise.resolve().then(() => this.#readForResult());
    return this.#source.done;
  }

  #reader<T>(pick: (event: StreamEvent) => T | undefined, mayRestart: boolean): AsyncIterator<T> {
    const isFree = !this.#hasReader;
    this.#hasReader = true;
    const read = () => {
      if (isFree) return this.#source.next(mayRestart);
      const message = 'this stream is being read already, and it can be read only once';
      return Promise.reject(new InvalidRequestError('', message));
    };
    const leave = isFree ? () => this.#source.abandon() : () => Promise.resolve();
    const backlog = isFree && this.#drain !== undefined ? this.#backlog(this.#drain) : undefined;
    return new Reader(pick, { read, leave, backlog });
  }

  async #readForResult(): Promise<void> {
    try {
      while (!this.#hasReader) {
        const event = await this.#source.next(true);
        if (event === undefined) return;
        if (event.type === 'finish') this.#drainedEnd = event;
      }
    } catch {
      // The result says why.
    }
  }

  /** What was read for the result before somebody came to read it all. */
  async #backlog(drain: Promise<void>): Promise<readonly StreamEvent[]> {
    await drain;
    const events = this.#source.content.map(eventOf);
    return this.#drainedEnd === undefined ? events : [...events, this.#drainedEnd];
  }
}

/** Text and thinking may go on: only what carries a seal is known to be finished. */
function eventOf(part: AssistantPart): StreamEvent {
  if (part.type === 'text') return { type: 'text-delta', text: part.text };
  const isOpen = part.type === 'reasoning' && part.opaque === undefined;
  return isOpen ? { type: 'reasoning-delta', text: part.text } : part;
}

interface Reading {
  read(): Promise<StreamEvent | undefined>;
  leave(): Promise<void>;
  /** What comes first, if there is anything. */
  readonly backlog: Promise<readonly StreamEvent[]> | undefined;
}

/**
 * An iterator of its own and no generator: the `return` of a generator waits behind a read that is pending, and this
 * one ends the read.
 */
class Reader<T> implements AsyncIterableIterator<T> {
  readonly #pick: (event: StreamEvent) => T | undefined;
  readonly #reading: Reading;
  /** Until it has been read. */
  #backlog: Promise<readonly StreamEvent[]> | undefined;
  readonly #events: StreamEvent[] = [];
  #last: Promise<IteratorResult<T>> | undefined;
  #pending = 0;
  #isOver = false;

  constructor(pick: (event: StreamEvent) => T | undefined, reading: Reading) {
    this.#pick = pick;
    this.#reading = reading;
    this.#backlog = reading.backlog;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    this.#last = this.#pending++ === 0 ? this.#promised() : this.#after(this.#last);
    return this.#last;
  }

  /** One promise for each event: what the reading itself returns. */
  #promised(): Promise<IteratorResult<T>> {
    const read = this.#read();
    return read instanceof Promise ? read : Promise.resolve(read);
  }

  #after(last: Promise<unknown> | undefined): Promise<IteratorResult<T>> {
    const read = () => this.#read();
    return (last as Promise<unknown>).then(read, read);
  }

  async return(): Promise<IteratorResult<T>> {
    this.#isOver = true;
    await this.#reading.leave();
    return OVER;
  }

  async throw(error: unknown): Promise<IteratorResult<T>> {
    await this.return();
    throw error;
  }

  #read(): Awaitable<IteratorResult<T>> {
    if (this.#isOver) return this.#end();
    if (this.#backlog !== undefined) return this.#readBacklog(this.#backlog);
    const event = this.#events.shift();
    return event === undefined
      ? this.#reading.read().then(this.#give, this.#fail)
      : this.#give(event);
  }

  async #readBacklog(backlog: Promise<readonly StreamEvent[]>): Promise<IteratorResult<T>> {
    this.#events.push(...(await backlog));
    this.#backlog = undefined;
    return this.#read();
  }

  readonly #give = (event: StreamEvent | undefined): Awaitable<IteratorResult<T>> => {
    if (event === undefined || this.#isOver) return this.#end();
    const value = this.#pick(event);
    if (value === undefined) return this.#read();
    this.#pending--;
    return { done: false, value };
  };

  readonly #fail = (error: unknown): IteratorResult<T> => {
    // Whoever has left is not told why it ended.
    if (this.#isOver) return this.#end();
    this.#end();
    throw error;
  };

  #end(): IteratorResult<T> {
    this.#isOver = true;
    this.#pending--;
    return OVER;
  }
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };
