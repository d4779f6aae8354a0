import type { ChatEvent } from '../../contracts/chat.js';
import { ProviderError } from '../../errors/provider-error.js';
import type { ChunkReader, Progress, StreamFacts } from '../sdk-stream.js';
import type { ForeignPart, ForeignWarning, VendorMetadata } from './ai-sdk-model.js';
import { sealedReasoning, sealOfCall } from './opaque.js';
import {
  type Answerer,
  finishReasonOf,
  isWhole,
  toolCallOf,
  usageOf,
  warningsOf,
} from './response.js';

/**
 * The parts of an AI SDK stream in our words. Where its adapter says that the vendor's stream broke, there is no `finish`.
 * It throws a `ProviderError` for what an error part says.
 */
export class PartReader implements ChunkReader {
  readonly #answerer: Answerer;
  readonly #facts: StreamFacts;
  #warnings: readonly ForeignWarning[] | undefined;
  /** The names of calls whose arguments are coming in, by id. */
  readonly #toolNames = new Map<string, string>();
  /** What was last said of a block of thinking, by id. */
  readonly #seals = new Map<string, VendorMetadata>();
  #finish: ForeignPart | undefined;
  progress: Progress = 'open';

  constructor(answerer: Answerer, facts: StreamFacts) {
    this.#answerer = answerer;
    this.#facts = facts;
  }

  read(chunk: unknown, events: ChatEvent[]): void {
    this.#take((chunk ?? {}) as ForeignPart, events);
  }

  end(events: ChatEvent[]): void {
    const { model, secrets } = this.#answerer;
    const usage = usageOf(this.#finish?.usage);
    events.push({
      type: 'finish',
      finishReason: finishReasonOf(this.#finish?.finishReason),
      ...(usage === undefined ? {} : { usage }),
      ...this.#facts,
      warnings: [...this.#facts.warnings, ...warningsOf(this.#warnings, model, secrets)],
    });
  }

  #take(part: ForeignPart, events: ChatEvent[]): void {
    const { delta = '' } = part;
    switch (part.type ?? '') {
      case 'stream-start':
        this.#warnings = part.warnings;
        return;
      case 'text-delta':
        if (delta !== '') events.push({ type: 'text-delta', text: delta });
        return;
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        this.#think(part, events);
        return;
      case 'tool-input-start':
        if (part.providerExecuted !== true) this.#toolNames.set(part.id ?? '', part.toolName ?? '');
        return;
      case 'tool-input-delta':
        this.#addInput(part, events);
        return;
      case 'tool-call':
        this.#call(part, events);
        return;
      case 'finish':
        this.#finish = part;
        if (isWhole(part.finishReason, part.usage)) this.progress = 'complete';
        return;
      case 'error':
        throw ProviderError.from(part.error, { secrets: this.#answerer.secrets });
    }
  }

  #think({ type, id = '', delta = '', providerMetadata }: ForeignPart, events: ChatEvent[]): void {
    if (providerMetadata !== undefined) this.#seals.set(id, providerMetadata);
    if (delta !== '') events.push({ type: 'reasoning-delta', text: delta });
    const seal = this.#seals.get(id);
    if (type !== 'reasoning-end' || seal === undefined) return;
    this.#seals.delete(id);
    // Its deltas have told the text.
    events.push(sealedReasoning('', this.#answerer.provider, seal));
  }

  #addInput(
    { id: toolCallId = '', delta: inputText = '' }: ForeignPart,
    events: ChatEvent[],
  ): void {
    const toolName = this.#toolNames.get(toolCallId);
    if (toolName === undefined || inputText === '') return;
    events.push({ type: 'tool-call-delta', toolCallId, toolName, inputText });
  }

  #call(part: ForeignPart, events: ChatEvent[]): void {
    if (part.providerExecuted === true) return;
    const { toolCallId = '', providerMetadata } = part;
    if (providerMetadata !== undefined) {
      events.push(sealOfCall(toolCallId, this.#answerer.provider, providerMetadata));
    }
    events.push(toolCallOf(part));
  }
}

/** Reads a web stream; unlike that of its own iterator, `return` does not wait behind a read that is pending. */
export function iterated(stream: unknown): unknown {
  if (!(stream instanceof ReadableStream)) return stream;
  return { [Symbol.asyncIterator]: () => iteratorOf(stream) };
}

function iteratorOf(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
