import type { ChatEvent } from '../../../contracts/chat.js';
import { ProviderError } from '../../../errors/provider-error.js';
import type { ChunkReader, Progress, StreamFacts } from '../../sdk-stream.js';
import {
  endOf,
  type OutputItem,
  PARAGRAPH,
  type ResponseBody,
  reasoningOf,
  toolCallOf,
} from './response.js';

/** An event as it may come: nothing in it is certain. */
interface StreamEvent {
  readonly type?: string;
  readonly delta?: string;
  readonly output_index?: number;
  readonly summary_index?: number;
  readonly item?: OutputItem | null;
  readonly response?: ResponseBody | null;
}

type Finish = Extract<ChatEvent, { readonly type: 'finish' }>;

const KEEP_ALIVE: ChatEvent = { type: 'keep-alive' };

/** The events of a response in our words. It throws a `ProviderError` for a response that fails. */
export class ResponseEventReader implements ChunkReader {
  readonly #provider: string;
  readonly #secrets: readonly string[];
  readonly #facts: StreamFacts;
  #finish: Finish | undefined;
  /** Calls that have begun, by their place in the output. */
  readonly #calls = new Map<number | undefined, OutputItem>();
  /** The last item of which some reasoning has been told. */
  #told: number | undefined = -1;
  readonly #seen = { call: false, refusal: false };

  constructor(provider: string, secrets: readonly string[], facts: StreamFacts) {
    this.#provider = provider;
    this.#secrets = secrets;
    this.#facts = facts;
  }

  get progress(): Progress {
    return this.#finish === undefined ? 'open' : 'complete';
  }

  read(chunk: unknown, events: ChatEvent[]): void {
    const event = this.#read((chunk ?? {}) as StreamEvent);
    if (event.type === 'finish') this.#finish = event;
    else events.push(event);
  }

  end(events: ChatEvent[]): void {
    events.push({ ...(this.#finish as Finish), ...this.#facts });
  }

  /** What an event means: always one of ours. */
  #read(event: StreamEvent): ChatEvent {
    switch (event.type ?? '') {
      case 'response.output_text.delta':
        return { type: 'text-delta', text: event.delta ?? '' };
      case 'response.refusal.delta':
        this.#seen.refusal = true;
        return { type: 'text-delta', text: event.delta ?? '' };
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#told = event.output_index;
        return { type: 'reasoning-delta', text: event.delta ?? '' };
      case 'response.reasoning_summary_part.added':
        return event.summary_index ? { type: 'reasoning-delta', text: PARAGRAPH } : KEEP_ALIVE;
      case 'response.function_call_arguments.delta':
        return this.#argumentsDelta(event);
      case 'response.output_item.added':
        if (event.item?.type === 'function_call') this.#calls.set(event.output_index, event.item);
        return KEEP_ALIVE;
      case 'response.output_item.done':
        return this.#done(event);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return { type: 'finish', ...endOf(whole(event), this.#seen, this.#secrets) };
      case 'error':
        throw ProviderError.from({ error: event }, { secrets: this.#secrets });
      default:
        return KEEP_ALIVE;
    }
  }

  #argumentsDelta({ output_index, delta: inputText = '' }: StreamEvent): ChatEvent {
    const call = this.#calls.get(output_index);
    if (call === undefined) return KEEP_ALIVE;
    const { call_id: toolCallId = '', name: toolName = '' } = call;
    return { type: 'tool-call-delta', toolCallId, toolName, inputText };
  }

  #done({ item, output_index }: StreamEvent): ChatEvent {
    if (item?.type === 'function_call') {
      this.#seen.call = true;
      return toolCallOf(item);
    }
    if (item?.type !== 'reasoning') return KEEP_ALIVE;
    const part = reasoningOf(item, this.#provider);
    if (part === undefined) return KEEP_ALIVE;
    return this.#told === output_index ? { ...part, text: '' } : part;
  }
}

/** The status is the name of the event, whether or not the response says it. */
function whole({ type = '', response }: StreamEvent): ResponseBody {
  return { ...response, status: type.slice('response.'.length) };
}
