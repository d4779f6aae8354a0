import { AnswerCollector } from '../../../src/attempt/answer-collector.js';
import type { ChatEvent, ChatRequest } from '../../../src/contracts/chat.js';
import { MessageEventReader } from '../../../src/providers/anthropic/stream.js';
import { streamOfChunks } from '../../support/chunks.js';
import { hello, providerAt, readStream } from '../../support/dialects.js';
import { type FaultServer, type Reply, startFaultServer } from '../../support/fault-server.js';
import { sse } from '../../support/sse.js';

export const KEEP_ALIVE = { type: 'keep-alive' };

/** Events as the vendor sends them: a message begins, its blocks come one after the other, it ends. */
export const start = (usage: object = { input_tokens: 11, output_tokens: 1 }) => ({
  type: 'message_start',
  message: { id: 'msg_1', role: 'assistant', content: [], stop_reason: null, usage },
});
export const open = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
export const add = (index: number, delta: object) => ({
  type: 'content_block_delta',
  index,
  delta,
});
export const close = (index: number) => ({ type: 'content_block_stop', index });
export const end = (
  stop_reason: string | null = 'end_turn',
  usage: object = { output_tokens: 3 },
) => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
  { type: 'message_stop' },
];
export const text = (index: number, ...pieces: string[]) => [
  open(index, { type: 'text', text: '' }),
  ...pieces.map((piece) => add(index, { type: 'text_delta', text: piece })),
  close(index),
];
export const thinking = (index: number, signature: string, ...pieces: string[]) => [
  open(index, { type: 'thinking', thinking: '', signature: '' }),
  ...pieces.map((piece) => add(index, { type: 'thinking_delta', thinking: piece })),
  add(index, { type: 'signature_delta', signature }),
  close(index),
];
export const call = (index: number, id: string, name: string, ...pieces: string[]) => [
  open(index, { type: 'tool_use', id, name, input: {} }),
  ...pieces.map((piece) => add(index, { type: 'input_json_delta', partial_json: piece })),
  close(index),
];

export function serve(reply: Reply): Promise<FaultServer> {
  return startFaultServer(replyOf(reply));
}

export function replyOf(reply: Reply): Reply {
  return { ...reply, headers: { 'content-type': 'text/event-stream', ...reply.headers } };
}

/** What our provider makes of a server's answer. */
export async function streamed(reply: Reply, more: Partial<ChatRequest> = {}) {
  await using server = await serve(reply);
  const read = await readStream(providerAt('anthropic', server.url), hello('anthropic', more));
  return { ...read, requests: server.requests };
}

export function streamedEvents(events: readonly object[]) {
  return streamed({ body: sse(events) });
}

/** What a caller would see and keep. */
export function contentOf(events: readonly ChatEvent[]) {
  const collector = new AnswerCollector('anthropic');
  for (const event of events) collector.take(event);
  return collector.content;
}

export function withoutKeepAlive(events: readonly ChatEvent[]) {
  return events.filter(({ type }) => type !== 'keep-alive');
}

/** The events without a socket, for what the SDK would keep from us. */
export async function eventsOf(chunks: readonly unknown[], secrets: readonly string[] = []) {
  async function* iterate() {
    yield* chunks;
  }
  const events: ChatEvent[] = [];
  const reader = new MessageEventReader('anthropic', secrets, { warnings: [] });
  for await (const event of streamOfChunks(iterate(), reader)) {
    events.push(event);
  }
  return events;
}
