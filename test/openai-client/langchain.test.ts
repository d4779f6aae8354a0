import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyOrchestrator, Orchestrator } from '../../src/orchestrator.js';
import { MockFailureProvider } from '../../src/testing/mock-failure-provider.js';
import type { Script } from '../../src/testing/script.js';
import { behindAFailure } from '../openai-wire/behind-a-failure.js';
import { TRANSPORTS } from '../openai-wire/transports.js';

const prompt = 'Why are there tides?';
const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4 };
const call = {
  type: 'tool-call',
  toolCallId: 'a',
  toolName: 'weather',
  input: { city: 'Oslo' },
} as const;

const weather = tool(async ({ city }) => `2 degrees in ${city}`, {
  name: 'weather',
  description: 'The weather of a city',
  schema: z.object({ city: z.string() }),
});

describe.each(TRANSPORTS)("%s, LangChain's ChatOpenAI", (_, open) => {
  async function modelOf(orchestrator: AnyOrchestrator) {
    const { apiKey, ...configuration } = await open(orchestrator);
    return new ChatOpenAI({ model: 'auto', apiKey, maxRetries: 0, configuration });
  }

  /** With the first of ours failing behind it. */
  async function setUp(script: Script) {
    const made = behindAFailure(script);
    return { ...made, model: await modelOf(made.orchestrator) };
  }

  it('is answered, and told the usage', async () => {
    const { model, sent } = await setUp([{ text: 'The moon.', usage }]);
    const answer = await model.invoke([new SystemMessage('Be brief.'), new HumanMessage(prompt)]);
    expect(answer.text).toBe('The moon.');
    expect(answer.usage_metadata).toMatchObject({
      output_tokens: expect.any(Number),
      input_token_details: { cache_read: 4 },
    });
    expect(answer.response_metadata).toMatchObject({ finish_reason: 'stop' });
    expect(sent().system).toBe('Be brief.');
  });

  it('streams, with the usage at the end', async () => {
    const { model } = await setUp([{ text: 'The moon pulls.', usage }]);
    const chunks = await Array.fromAsync(await model.stream(prompt));
    expect(chunks.map(({ text }) => text).join('')).toBe('The moon pulls.');
    const reported = chunks.flatMap(({ usage_metadata }) => usage_metadata ?? []);
    expect(reported.reduce((sum, { output_tokens }) => sum + output_tokens, 0)).toBeGreaterThan(4);
  });

  it('is a link of a chain, whether it streams or not', async () => {
    const { model, sent } = await setUp(['The moon.', 'The moon pulls.']);
    const template = ChatPromptTemplate.fromMessages([
      ['system', 'Be {how}.'],
      ['human', '{question}'],
    ]);
    const chain = template.pipe(model).pipe(new StringOutputParser());
    expect(await chain.invoke({ how: 'brief', question: prompt })).toBe('The moon.');
    expect(sent().system).toBe('Be brief.');
    const pieces = await Array.fromAsync(await chain.stream({ how: 'brief', question: prompt }));
    expect(pieces.join('')).toBe('The moon pulls.');
    expect(pieces.length).toBeGreaterThan(1);
  });

  it('calls a tool, and answers with what it said', async () => {
    const { model, sent } = await setUp([
      { content: [call], finishReason: 'tool-calls' },
      'It is 2 degrees.',
    ]);
    const bound = model.bindTools([weather]);
    const question = new HumanMessage(prompt);
    const asked = await bound.invoke([question]);
    expect(asked.tool_calls).toMatchObject([{ id: 'a', name: 'weather', args: { city: 'Oslo' } }]);
    const result = (await weather.invoke({
      ...asked.tool_calls?.[0],
      type: 'tool_call',
    } as never)) as ToolMessage;
    expect(result).toBeInstanceOf(ToolMessage);
    const answer = await bound.invoke([question, asked, result]);
    expect(answer.text).toBe('It is 2 degrees.');
    expect(sent().messages.at(-1)?.content).toMatchObject([
      { toolName: 'weather', output: '2 degrees in Oslo' },
    ]);
  });

  it('is streamed the calls of tools', async () => {
    const { model } = await setUp([{ content: [call], finishReason: 'tool-calls' }]);
    const chunks = await Array.fromAsync(await model.bindTools([weather]).stream(prompt));
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    expect(whole.tool_calls).toMatchObject([{ id: 'a', name: 'weather', args: { city: 'Oslo' } }]);
  });

  it.each(['jsonSchema', 'functionCalling', 'jsonMode'] as const)(
    'gets structured output by %s',
    async (method) => {
      const input = { city: 'Lisbon', days: 3 };
      const answer =
        method === 'functionCalling'
          ? { content: [{ ...call, toolName: 'trip', input }], finishReason: 'stop' as const }
          : JSON.stringify(input);
      const { model } = await setUp([answer]);
      const Trip = z.object({ city: z.string(), days: z.number() });
      const structured = model.withStructuredOutput(Trip, { name: 'trip', method });
      expect(await structured.invoke(prompt)).toEqual(input);
    },
  );

  it('throws what went wrong', async () => {
    const orchestrator = new Orchestrator({
      providers: [new MockFailureProvider({ name: 'p', models: ['m'], kind: 'context-length' })],
    });
    const model = await modelOf(orchestrator);
    await expect(model.invoke(prompt)).rejects.toThrow('p/m');
  });

  it('ends the request to the vendor when it is aborted', async () => {
    const { model, steady } = await setUp([{ events: ['The ', { hang: true }] }]);
    const controller = new AbortController();
    const reading = (async () => {
      const stream = await model.stream(prompt, { signal: controller.signal });
      for await (const _ of stream) controller.abort();
    })();
    await reading.catch(() => {});
    await expect.poll(() => steady.calls[0]?.signal.aborted).toBe(true);
  });
});
