import type { ErrorKind } from './attempt.js';
import type { ChatEvent, FinishReason, TokenUsage } from './chat.js';
import type { GenerateResult } from './generate.js';
import type { ModelId } from './model.js';

/** What the reader of a stream sees. */
export type StreamEvent<M extends string = ModelId> =
  | Exclude<ChatEvent, { readonly type: 'usage' | 'keep-alive' | 'finish' }>
  /** Only with `onStreamFailure: 'restart'`: forget what came before, another model begins anew. */
  | {
      readonly type: 'restart';
      readonly from: M;
      readonly to: M;
      readonly reason: ErrorKind;
    }
  /** The answer is whole. Usage is that of all attempts together. */
  | { readonly type: 'finish'; readonly finishReason: FinishReason; readonly usage: TokenUsage };

/**
 * An answer as it comes. It starts with the first read and is read once: iterate it for events, or its `textStream`,
 * or just await `result`. Nothing is read ahead. Leaving the loop, `return()` and the signal end the upstream request
 * at once, even while a read is pending.
 */
export interface GenerateStream<
  M extends string = ModelId,
  I extends string = string,
  Output = unknown,
> extends AsyncIterable<StreamEvent<M>> {
  /** Text alone. Throws what the stream throws, and also instead of a `restart`: two answers are never joined. */
  readonly textStream: AsyncIterable<string>;
  /**
   * The whole answer, as `generate` gives it. Where nobody reads the stream it is read for the result. It rejects with
   * what the stream throws, and is never an unhandled rejection.
   */
  readonly result: Promise<GenerateResult<M, I, Output>>;
}
