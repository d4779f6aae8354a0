import { APICallError, NoSuchModelError } from '@ai-sdk/provider';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { AISDKProvider } from '../../../src/providers/ai-sdk/index.js';
import { callContext } from '../../support/dialects.js';
import { anAnswer, answering, ask, HELLO, modelOf, REPORTED } from './foreign-models.js';

const metadata = { google: { thoughtSignature: 'sig' } };

describe('the answer of a model of the AI SDK', () => {
  it('is told in our words', async () => {
    const response = {
      headers: { 'x-request-id': 'req-9', 'x-ratelimit-remaining-requests': '3' },
      body: { as: 'it came' },
    };
    expect(await ask(answering({ response }))).toEqual({
      content: [{ type: 'text', text: 'hello' }],
      finishReason: 'stop',
      usage: {
        inputTokens: 11,
        outputTokens: 7,
        cachedInputTokens: 5,
        cacheWriteTokens: 2,
        reasoningTokens: 3,
      },
      warnings: [],
      providerRequestId: 'req-9',
      raw: { as: 'it came' },
    });
  });

  it('has calls, thinking and what the vendor wants back of them', async () => {
    const call = { type: 'tool-call', toolName: 'f' } as const;
    const { content } = await ask(
      answering({
        content: [
          { type: 'reasoning', text: 'hm', providerMetadata: metadata },
          { type: 'reasoning', text: 'so' },
          { ...call, toolCallId: 'a', input: '{"n":1}', providerMetadata: metadata },
          { ...call, toolCallId: 'b', input: ' ' },
          { ...call, toolCallId: 'c', input: '{"n":' },
        ],
      }),
    );
    const opaque = { toolCallId: 'a', metadata };
    expect(content).toEqual([
      { type: 'reasoning', text: 'hm', provider: 'ai-sdk', opaque: { metadata } },
      { type: 'reasoning', text: 'so', provider: 'ai-sdk' },
      { type: 'reasoning', text: '', provider: 'ai-sdk', opaque },
      { ...call, toolCallId: 'a', input: { n: 1 } },
      { ...call, toolCallId: 'b', input: {} },
      { ...call, toolCallId: 'c', input: '{"n":', unparsed: true },
    ]);
  });

  it('has neither files nor sources nor what the vendor’s own tools did', async () => {
    const own = { toolCallId: 'x', toolName: 'search' };
    const { content } = await ask(
      answering({
        content: [
          { type: 'source', sourceType: 'url', id: 's', url: 'https://example.com' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } },
          { type: 'tool-call', ...own, input: '{}', providerExecuted: true },
          { type: 'tool-result', ...own, result: { found: true } },
          { type: 'text', text: 'found' },
        ],
      }),
    );
    expect(content).toEqual([{ type: 'text', text: 'found' }]);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool-calls'],
    ['content-filter', 'content-filter'],
    ['other', 'other'],
  ] as const)('ended with %s for %s', async (unified, expected) => {
    const answer = await ask(answering({ finishReason: { unified, raw: 'RAW' } }));
    expect(answer.finishReason).toBe(expected);
  });

  it('is whole where usage came without a reason, as some servers give none', async () => {
    const answer = await ask(answering({ finishReason: { unified: 'other', raw: undefined } }));
    expect(answer.finishReason).toBe('other');
  });

  it('is told without usage where only half of it was reported', async () => {
    const usage = {
      ...REPORTED,
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    };
    expect(await ask(answering({ usage }))).not.toHaveProperty('usage');
  });

  it('may come from version 2 of the specification', async () => {
    const usage = {
      inputTokens: 11,
      outputTokens: 7,
      totalTokens: 18,
      cachedInputTokens: 5,
      reasoningTokens: 3,
    };
    const model = modelOf('v2', {
      content: [{ type: 'text', text: 'old' }],
      finishReason: 'length',
      usage,
      warnings: [{ type: 'unsupported-setting', setting: 'seed' }],
    });
    const answer = await new AISDKProvider({ models: [model] }).generate(HELLO, callContext());
    expect(answer).toEqual({
      content: [{ type: 'text', text: 'old' }],
      finishReason: 'length',
      usage: { inputTokens: 11, outputTokens: 7, cachedInputTokens: 5, reasoningTokens: 3 },
      warnings: [
        { code: 'parameter-dropped', message: 'seed left out: m does not take it', model: 'm' },
      ],
    });
  });

  it('says what was left out or changed', async () => {
    const { warnings } = await ask(
      answering({
        warnings: [
          { type: 'unsupported', feature: 'temperature' },
          { type: 'compatibility', feature: 'tools', details: 'tools are emulated' },
          { type: 'deprecated', setting: 'x', message: 'use y' },
          { type: 'other', message: 'line\nbreak' },
        ],
      }),
    );
    expect(warnings).toEqual([
      {
        code: 'parameter-dropped',
        message: 'temperature left out: m does not take it',
        model: 'm',
      },
      { code: 'other', message: 'tools are emulated', model: 'm' },
      { code: 'other', message: 'use y', model: 'm' },
      { code: 'other', message: 'line\\u{a}break', model: 'm' },
    ]);
  });
});

describe('a failure of a model of the AI SDK', () => {
  const failing = (error: unknown) =>
    new MockLanguageModelV4({ modelId: 'm', doGenerate: () => Promise.reject(error) });

  it.each(['error', 'interrupted'] as const)('is an answer that ended with %s', async (unified) => {
    const answer = ask(answering({ finishReason: { unified, raw: undefined } }));
    await expect(answer).rejects.toMatchObject({ kind: 'protocol', name: 'ProviderError' });
  });

  it('is what is no answer', async () => {
    const answer = ask(new MockLanguageModelV4({ doGenerate: async () => ({}) as never }), {
      model: 'mock-model-id',
    });
    await expect(answer).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('is classified by status, headers and body, and quotes neither prompt nor key', async () => {
    const error = new APICallError({
      message: 'Quota of key AIza-secret used up',
      url: 'https://example.com/?key=AIza-secret',
      requestBodyValues: { prompt: 'canary prompt' },
      statusCode: 429,
      responseHeaders: { 'retry-after': '20', 'x-request-id': 'req-1' },
      responseBody: '{}',
      data: { error: { code: 'insufficient_quota', message: 'AIza-secret is out of money' } },
    });
    const provider = new AISDKProvider({ models: [failing(error)], secrets: ['AIza-secret'] });
    const thrown = await provider.generate(HELLO, callContext()).catch((reason) => reason);
    expect(thrown).toMatchObject({
      name: 'ProviderError',
      kind: 'quota',
      status: 429,
      vendorCode: 'insufficient_quota',
      retryAfterMs: 20_000,
      providerRequestId: 'req-1',
    });
    const shown = JSON.stringify(thrown) + thrown.stack + thrown.cause.stack + thrown.cause.message;
    expect(shown).not.toMatch(/AIza-secret|canary/);
    expect(thrown.cause).not.toHaveProperty('requestBodyValues');
  });

  it('is a model that is not there', async () => {
    const error = new NoSuchModelError({ modelId: 'm', modelType: 'languageModel' });
    await expect(ask(failing(error))).rejects.toMatchObject({ kind: 'model-not-found' });
    await expect(ask(answering(), { model: 'another' })).rejects.toMatchObject({
      kind: 'model-not-found',
    });
  });

  it('is no failure but the caller’s reason once the signal has fired', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const model = new MockLanguageModelV4({
      modelId: 'm',
      doGenerate: async ({ abortSignal }) => {
        controller.abort(reason);
        abortSignal?.throwIfAborted();
        return anAnswer();
      },
    });
    const provider = new AISDKProvider({ models: [model] });
    await expect(provider.generate(HELLO, callContext(controller.signal))).rejects.toBe(reason);
    await expect(provider.generate(HELLO, callContext(controller.signal))).rejects.toBe(reason);
    expect(model.doGenerateCalls).toHaveLength(1);
  });
});
