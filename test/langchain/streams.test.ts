import type { AIMessageChunk } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { concat } from '@langchain/core/utils/stream';
import { type ChatEvent, Orchestrator, StreamInterruptedError } from 'llm-orchestrator';
import { ChatOrchestrator } from 'llm-orchestrator/langchain';
import { ScriptedProvider } from 'llm-orchestrator/testing';
import { describe, expect, it } from 'vitest';
import { collect, scripted, USAGE, withFailingPrimary } from './chat-models.js';

const FINISH: ChatEvent = { type: 'finish', finishReason: 'stop', usage: USAGE };

function joined(chunks: readonly AIMessageChunk[]): AIMessageChunk {
  return chunks.reduce((whole, chunk) => concat(whole, chunk));
}

describe('a stream', () => {
  it('gives text as it comes, and at the end the same as invoke, counted once', async () => {
    const { model } = scripted([
      { events: ['Hel', 'lo', FINISH] },
      { text: 'Hello', usage: USAGE },
    ]);
    const chunks = await collect(await model.stream('Hi'));
    expect(chunks.map(({ content }) => content)).toEqual(['Hel', 'lo', '']);
    expect(chunks.map(({ usage_metadata }) => usage_metadata !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
    const streamed = joined(chunks);
    const invoked = await model.invoke('Hi');
    expect(streamed.content).toBe(invoked.content);
    expect(streamed.usage_metadata).toEqual(invoked.usage_metadata);
    expect({ ...streamed.response_metadata, tokenUsage: expect.anything() }).toEqual({
      ...invoked.response_metadata,
      request_id: expect.any(String),
      latency_ms: expect.any(Number),
      time_to_first_token_ms: expect.any(Number),
    });
    expect(streamed.response_metadata['finish_reason']).toBe('stop');
  });

  it('of a chain falls back unseen when the primary fails before its first word', async () => {
    const { model, provider } = withFailingPrimary([{ error: 'server' }], ['From the spare.']);
    const prompt = ChatPromptTemplate.fromTemplate('Say {what}');
    const chain = prompt.pipe(model).pipe(new StringOutputParser());
    const texts = await collect(await chain.stream({ what: 'something' }));
    expect(texts.join('')).toBe('From the spare.');
    expect(texts.length).toBeGreaterThan(2);
    provider.assertDone();
  });

  it('that breaks after its first word is an error with what came, and no second answer', async () => {
    const broken = { events: ['Half an ', { error: 'server' }] } as const;
    const { model, provider } = withFailingPrimary([broken], []);
    const texts: unknown[] = [];
    const read = async () => {
      for await (const { content } of await model.stream('Hi')) texts.push(content);
    };
    const error = await read().catch((reason) => reason);
    expect(texts).toEqual(['Half an ']);
    expect(StreamInterruptedError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'server', text: 'Half an ', model: 'scripted/primary' });
    provider.assertDone();
  });

  it('is never begun anew, even where the orchestrator would: chunks cannot be taken back', async () => {
    const provider = new ScriptedProvider({
      models: ['a', 'b'],
      script: { a: [{ events: ['One', { error: 'server' }] }], b: [{ events: ['Two', FINISH] }] },
    });
    const orchestrator = new Orchestrator({
      providers: [provider],
      routes: { general: ['scripted/a', 'scripted/b'] },
      onStreamFailure: 'restart',
    });
    const model = new ChatOrchestrator({ orchestrator, intent: 'general' });
    const texts: unknown[] = [];
    const read = async () => {
      for await (const { content } of await model.stream('Hi')) texts.push(content);
    };
    const error = await read().catch((reason) => reason);
    expect(texts).toEqual(['One']);
    expect(StreamInterruptedError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'server', text: 'One', model: 'scripted/a' });
    expect(provider.calls[1]?.signal.aborted).toBe(true);
  });

  it('tells callbacks of each token, in `invoke` too where they want a stream', async () => {
    const { model } = scripted([{ events: ['a', 'b', FINISH] }]);
    const tokens: string[] = [];
    const handler = {
      lc_prefer_streaming: true,
      handleLLMNewToken: (token: string) => {
        tokens.push(token);
      },
    };
    const message = await model.invoke('Hi', { callbacks: [handler] });
    expect(tokens).toEqual(['a', 'b', '']);
    expect(message.content).toBe('ab');
    expect(message.usage_metadata).toMatchObject({ total_tokens: 27 });
  });

  it('ends with the caller’s signal, and the upstream request with it', async () => {
    const { model, provider } = scripted([{ events: ['One', { hang: true }] }]);
    const controller = new AbortController();
    const chunks = await model.stream('Hi', { signal: controller.signal });
    const read = collect(chunks).catch((reason) => reason);
    await expect.poll(() => provider.calls.length).toBe(1);
    controller.abort(new Error('the user left'));
    expect(await read).toMatchObject({ message: 'the user left' });
    await expect.poll(() => provider.calls[0]?.signal.aborted).toBe(true);
  });

  it('ends at once when its reader leaves, even while the vendor says nothing', async () => {
    const { model, provider, orchestrator } = scripted([{ events: ['One', { hang: true }] }]);
    for await (const { content } of await model.stream('Hi')) {
      expect(content).toBe('One');
      break;
    }
    expect(provider.calls[0]?.signal.aborted).toBe(true);
    const { models } = await orchestrator.stats();
    expect(models[0]?.inFlight).toBe(0);
  });
});

describe('blocks of a stream', () => {
  it('find together: thinking, text and calls, each by its index', async () => {
    const events: ChatEvent[] = [
      { type: 'reasoning-delta', text: 'Hm' },
      { type: 'reasoning-delta', text: '.' },
      { type: 'reasoning', text: '', provider: 'scripted', opaque: { seal: 1 } },
      { type: 'reasoning', text: 'And.', provider: 'scripted', opaque: { seal: 2 } },
      { type: 'text-delta', text: 'Let me ' },
      { type: 'text-delta', text: 'see.' },
      { type: 'tool-call-delta', toolCallId: 'a', toolName: 'add', inputText: '{"x"' },
      { type: 'tool-call-delta', toolCallId: 'b', toolName: 'mul', inputText: '{"y":2}' },
      { type: 'tool-call-delta', toolCallId: 'a', toolName: 'add', inputText: ':1}' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: { x: 1 } },
      { type: 'tool-call', toolCallId: 'b', toolName: 'mul', input: { y: 2 } },
      { type: 'tool-call', toolCallId: 'c', toolName: 'now', input: {} },
      { type: 'text-delta', text: 'So.' },
      { type: 'finish', finishReason: 'tool-calls', usage: USAGE },
    ];
    const { model } = scripted([{ events }]);
    const message = joined(await collect(await model.stream('Hi')));
    expect(message.content).toEqual([
      {
        type: 'reasoning',
        reasoning: 'Hm.',
        index: 0,
        extras: { provider: 'scripted', opaque: { seal: 1 } },
      },
      {
        type: 'reasoning',
        reasoning: 'And.',
        index: 1,
        extras: { provider: 'scripted', opaque: { seal: 2 } },
      },
      { type: 'text', text: 'Let me see.', index: 2 },
      { type: 'text', text: 'So.', index: 6 },
    ]);
    expect(message.tool_calls).toEqual([
      { type: 'tool_call', id: 'a', name: 'add', args: { x: 1 } },
      { type: 'tool_call', id: 'b', name: 'mul', args: { y: 2 } },
      { type: 'tool_call', id: 'c', name: 'now', args: {} },
    ]);
    expect(message.response_metadata['finish_reason']).toBe('tool_calls');
    expect(await new StringOutputParser().invoke(message)).toBe('Let me see.So.');
  });

  it('are events of LangChain’s own protocol with `streamEvents`', async () => {
    const events: ChatEvent[] = [
      { type: 'text-delta', text: 'Let me see.' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: { x: 1 } },
      { type: 'finish', finishReason: 'tool-calls', usage: USAGE },
    ];
    const { model } = scripted([{ events }]);
    const stream = model.streamEvents('Hi');
    expect(await stream.text).toBe('Let me see.');
    expect(await stream.toolCalls).toEqual([
      { type: 'tool_call', id: 'a', name: 'add', args: { x: 1 } },
    ]);
    expect(await stream.usage).toMatchObject({ total_tokens: 27 });
  });

  it('are events of a whole chain with `streamEvents` version 2', async () => {
    const { model } = scripted([{ events: ['a', 'b', FINISH] }]);
    const chain = ChatPromptTemplate.fromTemplate('{x}').pipe(model);
    const events = await collect(chain.streamEvents({ x: 'Hi' }, { version: 'v2' }));
    const ofModel = events.filter(({ name }) => name === 'ChatOrchestrator');
    expect(ofModel.map(({ event }) => event)).toEqual([
      'on_chat_model_start',
      'on_chat_model_stream',
      'on_chat_model_stream',
      'on_chat_model_stream',
      'on_chat_model_end',
    ]);
    expect(ofModel.at(-1)?.data.output.usage_metadata).toMatchObject({ total_tokens: 27 });
  });
});
