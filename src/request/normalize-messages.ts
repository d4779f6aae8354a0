import type { JsonValue } from '../contracts/basics.js';
import type {
  AssistantPart,
  ChatMessage,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { Checks } from '../support/checks.js';
import { MediaReader } from './media-reader.js';
import { OpenCalls } from './open-calls.js';
import { plainJson } from './plain-json.js';
import type { TextReader } from './text-reader.js';

const ROLES = ['system', 'user', 'assistant', 'tool'] as const;

/** Copies of the messages with every content as parts, and the system messages' texts, lifted out. */
export function normalizeMessages(
  value: unknown,
  check: Checks,
  texts: TextReader,
): { readonly messages: readonly ChatMessage[]; readonly system: readonly string[] } {
  const messages: ChatMessage[] = [];
  const system: string[] = [];
  const reader = new MessageReader(check, texts);
  for (const [index, entry] of check.array(value, 'messages', { nonEmpty: true }).entries()) {
    const path = `messages[${index}]`;
    const { role, content } = check.object(entry, path, ['role', 'content']);
    const known = check.oneOf(role, `${path}.role`, ROLES);
    if (known === 'system') system.push(texts.read(content, `${path}.content`));
    else messages.push(reader.message(known, content, `${path}.content`));
  }
  reader.end();
  if (messages.length === 0) {
    throw new InvalidRequestError('messages', 'expected a user message beside the system messages');
  }
  return { messages, system };
}

class MessageReader {
  readonly #check: Checks;
  readonly #texts: TextReader;
  readonly #media: MediaReader;
  readonly #calls = new OpenCalls();

  constructor(check: Checks, texts: TextReader) {
    this.#check = check;
    this.#texts = texts;
    this.#media = new MediaReader(check);
  }

  message(role: ChatMessage['role'], content: unknown, path: string): ChatMessage {
    if (role !== 'tool') this.#calls.close(role);
    if (role === 'user') return { role, content: this.#parts(content, path, this.#userPart) };
    if (role === 'assistant') {
      return { role, content: this.#parts(content, path, this.#assistantPart, isBlank) };
    }
    const parts = this.#check.array(content, path, { nonEmpty: true });
    return {
      role,
      content: parts.map((part, index) => this.#toolResult(part, `${path}[${index}]`)),
    };
  }

  /** Nothing comes after the last message. */
  end(): void {
    this.#calls.close(undefined);
  }

  #parts<Part>(
    content: unknown,
    path: string,
    read: (part: Record<string, unknown>, path: string) => Part,
    isDropped: (part: unknown) => boolean = () => false,
  ): readonly (Part | TextPart)[] {
    if (typeof content === 'string')
      return [{ type: 'text', text: this.#texts.read(content, path) }];
    const given = this.#check.array(content, path, { nonEmpty: true });
    // Where all would go, the first is refused instead.
    const keepsAll = given.every(isDropped);
    const parts: (Part | TextPart)[] = [];
    for (const [index, entry] of given.entries()) {
      if (keepsAll || !isDropped(entry)) parts.push(this.#part(entry, `${path}[${index}]`, read));
    }
    return parts;
  }

  #part<Part>(
    entry: unknown,
    path: string,
    read: (part: Record<string, unknown>, path: string) => Part,
  ): Part | TextPart {
    const part = this.#check.record(entry, path);
    if (part['type'] !== 'text') return read(part, path);
    this.#check.object(part, path, ['type', 'text']);
    return { type: 'text', text: this.#texts.read(part['text'], `${path}.text`) };
  }

  readonly #userPart = (part: Record<string, unknown>, path: string): UserPart => {
    const type = this.#check.oneOf(part['type'], `${path}.type`, [
      'text',
      'image',
      'file',
    ] as const);
    const { filename } = this.#check.object(part, path, [
      ...['type', 'url', 'data', 'mediaType'],
      ...(type === 'file' ? ['filename'] : []),
    ]);
    return {
      type: type as 'file',
      ...this.#media.read(part, path),
      ...(filename !== undefined && { filename: this.#check.string(filename, `${path}.filename`) }),
    };
  };

  readonly #assistantPart = (part: Record<string, unknown>, path: string): AssistantPart => {
    const types = ['text', 'reasoning', 'tool-call'] as const;
    const type = this.#check.oneOf(part['type'], `${path}.type`, types);
    return type === 'reasoning' ? this.#reasoning(part, path) : this.#toolCall(part, path);
  };

  #reasoning(part: Record<string, unknown>, path: string): ReasoningPart {
    this.#check.object(part, path, ['type', 'text', 'provider', 'opaque']);
    const { text, provider, opaque } = part;
    // May be empty: vendors hide the thinking and send its signature alone.
    if (typeof text !== 'string') return this.#check.fail(`${path}.text`, 'a string', text);
    this.#texts.count(text, `${path}.text`);
    if (provider !== undefined) this.#check.string(provider, `${path}.provider`);
    return {
      ...part,
      ...(opaque !== undefined && { opaque: this.#json(opaque, `${path}.opaque`) }),
    } as unknown as ReasoningPart;
  }

  #toolCall(part: Record<string, unknown>, path: string): ToolCallPart {
    this.#check.object(part, path, ['type', 'toolCallId', 'toolName', 'input', 'unparsed']);
    const toolCallId = this.#check.string(part['toolCallId'], `${path}.toolCallId`);
    this.#check.string(part['toolName'], `${path}.toolName`);
    const { input, unparsed } = part;
    if (unparsed !== undefined && unparsed !== true) {
      this.#check.fail(`${path}.unparsed`, 'true or nothing', unparsed);
    }
    if (unparsed === true && typeof input !== 'string') {
      this.#check.fail(`${path}.input`, 'the raw text of an unparsed call', input);
    }
    this.#calls.add(toolCallId, path);
    return {
      ...part,
      ...(input !== undefined && { input: this.#json(input, `${path}.input`) }),
    } as unknown as ToolCallPart;
  }

  #toolResult(value: unknown, path: string): ToolResultPart {
    const known = ['type', 'toolCallId', 'toolName', 'output', 'isError'];
    const part = this.#check.object(value, path, known);
    this.#check.oneOf(part['type'], `${path}.type`, ['tool-result'] as const);
    const toolCallId = this.#check.string(part['toolCallId'], `${path}.toolCallId`);
    this.#check.string(part['toolName'], `${path}.toolName`);
    if (part['isError'] !== undefined) this.#check.boolean(part['isError'], `${path}.isError`);
    const output = this.#output(part['output'], `${path}.output`);
    this.#calls.answer(toolCallId, path);
    return { ...part, output } as unknown as ToolResultPart;
  }

  #output(output: unknown, path: string): JsonValue {
    if (output === undefined) this.#check.fail(path, 'a string or a JSON value', undefined);
    if (typeof output === 'string') return this.#texts.readOutput(output, path);
    return this.#json(output, path);
  }

  #json(value: unknown, path: string): JsonValue {
    const copy = plainJson(value, path);
    this.#texts.count(copy, path);
    return copy;
  }
}

/** Models put blank texts beside their calls, and vendors refuse them when they come back. */
function isBlank(part: unknown): boolean {
  const { type, text } = (part ?? {}) as { readonly type?: unknown; readonly text?: unknown };
  return type === 'text' && typeof text === 'string' && text.trim() === '';
}
