import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { MockLanguageModelV4 } from 'ai/test';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { AISDKProvider } from '../../../src/providers/ai-sdk/index.js';
import { describeProvider } from '../../../src/testing/index.js';
import {
  answerBody,
  errorBody,
  streamBody,
  streamError,
  streamOpening,
} from '../../support/dialects.js';
import {
  type FaultServer,
  type ReceivedRequest,
  type Reply,
  startFaultServer,
} from '../../support/fault-server.js';
import { anAnswer, partsOf, REPORTED, STOP } from './foreign-models.js';

function echoOf(prompt: string): string {
  return /Say [\w ]+\./.exec(prompt)?.[0] ?? '';
}

function echo({ text: request }: ReceivedRequest): Reply {
  const text = echoOf(request);
  return request.includes('"stream":true')
    ? { chunks: [streamBody('openai', { text })] }
    : { body: answerBody('openai', text) };
}

describe('a real model of the AI SDK, over a socket', () => {
  const replies = {
    answering: echo,
    failing: { status: 500, body: errorBody('openai', { type: 'api_error' }) },
    silent: { chunks: [streamOpening('openai')], fault: 'stall' },
    truncating: { chunks: [streamOpening('openai')] },
    failingMidway: {
      chunks: [streamOpening('openai'), streamError('openai', { type: 'overloaded_error' })],
    },
  } as const satisfies Record<string, Parameters<typeof startFaultServer>[0]>;
  const servers = new Map<string, FaultServer>();
  const behind = (name: keyof typeof replies) => () => {
    const baseURL = servers.get(name)?.url ?? '';
    const vendor = createOpenAICompatible({ name: 'vendor', baseURL, includeUsage: true });
    return new AISDKProvider({ models: [vendor('m-1'), vendor('m-2')] });
  };

  beforeAll(async () => {
    for (const [name, reply] of Object.entries(replies)) {
      servers.set(name, await startFaultServer(reply));
    }
  });
  afterAll(async () => {
    for (const server of servers.values()) await server[Symbol.asyncDispose]();
  });

  describeProvider('AISDKProvider of openai-compatible', behind('answering'), {
    describe,
    it,
    makeFailing: behind('failing'),
    makeHanging: behind('silent'),
    makeTruncated: behind('truncating'),
    makeFailingMidway: behind('failingMidway'),
  });
});

const call = {
  type: 'tool-call',
  toolCallId: 'call-1',
  toolName: 'weather',
  input: '{"city":"Lisbon"}',
} as const;

/** A mock that thinks, speaks and calls a tool. */
const talkative = () =>
  new AISDKProvider({
    models: [
      new MockLanguageModelV4({
        modelId: 'm',
        doGenerate: async ({ prompt, abortSignal }) => {
          abortSignal?.throwIfAborted();
          const text = echoOf(JSON.stringify(prompt));
          return anAnswer({ content: [{ type: 'text', text }, call] });
        },
        doStream: async ({ prompt }) => {
          const text = echoOf(JSON.stringify(prompt));
          return { stream: partsOf(streamOf(text)) };
        },
      }),
    ],
  });

function streamOf(text: string): object[] {
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'hm' },
    { type: 'reasoning-end', id: 'r', providerMetadata: { vendor: { signature: 's' } } },
    { type: 'text-start', id: 't' },
    ...text.split(/\b/).map((delta) => ({ type: 'text-delta', id: 't', delta })),
    { type: 'text-end', id: 't' },
    { type: 'tool-input-start', id: 'call-1', toolName: 'weather' },
    { type: 'tool-input-delta', id: 'call-1', delta: '{"city":' },
    { type: 'tool-input-delta', id: 'call-1', delta: '"Lisbon"}' },
    { type: 'tool-input-end', id: 'call-1' },
    call,
    { type: 'finish', finishReason: STOP, usage: REPORTED },
  ];
}

describeProvider('AISDKProvider of a mock', talkative, { describe, it });
