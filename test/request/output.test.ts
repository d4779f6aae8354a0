import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OutputValidationError } from '../../src/index.js';
import { anOrchestrator, type Refusal, refusalOf, sent } from './asking.js';

const prompt = 'A person';

function circular(): unknown {
  const schema: Record<string, unknown> = { type: 'object' };
  schema['properties'] = { self: schema };
  return schema;
}

/** The schemas that the provider was sent, whatever became of its answer, which is no JSON. */
async function schemasSent(output: unknown): Promise<readonly unknown[]> {
  const { orchestrator, provider } = anOrchestrator();
  await orchestrator.generate({ prompt, output } as never).catch((error: unknown) => {
    if (!OutputValidationError.isInstance(error)) throw error;
  });
  return provider.calls.map(({ request }) => request.outputSchema);
}

function standardOf(input: (options: unknown) => unknown): unknown {
  return {
    '~standard': { version: 1, vendor: 'mine', validate: () => ({}), jsonSchema: { input } },
  };
}

const EITHER = 'expected a JSON Schema or a Standard Schema, got';

const WRONG_SCHEMAS: readonly Refusal[] = [
  {
    what: 'null',
    request: { prompt, output: null },
    path: 'output',
    says: `${EITHER} null`,
  },
  {
    what: 'a word',
    request: { prompt, output: 'json' },
    path: 'output',
    says: `${EITHER} a string of 4 characters`,
  },
  {
    what: 'true',
    request: { prompt, output: true },
    path: 'output',
    says: `${EITHER} true`,
  },
  {
    what: 'a schema that holds itself',
    request: { prompt, output: circular() },
    path: 'output',
    says: 'expected a schema that is plain JSON: Converting circular structure to JSON',
  },
  {
    what: 'a schema with a bigint',
    request: { prompt, output: { type: 'integer', maximum: 5n } },
    path: 'output',
    says: 'expected a schema that is plain JSON: Do not know how to serialize a BigInt',
  },
  {
    what: 'a schema of an old library',
    request: {
      prompt,
      output: { '~standard': { version: 1, vendor: 'zod', validate: () => ({}) } },
    },
    path: 'output',
    says: 'this schema cannot say its JSON Schema; use a version with Standard JSON Schema (zod 4.2 or later), or pass a JSON Schema',
  },
];

describe('output', () => {
  it.each(WRONG_SCHEMAS)('of $what is refused', async ({ request, path, says }) => {
    const error = await refusalOf(request);
    expect(error.path).toBe(path);
    expect(error.message).toBe(`${path}: ${says}`);
  });

  it('as JSON Schema reaches the provider as it is', async () => {
    const output = { type: 'object', properties: { name: { type: 'string' } } };
    expect(await schemasSent(output)).toEqual([output]);
  });

  it('of zod reaches the provider as JSON Schema', async () => {
    const output = z.object({ name: z.string(), age: z.int().optional() });
    expect(await schemasSent(output)).toMatchObject([
      {
        type: 'object',
        properties: { name: { type: 'string' }, age: { type: 'integer' } },
        required: ['name'],
      },
    ]);
  });

  it('may be a schema that can be called', async () => {
    const schema = z.object({ name: z.string() });
    const output = Object.assign(() => {}, { '~standard': schema['~standard'] });
    expect(await schemasSent(output)).toMatchObject([{ required: ['name'] }]);
  });

  it('asks for a draft that vendors read', async () => {
    const targets: unknown[] = [];
    const input = (options: unknown) => {
      targets.push(options);
      return { type: 'object' };
    };
    await schemasSent(standardOf(input));
    expect(targets).toEqual([{ target: 'draft-2020-12' }]);
  });

  it('that is undefined is none', async () => {
    const { request, answer } = await sent({ prompt, output: undefined });
    expect(request).not.toHaveProperty('outputSchema');
    expect(answer.output).toBeUndefined();
  });

  it('of a schema that throws what is no error is refused without its text', async () => {
    const output = standardOf(() => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw 'a canary';
    });
    expect((await refusalOf({ prompt, output })).message).toBe(
      'output: expected a schema that is plain JSON: unknown',
    );
  });

  it.each([
    ['a list', [{ type: 'object' }], 'an array'],
    ['a class', class Person {}, 'a function'],
  ])('of %s is refused', async (_, output, came) => {
    const { message } = await refusalOf({ prompt, output });
    expect(message).toBe(`output: expected an object, got ${came}`);
  });

  it('of a schema that has no JSON Schema, as a date has none, is refused', async () => {
    const { path } = await refusalOf({ prompt, output: z.object({ born: z.date() }) });
    expect(path).toBe('output');
  });

  it('of a schema whose `~standard` is nothing is refused', async () => {
    const { path } = await refusalOf({ prompt, output: { '~standard': undefined } });
    expect(path).toBe('output');
  });

  it.each([
    ['a date', new Date(0)],
    ['a converter that says true', standardOf(() => true)],
  ])('of %s is refused', async (_, output) => {
    const { path } = await refusalOf({ prompt, output });
    expect(path).toBe('output');
  });

  it('converts schemas whose converter is a method', async () => {
    const jsonSchema = {
      schema: { type: 'object' },
      input() {
        return this.schema;
      },
    };
    const standard = { version: 1, vendor: 'mine', validate: () => ({}), jsonSchema };
    expect(await schemasSent({ '~standard': standard })).toEqual([{ type: 'object' }]);
  });
});
