import { generateObject, generateText, Output, stepCountIs, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { behind, USAGE } from './behind.js';

describe('generateText', () => {
  it('is answered by a spare model, and says by whom, for what and what was tried', async () => {
    const { model, spare } = behind([{ text: 'Hello!', usage: USAGE }]);
    const result = await generateText({ model, prompt: 'Say hello', maxRetries: 0 });
    expect(result.text).toBe('Hello!');
    expect(result.finishReason).toBe('stop');
    expect(result.usage).toMatchObject({
      inputTokens: 11,
      inputTokenDetails: { noCacheTokens: 4, cacheReadTokens: 5, cacheWriteTokens: 2 },
      outputTokens: 7,
      outputTokenDetails: { textTokens: 4, reasoningTokens: 3 },
      totalTokens: 18,
    });
    expect(result.usage.raw).toMatchObject({ source: 'reported' });
    expect(result.response).toMatchObject({ modelId: 'spare/m', timestamp: expect.any(Date) });
    const metadata = result.providerMetadata?.['llm-orchestrator'];
    expect(metadata).toMatchObject({
      requestId: result.response.id,
      model: 'spare/m',
      provider: 'spare',
      intent: 'general',
      fellBack: true,
      attempts: [
        { model: 'main/m', outcome: 'error', error: { kind: 'overloaded' } },
        { model: 'spare/m', outcome: 'success' },
      ],
    });
    expect(metadata?.['costUsd']).toBeCloseTo(11e-6 + 14e-6, 9);
    expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata);
    expect(spare.calls[0]?.request.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Say hello' }] },
    ]);
  });

  it('says what it has no price and no detail of by leaving it out', async () => {
    const plain = { inputTokens: 2, outputTokens: 1 };
    const { model } = behind([{ text: 'x', usage: plain }], {}, {
      models: { 'spare/m': { price: undefined } },
    } as never);
    const result = await generateText({ model, prompt: 'Say x', maxRetries: 0 });
    expect(result.usage.inputTokenDetails.cacheReadTokens).toBeUndefined();
    expect(result.usage.outputTokenDetails.textTokens).toBeUndefined();
    expect(result.usage.inputTokenDetails.noCacheTokens).toBe(2);
  });

  it('passes the parameters on, and warns of those that not every vendor has', async () => {
    const { model, spare } = behind([{ text: 'x', warnings: [{ code: 'other', message: 'hm' }] }]);
    const result = await generateText({
      model,
      instructions: 'Be brief.',
      prompt: 'Say x',
      maxOutputTokens: 50,
      temperature: 0.3,
      topP: 0.8,
      seed: 3,
      stopSequences: ['END'],
      reasoning: 'xhigh',
      topK: 5,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      providerOptions: { openai: { reasoningEffort: 'high' } },
      maxRetries: 0,
    });
    expect(spare.calls[0]?.request).toMatchObject({
      system: 'Be brief.',
      maxOutputTokens: 50,
      temperature: 0.3,
      topP: 0.8,
      seed: 3,
      stopSequences: ['END'],
      reasoningEffort: 'max',
    });
    expect(spare.calls[0]?.request).not.toHaveProperty('providerOptions');
    expect(result.warnings).toEqual([
      { type: 'unsupported', feature: 'topK' },
      { type: 'unsupported', feature: 'presencePenalty' },
      { type: 'unsupported', feature: 'frequencyPenalty' },
      {
        type: 'unsupported',
        feature: 'providerOptions.openai',
        details: 'only "llm-orchestrator" is read: any model may answer',
      },
      { type: 'other', message: 'hm' },
    ]);
  });

  it.each(['stop', 'length', 'content-filter', 'other'] as const)(
    'ends with %s',
    async (reason) => {
      const { model } = behind([{ text: 'x', finishReason: reason }]);
      const result = await generateText({ model, prompt: 'Say x', maxRetries: 0 });
      expect(result.finishReason).toBe(reason);
    },
  );
});

const weather = tool({
  description: 'Tells the weather.',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, degrees: 18 }),
});
const callOf = (toolCallId: string, city: string) =>
  ({ type: 'tool-call', toolCallId, toolName: 'weather', input: { city } }) as const;

describe('tools in several steps', () => {
  it('are called with what the model asked for, and their results go back to it', async () => {
    const thought = { type: 'reasoning', text: 'hm', provider: 'spare', opaque: { s: 1 } } as const;
    const { model, spare } = behind([
      {
        content: [thought, callOf('a', 'Lisbon'), callOf('b', 'Oslo')],
        finishReason: 'tool-calls',
      },
      { text: 'It is 18 degrees in both.' },
    ]);
    const result = await generateText({
      model,
      tools: { weather },
      toolChoice: 'auto',
      stopWhen: stepCountIs(3),
      prompt: 'How warm is it?',
      maxRetries: 0,
    });
    expect(result.text).toBe('It is 18 degrees in both.');
    expect(result.steps).toHaveLength(2);
    const [first, second] = spare.calls.map(({ request }) => request);
    expect(first?.tools).toMatchObject([
      { name: 'weather', description: 'Tells the weather.', inputSchema: { type: 'object' } },
    ]);
    expect(first?.toolChoice).toBe('auto');
    const resultOf = (toolCallId: string, city: string) => ({
      type: 'tool-result',
      toolCallId,
      toolName: 'weather',
      output: { city, degrees: 18 },
    });
    expect(second?.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'How warm is it?' }] },
      { role: 'assistant', content: [thought, callOf('a', 'Lisbon'), callOf('b', 'Oslo')] },
      { role: 'tool', content: [resultOf('a', 'Lisbon'), resultOf('b', 'Oslo')] },
    ]);
  });

  it('are told of their failures, and of arguments that are no JSON', async () => {
    const failing = tool({
      inputSchema: z.object({}),
      execute: async (): Promise<string> => {
        throw new Error('no connection');
      },
    });
    const unparsed = { ...callOf('b', ''), input: '{"city":', unparsed: true } as const;
    const call = { type: 'tool-call', toolCallId: 'a', toolName: 'failing', input: {} } as const;
    const { model, spare } = behind([
      { content: [call, unparsed], finishReason: 'tool-calls' },
      { text: 'Sorry.' },
    ]);
    const tools = { failing, weather };
    const stopWhen = stepCountIs(2);
    const result = await generateText({ model, tools, stopWhen, prompt: 'Go', maxRetries: 0 });
    expect(result.text).toBe('Sorry.');
    expect(spare.calls[1]?.request.messages.at(-1)?.content).toMatchObject([
      { toolCallId: 'a', isError: true, output: 'Error: no connection' },
      { toolCallId: 'b', isError: true },
    ]);
  });

  it('can be forced', async () => {
    const { model, spare } = behind([
      { content: [callOf('a', 'Oslo')], finishReason: 'tool-calls' },
    ]);
    await generateText({
      model,
      tools: { weather },
      toolChoice: { type: 'tool', toolName: 'weather' },
      prompt: 'Go',
      maxRetries: 0,
    });
    expect(spare.calls[0]?.request.toolChoice).toEqual({ toolName: 'weather' });
  });
});

describe('structured output', () => {
  const schema = z.object({ city: z.string(), days: z.number() });

  it('is parsed and typed', async () => {
    const { model, spare } = behind(['{"city":"Lisbon","days":3}']);
    const output = Output.object({ schema });
    const result = await generateText({ model, output, prompt: 'Plan', maxRetries: 0 });
    expect(result.output).toEqual({ city: 'Lisbon', days: 3 });
    expect(spare.calls[0]?.request.outputSchema).toMatchObject({ type: 'object' });
  });

  it('is parsed by generateObject too', async () => {
    const { model } = behind(['{"city":"Lisbon","days":3}']);
    const result = await generateObject({ model, schema, prompt: 'Plan', maxRetries: 0 });
    expect(result.object).toEqual({ city: 'Lisbon', days: 3 });
    expect(result.providerMetadata?.['llm-orchestrator']).toMatchObject({ model: 'spare/m' });
  });

  it.each([
    ['is no JSON', '{"city":', 'length'],
    ['has another shape', '{"city":1}', 'stop'],
  ] as const)('fails as in the AI SDK where it %s: with text, reason and usage', async (...row) => {
    const [, text, finishReason] = row;
    const { model } = behind([{ text, finishReason, usage: USAGE }]);
    const answer = generateObject({ model, schema, prompt: 'Plan', maxRetries: 0 });
    await expect(answer).rejects.toMatchObject({
      name: 'AI_NoObjectGeneratedError',
      text,
      finishReason,
      usage: { inputTokens: 11, outputTokens: 7 },
      response: { modelId: 'spare/m' },
    });
  });

  it('can be repaired', async () => {
    const { model } = behind(['{"city":"Lisbon","days":3']);
    const result = await generateObject({
      model,
      schema,
      prompt: 'Plan',
      maxRetries: 0,
      experimental_repairText: async ({ text }) => `${text}}`,
    });
    expect(result.object).toEqual({ city: 'Lisbon', days: 3 });
    expect(result.providerMetadata?.['llm-orchestrator']).toMatchObject({
      model: 'spare/m',
      provider: 'spare',
      fellBack: true,
    });
  });

  it('is asked for with tools, which are called first', async () => {
    const { model, spare } = behind([
      { content: [callOf('a', 'Oslo')], finishReason: 'tool-calls' },
      '{"city":"Oslo","days":2}',
    ]);
    const { output } = await generateText({
      model,
      tools: { weather },
      stopWhen: stepCountIs(3),
      output: Output.object({ schema }),
      prompt: 'Plan',
      maxRetries: 0,
    });
    expect(output).toEqual({ city: 'Oslo', days: 2 });
    expect(spare.calls).toHaveLength(2);
  });

  it('needs a schema', async () => {
    const { model, spare } = behind(['{"a":1}']);
    const result = await generateText({
      model,
      output: Output.json(),
      prompt: 'JSON, please',
      maxRetries: 0,
    });
    expect(result.output).toEqual({ a: 1 });
    expect(spare.calls[0]?.request).not.toHaveProperty('outputSchema');
    expect(result.warnings).toMatchObject([{ type: 'unsupported', feature: 'responseFormat' }]);
  });
});
