/** An event of a vendor is a few kilobytes; one of this size is no event, and would fill the memory. */
const MAX_EVENT_LENGTH = 8 * 2 ** 20;
const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The data of server-sent events, each parsed as JSON when it is asked for; `[DONE]` comes as that text, and what
 * carries no data, as the comments by which servers show that they are alive, as undefined. An event that is named
 * `error` and does not say so inside comes as `{ error }`.
 *
 * The SDKs have decoders of their own, which take most of the CPU time of a stream: two thirds of a chunk's.
 *
 * @throws SyntaxError for data that is no JSON, what the body throws when its connection breaks
 */
export class SseChunks implements AsyncIterableIterator<unknown> {
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  /** What has come and is not read yet, from `#start` on. */
  #text = '';
  #start = 0;
  /** Before it, the pieces of an event whose end has not come. To join them with each that comes takes quadratic time. */
  #held: string[] = [];
  #heldLength = 0;
  /** The last characters held: the end may have begun. */
  #tail = '';
  /** Some servers end their lines with carriage returns, which takes a closer look. */
  #hasReturns = false;
  #hasEnded = false;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#body = body.getReader();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    for (;;) {
      const event = this.#takeEvent();
      if (event !== undefined) return { done: false, value: chunkOf(event) };
      if (this.#hasEnded) return OVER;
      await this.#readMore();
    }
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.#hasEnded = true;
    this.#text = '';
    this.#start = 0;
    this.#held = [];
    await this.#body.cancel();
    return OVER;
  }

  /** The lines of the next event, up to the blank line that ends it. */
  #takeEvent(): string | undefined {
    const end = this.#endIn(this.#text, this.#start);
    if (end < 0) return this.#hasEnded ? this.#takeRest() : this.#holdRest();
    const event = this.#text.slice(this.#start, end);
    this.#start = this.#hasReturns ? BLANK_LINE.lastIndex : end + 2;
    return event;
  }

  /** Not every server ends its last event; what has no data is none, but a page, or a body of another kind. */
  #takeRest(): string | undefined {
    const rest = this.#text.slice(this.#start);
    this.#text = '';
    this.#start = 0;
    return /^data:/m.test(rest) ? rest : undefined;
  }

  #holdRest(): undefined {
    if (this.#start < this.#text.length) this.#hold(this.#text.slice(this.#start));
    this.#text = '';
    this.#start = 0;
  }

  #hold(piece: string): void {
    this.#held.push(piece);
    this.#heldLength += piece.length;
    this.#tail = (this.#tail + piece.slice(-3)).slice(-3);
  }

  /** Where the first blank line begins; -1 if there is none. */
  #endIn(text: string, from: number): number {
    if (!this.#hasReturns) return text.indexOf('\n\n', from);
    BLANK_LINE.lastIndex = from;
    return BLANK_LINE.exec(text)?.index ?? -1;
  }

  async #readMore(): Promise<void> {
    if (this.#heldLength > MAX_EVENT_LENGTH) throw new SyntaxError('endless event');
    const { done, value } = await this.#body.read();
    const more = done ? this.#decoder.decode() : this.#decoder.decode(value, { stream: true });
    this.#hasReturns ||= more.includes('\r');
    this.#hasEnded = done;
    if (this.#held.length === 0) this.#text = more;
    else if (done || this.#endIn(this.#tail + more, 0) >= 0) this.#join(more);
    else this.#hold(more);
  }

  #join(more: string): void {
    this.#text = this.#held.join('') + more;
    this.#held = [];
    this.#heldLength = 0;
    this.#tail = '';
  }
}

/** Lines end with either or both; a lone carriage return at the end may be half of both, and waits for more. */
const BLANK_LINE = /(?:\r\n|\n|\r(?=[^\n]))(?:\r\n|\n|\r(?=[^\n]))+/g;
const LINE_END = /\r\n|\n|\r/;

function chunkOf(event: string): unknown {
  // The usual case, without taking it apart.
  const isPlain = event.startsWith('data: ') && !event.includes('\n') && !event.includes('\r');
  if (isPlain) return parsed(event.slice(6), '');
  let name = '';
  const data: string[] = [];
  for (const line of event.split(LINE_END)) {
    if (line.startsWith('data:')) data.push(afterColon(line, 5));
    else if (line.startsWith('event:')) name = afterColon(line, 6);
  }
  return data.length === 0 ? undefined : parsed(data.join('\n'), name);
}

function afterColon(line: string, from: number): string {
  return line.charAt(from) === ' ' ? line.slice(from + 1) : line.slice(from);
}

function parsed(data: string, name: string): unknown {
  if (data.startsWith('[DONE]')) return '[DONE]';
  const chunk: unknown = JSON.parse(data);
  if (name !== 'error') return chunk;
  const { error, type } = (chunk ?? {}) as { readonly error?: unknown; readonly type?: unknown };
  return error === undefined && type !== 'error' ? { error: chunk } : chunk;
}
