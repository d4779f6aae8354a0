import type { ChatRequest, ChatResponse, ReportedUsage } from '../contracts/chat.js';

const CHARACTERS_PER_TOKEN = 4;

/** The same for every request to a model, so that tests can expect it. */
export function mockText(provider: string, { model }: ChatRequest): string {
  return `This is a mock answer from ${provider}/${model}.`;
}

/** One part of text, and the tokens it took as if the vendor had reported them. */
export function mockAnswer(
  request: ChatRequest,
  text: string,
  usage: ReportedUsage = countUsage(request, text),
): ChatResponse {
  return { content: [{ type: 'text', text }], finishReason: 'stop', usage };
}

function countUsage(request: ChatRequest, text: string): ReportedUsage {
  return { inputTokens: countTokens(inputText(request)), outputTokens: countTokens(text) };
}

function countTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

function inputText({ system = '', messages }: ChatRequest): string {
  const parts = messages.flatMap(({ content }) => [...content]);
  return system + parts.map((part) => ('text' in part ? part.text : '')).join('');
}
