import type { ChatRequest } from '../contracts/chat.js';
import { jsonOf } from './json-of.js';

/** Shorter matches are words that any message may have. */
const LEAST_ECHO = 24;
/** Of a long text so much at either end: looking for echoes of more would take longer than the request. */
const MAX_END = 65_536;
const MAX_CAUSES = 5;

/** A character that was escaped, by JSON once or several times, which doubles its backslashes, or by `escapeControls`. */
const ESCAPED = /\\+(?:u\{([\da-f]{1,4})\}|u([\da-f]{4})|(.?))/gis;
/** The characters of a text as they are written there, escaped or not. */
const WRITTEN = new RegExp(`${ESCAPED.source}|.`, 'gis');
/** What the letters of JSON's escapes stand for; all other characters stand for themselves. */
const CONTROLS = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * A vendor's message with what it quotes of the prompt masked, as it was or escaped: prompts appear in no error and no
 * event. Only long quotes are found; vendors' own wording passes.
 */
export function maskEcho(message: string, texts: readonly string[]): string {
  let masked = message;
  for (const text of texts) {
    for (const end of endsOf(text)) masked = maskText(maskEscaped(masked, end), end);
  }
  return masked;
}

function endsOf(text: string): readonly string[] {
  return text.length <= 2 * MAX_END ? [text] : [text.slice(0, MAX_END), text.slice(-MAX_END)];
}

/** Whether an error, or one of its causes, at most five deep, quotes a text. */
export function quotesAny(error: unknown, texts: readonly string[]): boolean {
  let link = error;
  for (let depth = 0; depth < MAX_CAUSES && link !== undefined && link !== null; depth++) {
    const { message, cause } = link as { readonly message?: unknown; readonly cause?: unknown };
    const said = typeof link === 'string' ? link : message;
    if (typeof said === 'string' && maskEcho(said, texts) !== said) return true;
    link = cause;
  }
  return false;
}

/** Every text that people, models and tools wrote into a request. */
export function textsOf({ system, messages }: Pick<ChatRequest, 'system' | 'messages'>): string[] {
  const texts = messages.flatMap(({ content }) => content.map(textOf)).filter(Boolean);
  return system === undefined ? texts : [system, ...texts];
}

type Part = ChatRequest['messages'][number]['content'][number];

/** What a part says: of pictures and files their address, which may open them to anybody. */
export function textOf(part: Part): string {
  if ('text' in part) return part.text;
  if (part.type === 'tool-call') return jsonOf(part.input);
  if (part.type === 'tool-result') return jsonOf(part.output);
  return part.url ?? '';
}

/** Compares what the two say without their escapes, as vendors quote a prompt in JSON. */
function maskEscaped(message: string, text: string): string {
  if (!message.includes('\\') && !text.includes('\\')) return message;
  return maskText(unescaped(message), unescaped(text), message.match(WRITTEN) ?? []);
}

function unescaped(text: string): string {
  return text.replace(ESCAPED, (_, code?: string, unit = code, character = '') => {
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
    return CONTROLS.get(character) ?? (character || '\\');
  });
}

/** @param written - each character of the message as it is to be left where it is no echo */
function maskText(message: string, text: string, written: ArrayLike<string> = message): string {
  const whole = text.trim();
  const isShort = whole.length >= 8 && whole.length < LEAST_ECHO;
  let result = '';
  let index = 0;
  while (index < message.length) {
    const length = isShort ? wholeLength(message, index, whole) : echoLength(message, index, text);
    if (length === 0) {
      result += written[index++];
    } else {
      result += '[prompt]';
      index += length;
    }
  }
  return result;
}

function wholeLength(message: string, from: number, whole: string): number {
  return message.startsWith(whole, from) ? whole.length : 0;
}

function echoLength(message: string, from: number, text: string): number {
  let to = from + LEAST_ECHO;
  if (to > message.length) return 0;
  let at = text.indexOf(message.slice(from, to));
  if (at === -1) return 0;
  // More of it may be quoted from further on.
  while (at !== -1 && to < message.length) {
    while (to < message.length && message[to] === text[at + to - from]) to++;
    at = text.indexOf(message.slice(from, to + 1), at + 1);
  }
  return to - from;
}
