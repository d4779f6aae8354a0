import type { ChatRequest } from '../contracts/chat.js';
import { escapeControls } from '../errors/redact.js';
import { jsonOf } from './json-of.js';

/** Shorter matches are words that any message may have. */
const LEAST_ECHO = 24;
/** Looking for echoes of more would take longer than the request. */
const MAX_TEXT = 65_536;
const MAX_CAUSES = 5;

/**
 * A vendor's message with what it quotes of the prompt masked: prompts appear in no error and no event. Only long
 * quotes are found; vendors' own wording passes.
 */
export function maskEcho(message: string, texts: readonly string[]): string {
  let masked = message;
  for (const text of texts) {
    const start = text.slice(0, MAX_TEXT);
    masked = maskText(masked, start);
    // Line breaks have been escaped on the way.
    if (start.includes('\n')) masked = maskText(masked, escapeControls(start));
  }
  return masked;
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

/** What a part says; empty for pictures and files. */
export function textOf(part: Part): string {
  if ('text' in part) return part.text;
  if (part.type === 'tool-call') return jsonOf(part.input);
  return part.type === 'tool-result' ? jsonOf(part.output) : '';
}

function maskText(message: string, text: string): string {
  const whole = text.trim();
  if (whole.length >= 8 && whole.length < LEAST_ECHO) return message.replaceAll(whole, '[prompt]');
  let result = '';
  let index = 0;
  while (index < message.length) {
    const length = echoLength(message, index, text);
    if (length === 0) {
      result += message[index++];
    } else {
      result += '[prompt]';
      index += length;
    }
  }
  return result;
}

function echoLength(message: string, from: number, text: string): number {
  if (from + LEAST_ECHO > message.length) return 0;
  if (!text.includes(message.slice(from, from + LEAST_ECHO))) return 0;
  let to = from + LEAST_ECHO;
  while (to < message.length && text.includes(message.slice(from, to + 1))) to++;
  return to - from;
}
