import type { AIMessage } from '@langchain/core/messages';
import { OutputParserException } from '@langchain/core/output_parsers';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { InvalidRequestError, OutputValidationError } from 'llm-orchestrator';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as z3 from 'zod/v3';
import { collect, scripted, USAGE, withFailingPrimary } from './chat-models.js';

const TRIP = z.object({ days: z.array(z.string()) });
const GOOD = '{"days":["Belém","Alfama"]}';
const DAYS = { days: ['Belém', 'Alfama'] };

function calls(input: unknown, toolName = 'extract') {
  const call = { type: 'tool-call', toolCallId: '1', toolName, input } as const;
  return { content: [call], finishReason: 'tool-calls', usage: USAGE } as const;
}

describe('withStructuredOutput', () => {
  it('gives an object of the schema, over a primary that fails', async () => {
    const { model, provider } = withFailingPrimary([{ error: 'server' }], [GOOD]);
    const trip = await model.withStructuredOutput(TRIP).invoke('Two days in Lisbon');
    expect(trip.days).toEqual(DAYS.days);
    expect(provider.calls[1]?.request.outputSchema).toMatchObject({
      type: 'object',
      required: ['days'],
    });
  });

  it.each([
    ['zod 3', z3.object({ days: z3.array(z3.string()) })],
    ['valibot', toStandardJsonSchema(v.object({ days: v.array(v.string()) }))],
  ])('takes schemas of %s, and validates by them', async (_, schema) => {
    const { model, asked } = scripted([GOOD, '{"days":1}']);
    const asking = model.withStructuredOutput(schema);
    expect(await asking.invoke('Lisbon')).toEqual(DAYS);
    expect(asked()?.outputSchema).toMatchObject({ properties: { days: { type: 'array' } } });
    await expect(asking.invoke('Lisbon')).rejects.toBeInstanceOf(OutputValidationError);
  });

  it('gives what the schema makes of an answer', async () => {
    const { model } = scripted(['{"days":"3"}']);
    const schema = z.object({ days: z.string().transform(Number) });
    expect(await model.withStructuredOutput(schema).invoke('Lisbon')).toEqual({ days: 3 });
  });

  it('takes plain JSON Schema, and streams what is there so far', async () => {
    const schema = { title: 'trip', type: 'object', properties: { days: { type: 'array' } } };
    const { model } = scripted([{ events: ['{"days":["Be', 'lém"]}', finish()] }]);
    const parts = await collect(await model.withStructuredOutput(schema).stream('Lisbon'));
    expect(parts.at(-1)).toEqual({ days: ['Belém'] });
    expect(parts.length).toBeGreaterThan(1);
  });

  it('streams a validated object once it is whole', async () => {
    const { model } = scripted([{ events: ['{"days":["Be', 'lém"]}', finish()] }]);
    const parts = await collect(await model.withStructuredOutput(TRIP).stream('Lisbon'));
    expect(parts).toEqual([{ days: ['Belém'] }]);
  });

  it.each([
    ['another shape', '{"days":7}', ['days: ']],
    ['no JSON', 'Sorry!', ['not valid JSON']],
  ])('says of an answer of %s what is wrong with it', async (_, text, issues) => {
    const { model } = scripted([text]);
    const error = await model
      .withStructuredOutput(TRIP)
      .invoke('x')
      .catch((reason) => reason);
    expect(OutputValidationError.isInstance(error)).toBe(true);
    expect(error.text).toBe(text);
    expect(error.issues[0]).toContain(issues[0]);
  });

  it('gives the message as well with `includeRaw`', async () => {
    const { model } = scripted([{ text: GOOD, usage: USAGE }]);
    const { raw, parsed } = await model
      .withStructuredOutput(TRIP, { includeRaw: true })
      .invoke('Lisbon');
    expect(parsed).toEqual(DAYS);
    expect((raw as AIMessage).usage_metadata).toMatchObject({ total_tokens: 27 });
  });

  it('gives with `includeRaw` even an answer that is wrong, and what it took', async () => {
    const { model } = scripted([{ text: 'Sorry!', usage: USAGE, finishReason: 'length' }]);
    const asking = model.withStructuredOutput(TRIP, { includeRaw: true });
    const { raw, parsed } = await asking.invoke('Lisbon');
    expect(parsed).toBeNull();
    expect(raw.content).toBe('Sorry!');
    expect((raw as AIMessage).usage_metadata).toMatchObject({
      input_tokens: 20,
      output_tokens: 7,
      total_tokens: 27,
    });
    expect(raw.response_metadata).toMatchObject({
      model_name: 'scripted/default',
      finish_reason: 'length',
    });
  });

  it('hides no failure behind `includeRaw`', async () => {
    const { model } = scripted([{ error: 'content-filter' }]);
    const asking = model.withStructuredOutput(TRIP, { includeRaw: true }).invoke('Lisbon');
    await expect(asking).rejects.toMatchObject({ kind: 'content-filter' });
  });
});

describe('withStructuredOutput by function calling', () => {
  const method = 'functionCalling';

  it('makes the model call a tool, and validates its arguments', async () => {
    const { model, asked } = scripted([calls(DAYS, 'trip')]);
    const schema = TRIP.describe('A trip.');
    const asking = model.withStructuredOutput(schema, { method, name: 'trip' });
    expect(await asking.invoke('Lisbon')).toEqual(DAYS);
    expect(asked()).toMatchObject({
      toolChoice: { toolName: 'trip' },
      tools: [{ name: 'trip', description: 'A trip.', inputSchema: { required: ['days'] } }],
    });
    expect(asked()).not.toHaveProperty('outputSchema');
  });

  it.each([
    ['arguments of another shape', calls({ days: 1 }), 'not of the shape'],
    ['no call', { text: 'Sorry!' }, 'did not call "extract"'],
  ])('refuses %s', async (_, step, problem) => {
    const { model } = scripted([step, step]);
    const error = await model
      .withStructuredOutput(TRIP, { method })
      .invoke('x')
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(OutputParserException);
    expect(error.message).toContain(problem);
    const raw = await model.withStructuredOutput(TRIP, { method, includeRaw: true }).invoke('x');
    expect(raw.parsed).toBeNull();
  });

  it('takes the arguments as they are where the schema cannot validate', async () => {
    const { model } = scripted([calls({ days: 1 })]);
    const asking = model.withStructuredOutput({ type: 'object', properties: {} }, { method });
    expect(await asking.invoke('x')).toEqual({ days: 1 });
  });

  it('is one of two ways: a mode without a schema is refused', () => {
    const { model } = scripted([]);
    expect(() => model.withStructuredOutput(TRIP, { method: 'jsonMode' })).toThrow(
      InvalidRequestError,
    );
  });
});

function finish() {
  return { type: 'finish', finishReason: 'stop', usage: USAGE } as const;
}
