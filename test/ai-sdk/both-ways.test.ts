import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AISDKProvider, languageModel } from '../../src/ai-sdk/index.js';
import { Orchestrator } from '../../src/index.js';
import { MockFailureProvider } from '../../src/testing/index.js';
import { answerBody, errorBody, streamBody, streamOpening } from '../support/dialects.js';
import { type ReceivedRequest, type Reply, startFaultServer } from '../support/fault-server.js';

const metadata = { google: { thoughtSignature: 'sig' } };
const call = {
  type: 'tool-call',
  toolCallId: 'a',
  toolName: 'add',
  input: '{"n":1}',
  providerMetadata: metadata,
} as const;
const usage = {
  inputTokens: { total: 5, noCache: 5, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 2, text: 2, reasoning: undefined },
};
const TOOL_CALLS = { unified: 'tool-calls', raw: 'x' } as const;
const STOP = { unified: 'stop', raw: 'STOP' } as const;

/** Calls a tool, and refuses to go on unless its signature comes back, as Gemini does. */
function strict(): MockLanguageModelV4 {
  const isSigned = ({ prompt }: { readonly prompt: unknown }) =>
    JSON.stringify(prompt).includes('"providerOptions":{"google":{"thoughtSignature":"sig"}}');
  const isAnswered = ({ prompt }: { readonly prompt: readonly { readonly role: string }[] }) =>
    prompt.some(({ role }) => role === 'tool');
  const answer: LanguageModelV4['doGenerate'] = async (options) => {
    if (!isAnswered(options)) {
      return { content: [call], finishReason: TOOL_CALLS, usage, warnings: [] };
    }
    const text = isSigned(options) ? 'It is 2.' : 'no signature';
    return { content: [{ type: 'text', text }], finishReason: STOP, usage, warnings: [] };
  };
  return new MockLanguageModelV4({
    modelId: 'm',
    doGenerate: answer,
    doStream: async (options) => {
      const { content, finishReason } = await answer(options);
      const parts: LanguageModelV4StreamPart[] = content.flatMap(
        (part): LanguageModelV4StreamPart[] =>
          part.type === 'text'
            ? [
                { type: 'text-start', id: 't' },
                { type: 'text-delta', id: 't', delta: part.text },
                { type: 'text-end', id: 't' },
              ]
            : [part as typeof call],
      );
      return { stream: ReadableStream.from([...parts, { type: 'finish', finishReason, usage }]) };
    },
  });
}

function around(provider: AISDKProvider<string>) {
  const down = new MockFailureProvider({ name: 'down', models: ['m'], kind: 'overloaded' });
  const orchestrator = new Orchestrator({
    providers: [down, provider],
    routes: { general: { quality: ['down/m'] } },
    retryBudget: { ratio: 0, perSecond: 0, burst: 0 },
  });
  return languageModel(
    orchestrator as never,
    { intent: 'general', preference: 'quality' } as never,
  );
}

const add = tool({ inputSchema: z.object({ n: z.number() }), execute: async ({ n }) => n + 1 });
const settings = {
  tools: { add },
  stopWhen: stepCountIs(3),
  prompt: 'Add one to one',
  maxRetries: 0,
} as const;

describe('a model of the AI SDK behind an orchestrator behind the AI SDK', () => {
  it('gets back what it wants back with its calls', async () => {
    const model = around(new AISDKProvider({ models: [strict()] }));
    expect((await generateText({ model, ...settings })).text).toBe('It is 2.');
  });

  it('gets it back in streams', async () => {
    const model = around(new AISDKProvider({ models: [strict()] }));
    expect(await streamText({ model, ...settings }).text).toBe('It is 2.');
  });
});

/** An orchestrator whose only model that is not down is at this server. */
async function served(reply: Reply | ((request: ReceivedRequest) => Reply)) {
  const server = await startFaultServer(reply);
  const vendor = createOpenAICompatible({
    name: 'vendor',
    baseURL: server.url,
    apiKey: 'sk-canary-7f3a9c51e2',
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  const model = around(new AISDKProvider({ name: 'vendor', models: [vendor('m')] }));
  return { model, server };
}

describe('a real model of the AI SDK behind an orchestrator', () => {
  it('answers, streams and is asked for JSON', async () => {
    const { model, server } = await served(({ text }) =>
      text.includes('"stream":true')
        ? { chunks: [streamBody('openai', { text: 'streamed' })] }
        : { body: answerBody('openai', '{"a":1}') },
    );
    await using _ = server;
    const result = await generateText({ model, prompt: 'Go', maxRetries: 0 });
    expect(result.text).toBe('{"a":1}');
    expect(result.usage).toMatchObject({ inputTokens: 11, outputTokens: 3 });
    expect(await streamText({ model, prompt: 'Go', maxRetries: 0 }).text).toBe('streamed');
    const schema = { type: 'object', properties: { a: { type: 'number' } } } as const;
    const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }] as never;
    await model.doGenerate({ prompt, responseFormat: { type: 'json', schema } });
    expect(server.requests.at(-1)?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema } },
    });
  });

  it('is asked once, whatever it says', async () => {
    const { model, server } = await served({
      status: 401,
      body: errorBody('openai', {
        code: 'invalid_api_key',
        message: 'wrong: sk-canary-7f3a9c51e2',
      }),
    });
    await using _ = server;
    const error = await generateText({ model, prompt: 'canary prompt' }).catch((reason) => reason);
    expect(server.requests).toHaveLength(1);
    expect(error).toMatchObject({ statusCode: 401, isRetryable: false });
    expect(error.cause.attempts.at(-1)).toMatchObject({ error: { kind: 'auth' } });
    const shown = JSON.stringify([error, error.data, error.cause]) + error.stack;
    expect(shown).not.toMatch(/canary/);
  });

  it.each(['stall', undefined] as const)(
    'is let go by who leaves its stream (%s)',
    async (fault) => {
      const endless = { chunks: [streamOpening('openai'), new Promise(() => {})] };
      const reply = fault === undefined ? endless : { chunks: [streamOpening('openai')], fault };
      const { model, server } = await served(reply);
      await using _ = server;
      const controller = new AbortController();
      const result = streamText({ model, prompt: 'Go', abortSignal: controller.signal });
      for await (const part of result.fullStream)
        if (part.type === 'text-delta') controller.abort();
      expect(await server.requests[0]?.broken).toBe(true);
    },
  );
});
