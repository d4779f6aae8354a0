import type { StreamEvent } from '../contracts/stream.js';
import { argumentsOf } from './chat-completion.js';

type CallEvent = Extract<StreamEvent, { readonly type: 'tool-call-delta' | 'tool-call' }>;

interface OpenCall {
  readonly index: number;
  /** Its id and name were sent. */
  isNamed: boolean;
  /** Arguments that wait for the name: it goes with the first piece, and may come later. */
  waiting: string;
  /** Some of its arguments came in pieces. */
  isInPieces: boolean;
}

/** The pieces of tool calls, numbered as OpenAI numbers them. */
export class StreamedCalls {
  readonly #calls = new Map<string, OpenCall>();

  /** The delta of an event; undefined where it brings nothing new. */
  deltaOf(event: CallEvent): object | undefined {
    const { toolCallId, toolName } = event;
    const call = this.#callOf(toolCallId);
    call.waiting += this.#textOf(event, call);
    if (!call.isNamed && toolName === '' && event.type === 'tool-call-delta') return undefined;
    const text = call.waiting;
    call.waiting = '';
    if (call.isNamed) return text === '' ? undefined : piece(call.index, { arguments: text });
    call.isNamed = true;
    const called = { name: toolName, arguments: text };
    return piece(call.index, called, { id: toolCallId, type: 'function' });
  }

  #callOf(id: string): OpenCall {
    let call = this.#calls.get(id);
    if (call === undefined) {
      call = { index: this.#calls.size, isNamed: false, waiting: '', isInPieces: false };
      this.#calls.set(id, call);
    }
    return call;
  }

  /** The whole call says nothing new of arguments that have come in pieces. */
  #textOf(event: CallEvent, call: OpenCall): string {
    if (event.type === 'tool-call') return call.isInPieces ? '' : argumentsOf(event);
    call.isInPieces = true;
    return event.inputText;
  }
}

function piece(index: number, called: object, first: object = {}): object {
  return { tool_calls: [{ index, ...first, function: called }] };
}
