import { AIMessageChunk, type ContentBlock, type MessageContent } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import type { ReasoningPart, ToolCallPart } from '../contracts/chat.js';
import type { GenerateResult } from '../contracts/generate.js';
import type { StreamEvent } from '../contracts/stream.js';
import {
  argumentsOf,
  extrasOf,
  toFinishReason,
  toReasoningBlock,
  toResponseMetadata,
  toUsageMetadata,
} from './ai-message.js';

type ChunkFields = ConstructorParameters<typeof AIMessageChunk>[0] & object;
type ToolCallChunk = NonNullable<AIMessageChunk['tool_call_chunks']>[number];

/**
 * Makes LangChain's chunks of one stream's events. Each run of text, each thinking and each call is a block with an
 * index of its own, by which chunks find together when they are joined.
 */
export class MessageChunks {
  #blocks = 0;
  /** What the block that is being written is made of; a call's may be written beside others. */
  #open: 'text' | 'reasoning' | undefined;
  readonly #calls = new Map<string, number>();

  /** Undefined for what adds nothing: the arguments of a call that came in pieces, and the end. */
  of(event: StreamEvent): ChatGenerationChunk | undefined {
    switch (event.type) {
      case 'text-delta':
        return chunkOf({ content: this.#text(event.text) }, event.text);
      case 'reasoning-delta':
        return chunkOf({ content: [this.#reasoning({ type: 'reasoning', text: event.text })] });
      case 'reasoning':
        return this.#sealed(event);
      case 'tool-call-delta': {
        const { toolCallId: id, toolName: name, inputText: args } = event;
        return callChunk(this.#call(id, name, args));
      }
      case 'tool-call':
        return this.#wholeCall(event);
      case 'restart':
      case 'finish':
        return undefined;
    }
  }

  /** The last one, and the only one that counts tokens: LangChain adds up whatever chunks say. */
  last(answer: GenerateResult): ChatGenerationChunk {
    const fields = {
      content: '',
      additional_kwargs: extrasOf(answer),
      usage_metadata: toUsageMetadata(answer.usage),
      response_metadata: toResponseMetadata(answer),
    };
    const finish_reason = toFinishReason(answer.finishReason);
    return chunkOf(fields, '', { finish_reason });
  }

  /** A plain string as long as nothing but text has come: it is what most readers of chunks expect. */
  #text(text: string): MessageContent {
    const index = this.#indexOf('text');
    return index === 0 ? text : [{ type: 'text', text, index }];
  }

  #reasoning(part: ReasoningPart): ContentBlock {
    return { ...toReasoningBlock(part), index: this.#indexOf('reasoning') };
  }

  /** Finished: whatever thinking comes behind it is another one. */
  #sealed(part: ReasoningPart): ChatGenerationChunk {
    const block = this.#reasoning(part);
    this.#open = undefined;
    return chunkOf({ content: [block] });
  }

  #indexOf(type: 'text' | 'reasoning'): number {
    if (this.#open !== type) this.#blocks++;
    this.#open = type;
    return this.#blocks - 1;
  }

  #wholeCall(call: ToolCallPart): ChatGenerationChunk | undefined {
    const { toolCallId: id, toolName: name } = call;
    return this.#calls.has(id) ? undefined : callChunk(this.#call(id, name, argumentsOf(call)));
  }

  /** Its id and its name are in its first chunk alone. */
  #call(id: string, name: string, args: string): ToolCallChunk {
    const known = this.#calls.get(id);
    if (known !== undefined) return { type: 'tool_call_chunk', args, index: known };
    const index = this.#blocks++;
    this.#open = undefined;
    this.#calls.set(id, index);
    return { type: 'tool_call_chunk', id, name, args, index };
  }
}

function callChunk(call: ToolCallChunk): ChatGenerationChunk {
  return chunkOf({ content: '', tool_call_chunks: [call] });
}

function chunkOf(
  fields: ChunkFields,
  text = '',
  generationInfo?: Record<string, unknown>,
): ChatGenerationChunk {
  const message = new AIMessageChunk(fields);
  return new ChatGenerationChunk({ message, text, ...(generationInfo && { generationInfo }) });
}
