import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from '@ai-sdk/provider';
import {
  convertToModelMessages,
  Output,
  readUIMessageStream,
  stepCountIs,
  streamText,
  tool,
  type UIMessage,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { languageModel } from '../../src/ai-sdk/index.js';
import { Orchestrator } from '../../src/index.js';
import { ScriptedProvider, type ScriptStep } from '../../src/testing/index.js';
import { type Behind, behind, USAGE } from './behind.js';

const finish = { type: 'finish', finishReason: 'stop', usage: USAGE } as const;
const OPTIONS: LanguageModelV3CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }],
};

async function partsOf(step: ScriptStep): Promise<LanguageModelV3StreamPart[]> {
  const { stream } = await behind([step]).model.doStream(OPTIONS);
  return Array.fromAsync(stream);
}

/** What `streamText` gives to who reads its text, with the errors that it tells beside it. */
async function read({ model }: Behind, options: { abortSignal?: AbortSignal } = {}) {
  const errors: unknown[] = [];
  const onError = ({ error }: { error: unknown }) => void errors.push(error);
  const result = streamText({ model, prompt: 'Go', maxRetries: 0, onError, ...options });
  const texts = await Array.fromAsync(result.textStream);
  return { result, errors, text: texts.join('') };
}

describe('the parts of a stream', () => {
  it('are blocks that begin and end, each under an id of its own', async () => {
    const parts = await partsOf({
      events: [
        { type: 'reasoning-delta', text: 'h' },
        { type: 'reasoning-delta', text: 'm' },
        { type: 'reasoning', text: '', provider: 'spare', opaque: { s: 1 } },
        'Hel',
        'lo',
        { type: 'tool-call-delta', toolCallId: 'a', toolName: 'f', inputText: '{"n"' },
        { type: 'tool-call-delta', toolCallId: 'b', toolName: 'g', inputText: '{' },
        { type: 'tool-call-delta', toolCallId: 'a', toolName: 'f', inputText: ':1}' },
        { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: { n: 1 } },
        { type: 'tool-call', toolCallId: 'b', toolName: 'g', input: '{', unparsed: true },
        { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: {} },
        'So.',
        finish,
      ],
    });
    const seal = { 'llm-orchestrator': { provider: 'spare', opaque: { s: 1 } } };
    expect(parts.slice(0, -2)).toEqual([
      { type: 'stream-start', warnings: [] },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'h' },
      { type: 'reasoning-delta', id: '0', delta: 'm' },
      { type: 'reasoning-end', id: '0', providerMetadata: seal },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'Hel' },
      { type: 'text-delta', id: '1', delta: 'lo' },
      { type: 'text-end', id: '1' },
      { type: 'tool-input-start', id: 'a', toolName: 'f' },
      { type: 'tool-input-delta', id: 'a', delta: '{"n"' },
      { type: 'tool-input-start', id: 'b', toolName: 'g' },
      { type: 'tool-input-delta', id: 'b', delta: '{' },
      { type: 'tool-input-delta', id: 'a', delta: ':1}' },
      { type: 'tool-input-end', id: 'a' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'f', input: '{"n":1}' },
      { type: 'tool-input-end', id: 'b' },
      { type: 'tool-call', toolCallId: 'b', toolName: 'g', input: '{' },
      { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: '{}' },
      { type: 'text-start', id: '2' },
      { type: 'text-delta', id: '2', delta: 'So.' },
      { type: 'text-end', id: '2' },
    ]);
    expect(parts.slice(-2)).toMatchObject([
      { type: 'response-metadata', modelId: 'spare/m', timestamp: expect.any(Date) },
      {
        type: 'finish',
        finishReason: { unified: 'stop' },
        usage: { inputTokens: { total: 11 }, outputTokens: { total: 7 } },
        providerMetadata: { 'llm-orchestrator': { fellBack: true, model: 'spare/m' } },
      },
    ]);
  });

  it('tell thinking that comes whole', async () => {
    const thought = { type: 'reasoning', text: 'hm', provider: 'spare' } as const;
    const parts = await partsOf({ events: [thought, 'x', finish] });
    const seal = { 'llm-orchestrator': { provider: 'spare' } };
    expect(parts.slice(1, 4)).toEqual([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'hm' },
      { type: 'reasoning-end', id: '0', providerMetadata: seal },
    ]);
  });

  it('end with no text where the answer has none', async () => {
    const parts = await partsOf({ events: [finish] });
    expect(parts.map(({ type }) => type)).toEqual(['stream-start', 'response-metadata', 'finish']);
  });
});

describe('streamText', () => {
  it('streams what a spare model says, and tells by whom at its end', async () => {
    const { result, text, errors } = await read(behind([{ text: 'Hello there!', usage: USAGE }]));
    expect(text).toBe('Hello there!');
    expect(errors).toEqual([]);
    expect(await result.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 });
    expect(await result.finishReason).toBe('stop');
    expect(await result.response).toMatchObject({ modelId: 'spare/m' });
    expect((await result.providerMetadata)?.['llm-orchestrator']).toMatchObject({
      fellBack: true,
      timeToFirstTokenMs: expect.any(Number),
    });
  });

  it('tells a failure before the first content as that of a request', async () => {
    const { errors, text } = await read(behind([{ error: 'server' }]));
    expect(text).toBe('');
    expect(errors).toMatchObject([{ name: 'AI_APICallError', isRetryable: false }]);
    await expect(behind([{ error: 'server' }]).model.doStream(OPTIONS)).rejects.toMatchObject({
      name: 'AI_APICallError',
      cause: { code: 'all-attempts-failed' },
    });
  });

  it('tells of a stream that broke off, what came until then and what it used', async () => {
    const { result, errors, text } = await read(
      behind([{ events: ['Half an ', { error: 'network' }] }]),
    );
    expect(text).toBe('Half an ');
    expect(errors).toMatchObject([
      { name: 'AI_APICallError', isRetryable: false, cause: { code: 'stream-interrupted' } },
    ]);
    expect(await result.finishReason).toBe('error');
    expect(await result.usage).toMatchObject({
      outputTokens: expect.any(Number),
      raw: { source: 'estimated' },
    });
  });

  it('ends the block that is open before the error', async () => {
    const parts = await partsOf({ events: ['Half', { error: 'network' }] });
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'text-start',
      'text-delta',
      'text-end',
      'error',
      'finish',
    ]);
  });

  it('does not join two answers where the orchestrator begins a stream anew', async () => {
    const script = { a: [{ events: ['Half', { error: 'network' }] }], b: ['Another answer.'] };
    const provider = new ScriptedProvider({ script });
    const orchestrator = new Orchestrator({
      providers: [provider],
      routes: { general: ['scripted/a', 'scripted/b'] },
      onStreamFailure: 'restart',
      retryBudget: { ratio: 0, perSecond: 0, burst: 0 },
    });
    const { stream } = await languageModel(orchestrator, { intent: 'general' }).doStream(OPTIONS);
    const parts = await Array.fromAsync(stream);
    expect(parts.filter(({ type }) => type === 'text-delta')).toMatchObject([{ delta: 'Half' }]);
    expect(parts.slice(-2)).toMatchObject([
      { type: 'error', error: { cause: { code: 'stream-interrupted', kind: 'network' } } },
      {
        type: 'finish',
        finishReason: { unified: 'error' },
        usage: { inputTokens: { total: undefined } },
      },
    ]);
    expect(provider.calls.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('ends the request when it is aborted, with the caller’s reason', async () => {
    const controller = new AbortController();
    const subject = behind([{ events: ['Half', { hang: true }] }]);
    const abortSignal = controller.signal;
    const { stream } = await subject.model.doStream({ ...OPTIONS, abortSignal });
    const reader = stream.getReader();
    await reader.read();
    await reader.read();
    await reader.read();
    const reason = new DOMException('enough', 'AbortError');
    const pending = reader.read();
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    expect(subject.spare.calls[0]?.signal.aborted).toBe(true);
  });

  it('is aborted in the AI SDK’s own way', async () => {
    const controller = new AbortController();
    const subject = behind([{ events: ['Half', { hang: true }] }]);
    const aborted: unknown[] = [];
    const result = streamText({
      model: subject.model,
      prompt: 'Go',
      maxRetries: 0,
      abortSignal: controller.signal,
      onAbort: (event) => void aborted.push(event),
    });
    for await (const part of result.fullStream) if (part.type === 'text-delta') controller.abort();
    expect(aborted).toHaveLength(1);
    expect(subject.spare.calls[0]?.signal.aborted).toBe(true);
  });

  it('ends the request when its reader leaves', async () => {
    const subject = behind([{ events: ['Half', { hang: true }] }]);
    const { stream } = await subject.model.doStream(OPTIONS);
    await stream.cancel();
    expect(subject.spare.calls[0]?.signal.aborted).toBe(true);
    const { models } = await subject.orchestrator.stats();
    expect(models.every(({ inFlight }) => inFlight === 0)).toBe(true);
  });

  it('calls tools in several steps', async () => {
    const call = { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: { n: 1 } } as const;
    const { model } = behind([
      { content: [call], finishReason: 'tool-calls' },
      { text: 'It is 2.' },
    ]);
    const add = tool({
      inputSchema: z.object({ n: z.number() }),
      execute: async ({ n }) => n + 1,
    });
    const stopWhen = stepCountIs(2);
    const result = streamText({ model, tools: { add }, stopWhen, prompt: 'Go', maxRetries: 0 });
    expect(await result.text).toBe('It is 2.');
    expect((await result.steps)[0]?.toolResults).toMatchObject([{ input: { n: 1 }, output: 2 }]);
  });

  it('streams objects', async () => {
    const { model } = behind(['{"city":"Lisbon", "days":3}']);
    const schema = z.object({ city: z.string(), days: z.number() });
    const output = Output.object({ schema });
    const result = streamText({ model, output, prompt: 'Plan', maxRetries: 0 });
    const partial = await Array.fromAsync(result.partialOutputStream);
    expect(partial.at(-1)).toEqual({ city: 'Lisbon', days: 3 });
    expect(await result.output).toEqual({ city: 'Lisbon', days: 3 });
  });

  it('leaves an object that is cut off to the AI SDK', async () => {
    const { model } = behind([{ text: '{"city":', finishReason: 'length', usage: USAGE }]);
    const output = Output.object({ schema: z.object({ city: z.string() }) });
    const result = streamText({ model, output, prompt: 'Plan', maxRetries: 0 });
    expect(await result.finishReason).toBe('length');
    expect(await result.usage).toMatchObject({ outputTokens: 7 });
    await expect(result.output).rejects.toMatchObject({ name: 'AI_NoObjectGeneratedError' });
  });
});

describe('useChat', () => {
  it('gets a stream of messages, whose thinking finds its way back', async () => {
    const thought = { type: 'reasoning', text: '', provider: 'spare', opaque: { s: 1 } } as const;
    const { model, spare } = behind([
      { events: [{ type: 'reasoning-delta', text: 'hm' }, thought, 'Hello!', finish] },
      'Bye!',
    ]);
    const asked: UIMessage = { id: '1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] };
    const messages = await convertToModelMessages([asked]);
    const stream = streamText({ model, messages, maxRetries: 0 }).toUIMessageStream();
    const [answer] = (await Array.fromAsync(readUIMessageStream({ stream }))).slice(-1);
    expect(answer?.parts).toMatchObject([
      { type: 'step-start' },
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'Hello!' },
    ]);
    const bye: UIMessage = { id: '3', role: 'user', parts: [{ type: 'text', text: 'Bye' }] };
    const again = await convertToModelMessages([asked, answer as UIMessage, bye]);
    await streamText({ model, messages: again, maxRetries: 0 }).text;
    expect(spare.calls[1]?.request.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      {
        role: 'assistant',
        content: [
          { ...thought, text: 'hm' },
          { type: 'text', text: 'Hello!' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'Bye' }] },
    ]);
  });
});
