import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test';
import type { ChatEvent, ChatRequest, ChatResponse } from '../../../src/contracts/chat.js';
import { AISDKProvider } from '../../../src/providers/ai-sdk/index.js';
import { callContext, type ReadStream, readStream } from '../../support/dialects.js';

type Answer = Awaited<ReturnType<MockLanguageModelV4['doGenerate']>>;

export const REPORTED = {
  inputTokens: { total: 11, noCache: 4, cacheRead: 5, cacheWrite: 2 },
  outputTokens: { total: 7, text: 4, reasoning: 3 },
};
export const STOP = { unified: 'stop', raw: 'STOP' } as const;

/** What a model of the AI SDK answers, unless told otherwise. */
export function anAnswer(fields: Partial<Answer> = {}): Answer {
  const content: Answer['content'] = [{ type: 'text', text: 'hello' }];
  return { content, finishReason: STOP, usage: REPORTED, warnings: [], ...fields };
}

/** A model that answers each call alike. */
export function answering(fields: Partial<Answer> = {}): MockLanguageModelV4 {
  return new MockLanguageModelV4({ modelId: 'm', doGenerate: anAnswer(fields) });
}

/** A web stream of these parts, which then ends. */
export function partsOf(parts: readonly object[]): ReadableStream<never> {
  return ReadableStream.from(parts) as ReadableStream<never>;
}

/** A model that streams these parts at each call. */
export function streaming(
  parts: readonly object[],
  response: { headers?: Record<string, string> } = {},
): MockLanguageModelV4 {
  const doStream = () => Promise.resolve({ stream: partsOf(parts), response });
  return new MockLanguageModelV4({ modelId: 'm', doStream });
}

/** A model of some version of the specification. That of version 2 differs from version 3 in what it answers alone. */
export function modelOf(
  specificationVersion: 'v2' | 'v3' | 'v4',
  answer: object = anAnswer(),
): MockLanguageModelV4 {
  const options = { modelId: 'm', doGenerate: answer as Answer };
  if (specificationVersion === 'v4') return new MockLanguageModelV4(options);
  const model = new MockLanguageModelV3(options as never);
  return Object.assign(model, { specificationVersion }) as unknown as MockLanguageModelV4;
}

export const HELLO: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
};

/** What a provider of this model answers. */
export function ask(
  model: MockLanguageModelV4,
  request: Partial<ChatRequest> = {},
): Promise<ChatResponse> {
  return new AISDKProvider({ models: [model] }).generate({ ...HELLO, ...request }, callContext());
}

/** All that a provider of a model with these parts streams, and with what it failed. */
export function read(parts: readonly object[]): Promise<ReadStream> {
  return readStream(new AISDKProvider({ models: [streaming(parts)] }), HELLO);
}

/** What is neither a sign of life nor the end. */
export function contentOf({ events }: ReadStream): readonly ChatEvent[] {
  return events.filter(({ type }) => type !== 'keep-alive' && type !== 'finish');
}
