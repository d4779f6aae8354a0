import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Orchestrator, OutputValidationError } from '../../src/index.js';
import { ScriptedProvider } from '../../src/testing/index.js';
import { anOrchestrator, type Refusal, refusalOf, sent } from './asking.js';

const prompt = 'A person';

const person = {
  zod: z.object({ name: z.string(), age: z.int().optional() }),
  valibot: toStandardJsonSchema(
    v.object({ name: v.string(), age: v.optional(v.pipe(v.number(), v.integer())) }),
  ),
  arktype: type({ name: 'string', 'age?': 'number.integer' }),
};
const jsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
};

/** A text to the model, a number to the caller. */
const count = {
  zod: z.object({ count: z.string().transform(Number) }),
  valibot: toStandardJsonSchema(v.object({ count: v.pipe(v.string(), v.transform(Number)) })),
  arktype: type({ count: 'string.numeric.parse' }),
};

/** Where a schema may be, and the request that has it there. */
const PLACES = [
  { place: 'output', having: (schema: unknown) => ({ prompt, output: schema }) },
  {
    place: 'tools[0].inputSchema',
    having: (inputSchema: unknown) => ({ prompt, tools: [{ name: 'find', inputSchema }] }),
  },
];

/** The schema that the provider is sent for a tool. */
async function toolSchemaSent(inputSchema: unknown): Promise<unknown> {
  const { request } = await sent({ prompt, tools: [{ name: 'find', inputSchema }] });
  return request.tools?.[0]?.inputSchema;
}

/** What becomes of this answer, and the schema that its model was sent. */
async function answered(text: string, output: unknown) {
  const provider = new ScriptedProvider({ script: [text] });
  const orchestrator = new Orchestrator({ providers: [provider] });
  const answer = await orchestrator
    .generate({ prompt, output } as never)
    .then((result: { readonly output: unknown }) => result.output)
    .catch((error: unknown) => error);
  return { answer, schema: provider.calls[0]?.request.outputSchema };
}

/** A schema of one's own, which converts itself by this. */
function standardOf(input: (options: unknown) => unknown) {
  return {
    '~standard': { version: 1, vendor: 'mine', validate: () => ({}), jsonSchema: { input } },
  };
}

/** JSON of so many levels. */
function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

function circular(): object {
  const schema: Record<string, unknown> = { type: 'object' };
  schema['properties'] = { self: schema };
  return schema;
}

describe.each(Object.entries(person))('a schema of %s', (library, schema) => {
  it('reaches the provider as JSON Schema, of a tool', async () => {
    expect(await toolSchemaSent(schema)).toMatchObject(jsonSchema);
  });

  it('reaches the provider as JSON Schema, of the output, and validates it', async () => {
    const good = await answered('{"name": "Ada", "age": 36}', schema);
    expect(good.schema).toMatchObject(jsonSchema);
    expect(good.answer).toEqual({ name: 'Ada', age: 36 });
    const bad = await answered('{"name": 36}', schema);
    expect(bad.answer).toBeInstanceOf(OutputValidationError);
    expect(bad.answer).toMatchObject({ issues: [expect.stringMatching(/^name: .*string/)] });
  });

  it('tells the model what to write, and the caller what it means', async () => {
    const { answer, schema: sentSchema } = await answered(
      '{"count": "3"}',
      count[library as keyof typeof count],
    );
    expect(sentSchema).toMatchObject({ properties: { count: { type: 'string' } } });
    expect(answer).toEqual({ count: 3 });
  });
});

describe('a JSON Schema', () => {
  it('reaches the provider as it is, and validates nothing', async () => {
    expect(await toolSchemaSent(jsonSchema)).toStrictEqual(jsonSchema);
    const { schema, answer } = await answered('{"name": 36}', jsonSchema);
    expect(schema).toStrictEqual(jsonSchema);
    expect(answer).toEqual({ name: 36 });
  });

  it('may be changed by its owner from request to request', async () => {
    const own = structuredClone(jsonSchema);
    await toolSchemaSent(own);
    own.required.push('age');
    expect(await toolSchemaSent(own)).toMatchObject({ required: ['name', 'age'] });
  });

  it('may say "__proto__" like any other name', async () => {
    const own = JSON.parse('{"properties": {"__proto__": {"type": "string"}}}');
    expect(JSON.stringify(await toolSchemaSent(own))).toBe(JSON.stringify(own));
  });
});

describe('a schema', () => {
  it('that is undefined is none', async () => {
    const { request, answer } = await sent({ prompt, output: undefined });
    expect(request).not.toHaveProperty('outputSchema');
    expect(answer.output).toBeUndefined();
  });

  it('of a library is converted once', async () => {
    const targets: unknown[] = [];
    const schema = standardOf((options) => {
      targets.push(options);
      return { type: 'object' };
    });
    expect(await toolSchemaSent(schema)).toEqual({ type: 'object' });
    expect(await toolSchemaSent(schema)).toEqual({ type: 'object' });
    expect(targets).toEqual([{ target: 'draft-2020-12' }]);
  });

  it.each([
    ['JSON Schema', structuredClone(jsonSchema)],
    ['zod', person.zod],
  ])('of %s is not changed by a provider that changes what it gets', async (_, schema) => {
    const first = (await toolSchemaSent(schema)) as { properties: Record<string, unknown> };
    first.properties['hidden'] = true;
    expect(await toolSchemaSent(schema)).not.toHaveProperty('properties.hidden');
  });

  it('that holds itself by reference is sent with the reference', async () => {
    const node = z.object({
      name: z.string(),
      get children() {
        return z.array(node);
      },
    });
    expect(await toolSchemaSent(node)).toMatchObject({
      properties: { children: { type: 'array', items: { $ref: '#' } } },
    });
  });

  it('whose converter is a method is converted', async () => {
    const converter = {
      schema: { type: 'object' },
      input() {
        return this.schema;
      },
    };
    const standard = { version: 1, vendor: 'mine', validate: () => ({}), jsonSchema: converter };
    expect(await toolSchemaSent({ '~standard': standard })).toEqual({ type: 'object' });
  });

  it('that leaves out what is undefined is sent without it', async () => {
    const output = { type: 'object', description: undefined };
    expect(await toolSchemaSent(output)).toStrictEqual({ type: 'object' });
  });
});

const PLAIN = 'expected a schema that is plain JSON, got one that';
const NO_CONVERTER =
  'this schema cannot say its JSON Schema; use a version with Standard JSON Schema (zod 4.2 or ' +
  'later, arktype, valibot with `toStandardJsonSchema`), or pass a JSON Schema';
const old = { version: 1, vendor: 'zod', validate: () => ({}) };

/** What the schema is, the schema, and what is said. */
const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['null', null, 'expected a JSON Schema or a Standard Schema, got null'],
  ['a word', 'json', 'expected a JSON Schema or a Standard Schema, got a string of 4 characters'],
  ['true', true, 'expected a JSON Schema or a Standard Schema, got true'],
  ['a list', [{ type: 'object' }], 'expected an object, got an array'],
  ['a class', class Person {}, `${PLAIN} holds a function`],
  ['a date', new Date(0), 'expected an object, got a string of 24 characters'],
  ['one that holds itself', circular(), `${PLAIN} holds itself or is deeper than 64 levels`],
  ['one of 65 levels', nested(65), `${PLAIN} holds itself or is deeper than 64 levels`],
  ['one with a bigint', { type: 'object', maximum: 5n }, `${PLAIN} holds a bigint`],
  ['one with a function', { type: 'object', check: () => true }, `${PLAIN} holds a function`],
  ['one of an old library', { '~standard': old }, NO_CONVERTER],
  ['one of valibot by itself', v.object({ name: v.string() }), NO_CONVERTER],
  ['one whose `~standard` is nothing', { '~standard': undefined }, NO_CONVERTER],
  [
    'one with a date, which JSON Schema has not',
    z.object({ born: z.date() }),
    'expected a schema that JSON Schema can say: Date cannot be represented in JSON Schema',
  ],
  ['one that converts itself to true', standardOf(() => true), 'expected an object, got true'],
  [
    'one that throws what is no error',
    standardOf(() => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw 'a canary';
    }),
    'expected a schema that JSON Schema can say: unknown',
  ],
  [
    'one that throws lines',
    standardOf(() => {
      throw new Error('no such type\nof a canary');
    }),
    'expected a schema that JSON Schema can say: no such type',
  ],
];

const refusals: readonly Refusal[] = PLACES.flatMap(({ place, having }) => {
  return WRONG.map(([what, schema, says]) => {
    return { what: `${place} of ${what}`, request: having(schema), path: place, says };
  });
});

describe('a schema that is wrong:', () => {
  it.each(refusals)('$what', async ({ request, path, says }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it.each(PLACES)('$place of 64 levels is none', async ({ having }) => {
    const plan = anOrchestrator().orchestrator.explain(having(nested(64)) as never);
    await expect(plan).resolves.toMatchObject({ preference: 'balanced' });
  });
});

describe("a tool's schema", () => {
  it.each([
    ['a text, of zod', z.string(), '"string"'],
    ['a list, of valibot', toStandardJsonSchema(v.array(v.string())), '"array"'],
    ['a number, of arktype', type('number'), '"number"'],
    ['a text', { type: 'string' }, '"string"'],
    ['a text or nothing', { type: ['string', 'null'] }, '"string, null"'],
  ])('of %s is refused', async (_, inputSchema, came) => {
    const { path, message } = await refusalOf({ prompt, tools: [{ name: 'find', inputSchema }] });
    expect(path).toBe('tools[0].inputSchema');
    expect(message).toBe(`${path}: expected a schema of type "object", got ${came}`);
  });

  it.each([
    ['no type', {}],
    ['two objects', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
    ['an object or nothing', { type: ['object', 'null'] }],
  ])('of %s is sent', async (_, inputSchema) => {
    expect(await toolSchemaSent(inputSchema)).toBeTypeOf('object');
  });
});
