import type {
  AssistantPart,
  ChatResponse,
  FinishReason,
  ReportedUsage,
  ToolCallPart,
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
  assertFinish(response);
}

/** The same for all of it but the content. */
export function assertFinish(finish: Omit<ChatResponse, 'content'>): void {
  assert(
    FINISH_REASONS.includes(finish.finishReason),
    `finishReason to be one of ${FINISH_REASONS.join(', ')}`,
  );
  if (finish.usage !== undefined) assertUsage(finish.usage);
  for (const { code, message } of finish.warnings ?? []) {
    assert(typeof code === 'string' && typeof message === 'string', 'warnings of code and message');
  }
  const { limitResetMs = 0 } = finish;
  assert(Number.isFinite(limitResetMs) && limitResetMs >= 0, 'limitResetMs to be finite, from 0');
}

/** The same for one part of the content. */
export function assertPart(part: AssistantPart): void {
  if (part.type === 'tool-call') {
    assertToolCall(part);
    return;
  }
  const isKnown = part.type === 'text' || part.type === 'reasoning';
  assert(isKnown, 'parts of type text, reasoning or tool-call');
  assert(typeof part.text === 'string', `a part of type ${part.type} to have text`);
}

function assertToolCall({ toolCallId, toolName, input, unparsed }: ToolCallPart): void {
  const isNamed = typeof toolCallId === 'string' && typeof toolName === 'string';
  assert(isNamed, 'a tool call to have toolCallId and toolName');
  assert(!unparsed || typeof input === 'string', 'the input of an unparsed tool call to be text');
}

/** Fails the test unless it counts whole tokens, and the parts of a sum are within it. */
export function assertUsage(usage: ReportedUsage): void {
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
