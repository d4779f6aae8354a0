import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  generateObject,
  generateText,
  Output,
  stepCountIs,
  streamText,
  tool,
} from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyOrchestrator, Orchestrator } from '../../src/orchestrator.js';
import { MockFailureProvider } from '../../src/testing/mock-failure-provider.js';
import type { Script } from '../../src/testing/script.js';
import { behindAFailure } from '../openai-wire/behind-a-failure.js';
import { TRANSPORTS } from '../openai-wire/transports.js';

const prompt = 'Why are there tides?';
const usage = { inputTokens: 10, outputTokens: 5, reasoningTokens: 2 };
const call = { type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: { city: 'Oslo' } };
const calling = { content: [call], finishReason: 'tool-calls' } as Script[number];

function weatherTool(asked: unknown[]) {
  return tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async (input) => {
      asked.push(input);
      return { degrees: 2 };
    },
  });
}

describe.each(TRANSPORTS)("%s, the AI SDK's OpenAI-compatible provider", (_, open) => {
  async function modelOf(orchestrator: AnyOrchestrator) {
    const way = await open(orchestrator);
    const vendor = createOpenAICompatible({
      name: 'orchestrator',
      includeUsage: true,
      supportsStructuredOutputs: true,
      ...way,
    });
    return vendor('auto');
  }

  /** With the first of ours failing behind it. */
  async function setUp(script: Script) {
    const made = behindAFailure(script);
    return { ...made, model: await modelOf(made.orchestrator) };
  }

  it('generates text', async () => {
    const { model, sent } = await setUp([{ text: 'The moon.', usage }]);
    const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 50, seed: 7 };
    const answer = await generateText({
      model,
      system: 'Be brief.',
      prompt,
      stopSequences: ['END'],
      ...settings,
    });
    expect(answer.text).toBe('The moon.');
    expect(answer.finishReason).toBe('stop');
    expect(answer.response.modelId).toBe('steady/m');
    expect(answer.response.headers?.['x-llm-orchestrator-fell-back']).toBe('true');
    expect(sent()).toMatchObject({ ...settings, system: 'Be brief.', stopSequences: ['END'] });
  });

  it('streams text, with its usage', async () => {
    const { model } = await setUp([{ text: 'The moon pulls.', usage }]);
    const answer = streamText({ model, prompt });
    const texts = await Array.fromAsync(answer.textStream);
    expect(texts.join('')).toBe('The moon pulls.');
    expect(texts.length).toBeGreaterThan(1);
    expect(await answer.finishReason).toBe('stop');
    const { outputTokens, outputTokenDetails } = await answer.usage;
    expect(outputTokens).toBeGreaterThanOrEqual(5);
    expect(outputTokenDetails.reasoningTokens).toBe(2);
  });

  it('streams what a model thinks as reasoning', async () => {
    const { model } = await setUp([
      {
        events: [
          { type: 'reasoning-delta', text: 'Hm. ' },
          { type: 'reasoning', text: '', provider: 'steady' },
          'The moon.',
          { type: 'finish', finishReason: 'stop' },
        ],
      },
    ]);
    const answer = streamText({ model, prompt });
    expect(await answer.text).toBe('The moon.');
    expect(await answer.reasoningText).toBe('Hm. ');
  });

  it.each([
    ['generating', generateText],
    ['streaming', streamText],
  ] as const)('calls a tool and goes on with its result, %s', async (_, run) => {
    const { model, sent } = await setUp([calling, 'It is 2 degrees.']);
    const asked: unknown[] = [];
    const answer = run({
      model,
      prompt,
      tools: { weather: weatherTool(asked) },
      stopWhen: stepCountIs(3),
    });
    expect(await (await answer).text).toBe('It is 2 degrees.');
    expect(asked).toEqual([{ city: 'Oslo' }]);
    expect(sent().messages.at(-1)).toEqual({
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'a', toolName: 'weather', output: '{"degrees":2}' },
      ],
    });
  });

  it('generates an object of the shape that is asked for', async () => {
    const { model, sent } = await setUp(['{"city":"Lisbon","days":3}']);
    const schema = z.object({ city: z.string(), days: z.number() });
    const { output } = await generateText({ model, prompt, output: Output.object({ schema }) });
    expect(output).toEqual({ city: 'Lisbon', days: 3 });
    expect(sent().outputSchema).toMatchObject({ required: ['city', 'days'] });
  });

  it('generates an object by its function for that', async () => {
    const { model } = await setUp(['{"city":"Lisbon","days":3}']);
    const schema = z.object({ city: z.string(), days: z.number() });
    const { object } = await generateObject({ model, prompt, schema });
    expect(object).toEqual({ city: 'Lisbon', days: 3 });
  });

  it('calls a tool first, where an object is asked for', async () => {
    const { model } = await setUp([calling, '{"degrees":2}']);
    const asked: unknown[] = [];
    const { output } = await generateText({
      model,
      prompt,
      tools: { weather: weatherTool(asked) },
      stopWhen: stepCountIs(3),
      output: Output.object({ schema: z.object({ degrees: z.number() }) }),
    });
    expect(output).toEqual({ degrees: 2 });
    expect(asked).toEqual([{ city: 'Oslo' }]);
  });

  it('sends a picture and a file', async () => {
    const { model, sent } = await setUp(['A dot.']);
    const image = new Uint8Array([137, 80, 78, 71]);
    const data = new Uint8Array([37, 80, 68, 70]);
    await generateText({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'file', data: image, mediaType: 'image/png' },
            { type: 'file', data, mediaType: 'application/pdf', filename: 'a.pdf' },
          ],
        },
      ],
    });
    expect(sent().messages[0]?.content).toEqual([
      { type: 'text', text: 'What is it?' },
      { type: 'image', mediaType: 'image/png', data: 'iVBORw==' },
      { type: 'file', mediaType: 'application/pdf', data: 'JVBERg==', filename: 'a.pdf' },
    ]);
  });

  it('throws what went wrong, and whether to ask again', async () => {
    const orchestrator = new Orchestrator({
      providers: [new MockFailureProvider({ name: 'p', models: ['m'], kind: 'auth' })],
    });
    const answer = generateText({ model: await modelOf(orchestrator), prompt, maxRetries: 0 });
    const error = await answer.catch((why: unknown) => why);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 502, message: expect.stringContaining('p/m') });
  });

  it('hears of a stream that breaks off', async () => {
    const { model } = await setUp([{ events: ['The ', { error: 'server' }] }]);
    const parts = await Array.fromAsync(
      streamText({ model, prompt, onError: () => {} }).fullStream,
    );
    const error = parts.find(({ type }) => type === 'error');
    expect(error).toBeDefined();
    expect(JSON.stringify(error)).toContain('broke off');
  });

  it('ends the request to the vendor when it is aborted', async () => {
    const { model, steady } = await setUp([{ events: ['The ', { hang: true }] }]);
    const controller = new AbortController();
    const answer = streamText({ model, prompt, abortSignal: controller.signal });
    for await (const _ of answer.textStream) controller.abort();
    await expect.poll(() => steady.calls[0]?.signal.aborted).toBe(true);
  });
});
