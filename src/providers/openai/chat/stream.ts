import type { ChatEvent, ReportedUsage } from '../../../contracts/chat.js';
import { ProviderError } from '../../../errors/provider-error.js';
import type { ChunkReader, Progress, StreamFacts } from '../../sdk-stream.js';
import {
  brokenOff,
  type CompletionUsage,
  finishReasonOf,
  type Thinking,
  thoughtOf,
  usageOf,
} from './response.js';
import { StreamedToolCalls, type ToolCallPiece } from './streamed-tool-calls.js';

/** A chunk as it may come. What is none has no fields that we know, and is passed over. */
interface Chunk {
  readonly error?: unknown;
  readonly choices?: readonly (Choice | null)[] | null;
  readonly usage?: CompletionUsage | null;
}
interface Choice {
  readonly index?: number | null;
  readonly delta?: Delta | null;
  readonly finish_reason?: string | null;
}
interface Delta extends Thinking {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: unknown;
}

/**
 * The events of OpenAI's chunks. Without a finish reason, where the stream broke in silence, there is no `finish` and
 * no whole call. It throws a `ProviderError` for what an error inside the stream says, `protocol` for content that is no
 * text.
 */
export class ChatChunkReader implements ChunkReader {
  readonly #provider: string;
  readonly #secrets: readonly string[];
  readonly #facts: StreamFacts;
  readonly #calls = new StreamedToolCalls();
  /** Of the chunk that is being read. */
  #events: ChatEvent[] = [];
  progress: Progress = 'open';
  #isThinking = false;
  #refused = false;
  #usage: ReportedUsage | undefined;
  #finishReason: string | undefined;

  constructor(provider: string, secrets: readonly string[], facts: StreamFacts) {
    this.#provider = provider;
    this.#secrets = secrets;
    this.#facts = facts;
  }

  read(chunk: unknown, events: ChatEvent[]): void {
    this.#events = events;
    if (chunk === '[DONE]' && this.#finishReason !== undefined) this.progress = 'complete';
    const { error, choices, usage } = (chunk ?? {}) as Chunk;
    // The SDK throws it itself; look-alikes of the SDK may not.
    if (error) throw ProviderError.from(chunk, { secrets: this.#secrets });
    const choice = choices?.[0];
    // One answer was asked for; whoever asks for more by `providerOptions` gets the first, as without a stream.
    if (choice && !choice.index) this.#readChoice(choice);
    if (usage) this.#report(usage);
  }

  end(events: ChatEvent[]): void {
    this.#events = events;
    this.#endThinking();
    const calls = this.#calls.finished();
    const facts = { refused: this.#refused, calls: calls.length };
    const finishReason = finishReasonOf(this.#finishReason, facts);
    const usage = this.#usage === undefined ? {} : { usage: this.#usage };
    events.push(...calls, { type: 'finish', finishReason, ...usage, ...this.#facts });
  }

  #readChoice(choice: Choice): void {
    const { delta, finish_reason: reason } = choice;
    if (reason === 'error') throw brokenOff(choice, this.#secrets);
    if (delta) this.#readDelta(delta);
    // After the words it comes with: those may be what breaks the answer.
    if (reason) this.#finishReason = reason;
    if (this.#finishReason === undefined) return;
    // Some servers give a reason with every word: it is the last one only where it comes alone.
    this.progress = this.#events.length === 0 ? 'final' : 'whole';
  }

  #readDelta(delta: Delta): void {
    const thought = thoughtOf(delta);
    if (thought !== '') this.#think(thought);
    if (delta.content) this.#say(delta.content);
    if (delta.refusal) this.#refuse(delta.refusal);
    if (Array.isArray(delta.tool_calls)) this.#call(delta.tool_calls);
  }

  #think(text: string): void {
    this.#isThinking = true;
    this.#events.push({ type: 'reasoning-delta', text });
  }

  #say(text: unknown): void {
    if (typeof text !== 'string') throw notText();
    this.#endThinking();
    this.#events.push({ type: 'text-delta', text });
  }

  #refuse(text: unknown): void {
    this.#refused = true;
    this.#say(text);
  }

  #call(pieces: readonly (ToolCallPiece | null)[]): void {
    for (const piece of pieces) {
      this.#endThinking();
      const event = this.#calls.add(piece);
      if (event !== undefined) this.#events.push(event);
    }
  }

  /** Says whose thinking it was, as an answer without a stream does. */
  #endThinking(): void {
    if (!this.#isThinking) return;
    this.#isThinking = false;
    this.#events.push({ type: 'reasoning', text: '', provider: this.#provider });
  }

  #report(usage: CompletionUsage): void {
    const reported = usageOf(usage);
    if (reported === undefined || isSame(reported, this.#usage)) return;
    this.#usage = reported;
    this.#events.push({ type: 'usage', usage: reported });
  }
}

function notText(): ProviderError {
  const message = 'unusable answer: the content of a delta is no text';
  return new ProviderError({ kind: 'protocol', message });
}

/** Some servers report with every chunk, and mostly the same. */
function isSame(a: ReportedUsage, b: ReportedUsage | undefined): boolean {
  return (
    a.inputTokens === b?.inputTokens &&
    a.outputTokens === b.outputTokens &&
    a.cachedInputTokens === b.cachedInputTokens &&
    a.cacheWriteTokens === b.cacheWriteTokens &&
    a.reasoningTokens === b.reasoningTokens
  );
}
