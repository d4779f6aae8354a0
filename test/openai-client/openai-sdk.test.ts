import OpenAI from 'openai';
import { LengthFinishReasonError } from 'openai/error';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createFetch } from '../../src/openai-client/create-fetch.js';
import type { Script } from '../../src/testing/script.js';
import { behindAFailure } from '../openai-wire/behind-a-failure.js';
import { TRANSPORTS, type WireOptions } from '../openai-wire/transports.js';

const messages = [{ role: 'user', content: 'Why are there tides?' }] as const;
const chat = { model: 'auto', messages: [...messages] };
const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 2 };

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
} as const;
const twoCalls = [
  { type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: { city: 'Oslo' } },
  { type: 'tool-call', toolCallId: 'b', toolName: 'weather', input: { city: 'Lisbon' } },
] as const;

describe.each(TRANSPORTS)('%s', (_, open) => {
  async function setUp(script: Script, options?: WireOptions) {
    const made = behindAFailure(script);
    const way = await open(made.orchestrator, options);
    return { ...made, client: new OpenAI({ ...way, maxRetries: 0 }) };
  }

  describe('an unchanged OpenAI client, with its first model failing,', () => {
    it('gets a completion, and in its headers how it came about', async () => {
      const { client } = await setUp([{ text: 'The moon.', usage }]);
      const { data, response } = await client.chat.completions.create(chat).withResponse();
      expect(data.choices).toEqual([
        {
          index: 0,
          message: { role: 'assistant', content: 'The moon.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ]);
      expect(data.model).toBe('steady/m');
      expect(data.object).toBe('chat.completion');
      expect(Math.abs(data.created - Date.now() / 1_000)).toBeLessThan(60);
      expect(response.headers.get('x-request-id')).toBe(data.id);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'x-llm-orchestrator-request-id': data.id,
        'x-llm-orchestrator-model': 'steady/m',
        'x-llm-orchestrator-provider': 'steady',
        'x-llm-orchestrator-intent': 'general',
        'x-llm-orchestrator-attempts': '2',
        'x-llm-orchestrator-fell-back': 'true',
      });
    });

    it('is told the usage of all attempts, with its details', async () => {
      const { client } = await setUp([{ text: 'The moon.', usage }]);
      const pinned = { ...chat, model: 'steady/m' };
      const { data, response } = await client.chat.completions.create(pinned).withResponse();
      expect(data.usage).toEqual({
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 2 },
      });
      expect(response.headers.get('x-llm-orchestrator-cost-usd')).toBe('0.000015');
      expect(response.headers.get('x-llm-orchestrator-fell-back')).toBe('false');
    });

    it('can rate its answer by the id of the completion', async () => {
      const { client, orchestrator } = await setUp(['The moon.']);
      const { id } = await client.chat.completions.create(chat);
      expect(orchestrator.feedback(id, 1)).toBe(true);
    });

    it('streams, with the usage at the end where it asks for it', async () => {
      const { client } = await setUp([{ text: 'The moon pulls.', usage }]);
      const stream_options = { include_usage: true };
      const { data, response } = await client.chat.completions
        .create({ ...chat, model: 'steady/m', stream: true, stream_options })
        .withResponse();
      const chunks = await Array.fromAsync(data);
      const deltas = chunks.flatMap(({ choices }) => choices);
      expect(deltas[0]).toEqual({
        index: 0,
        delta: { role: 'assistant', content: '' },
        finish_reason: null,
      });
      expect(deltas.map(({ delta }) => delta.content ?? '').join('')).toBe('The moon pulls.');
      expect(deltas.at(-1)).toEqual({ index: 0, delta: {}, finish_reason: 'stop' });
      expect(chunks.map((chunk) => chunk.usage?.total_tokens)).toEqual([
        ...chunks.slice(1).map(() => undefined),
        15,
      ]);
      expect(chunks.at(-1)?.choices).toEqual([]);
      expect(chunks.at(-2)).toMatchObject({ llm_orchestrator: { cost_usd: 0.000015 } });
      const id = response.headers.get('x-llm-orchestrator-request-id');
      expect(new Set(chunks.map((chunk) => chunk.id))).toEqual(new Set([id]));
      expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set(['steady/m']));
    });

    it('streams over a fallback that it never sees, but in the headers', async () => {
      const { client } = await setUp(['The moon pulls.']);
      const { data, response } = await client.chat.completions
        .create({ ...chat, stream: true })
        .withResponse();
      const chunks = await Array.fromAsync(data);
      expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
      expect(chunks.at(-1)?.model).toBe('steady/m');
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'x-llm-orchestrator-model': 'steady/m',
        'x-llm-orchestrator-intent': 'general',
        'x-llm-orchestrator-attempts': '2',
        'x-llm-orchestrator-fell-back': 'true',
      });
    });

    it('uses its stream helper', async () => {
      const { client } = await setUp([{ text: 'The moon pulls.', usage }]);
      const texts: string[] = [];
      const stream = client.chat.completions
        .stream({ ...chat, stream_options: { include_usage: true } })
        .on('content', (text) => texts.push(text));
      const completion = await stream.finalChatCompletion();
      expect(texts.join('')).toBe('The moon pulls.');
      expect(completion.choices[0]?.message.content).toBe('The moon pulls.');
      expect(completion.usage?.completion_tokens).toBeGreaterThan(0);
    });

    it('calls two tools at once, and answers with what they said', async () => {
      const { client, sent } = await setUp([
        { content: twoCalls, finishReason: 'tool-calls' },
        'Colder in Oslo.',
      ]);
      const tools = [weather];
      const first = await client.chat.completions.create({
        ...chat,
        tools,
        tool_choice: 'required',
      });
      const message = first.choices[0]?.message;
      expect(first.choices[0]?.finish_reason).toBe('tool_calls');
      expect(message?.content).toBeNull();
      expect(message?.tool_calls).toEqual([
        { id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        {
          id: 'b',
          type: 'function',
          function: { name: 'weather', arguments: '{"city":"Lisbon"}' },
        },
      ]);
      expect(sent()).toMatchObject({
        tools: [{ name: 'weather', inputSchema: weather.function.parameters }],
        toolChoice: 'required',
      });
      const results = ['a', 'b'].map((id) => ({
        role: 'tool' as const,
        tool_call_id: id,
        content: id === 'a' ? '2' : [{ type: 'text' as const, text: '20' }],
      }));
      const conversation = [...messages, message as NonNullable<typeof message>, ...results];
      const second = await client.chat.completions.create({
        ...chat,
        messages: conversation,
        tools,
      });
      expect(second.choices[0]?.message.content).toBe('Colder in Oslo.');
      expect(sent().messages.slice(1)).toEqual([
        { role: 'assistant', content: twoCalls },
        ...['a', 'b'].map((toolCallId) => ({
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId,
              toolName: 'weather',
              output: toolCallId === 'a' ? '2' : '20',
            },
          ],
        })),
      ]);
    });

    it('is streamed the arguments of two calls in pieces', async () => {
      const piece = (toolCallId: string, inputText: string) =>
        ({ type: 'tool-call-delta', toolCallId, toolName: 'weather', inputText }) as const;
      const { client } = await setUp([
        {
          events: [
            piece('a', '{"city":'),
            piece('b', '{"city":"Lis'),
            piece('a', '"Oslo"}'),
            piece('b', 'bon"}'),
            ...twoCalls,
            { type: 'finish', finishReason: 'tool-calls' },
          ],
        },
      ]);
      const stream = client.chat.completions.stream({ ...chat, tools: [weather] });
      const pieces: unknown[] = [];
      stream.on('chunk', ({ choices }) => pieces.push(...(choices[0]?.delta.tool_calls ?? [])));
      const { choices } = await stream.finalChatCompletion();
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      expect(choices[0]?.message.tool_calls).toMatchObject([
        { id: 'a', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'b', function: { name: 'weather', arguments: '{"city":"Lisbon"}' } },
      ]);
      expect(pieces).toEqual([
        {
          index: 0,
          id: 'a',
          type: 'function',
          function: { name: 'weather', arguments: '{"city":' },
        },
        {
          index: 1,
          id: 'b',
          type: 'function',
          function: { name: 'weather', arguments: '{"city":"Lis' },
        },
        { index: 0, function: { arguments: '"Oslo"}' } },
        { index: 1, function: { arguments: 'bon"}' } },
      ]);
    });

    it('runs its tools by itself', async () => {
      const { client } = await setUp([
        { content: [twoCalls[0]], finishReason: 'tool-calls' },
        'It is 2 degrees.',
      ]);
      const asked: unknown[] = [];
      const runner = client.chat.completions.runTools({
        ...chat,
        tools: [
          {
            type: 'function',
            function: {
              ...weather.function,
              parse: JSON.parse,
              function: (input: unknown) => {
                asked.push(input);
                return '2';
              },
            },
          },
        ],
      });
      expect(await runner.finalContent()).toBe('It is 2 degrees.');
      expect(asked).toEqual([{ city: 'Oslo' }]);
    });

    it('parses an answer of the shape that it asked for', async () => {
      const { client, sent } = await setUp(['{"city":"Lisbon","days":3}']);
      const Trip = z.object({ city: z.string(), days: z.number() });
      const completion = await client.chat.completions.parse({
        ...chat,
        response_format: zodResponseFormat(Trip, 'trip'),
      });
      expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Lisbon', days: 3 });
      expect(sent().outputSchema).toMatchObject({ type: 'object', required: ['city', 'days'] });
    });

    it.each([false, true])(
      'is told that an answer was cut off, and not that it is no JSON (streaming: %s)',
      async (isStream) => {
        const cut = { text: '{"city":"Lis', finishReason: 'length', usage } as const;
        const { client } = await setUp([cut]);
        const response_format = zodResponseFormat(z.object({ city: z.string() }), 'trip');
        const asked = { ...chat, response_format };
        const parsing = isStream
          ? client.chat.completions.stream(asked).finalChatCompletion()
          : client.chat.completions.parse(asked);
        await expect(parsing).rejects.toThrow(LengthFinishReasonError);
      },
    );

    it('gets JSON of any shape as it is, also where it is none', async () => {
      const { client, sent } = await setUp(['{"a":1}', 'no JSON']);
      const asked = { ...chat, response_format: { type: 'json_object' } as const };
      const first = await client.chat.completions.create(asked);
      expect(first.choices[0]?.message.content).toBe('{"a":1}');
      expect(sent().outputSchema).toEqual({ type: 'object' });
      const second = await client.chat.completions.create(asked);
      expect(second.choices[0]).toMatchObject({
        message: { content: 'no JSON' },
        finish_reason: 'stop',
      });
      expect(second.usage?.total_tokens).toBeGreaterThan(0);
    });

    it('sees the models, those that choose among them first', async () => {
      const { client } = await setUp([]);
      const { data } = await client.models.list();
      expect(data.map(({ id, owned_by }) => `${id} of ${owned_by}`)).toEqual([
        'auto of llm-orchestrator',
        'auto:cost of llm-orchestrator',
        'auto:speed of llm-orchestrator',
        'auto:quality of llm-orchestrator',
        'auto:balanced of llm-orchestrator',
        'broken/m of broken',
        'steady/m of steady',
      ]);
      expect(await client.models.retrieve('steady/m')).toMatchObject({
        id: 'steady/m',
        object: 'model',
        owned_by: 'steady',
      });
      await expect(client.models.retrieve('steady/x')).rejects.toThrow(OpenAI.NotFoundError);
    });
  });

  describe('an OpenAI client that leaves', () => {
    it('before the answer ends the request to the vendor', async () => {
      const { client, steady } = await setUp([{ hang: true }]);
      const controller = new AbortController();
      const answer = client.chat.completions.create(chat, { signal: controller.signal });
      answer.catch(() => {});
      await expect.poll(() => steady.calls.length).toBe(1);
      controller.abort();
      await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError);
      await expect.poll(() => steady.calls[0]?.signal.aborted).toBe(true);
    });

    it.each(['by leaving the loop', 'by its signal'])(
      'in the middle of a stream ends the request to the vendor, %s',
      async (how) => {
        const { client, steady } = await setUp([{ events: ['The ', 'moon', { hang: true }] }]);
        const controller = new AbortController();
        const { signal } = controller;
        const stream = await client.chat.completions.create({ ...chat, stream: true }, { signal });
        for await (const { choices } of stream) {
          if (choices[0]?.delta.content !== 'moon') continue;
          if (how === 'by leaving the loop') break;
          controller.abort();
        }
        await expect.poll(() => steady.calls[0]?.signal.aborted).toBe(true);
      },
    );

    it('while the stream is silent ends the request to the vendor', async () => {
      const { client, steady } = await setUp([{ events: ['The ', { hang: true }] }]);
      const stream = client.chat.completions.stream(chat);
      stream.on('content', () => setImmediate(() => stream.abort()));
      await expect(stream.done()).rejects.toThrow(OpenAI.APIUserAbortError);
      await expect.poll(() => steady.calls[0]?.signal.aborted).toBe(true);
    });
  });
});

it('a request that was left before it began is not sent', async () => {
  const { orchestrator, steady } = behindAFailure([]);
  const reason = new Error('changed my mind');
  const asking = createFetch(orchestrator)('https://example.test/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify(chat),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.abort(reason),
  });
  await expect(asking).rejects.toBe(reason);
  expect(steady.calls).toEqual([]);
});
