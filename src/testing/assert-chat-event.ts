import type { ChatEvent } from '../contracts/chat.js';
import { assertFinish, assertPart, assertUsage } from './assert-chat-response.js';
import { assert } from './suite.js';

/** Fails the test unless it is what a `Provider` may stream. */
export function assertChatEvent(event: ChatEvent): void {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
    assert(typeof event.text === 'string', `a ${event.type} to have text`);
  } else if (event.type === 'tool-call-delta') {
    const { toolCallId, toolName, inputText } = event;
    const areText = [toolCallId, toolName, inputText].every((field) => typeof field === 'string');
    assert(areText, 'a tool-call-delta to have toolCallId, toolName and inputText');
  } else if (event.type === 'tool-call' || event.type === 'reasoning') assertPart(event);
  else if (event.type === 'usage') assertUsage(event.usage);
  else if (event.type === 'finish') assertFinish(event);
  else assert(event.type === 'keep-alive', 'events of a known type');
}

/** Fails the test unless all events are proper ones, and the last is the only `finish`. */
export function assertWholeStream(events: readonly ChatEvent[]): void {
  for (const event of events) assertChatEvent(event);
  const finishes = events.filter(({ type }) => type === 'finish');
  assert(finishes.length === 1, `one finish, got ${finishes.length}`);
  assert(events.at(-1)?.type === 'finish', 'the finish to be the last event');
}

/** Fails the test unless what was streamed of a call is followed by the whole of it, once. */
export function assertToolCalls(events: readonly ChatEvent[]): void {
  for (const [index, event] of events.entries()) {
    if (event.type !== 'tool-call-delta' && event.type !== 'tool-call') continue;
    const expected = event.type === 'tool-call' ? 0 : 1;
    const { length } = events
      .slice(index + 1)
      .filter((later) => later.type === 'tool-call' && later.toolCallId === event.toolCallId);
    assert(length === expected, `tool-calls after a ${event.type}: ${expected}, got ${length}`);
  }
}

/** Fails the test where a report of usage counts less than one before. */
export function assertCumulativeUsage(events: readonly ChatEvent[]): void {
  let before = { inputTokens: 0, outputTokens: 0 };
  for (const event of events) {
    if (event.type !== 'usage' && event.type !== 'finish') continue;
    const { usage = before } = event;
    for (const field of ['inputTokens', 'outputTokens'] as const) {
      const isMore = usage[field] >= before[field];
      assert(isMore, `usage.${field} from ${before[field]} upwards, got ${usage[field]}`);
    }
    before = usage;
  }
}
