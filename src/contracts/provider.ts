import type { Awaitable } from './basics.js';
import type { ChatEvent, ChatRequest, ChatResponse } from './chat.js';
import type { ModelId, ModelProfile } from './model.js';

/** A vendor with one credential. Two keys are two providers with two names. */
export interface Provider<Name extends string = string, Id extends string = string> {
  /** Unique in an orchestrator; no `/`. */
  readonly name: Name;
  readonly models: readonly ModelProfile<Id>[];
  /** One HTTP request, no retries of its own. Rejects with a `ProviderError`; anything else counts as `kind: 'unknown'`. */
  generate(request: ChatRequest, call: CallContext): Promise<ChatResponse>;
  /**
   * The same as a stream: one HTTP request, begun with the first read and ended at once when `signal` fires. Absent:
   * derived from `generate`, so that the whole answer comes in one piece.
   */
  stream?(request: ChatRequest, call: CallContext): AsyncIterable<ChatEvent>;
  /** Absent: guessed from the text. Must be quick: it runs for each candidate. */
  estimateInputTokens?(request: ChatRequest): number;
  close?(): Awaitable<void>;
}

/** What a provider is told of one attempt beside the request. */
export interface CallContext {
  readonly attemptId: string;
  /** Pass it to the request itself: it fires on the caller's abort and on every time limit. */
  readonly signal: AbortSignal;
  /** What this attempt may take, a stream until its first content; whole ms, for SDKs that want a number. `signal` enforces it anyway. */
  readonly timeoutMs: number;
}

/** The ids a provider adds: `ModelOf<OpenAIProvider>` is `'openai/gpt-6-luna' | …`. */
export type ModelOf<P> = P extends {
  readonly name: infer Name extends string;
  readonly models: readonly { readonly id: infer Id extends string }[];
}
  ? ModelId<Name, Id>
  : never;
