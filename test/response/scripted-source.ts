import type { AssistantPart } from '../../src/contracts/chat.js';
import type { GenerateResult } from '../../src/contracts/generate.js';
import type { StreamEvent } from '../../src/contracts/stream.js';
import type { AnswerSource } from '../../src/response/answer-stream.js';

type Result = GenerateResult<string, string>;
type Read = () => Promise<StreamEvent | undefined>;

const USAGE = { inputTokens: 1, outputTokens: 1, totalTokens: 2, source: 'reported' } as const;
export const FINISH: StreamEvent = { type: 'finish', finishReason: 'stop', usage: USAGE };
export const RESTART: StreamEvent = {
  type: 'restart',
  from: 'north/alpha',
  to: 'north/beta',
  reason: 'server',
};
/** What an abandoned source ends with. */
export const GONE = new DOMException('the stream was not read to its end', 'AbortError');

export function text(delta: string): StreamEvent {
  return { type: 'text-delta', text: delta };
}

/** A source that gives what the test feeds it, one event for each time it is asked. */
export class ScriptedSource implements AnswerSource<Result> {
  /** For each time it was asked, whether its reader would have understood a `restart`. */
  readonly asked: boolean[] = [];
  abandoned = 0;
  content: readonly AssistantPart[] = [];
  /** It was asked again before it had answered. */
  wasHurried = false;
  readonly result = { text: 'whole' } as Result;
  readonly #done = Promise.withResolvers<Result>();
  readonly #fed: Read[] = [];
  #waiting: ((read: Promise<StreamEvent | undefined>) => void) | undefined;
  #end: Read | undefined;

  constructor() {
    // As in the true one: whoever does not ask for the result need not hear why there is none.
    this.#done.promise.catch(() => {});
  }

  get done(): Promise<Result> {
    return this.#done.promise;
  }

  next(mayRestart: boolean): Promise<StreamEvent | undefined> {
    this.asked.push(mayRestart);
    if (this.#waiting !== undefined) this.wasHurried = true;
    const read = this.#end ?? this.#fed.shift();
    if (read !== undefined) return read();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async abandon(): Promise<void> {
    this.abandoned++;
    this.#close(() => Promise.reject(GONE));
    this.#done.reject(GONE);
  }

  /** Events that come, text as a part of its content. */
  feed(...events: readonly StreamEvent[]): void {
    for (const event of events) this.#put(() => this.#give(event));
  }

  fail(error: Error): void {
    this.#put(() => {
      this.#end = () => Promise.reject(error);
      this.#done.reject(error);
      return this.#end();
    });
  }

  #give(event: StreamEvent): Promise<StreamEvent> {
    if (event.type === 'text-delta') this.content = joined(this.content, event.text);
    else if (event.type === 'reasoning' || event.type === 'tool-call') {
      this.content = [...this.content, event];
    } else if (event.type === 'restart') this.content = [];
    else if (event.type === 'finish') {
      this.#end = () => Promise.resolve(undefined);
      this.#done.resolve(this.result);
    }
    return Promise.resolve(event);
  }

  #close(end: Read): void {
    this.#end ??= end;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(this.#end());
  }

  #put(read: Read): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#fed.push(read);
    else waiting(read());
  }
}

function joined(content: readonly AssistantPart[], delta: string): readonly AssistantPart[] {
  const last = content.at(-1);
  if (last?.type !== 'text') return [...content, { type: 'text', text: delta }];
  return [...content.slice(0, -1), { type: 'text', text: last.text + delta }];
}
