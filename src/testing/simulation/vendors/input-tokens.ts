import type { ChatRequest } from '../../../contracts/chat.js';

const CHARACTERS_PER_TOKEN = 4;

/** What the simulated vendors count: about four characters of text a token, and never nothing. */
export function inputTokensOf({ system = '', messages }: ChatRequest): number {
  let characters = system.length;
  for (const { content } of messages) {
    for (const part of content) {
      if ('text' in part) characters += part.text.length;
    }
  }
  return Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN));
}
