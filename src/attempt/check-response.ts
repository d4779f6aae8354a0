import type { AssistantPart, ChatResponse, FinishReason } from '../contracts/chat.js';
import { ProviderError } from '../errors/provider-error.js';

const FINISH_REASONS: ReadonlySet<FinishReason> = new Set([
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'other',
]);

/** What a provider answered, if it is an answer; else the failure that it is. */
export function checkResponse(answer: unknown): ChatResponse | ProviderError {
  if (typeof answer !== 'object' || answer === null) return malformed('it is no object');
  const response = answer as ChatResponse;
  if (!Array.isArray(response.content)) return malformed('its content is no array');
  if (!response.content.every(isPart))
    return malformed('a part of its content is of no known type');
  if (FINISH_REASONS.has(response.finishReason)) return response;
  return { ...response, finishReason: 'other' };
}

function isPart(part: AssistantPart | null | undefined): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (part.type === 'tool-call') {
    return typeof part.toolCallId === 'string' && typeof part.toolName === 'string';
  }
  return (part.type === 'text' || part.type === 'reasoning') && typeof part.text === 'string';
}

function malformed(why: string): ProviderError {
  const message = `the provider's answer is malformed: ${why}`;
  // The same provider code would make the same of the next answer.
  return new ProviderError({ kind: 'protocol', message, retryable: false });
}
