/** One server-sent event. */
export interface SseEvent {
  readonly name: string;
  readonly data: string;
}

/** Server-sent events from text that comes in pieces, cut anywhere. */
export class SseReader {
  #rest = '';
  #name = '';
  #data: string[] = [];

  /** The events that are whole by now. */
  push(text: string): readonly SseEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): readonly SseEvent[] {
    if (line === '') return this.#dispatch();
    const [, field = '', value = ''] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? [];
    if (field === 'event') this.#name = value;
    if (field === 'data') this.#data.push(value);
    return [];
  }

  #dispatch(): readonly SseEvent[] {
    const event = { name: this.#name === '' ? 'message' : this.#name, data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#name = '';
    this.#data = [];
    return isEmpty ? [] : [event];
  }
}
