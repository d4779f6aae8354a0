import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { AISDKProvider } from '../../../src/providers/ai-sdk/index.js';
import { callContext, readStream } from '../../support/dialects.js';
import { contentOf, HELLO, partsOf, REPORTED, read, STOP, streaming } from './foreign-models.js';

const finish = { type: 'finish', finishReason: STOP, usage: REPORTED } as const;
const text = (delta: string) => ({ type: 'text-delta', id: 't', delta });
const metadata = { google: { thoughtSignature: 'sig' } };

describe('a stream of a model of the AI SDK', () => {
  it('tells text as it comes, and ends with what the vendor reported', async () => {
    const model = streaming(
      [
        { type: 'stream-start', warnings: [{ type: 'unsupported', feature: 'seed' }] },
        { type: 'response-metadata', id: 'r-1', modelId: 'm-001' },
        { type: 'ping' },
        { type: 'text-start', id: 't' },
        text(''),
        text('hel'),
        text('lo'),
        { type: 'text-end', id: 't' },
        finish,
      ],
      { headers: { 'request-id': 'req-7' } },
    );
    const outcome = await readStream(new AISDKProvider({ models: [model] }), HELLO);
    expect(contentOf(outcome)).toEqual([
      { type: 'text-delta', text: 'hel' },
      { type: 'text-delta', text: 'lo' },
    ]);
    expect(outcome.finish).toEqual({
      type: 'finish',
      finishReason: 'stop',
      usage: {
        inputTokens: 11,
        outputTokens: 7,
        cachedInputTokens: 5,
        cacheWriteTokens: 2,
        reasoningTokens: 3,
      },
      warnings: [
        { code: 'parameter-dropped', message: 'seed left out: m does not take it', model: 'm' },
      ],
      providerRequestId: 'req-7',
    });
  });

  it('seals thinking with what was last said of it', async () => {
    const outcome = await read([
      { type: 'reasoning-start', id: 'a', providerMetadata: { google: { first: true } } },
      { type: 'reasoning-delta', id: 'a', delta: 'hm', providerMetadata: metadata },
      { type: 'reasoning-end', id: 'a' },
      { type: 'reasoning-start', id: 'b' },
      { type: 'reasoning-delta', id: 'b', delta: 'so' },
      { type: 'reasoning-end', id: 'b' },
      finish,
    ]);
    expect(contentOf(outcome)).toEqual([
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'reasoning', text: '', provider: 'ai-sdk', opaque: { metadata } },
      { type: 'reasoning-delta', text: 'so' },
    ]);
  });

  it('tells the arguments of calls before the calls, whose seals come first', async () => {
    const outcome = await read([
      { type: 'tool-input-start', id: 'a', toolName: 'f' },
      { type: 'tool-input-start', id: 'b', toolName: 'g' },
      { type: 'tool-input-delta', id: 'a', delta: '{"n"' },
      { type: 'tool-input-delta', id: 'b', delta: '' },
      { type: 'tool-input-delta', id: 'a', delta: ':1}' },
      { type: 'tool-input-end', id: 'a' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: '{"n":1}' },
      { type: 'tool-call', toolCallId: 'b', toolName: 'g', input: '', providerMetadata: metadata },
      { ...finish, finishReason: { unified: 'tool-calls', raw: 'x' } },
    ]);
    expect(contentOf(outcome)).toEqual([
      { type: 'tool-call-delta', toolCallId: 'a', toolName: 'f', inputText: '{"n"' },
      { type: 'tool-call-delta', toolCallId: 'a', toolName: 'f', inputText: ':1}' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: { n: 1 } },
      { type: 'reasoning', text: '', provider: 'ai-sdk', opaque: { toolCallId: 'b', metadata } },
      { type: 'tool-call', toolCallId: 'b', toolName: 'g', input: {} },
    ]);
    expect(outcome.finish?.finishReason).toBe('tool-calls');
  });

  it('leaves out what the vendor’s own tools do', async () => {
    const own = { toolName: 'search', providerExecuted: true };
    const outcome = await read([
      { type: 'tool-input-start', id: 'x', ...own },
      { type: 'tool-input-delta', id: 'x', delta: '{}' },
      { type: 'tool-call', toolCallId: 'x', input: '{}', ...own },
      { type: 'tool-result', toolCallId: 'x', toolName: 'search', result: 1 },
      text('found'),
      finish,
    ]);
    expect(contentOf(outcome)).toEqual([{ type: 'text-delta', text: 'found' }]);
  });

  it.each([
    ['an error', { unified: 'error', raw: undefined }, REPORTED],
    ['an interruption', { unified: 'interrupted', raw: undefined }, REPORTED],
    ['no reason and no usage', { unified: 'other', raw: undefined }, undefined],
    ['no reason and no usage in version 2', 'unknown', {}],
  ])('is broken where its adapter finishes it with %s', async (_, finishReason, usage) => {
    const outcome = await read([text('half'), { type: 'finish', finishReason, usage }]);
    expect(outcome.text).toBe('half');
    expect(outcome.finish).toBeUndefined();
  });

  it.each([
    ['a plain object', { type: 'overloaded_error', statusCode: 529 }, 'overloaded'],
    ['a vendor’s body', { message: 'slow', type: 'rate_limit_error' }, 'rate-limit'],
    ['a text', 'something broke', 'unknown'],
  ])('fails with the kind of an error part that is %s', async (_, error, kind) => {
    const outcome = await read([text('half'), { type: 'error', error }, finish]);
    expect(outcome.text).toBe('half');
    expect(outcome.finish).toBeUndefined();
    expect(outcome.error).toMatchObject({ name: 'ProviderError', kind });
  });

  it('is refused where there is none', async () => {
    const model = new MockLanguageModelV4({ modelId: 'm', doStream: async () => ({}) as never });
    const outcome = await readStream(new AISDKProvider({ models: [model] }), HELLO);
    expect(outcome.error).toMatchObject({ kind: 'protocol' });
  });

  it('ends at once for a reader who leaves while it is silent', async () => {
    let cancelled = false;
    const silent = new ReadableStream<never>({
      cancel: () => {
        cancelled = true;
      },
    });
    const model = new MockLanguageModelV4({
      modelId: 'm',
      doStream: async () => ({ stream: silent }),
    });
    const provider = new AISDKProvider({ models: [model] });
    const iterator = provider.stream(HELLO, callContext())[Symbol.asyncIterator]();
    const pending = iterator.next();
    await new Promise((resolve) => setImmediate(resolve));
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(cancelled).toBe(true);
  });

  it('begins with the first read, and not at all once the signal has fired', async () => {
    const model = streaming([text('x'), finish]);
    const provider = new AISDKProvider({ models: [model] });
    const reason = new Error('enough');
    const stream = provider.stream(HELLO, callContext(AbortSignal.abort(reason)));
    expect(model.doStreamCalls).toHaveLength(0);
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toBe(reason);
    expect(model.doStreamCalls).toHaveLength(0);
  });

  it('passes on what other runtimes iterate', async () => {
    const parts = partsOf([text('x'), finish]);
    const foreign = { [Symbol.asyncIterator]: () => parts[Symbol.asyncIterator]() };
    const model = new MockLanguageModelV4({
      modelId: 'm',
      doStream: async () => ({ stream: foreign }) as never,
    });
    expect((await readStream(new AISDKProvider({ models: [model] }), HELLO)).text).toBe('x');
  });
});
