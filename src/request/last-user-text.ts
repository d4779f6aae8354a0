import type { ChatMessage } from '../contracts/chat.js';

/** Of a longer turn its first and its last half of this are looked at: instructions stand at the ends. */
const MAX_TEXT = 16_384;

/** What a person said last: no tool results, no assistant's text; '' where there is nothing of that. */
export function lastUserText(messages: readonly ChatMessage[]): string {
  const turn = messages.findLast(({ role }) => role === 'user');
  const texts = turn?.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])) ?? [];
  const text = texts.join('\n\n');
  if (text.length <= MAX_TEXT) return text;
  return `${text.slice(0, MAX_TEXT / 2)}\n${text.slice(-MAX_TEXT / 2)}`;
}
