import { InMemoryCache } from '@langchain/core/caches';
import type { AIMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import {
  AllAttemptsFailedError,
  ConfigurationError,
  InvalidRequestError,
  Orchestrator,
  ProviderError,
} from 'llm-orchestrator';
import { ChatOrchestrator } from 'llm-orchestrator/langchain';
import { MockSuccessProvider, ScriptedProvider } from 'llm-orchestrator/testing';
import { describe, expect, it } from 'vitest';
import { scripted, USAGE, withFailingPrimary } from './chat-models.js';

describe('invoke', () => {
  it('gives the answer, who gave it, why and what it cost', async () => {
    const models = [{ id: 'sage', price: { input: 1, output: 2 } }] as const;
    const script = [{ text: 'Bits in two states.', usage: USAGE }];
    const provider = new ScriptedProvider({ name: 'oak', models, script });
    const orchestrator = new Orchestrator({ providers: [provider], generateId: () => 'request-1' });
    const model = new ChatOrchestrator({ orchestrator });
    const message = await model.invoke('Explain quantum computing in simple terms');
    expect(message.content).toBe('Bits in two states.');
    expect(message.usage_metadata).toEqual({
      input_tokens: 20,
      output_tokens: 7,
      total_tokens: 27,
      input_token_details: { cache_read: 12, cache_creation: 3 },
      output_token_details: { reasoning: 2 },
    });
    expect(message.response_metadata).toMatchObject({
      model_name: 'oak/sage',
      provider: 'oak',
      intent: 'education',
      finish_reason: 'stop',
      fell_back: false,
      attempts: 1,
      request_id: 'request-1',
      cost_usd: expect.closeTo(0.000034, 8),
      tokenUsage: { promptTokens: 20, completionTokens: 7, totalTokens: 27 },
    });
    expect(message.response_metadata['intent_confidence']).toBeGreaterThan(0);
    expect(message.response_metadata).not.toHaveProperty('warnings');
    expect(orchestrator.feedback(message.response_metadata['request_id'] as string, 1)).toBe(true);
  });

  it('has no cost where the price is unknown, and no detail that nobody reported', async () => {
    const { model } = scripted([{ text: 'Hi', usage: { inputTokens: 1, outputTokens: 1 } }]);
    const message = await model.invoke('Hello');
    expect(message.response_metadata).not.toHaveProperty('cost_usd');
    expect(message.usage_metadata).toMatchObject({
      input_token_details: {},
      output_token_details: {},
    });
  });

  it('says which parameters were dropped', async () => {
    const warnings = [{ code: 'parameter-dropped', message: 'temperature is not taken' }] as const;
    const { model } = scripted([{ text: 'Hi', warnings }]);
    const { response_metadata } = await model.invoke('Hello');
    expect(response_metadata['warnings']).toEqual(['temperature is not taken']);
  });

  it('falls back unseen, and counts the tokens of all attempts', async () => {
    const { model, provider } = withFailingPrimary([{ error: 'overloaded' }], ['From the spare.']);
    const message = await model.invoke('Hello');
    expect(message.content).toBe('From the spare.');
    expect(message.response_metadata).toMatchObject({
      model_name: 'scripted/spare',
      fell_back: true,
      attempts: 2,
    });
    provider.assertDone();
  });

  it('sends thinking on as a standard block before the text', async () => {
    const content = [
      { type: 'reasoning', text: 'Hm.', provider: 'scripted', opaque: 'seal' },
      { type: 'text', text: 'Yes.' },
    ] as const;
    const { model } = scripted([{ content }]);
    const message = await model.invoke('Really?');
    expect(message.content).toEqual([
      { type: 'reasoning', reasoning: 'Hm.', extras: { provider: 'scripted', opaque: 'seal' } },
      { type: 'text', text: 'Yes.' },
    ]);
    expect(message.text).toBe('Yes.');
  });

  it('gives standard content blocks with `outputVersion: "v1"`', async () => {
    const { orchestrator } = scripted(['Hi']);
    const model = new ChatOrchestrator({ orchestrator, outputVersion: 'v1' });
    expect((await model.invoke('Hello')).content).toEqual([{ type: 'text', text: 'Hi' }]);
  });
});

describe('settings', () => {
  it('of the constructor hold for every call, and those of a call take their place', async () => {
    const settings = { temperature: 0.2, maxOutputTokens: 50, stopSequences: ['END'], seed: 7 };
    const { model, asked } = scripted(['One', 'Two', 'Three'], settings);
    await model.invoke('Hello');
    expect(asked()).toMatchObject(settings);
    await model.invoke('Hello', { temperature: 0.9, stop: ['STOP'] });
    expect(asked()).toMatchObject({ ...settings, temperature: 0.9, stopSequences: ['STOP'] });
    await model.withConfig({ topP: 0.5 }).invoke('Hello');
    expect(asked()).toMatchObject({ ...settings, topP: 0.5 });
  });

  it('route: model, exclude, preference, tenant and session are the orchestrator’s own', async () => {
    const providers = [new MockSuccessProvider({ models: ['a', 'b'] })];
    const orchestrator = new Orchestrator({ providers });
    const model = new ChatOrchestrator({ orchestrator, tenant: 'acme', session: 'chat-1' });
    const { response_metadata } = await model.invoke('Hello', { model: 'mock-success/b' });
    expect(response_metadata['model_name']).toBe('mock-success/b');
    const excluding = await model.invoke('Hello', { exclude: ['mock-success/b'] });
    expect(excluding.response_metadata['model_name']).toBe('mock-success/a');
    const { tenant } = await orchestrator.stats({ tenant: 'acme' });
    expect(tenant?.lastMinute.requests).toBe(2);
  });

  it('that nobody knows are refused at once, with the nearest that is known', () => {
    const { orchestrator } = scripted([]);
    const misspelt = { orchestrator, prefrence: 'cost' };
    expect(() => new ChatOrchestrator(misspelt)).toThrow(ConfigurationError);
    expect(() => new ChatOrchestrator(misspelt)).toThrow('did you mean "preference"?');
    expect(() => new ChatOrchestrator({} as never)).toThrow('orchestrator: expected an Orch');
  });

  it('that are wrong are refused by the orchestrator before anything is sent', async () => {
    const { model, provider } = scripted([]);
    const wrong = model.invoke('Hello', { temperature: 9 });
    await expect(wrong).rejects.toBeInstanceOf(InvalidRequestError);
    expect(provider.calls).toEqual([]);
  });
});

describe('a chain', () => {
  const prompt = ChatPromptTemplate.fromMessages([
    ['system', 'You translate to {language}.'],
    ['human', '{text}'],
  ]);

  it('prompt | model | parser answers, over a primary that fails', async () => {
    const { model, provider } = withFailingPrimary([{ error: 'server' }], ['Guten Tag']);
    const chain = prompt.pipe(model).pipe(new StringOutputParser());
    expect(await chain.invoke({ language: 'German', text: 'Good day' })).toBe('Guten Tag');
    expect(provider.calls.at(-1)?.request).toMatchObject({
      system: 'You translate to German.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Good day' }] }],
    });
  });

  it('batches: requests run at once, as many as are allowed, and each counts by itself', async () => {
    const usage = { inputTokens: 3, outputTokens: 2 };
    const provider = new MockSuccessProvider({ text: ({ system }) => `${system}`, usage });
    let running = 0;
    let most = 0;
    const orchestrator = new Orchestrator({ providers: [provider] });
    orchestrator.on('attempt-start', () => {
      most = Math.max(most, ++running);
    });
    orchestrator.on('attempt-end', () => running--);
    const model = new ChatOrchestrator({ orchestrator });
    const inputs = ['French', 'Dutch', 'Thai'].map((language) => ({ language, text: 'Hi' }));
    const messages = await prompt.pipe(model).batch(inputs, { maxConcurrency: 2 });
    expect(messages.map(({ content }) => content)).toEqual([
      'You translate to French.',
      'You translate to Dutch.',
      'You translate to Thai.',
    ]);
    expect(most).toBe(2);
    for (const message of messages) {
      expect((message as AIMessage).usage_metadata).toMatchObject({ total_tokens: 5 });
    }
    const { models } = await orchestrator.stats();
    expect(models[0]?.lastMinute).toMatchObject({ requests: 3, inputTokens: 9, outputTokens: 6 });
  });
});

describe('what fails', () => {
  it('is the orchestrator’s own error, after its own attempts and no more', async () => {
    const { model, provider } = withFailingPrimary(
      [{ error: 'server' }],
      [{ error: 'overloaded' }],
    );
    const error = await model.invoke('Hello', { maxAttempts: 2 }).catch((reason) => reason);
    expect(AllAttemptsFailedError.isInstance(error)).toBe(true);
    expect(error.attempts).toHaveLength(2);
    expect(provider.calls).toHaveLength(2);
    expect(model.caller).toMatchObject({ maxRetries: 0 });
  });

  it('keeps its kind where no other model could help', async () => {
    const { model, provider } = scripted([{ error: 'content-filter' }]);
    const error = await model.invoke('Hello').catch((reason) => reason);
    expect(ProviderError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'content-filter', model: 'scripted/default' });
    provider.assertDone();
  });

  it('goes on to another model of LangChain with `withFallbacks`', async () => {
    const { model } = scripted([{ error: 'content-filter' }]);
    const spare = new FakeListChatModel({ responses: ['From elsewhere.'] });
    const message = await model.withFallbacks([spare]).invoke('Hello');
    expect(message.content).toBe('From elsewhere.');
  });

  it('is asked anew as a whole with `withRetry`, for who wants that', async () => {
    const { model } = scripted([{ error: 'content-filter' }, 'Second thoughts.']);
    const onFailedAttempt = () => {};
    const again = model.withRetry({ stopAfterAttempt: 1, onFailedAttempt });
    await expect(again.invoke('Hello')).rejects.toBeInstanceOf(ProviderError);
    expect((await again.invoke('Hello')).content).toBe('Second thoughts.');
  });

  it('stops with the reason of the caller’s signal, and so does the upstream request', async () => {
    const { model, provider } = scripted([{ hang: true }]);
    const controller = new AbortController();
    const answer = model.invoke('Hello', { signal: controller.signal }).catch((reason) => reason);
    await expect.poll(() => provider.calls.length).toBe(1);
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await answer).toBe(reason);
    expect(provider.calls[0]?.signal.aborted).toBe(true);
  });
});

describe('a trace', () => {
  it('names the model, and shows neither the orchestrator nor who is asking', async () => {
    const settings = { tenant: 'acme', session: 'chat-1', temperature: 0.5 };
    const secret = { scripted: { key: 'sk-canary' } };
    const { model } = scripted(['Hi'], { ...settings, providerOptions: secret });
    const seen: unknown[] = [];
    const handleChatModelStart = (...given: unknown[]) => {
      seen.push(given);
    };
    await model.invoke('Hello', { callbacks: [{ handleChatModelStart }], tenant: 'acme-2' });
    const text = JSON.stringify(seen);
    expect(text).toContain('"ls_provider":"llm-orchestrator"');
    expect(text).toContain('"temperature":0.5');
    expect(text).not.toMatch(/acme|chat-1|sk-canary/);
    expect(JSON.parse(JSON.stringify(model))).toEqual({
      lc: 1,
      type: 'not_implemented',
      id: ['langchain', 'chat_models', 'llm-orchestrator', 'ChatOrchestrator'],
    });
    expect(Object.keys(model.lc_kwargs)).not.toContain('orchestrator');
    expect(model._llmType()).toBe('llm-orchestrator');
    expect(model.getName()).toBe('ChatOrchestrator');
  });

  it('has the vendor’s names where one model alone may answer', () => {
    const { model } = scripted([]);
    const limits = { maxOutputTokens: 9, stop: ['x'] };
    expect(model.getLsParams({ model: 'scripted/default', ...limits })).toEqual({
      ls_model_type: 'chat',
      ls_provider: 'scripted',
      ls_model_name: 'default',
      ls_max_tokens: 9,
      ls_stop: ['x'],
    });
    const providers = [new MockSuccessProvider({ models: ['a', 'b'] })];
    const several = new ChatOrchestrator({ orchestrator: new Orchestrator({ providers }) });
    const either = ['mock-success/a', 'mock-success/b'] as const;
    expect(several.getLsParams({ model: either })).toEqual({
      ls_model_type: 'chat',
      ls_provider: 'llm-orchestrator',
      ls_model_name: 'auto',
    });
  });
});

describe('LangChain’s cache', () => {
  it('answers the same question once, and never for another tenant', async () => {
    const cache = new InMemoryCache(new Map());
    const { orchestrator, provider } = scripted(['For A', 'For B']);
    const ask = async (tenant: string) => {
      const model = new ChatOrchestrator({ orchestrator, cache, tenant });
      return (await model.invoke('Hello')).content;
    };
    expect([await ask('a'), await ask('a'), await ask('b')]).toEqual(['For A', 'For A', 'For B']);
    provider.assertDone();
  });
});
