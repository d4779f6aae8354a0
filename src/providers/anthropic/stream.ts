import type { ChatEvent, ToolCallPart } from '../../contracts/chat.js';
import type { Mutable } from '../../support/mutable.js';
import { unusableAnswer } from '../sdk-call.js';
import type { ChunkReader, Progress, StreamFacts } from '../sdk-stream.js';
import {
  type ContentBlock,
  finishReasonOf,
  type MessageUsage,
  reasoningOf,
  toolCallOf,
  usageOf,
} from './response.js';

/** An event as it may come: nothing in it is certain. What is none has no type that we know, and is passed over. */
interface StreamEvent {
  readonly type?: string;
  readonly index?: number;
  readonly message?: { readonly usage?: MessageUsage | null } | null;
  readonly content_block?: ContentBlock | null;
  readonly delta?: Delta | null;
  readonly usage?: MessageUsage | null;
}
interface Delta {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly partial_json?: string;
  readonly stop_reason?: string | null;
}

/** A block that becomes a part when it is whole. */
interface OpenBlock extends Mutable<ContentBlock> {
  /** A call's arguments so far. */
  inputText: string;
}

/**
 * The events of a message in our words. Without `message_stop`, where the stream broke in silence, there is no `finish`.
 * It throws a `ProviderError` for what an error inside the stream says.
 */
export class MessageEventReader implements ChunkReader {
  readonly #provider: string;
  readonly #secrets: readonly string[];
  readonly #facts: StreamFacts;
  /** By their place in the message. */
  readonly #blocks = new Map<number | undefined, OpenBlock>();
  #usage: MessageUsage = {};
  #stopReason: string | null | undefined;
  progress: Progress = 'open';

  constructor(provider: string, secrets: readonly string[], facts: StreamFacts) {
    this.#provider = provider;
    this.#secrets = secrets;
    this.#facts = facts;
  }

  read(chunk: unknown, events: ChatEvent[]): void {
    const event = this.#meaning((chunk ?? {}) as StreamEvent);
    if (event !== undefined) events.push(event);
  }

  end(events: ChatEvent[]): void {
    const usage = usageOf(this.#usage);
    events.push({
      type: 'finish',
      finishReason: finishReasonOf(this.#stopReason),
      ...(usage === undefined ? {} : { usage }),
      ...this.#facts,
    });
  }

  #meaning(event: StreamEvent): ChatEvent | undefined {
    switch (event.type ?? '') {
      case 'content_block_delta':
        return this.#add(event);
      case 'content_block_start':
        return this.#open(event);
      case 'content_block_stop':
        return this.#close(event);
      case 'message_start':
        return this.#report(event.message?.usage);
      case 'message_delta':
        this.#stopReason = event.delta?.stop_reason ?? this.#stopReason;
        return this.#report(event.usage);
      case 'message_stop':
        this.progress = 'complete';
        return undefined;
      case 'error':
        // The SDK throws it itself, if the server names the event so.
        throw unusableAnswer(event, 'an event of a message', this.#secrets);
      default:
        return undefined;
    }
  }

  #add({ index, delta }: StreamEvent): ChatEvent | undefined {
    switch (delta?.type ?? '') {
      case 'text_delta':
        return textDelta(delta?.text);
      case 'thinking_delta':
        return reasoningDelta(delta?.thinking);
      case 'input_json_delta':
        return inputDelta(this.#blocks.get(index), delta?.partial_json);
      case 'signature_delta':
        return this.#sign(index, delta?.signature);
      default:
        return undefined;
    }
  }

  /** Blocks of the vendor's own tools are left out, as without a stream. */
  #open({ index, content_block: block }: StreamEvent): ChatEvent | undefined {
    switch (block?.type ?? '') {
      case 'text':
        return textDelta(block?.text);
      case 'thinking':
        this.#blocks.set(index, { ...block, inputText: '' });
        return reasoningDelta(block?.thinking);
      case 'redacted_thinking':
      case 'tool_use':
        this.#blocks.set(index, { ...block, inputText: '' });
        return undefined;
      default:
        return undefined;
    }
  }

  #sign(index: number | undefined, signature = ''): undefined {
    const block = this.#blocks.get(index);
    if (block !== undefined) block.signature = signature;
  }

  #close({ index }: StreamEvent): ChatEvent | undefined {
    const block = this.#blocks.get(index);
    if (block === undefined) return undefined;
    this.#blocks.delete(index);
    if (block.type === 'tool_use') return streamedCall(block);
    // Its deltas have told the text.
    return reasoningOf({ ...block, thinking: '' }, this.#provider);
  }

  #report(usage: MessageUsage | null | undefined): ChatEvent | undefined {
    this.#usage = latestUsage(this.#usage, usage);
    const reported = usageOf(this.#usage);
    return reported === undefined ? undefined : { type: 'usage', usage: reported };
  }
}

function textDelta(text: string | undefined): ChatEvent | undefined {
  return text ? { type: 'text-delta', text } : undefined;
}

function reasoningDelta(text: string | undefined): ChatEvent | undefined {
  return text ? { type: 'reasoning-delta', text } : undefined;
}

function inputDelta(
  block: OpenBlock | undefined,
  inputText: string | undefined,
): ChatEvent | undefined {
  // The vendor's own tools get their input the same way.
  if (block?.type !== 'tool_use' || !inputText) return undefined;
  block.inputText += inputText;
  const { id: toolCallId = '', name: toolName = '' } = block;
  return { type: 'tool-call-delta', toolCallId, toolName, inputText };
}

/** Arguments that are no JSON come of a limit on the output, or of a model that was made to send them unchecked. */
function streamedCall({ inputText, ...block }: OpenBlock): ToolCallPart {
  if (inputText.trim() === '') return toolCallOf(block);
  try {
    return toolCallOf({ ...block, input: JSON.parse(inputText) });
  } catch {
    return { ...toolCallOf({ ...block, input: inputText }), unparsed: true };
  }
}

/** All counts are cumulative: the later number holds, and what is null or missing says nothing new. */
function latestUsage(before: MessageUsage, now: MessageUsage | null | undefined): MessageUsage {
  return {
    input_tokens: now?.input_tokens ?? before.input_tokens,
    output_tokens: now?.output_tokens ?? before.output_tokens,
    cache_creation_input_tokens:
      now?.cache_creation_input_tokens ?? before.cache_creation_input_tokens,
    cache_read_input_tokens: now?.cache_read_input_tokens ?? before.cache_read_input_tokens,
    output_tokens_details: {
      thinking_tokens:
        now?.output_tokens_details?.thinking_tokens ??
        before.output_tokens_details?.thinking_tokens,
    },
  };
}
