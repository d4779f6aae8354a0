import { type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { concat } from '@langchain/core/utils/stream';
import type { ChatResponse } from 'llm-orchestrator';
import { InvalidRequestError } from 'llm-orchestrator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collect, scripted, withFailingPrimary } from './chat-models.js';

const weather = tool(({ city }) => `Rain in ${city}`, {
  name: 'weather',
  description: 'The weather now',
  schema: z.object({ city: z.string() }),
});
const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
};

function calling(...cities: string[]): Pick<ChatResponse, 'content' | 'finishReason'> {
  const content = cities.map((city, index) => {
    const toolCallId = `call-${index}`;
    return { type: 'tool-call', toolCallId, toolName: 'weather', input: { city } } as const;
  });
  return { content, finishReason: 'tool-calls' };
}

describe('a loop of tools', () => {
  it('runs by hand as with any model, over a primary that fails', async () => {
    const spare = [calling('Oslo', 'Rome'), 'Rain in both.'];
    const { model, provider } = withFailingPrimary([{ error: 'overloaded' }], spare);
    const withTools = model.bindTools([weather]);
    const messages: BaseMessage[] = [new HumanMessage('Weather in Oslo and Rome?')];
    const asking = await withTools.invoke(messages);
    expect(asking.response_metadata).toMatchObject({ finish_reason: 'tool_calls' });
    messages.push(asking);
    for (const call of asking.tool_calls ?? []) messages.push(await weather.invoke(call));
    const exclude = ['scripted/primary'] as const;
    const answer = await withTools.invoke(messages, { exclude });
    expect(answer.content).toBe('Rain in both.');
    expect(provider.calls[1]?.request.tools).toEqual([
      {
        name: 'weather',
        description: 'The weather now',
        inputSchema: expect.objectContaining(PARAMETERS),
      },
    ]);
    expect(provider.calls[2]?.request.messages.slice(2)).toEqual([
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call-0',
            toolName: 'weather',
            output: 'Rain in Oslo',
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'call-1',
            toolName: 'weather',
            output: 'Rain in Rome',
          },
        ],
      },
    ]);
  });

  it('runs on streams', async () => {
    const { model, asked } = scripted([calling('Oslo'), 'Rain.']);
    const withTools = model.bindTools([weather]);
    const chunks = await collect(await withTools.stream('Weather?'));
    const asking = chunks.reduce((whole, chunk) => concat(whole, chunk));
    expect(asking.tool_calls).toMatchObject([{ name: 'weather', args: { city: 'Oslo' } }]);
    const result = new ToolMessage({ tool_call_id: 'call-0', content: 'Rain' });
    await withTools.invoke([new HumanMessage('Weather?'), asking, result]);
    expect(asked()?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
  });

  it.each([
    ['no JSON', { input: '{"city":', unparsed: true as const }, '{"city":'],
    ['no object', { input: ['Oslo'] }, '["Oslo"]'],
  ])('sees arguments that are %s as an invalid call', async (_, fields, args) => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'weather', ...fields } as const;
    const { model } = scripted([{ content: [call], finishReason: 'tool-calls' }]);
    const message = await model.bindTools([weather]).invoke('Weather?');
    expect(message.tool_calls).toEqual([]);
    expect(message.invalid_tool_calls).toMatchObject([{ id: '1', name: 'weather', args }]);
  });
});

describe('bindTools', () => {
  it.each([
    ['OpenAI', { type: 'function', function: { name: 'weather', parameters: PARAMETERS } }],
    ['OpenAI’s responses', { type: 'function', name: 'weather', parameters: PARAMETERS }],
    ['Anthropic', { name: 'weather', input_schema: PARAMETERS }],
    ['this library', { name: 'weather', inputSchema: PARAMETERS }],
    ['LangChain, as plain parameters', { name: 'weather', schema: PARAMETERS }],
  ])('takes definitions in the words of %s', async (_, definition) => {
    const { model, asked } = scripted(['Fine.']);
    await model.bindTools([definition]).invoke('Weather?');
    expect(asked()?.tools).toEqual([{ name: 'weather', inputSchema: PARAMETERS }]);
  });

  it('takes a function without parameters', async () => {
    const { model, asked } = scripted(['Fine.']);
    await model.bindTools([{ type: 'function', function: { name: 'now' } }]).invoke('Time?');
    expect(asked()?.tools?.[0]?.inputSchema).toEqual({ type: 'object', properties: {} });
  });

  it.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['any', 'required'],
    ['required', 'required'],
    ['weather', { toolName: 'weather' }],
    [{ type: 'function', function: { name: 'weather' } }, { toolName: 'weather' }],
    [{ type: 'tool', name: 'weather' }, { toolName: 'weather' }],
    [{ type: 'any' }, 'required'],
  ])('takes tool_choice %j', async (tool_choice, expected) => {
    const { model, asked } = scripted(['Fine.']);
    await model.bindTools([weather], { tool_choice }).invoke('Weather?');
    expect(asked()?.toolChoice).toEqual(expected);
  });

  it('is nothing without tools', async () => {
    const { model, asked } = scripted(['Fine.']);
    await model.bindTools([], { tool_choice: 'auto' }).invoke('Hello');
    expect(asked()).not.toHaveProperty('tools');
    expect(asked()).not.toHaveProperty('toolChoice');
  });

  it('refuses what one vendor alone could run, and a choice that is none', async () => {
    const { model } = scripted([]);
    expect(() => model.bindTools([{ type: 'web_search' }])).toThrow(InvalidRequestError);
    const wrong = model.bindTools([weather], { tool_choice: {} }).invoke('Weather?');
    await expect(wrong).rejects.toThrow('tool_choice: expected "auto"');
  });
});
