import type {
  AssistantPart,
  ChatEvent,
  ChatResponse,
  ReasoningPart,
  ReportedUsage,
  ToolCallPart,
} from '../contracts/chat.js';
import type { Mutable } from '../support/mutable.js';
import { jsonOf } from './json-of.js';
import type { PartialAnswer } from './running-attempt.js';

/** Of text, thoughts and the input of calls together: no model writes so much, and all of it is kept. */
const MAX_CHARACTERS = 2 ** 24;

/**
 * What an event means for the attempt: something for the reader, something for him that says nothing yet (a seal of
 * hidden thinking), a sign of life, the end, none of our words, or more than an answer may have.
 */
export type Taken = 'content' | 'silent' | 'progress' | 'finish' | 'malformed' | 'too-large';

/** The answer of a stream, as far as it has come. */
export class AnswerCollector {
  readonly #provider: string;
  readonly #parts: AssistantPart[] = [];
  /** Of the part whose deltas are coming in. */
  #open: 'text' | 'reasoning' | undefined;
  #text = '';
  /** Arguments of calls that are not whole yet, by call. */
  readonly #inputTexts = new Map<string, string>();
  #characters = 0;
  #usage: ReportedUsage | undefined;
  #finish: Omit<ChatResponse, 'content'> | undefined;

  /** @param provider - whose reasoning it is */
  constructor(provider: string) {
    this.#provider = provider;
  }

  take(event: ChatEvent): Taken {
    if (typeof event !== 'object' || event === null) return 'malformed';
    switch (event.type) {
      case 'text-delta':
        return this.#add('text', event.text);
      case 'reasoning-delta':
        return this.#add('reasoning', event.text);
      case 'tool-call-delta':
        return this.#addInput(event);
      case 'tool-call':
        return this.#endCall(event);
      case 'reasoning':
        return this.#endReasoning(event);
      case 'usage':
        this.#usage = event.usage;
        return 'progress';
      case 'keep-alive':
        return 'progress';
      case 'finish':
        this.#finish = event;
        return 'finish';
      default:
        return 'malformed';
    }
  }

  /** All that came, the part that is still open included. */
  get content(): readonly AssistantPart[] {
    return this.#open === undefined ? [...this.#parts] : [...this.#parts, this.#openPart()];
  }

  /** The whole answer, after its `finish`. */
  get response(): ChatResponse {
    const { type: _, ...finish } = this.#finish as { type?: unknown } & Omit<
      ChatResponse,
      'content'
    >;
    const response: Mutable<ChatResponse> = { ...finish, content: this.content };
    if (finish.usage === undefined && this.#usage !== undefined) response.usage = this.#usage;
    return response;
  }

  /** What there is of an answer that broke off. */
  get partial(): PartialAnswer {
    const { content } = this;
    // Half a call is no part of an answer, but it was paid for.
    const unfinished = [...this.#inputTexts.values()].map(
      (text) => ({ type: 'text', text }) as const,
    );
    return { content, written: [...content, ...unfinished], usage: this.#usage };
  }

  #add(type: 'text' | 'reasoning', text: string): Taken {
    if (typeof text !== 'string') return 'malformed';
    if (text === '') return 'progress';
    if (this.#isTooMuch(text)) return 'too-large';
    if (this.#open !== type) {
      this.#close();
      this.#open = type;
    }
    this.#text += text;
    return 'content';
  }

  #addInput(delta: Extract<ChatEvent, { readonly type: 'tool-call-delta' }>): Taken {
    const { toolCallId, inputText } = delta;
    if (!isNamed(delta) || typeof inputText !== 'string') return 'malformed';
    if (this.#isTooMuch(inputText)) return 'too-large';
    this.#inputTexts.set(toolCallId, (this.#inputTexts.get(toolCallId) ?? '') + inputText);
    return 'content';
  }

  #endCall(call: ToolCallPart): Taken {
    if (!isNamed(call)) return 'malformed';
    const told = this.#inputTexts.get(call.toolCallId) ?? '';
    if (told === '' && this.#isTooMuch(jsonOf(call.input))) return 'too-large';
    this.#inputTexts.delete(call.toolCallId);
    this.#close();
    this.#parts.push(call);
    return 'content';
  }

  /** Its deltas have told the text, or else it tells it itself. */
  #endReasoning(part: ReasoningPart): Taken {
    if (typeof part.text !== 'string') return 'malformed';
    const told = this.#open === 'reasoning' ? this.#text : '';
    if (told === '' && this.#isTooMuch(part.text)) return 'too-large';
    if (this.#open === 'reasoning') this.#open = undefined;
    this.#close();
    this.#text = '';
    const text = part.text === '' ? told : part.text;
    this.#parts.push({ ...part, text });
    return text === '' ? 'silent' : 'content';
  }

  /** Counts what is to be kept. What came in deltas is not counted again when it is told whole. */
  #isTooMuch(text: string): boolean {
    this.#characters += text.length;
    return this.#characters > MAX_CHARACTERS;
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#parts.push(this.#openPart());
    this.#open = undefined;
    this.#text = '';
  }

  #openPart(): AssistantPart {
    return this.#open === 'text'
      ? { type: 'text', text: this.#text }
      : { type: 'reasoning', text: this.#text, provider: this.#provider };
  }
}

function isNamed({ toolCallId, toolName }: { toolCallId: unknown; toolName: unknown }): boolean {
  return typeof toolCallId === 'string' && typeof toolName === 'string';
}
