import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  type ChatTool,
  type GenerateRequest,
  type JsonSchema,
  type Message,
  Orchestrator,
  type OutputOf,
  type OutputSchema,
  type StandardJsonSchema,
  type Tool,
  type ToolCallPart,
  type ToolResultPart,
} from 'llm-orchestrator';
import { MockSuccessProvider } from 'llm-orchestrator/testing';
import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const orchestrator = new Orchestrator({ providers: [new MockSuccessProvider()] });
const prompt = 'A person';

const ofZod = z.object({ name: z.string(), age: z.number().optional() });
const plainValibot = v.object({ name: v.string(), age: v.optional(v.number()) });
const ofValibot = toStandardJsonSchema(plainValibot);
const ofArktype = type({ name: 'string', 'age?': 'number' });
const jsonSchema = { type: 'object', properties: { name: { type: 'string' } } };

describe('the output', () => {
  it('has the type of its schema, whoever made it', async () => {
    const zod = await orchestrator.generate({ prompt, output: ofZod });
    expectTypeOf(zod.output).toEqualTypeOf<{ name: string; age?: number | undefined }>();
    const valibot = await orchestrator.generate({ prompt, output: ofValibot });
    expectTypeOf(valibot.output).toEqualTypeOf<{ name: string; age?: number | undefined }>();
    const arktype = await orchestrator.generate({ prompt, output: ofArktype });
    expectTypeOf(arktype.output).toEqualTypeOf<{ name: string; age?: number }>();
  });

  it('is what the schema makes of the text, not what the model writes', async () => {
    const zod = z.object({ count: z.string().transform(Number) });
    expectTypeOf<OutputOf<typeof zod>>().toEqualTypeOf<{ count: number }>();
    const valibot = toStandardJsonSchema(
      v.object({ count: v.pipe(v.string(), v.transform(Number)) }),
    );
    expectTypeOf<OutputOf<typeof valibot>>().toEqualTypeOf<{ count: number }>();
    const arktype = type({ count: 'string.numeric.parse' });
    expectTypeOf<OutputOf<typeof arktype>>().toEqualTypeOf<{ count: number }>();
  });

  it('is unknown for JSON Schema, and undefined without a schema', async () => {
    const json = await orchestrator.generate({ prompt, output: jsonSchema });
    expectTypeOf(json.output).toEqualTypeOf<unknown>();
    const written = await orchestrator.generate({ prompt, output: { type: 'object' } });
    expectTypeOf(written.output).toEqualTypeOf<unknown>();
    const none = await orchestrator.generate({ prompt });
    expectTypeOf(none.output).toEqualTypeOf<undefined>();
  });

  it('is unknown where the schema is only known at run time', () => {
    expectTypeOf<OutputOf<OutputSchema>>().toEqualTypeOf<unknown>();
    expectTypeOf<OutputOf<JsonSchema>>().toEqualTypeOf<unknown>();
    expectTypeOf<OutputOf<StandardJsonSchema<Date>>>().toEqualTypeOf<Date>();
  });
});

describe('tools', () => {
  it('take the schemas of every library, and JSON Schema, side by side', async () => {
    const tools: readonly Tool[] = [
      { name: 'zod', inputSchema: ofZod },
      { name: 'valibot', description: undefined, inputSchema: ofValibot },
      { name: 'arktype', inputSchema: ofArktype },
      { name: 'json', description: 'JSON', inputSchema: jsonSchema },
    ];
    const answer = await orchestrator.generate({ prompt, tools, toolChoice: 'required' });
    expectTypeOf(answer.toolCalls).toEqualTypeOf<readonly ToolCallPart[]>();
    expectTypeOf(answer.output).toEqualTypeOf<undefined>();
  });

  it('do not change the type of the output', async () => {
    const tools = [{ name: 'zod', inputSchema: z.object({ query: z.string() }) }];
    const answer = await orchestrator.generate({ prompt, tools, output: ofZod });
    expectTypeOf(answer.output).toEqualTypeOf<{ name: string; age?: number | undefined }>();
  });

  it('reach a provider as plain JSON Schema', () => {
    expectTypeOf<ChatTool['inputSchema']>().toEqualTypeOf<JsonSchema>();
    expectTypeOf<ChatTool>().toExtend<Tool>();
    expectTypeOf<Tool>().not.toExtend<ChatTool>();
  });

  it('are called with what is yours to validate', async () => {
    const { content, toolCalls } = await orchestrator.generate({ prompt });
    const results = toolCalls.map(({ toolCallId, toolName, input, unparsed }): ToolResultPart => {
      expectTypeOf(input).toEqualTypeOf<unknown>();
      expectTypeOf(unparsed).toEqualTypeOf<true | undefined>();
      return { type: 'tool-result', toolCallId, toolName, output: { done: true } };
    });
    const messages: readonly Message[] = [
      { role: 'user', content: prompt },
      { role: 'assistant', content },
      { role: 'tool', content: results },
    ];
    expectTypeOf<{ messages: typeof messages }>().toExtend<GenerateRequest>();
  });
});

describe('what does not compile', () => {
  it('is a schema that cannot say its JSON Schema', () => {
    const wrong = [
      // @ts-expect-error valibot needs its converter
      orchestrator.generate({ prompt, output: plainValibot }),
      // @ts-expect-error valibot needs its converter
      orchestrator.generate({ prompt, tools: [{ name: 'x', inputSchema: plainValibot }] }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is a tool without a schema, or in the shape of a vendor', () => {
    const wrong = [
      // @ts-expect-error no schema
      orchestrator.generate({ prompt, tools: [{ name: 'x' }] }),
      // @ts-expect-error no schema
      orchestrator.generate({ prompt, tools: [{ name: 'x', inputSchema: 'object' }] }),
      // @ts-expect-error Anthropic's
      orchestrator.generate({ prompt, tools: [{ name: 'x', input_schema: jsonSchema }] }),
      // @ts-expect-error OpenAI's
      orchestrator.generate({ prompt, tools: [{ type: 'function', function: { name: 'x' } }] }),
      // @ts-expect-error misspelt
      orchestrator.generate({ prompt, tools: [], toolChoice: 'requird' }),
    ];
    expectTypeOf(wrong).toBeArray();
  });

  it('is a result that JSON cannot say', () => {
    const result = { type: 'tool-result', toolCallId: '1', toolName: 'x' } as const;
    expectTypeOf({ ...result, output: 1n }).not.toExtend<ToolResultPart>();
    expectTypeOf({ ...result, output: () => 1 }).not.toExtend<ToolResultPart>();
    expectTypeOf({ ...result, output: [{ a: null }] }).toExtend<ToolResultPart>();
  });
});
