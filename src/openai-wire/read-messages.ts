import type { AssistantPart, Message, ToolCallPart, UserPart } from '../contracts/chat.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import { Checks } from '../support/checks.js';

const check = new Checks(InvalidRequestError);
const ROLES = ['developer', 'system', 'user', 'assistant', 'tool'] as const;

/** A conversation in our words. */
export interface ReadMessages {
  readonly messages: readonly Message[];
  /** Of each message, where it stands in the request: those that say nothing are left out. */
  readonly places: readonly number[];
}

/**
 * OpenAI's messages in our words. Pictures and files become what they are; a tool's result finds its call.
 * @throws InvalidRequestError naming the place in the request
 */
export function readMessages(value: unknown): ReadMessages {
  const reader = new MessageReader();
  const messages: Message[] = [];
  const places: number[] = [];
  for (const [place, entry] of check.array(value, 'messages', { nonEmpty: true }).entries()) {
    const message = reader.read(entry, `messages[${place}]`);
    if (message === undefined) continue;
    messages.push(message);
    places.push(place);
  }
  return { messages, places };
}

class MessageReader {
  /** Of the calls so far, by id: a result does not say whose it is. */
  readonly #toolNames = new Map<string, string>();

  /** Undefined where there is nothing in it, as clients send empty system prompts and answers. */
  read(value: unknown, path: string): Message | undefined {
    const message = check.record(value, path);
    const role = check.oneOf(message['role'], `${path}.role`, ROLES);
    const { content } = message;
    if (role === 'user') return { role, content: userContent(content, `${path}.content`) };
    if (role === 'assistant') return this.#assistant(message, path);
    if (role === 'tool') return this.#toolResult(message, path);
    const text = textOf(content, `${path}.content`, '\n');
    return text.trim() === '' ? undefined : { role: 'system', content: text };
  }

  #assistant(message: Record<string, unknown>, path: string): Message | undefined {
    const { content, refusal, tool_calls: calls, function_call: legacy } = message;
    if (isGiven(legacy)) check.fail(`${path}.function_call`, 'tool_calls instead', legacy);
    const said = isGiven(content) ? textOf(content, `${path}.content`, '') : '';
    const text = said === '' && typeof refusal === 'string' ? refusal : said;
    const parts: AssistantPart[] = text.trim() === '' ? [] : [{ type: 'text', text }];
    if (isGiven(calls)) {
      const given = check.array(calls, `${path}.tool_calls`);
      for (const [index, call] of given.entries()) {
        parts.push(this.#toolCall(call, `${path}.tool_calls[${index}]`));
      }
    }
    return parts.length === 0 ? undefined : { role: 'assistant', content: parts };
  }

  #toolCall(value: unknown, path: string): ToolCallPart {
    const call = check.record(value, path);
    check.oneOf(call['type'] ?? 'function', `${path}.type`, ['function']);
    const called = check.record(call['function'], `${path}.function`);
    const toolCallId = check.string(call['id'], `${path}.id`);
    const toolName = check.string(called['name'], `${path}.function.name`);
    this.#toolNames.set(toolCallId, toolName);
    const text = called['arguments'] ?? '';
    if (typeof text !== 'string') check.fail(`${path}.function.arguments`, 'a JSON string', text);
    return { type: 'tool-call', toolCallId, toolName, ...inputOf(text as string) };
  }

  #toolResult(message: Record<string, unknown>, path: string): Message {
    const toolCallId = check.string(message['tool_call_id'], `${path}.tool_call_id`);
    const toolName = this.#toolNames.get(toolCallId);
    if (toolName === undefined) {
      const expected = 'expected the id of a tool call in an assistant message before it';
      throw new InvalidRequestError(`${path}.tool_call_id`, `${expected}, got another`);
    }
    const output = textOf(message['content'], `${path}.content`, '');
    return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] };
  }
}

/** As the model wrote them, where they are no JSON: it is to see that. */
function inputOf(text: string): Pick<ToolCallPart, 'input' | 'unparsed'> {
  if (text.trim() === '') return { input: {} };
  try {
    return { input: JSON.parse(text) as unknown };
  } catch {
    return { input: text, unparsed: true };
  }
}

/** A text, or the texts of parts. */
function textOf(content: unknown, path: string, between: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return check.fail(path, 'a string or an array of parts', content);
  const texts = content.map((entry: unknown, index) => {
    const part = check.record(entry, `${path}[${index}]`);
    const type = check.oneOf(part['type'], `${path}[${index}].type`, ['text', 'refusal']);
    const text = part[type];
    return typeof text === 'string' ? text : check.fail(`${path}[${index}]`, 'a text', text);
  });
  return texts.join(between);
}

function userContent(content: unknown, path: string): string | readonly UserPart[] {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return check.fail(path, 'a string or an array of parts', content);
  return content.map((part: unknown, index) => userPart(part, `${path}[${index}]`));
}

function userPart(value: unknown, path: string): UserPart {
  const part = check.record(value, path);
  const types = ['text', 'image_url', 'file'] as const;
  switch (check.oneOf(part['type'], `${path}.type`, types)) {
    case 'text':
      return { type: 'text', text: check.string(part['text'], `${path}.text`) };
    case 'image_url':
      return imagePart(part['image_url'], `${path}.image_url`);
    case 'file':
      return filePart(check.record(part['file'], `${path}.file`), `${path}.file`);
  }
}

/** `detail` is not ours to pass on: no other vendor has it. */
function imagePart(value: unknown, path: string): UserPart {
  const url = typeof value === 'string' ? value : check.record(value, path)['url'];
  return { type: 'image', url: check.string(url, `${path}.url`) };
}

function filePart(file: Record<string, unknown>, path: string): UserPart {
  const { file_data: data, file_id: id, filename } = file;
  if (isGiven(id)) {
    const message = 'a file that a vendor keeps is known to no other; send its file_data';
    throw new InvalidRequestError(`${path}.file_id`, message);
  }
  const url = check.string(data, `${path}.file_data`);
  const named = isGiven(filename) && { filename: check.string(filename, `${path}.filename`) };
  return { type: 'file', url, ...named };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
