import { ProviderError } from '../errors/provider-error.js';
import type { AnswerEvent, AnswerEvents } from './answer-events.js';
import { finishReasonOf, secondsOf, type WireAnswer } from './chat-completion.js';
import { errorBody } from './error-response.js';
import type { WatchedRequest } from './request-watch.js';
import { StreamedCalls } from './streamed-calls.js';
import { wireFailureOf } from './wire-failure.js';

const ROLE = { role: 'assistant', content: '' };

/** What a stream of this wire is made of. */
export interface ChatStreamSource {
  readonly events: AnswerEvents;
  /** Of `events`, as it has been read already. */
  readonly first: AnswerEvent;
  readonly watched: WatchedRequest;
  readonly includesUsage: boolean;
  readonly signal: AbortSignal;
}

/** An answer as OpenAI streams it, chunk by chunk. */
export class ChatStream {
  readonly #source: ChatStreamSource;
  readonly #calls = new StreamedCalls();
  #first: AnswerEvent | undefined;
  #isBegun = false;
  #isOver = false;

  constructor(source: ChatStreamSource) {
    this.#source = source;
    this.#first = source.first;
  }

  /** The body of a response. Nothing is read ahead of its reader, who ends the vendor's request by cancelling it. */
  body(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          controller.enqueue(encoder.encode(await this.#read()));
          if (this.#isOver) controller.close();
        },
        cancel: () => this.#source.events.leave(),
      },
      { highWaterMark: 0 },
    );
  }

  async #read(): Promise<string> {
    let frames: string | undefined;
    try {
      while (frames === undefined) frames = this.#framesOf(await this.#next());
    } catch (error) {
      const { signal } = this.#source;
      if (signal.aborted) throw signal.reason;
      frames = this.#breakOff(error);
    }
    if (this.#isBegun) return frames;
    this.#isBegun = true;
    return this.#delta(ROLE) + frames;
  }

  #next(): AnswerEvent | Promise<AnswerEvent> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? this.#source.events.next();
  }

  #framesOf(event: AnswerEvent): string | undefined {
    switch (event.type) {
      case 'text-delta':
        return this.#delta({ content: event.text });
      case 'reasoning-delta':
        return this.#delta({ reasoning_content: event.text });
      case 'reasoning':
        return event.text === '' ? undefined : this.#delta({ reasoning_content: event.text });
      case 'tool-call-delta':
      case 'tool-call': {
        const delta = this.#calls.deltaOf(event);
        return delta && this.#delta(delta);
      }
      case 'restart': {
        // This dialect cannot take back what was said, and two answers are never joined.
        void this.#source.events.leave();
        const message = `The stream of ${event.from} broke off`;
        return this.#breakOff(new ProviderError({ kind: event.reason, message }));
      }
      case 'end':
        return this.#end(event.answer);
    }
  }

  #end({ finishReason, usage, costUsd }: WireAnswer): string {
    this.#isOver = true;
    const choice = { index: 0, delta: {}, finish_reason: finishReasonOf(finishReason) };
    // No header can say it any more.
    const cost = costUsd === undefined ? {} : { llm_orchestrator: { cost_usd: costUsd } };
    const last = this.#chunk([choice], cost);
    return `${last}${this.#source.includesUsage ? this.#chunk([], { usage }) : ''}data: [DONE]\n\n`;
  }

  /** The end of an answer that is not whole: no `[DONE]`, and no finish reason. */
  #breakOff(error: unknown): string {
    this.#isOver = true;
    return frame(errorBody(wireFailureOf(error)));
  }

  #delta(delta: object): string {
    return this.#chunk([{ index: 0, delta, finish_reason: null }]);
  }

  #chunk(choices: readonly object[], more: object = {}): string {
    const { watched, includesUsage } = this.#source;
    const { requestId: id, startedAt, model } = watched;
    const head = { id, object: 'chat.completion.chunk', created: secondsOf(startedAt), model };
    const usage = includesUsage ? { usage: null } : {};
    return frame(JSON.stringify({ ...head, choices, ...usage, ...more }));
  }
}

function frame(data: string): string {
  return `data: ${data}\n\n`;
}
