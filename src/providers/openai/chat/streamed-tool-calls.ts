import type { ChatEvent, ToolCallPart } from '../../../contracts/chat.js';
import { argumentsText, ownCallId, toolCallPart } from './response.js';

/** A piece of a call as it may come. */
export interface ToolCallPiece {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null;
}

/** A call as far as it has come. */
interface OpenCall {
  readonly id: string;
  name: string;
  text: string;
}

/**
 * Puts the tool calls of a stream together. OpenAI numbers them, and gives id and name with the first piece of each;
 * others number all of them 0 or none, repeat the name, or have no ids. A piece goes by its number, else by its id,
 * else to the latest call. If that one has a name already, another name begins a new call there: with an id of its own,
 * or without one where what came before is whole. An id without a name begins none, as some servers invent one for
 * every piece. What cannot be told apart are calls of one number in pieces without ids.
 */
export class StreamedToolCalls {
  readonly #calls: OpenCall[] = [];
  /** The latest call of each. */
  readonly #byIndex = new Map<number, OpenCall>();
  readonly #byId = new Map<string, OpenCall>();

  /** The event of a piece; undefined if it brings no arguments. */
  add(piece: ToolCallPiece | null | undefined): ChatEvent | undefined {
    const { index, id, function: called } = piece ?? {};
    const text = argumentsText(called?.arguments);
    const call = this.#callOf(index, textOf(id), textOf(called?.name), text);
    if (text === '') return undefined;
    call.text += text;
    return { type: 'tool-call-delta', toolCallId: call.id, toolName: call.name, inputText: text };
  }

  /** All calls, in the order in which they began, as the stream has ended. */
  finished(): ToolCallPart[] {
    return this.#calls.map(({ id, name, text }) => toolCallPart(id, name, text));
  }

  #callOf(index: unknown, id: string, name: string, text: string): OpenCall {
    const place = typeof index === 'number' ? index : undefined;
    const found = this.#find(place, id);
    if (found === undefined || beginsAnother(found, id, name, text)) {
      return this.#open(place, id, name);
    }
    if (found.name === '') found.name = name;
    return found;
  }

  #find(index: number | undefined, id: string): OpenCall | undefined {
    if (index !== undefined) return this.#byIndex.get(index);
    return this.#byId.get(id) ?? this.#calls.at(-1);
  }

  #open(index: number | undefined, id: string, name: string): OpenCall {
    const call = { id: id || ownCallId(this.#calls.length), name, text: '' };
    this.#calls.push(call);
    this.#byId.set(call.id, call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }
}

function beginsAnother(call: OpenCall, id: string, name: string, text: string): boolean {
  if (name === '' || call.name === '') return false;
  return id === '' ? text !== '' && isWhole(call.text) : id !== call.id;
}

function isWhole(text: string): boolean {
  return text.endsWith('}') && toolCallPart('', '', text).unparsed !== true;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
