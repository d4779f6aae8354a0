import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
} from '../contracts/chat.js';
import { assert } from './suite.js';

const FINISH_REASONS: readonly FinishReason[] = [
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'other',
];

/** Fails the test unless it is what a `Provider` may answer. */
export function assertChatResponse(response: ChatResponse): void {
  assert(Array.isArray(response.content), 'content to be an array');
  for (const part of response.content) assertPart(part);
  assert(
    FINISH_REASONS.includes(response.finishReason),
    `finishReason to be one of ${FINISH_REASONS.join(', ')}`,
  );
  if (response.usage !== undefined) assertUsage(response.usage);
  for (const { code, message } of response.warnings ?? []) {
    assert(typeof code === 'string' && typeof message === 'string', 'warnings of code and message');
  }
  const { limitResetMs = 0 } = response;
  assert(Number.isFinite(limitResetMs) && limitResetMs >= 0, 'limitResetMs to be finite, from 0');
}

function assertPart(part: AssistantPart): void {
  if (part.type === 'tool-call') {
    const named = typeof part.toolCallId === 'string' && typeof part.toolName === 'string';
    assert(named, 'a tool call to have toolCallId and toolName');
    return;
  }
  const isKnown = part.type === 'text' || part.type === 'reasoning';
  assert(isKnown, 'parts of type text, reasoning or tool-call');
  assert(typeof part.text === 'string', `a part of type ${part.type} to have text`);
}

function assertUsage(usage: ReportedUsage): void {
  for (const field of ['inputTokens', 'outputTokens'] as const) assertCount(usage, field);
  for (const field of ['cachedInputTokens', 'cacheWriteTokens', 'reasoningTokens'] as const) {
    if (usage[field] !== undefined) assertCount(usage, field);
  }
  const { cachedInputTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage;
  assert(
    cachedInputTokens + cacheWriteTokens <= usage.inputTokens,
    'inputTokens to include what was read from and written to the cache',
  );
  assert(reasoningTokens <= usage.outputTokens, 'outputTokens to include reasoningTokens');
}

function assertCount(usage: ReportedUsage, field: keyof ReportedUsage): void {
  const count = usage[field];
  const isCount = count !== undefined && Number.isInteger(count) && count >= 0;
  assert(isCount, `usage.${field} to be a whole number from 0, got ${count}`);
}
