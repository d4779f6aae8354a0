import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { Orchestrator, type OutputSchema, OutputValidationError } from '../../src/index.js';
import { parseOutput } from '../../src/response/parse-output.js';
import { recordEvents, ScriptedProvider, type ScriptStep } from '../../src/testing/index.js';
import { anOutcome } from '../support/builders.js';

const attempts = [anOutcome()];
const JSON_SCHEMA = { type: 'object', properties: {} };
const person = z.object({ name: z.string(), age: z.number() });

function parsed(schema: OutputSchema, text: string): Promise<unknown> {
  return parseOutput(schema, { text, model: 'north/alpha', attempts });
}

/** An orchestrator whose only model gives this answer. */
function answering(step: ScriptStep) {
  const provider = new ScriptedProvider({ script: [step] });
  return new Orchestrator({ providers: [provider] });
}

async function failureOf(promise: Promise<unknown>): Promise<OutputValidationError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof OutputValidationError)) throw new Error('expected a validation error');
  return error;
}

describe('output', () => {
  it('of a JSON Schema is the parsed answer, as it is', async () => {
    expect(await parsed(JSON_SCHEMA, ' {"name": 1}\n')).toEqual({ name: 1 });
    expect(await parsed(JSON_SCHEMA, 'null')).toBeNull();
  });

  it('of a schema that validates is what the schema makes of it', async () => {
    const schema = z.object({ name: z.string().trim(), tags: z.array(z.string()).default([]) });
    expect(await parsed(schema, '{"name": " Ada ", "more": 1}')).toEqual({ name: 'Ada', tags: [] });
  });

  it('may be validated by asking somebody else', async () => {
    const schema = z.object({ name: z.string().refine(async (name) => name === 'Ada', 'unknown') });
    expect(await parsed(schema, '{"name": "Ada"}')).toEqual({ name: 'Ada' });
    const { issues } = await failureOf(parsed(schema, '{"name": "Bob"}'));
    expect(issues).toEqual(['name: unknown']);
  });

  it('has own properties only, whatever the model calls them', async () => {
    const value = await parsed(JSON_SCHEMA, '{"__proto__": {"admin": true}}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each(['', 'Sure! Here it is:', '{"name": "Ada"', 'undefined'])(
    'of the answer %j is no output',
    async (text) => {
      const error = await failureOf(parsed(JSON_SCHEMA, text));
      expect(error.message).toBe('The answer of north/alpha is no JSON; see `issues` and `text`.');
      expect(error).toMatchObject({ issues: ['not valid JSON'], text, model: 'north/alpha' });
      expect(error.attempts).toBe(attempts);
    },
  );

  it.each(['', '{"name": "Ad'])(
    'of an answer that was cut off at %j says that it was, and what helps',
    async (text) => {
      const cut = [anOutcome(), anOutcome({ finishReason: 'length' })];
      const error = await failureOf(
        parseOutput(JSON_SCHEMA, { text, model: 'north/alpha', attempts: cut }),
      );
      expect(error.message).toBe(
        'The answer of north/alpha is no JSON, as it was cut off by its length ' +
          '(allow more with `maxOutputTokens`); see `issues` and `text`.',
      );
      expect(error.issues).toEqual(['not valid JSON']);
    },
  );

  it.each([[[]], [[anOutcome({ finishReason: 'length' }), anOutcome({ finishReason: 'stop' })]]])(
    'of an answer that was not the one cut off says nothing of it',
    async (others) => {
      const answer = { text: '', model: 'north/alpha', attempts: others } as const;
      const error = await failureOf(parseOutput(JSON_SCHEMA, answer));
      expect(error.message).toBe('The answer of north/alpha is no JSON; see `issues` and `text`.');
    },
  );

  it('of another shape is refused, with what the schema objects to', async () => {
    const error = await failureOf(parsed(person, '{"name": 1, "age": "x"}'));
    expect(error.message).toBe(
      'The answer of north/alpha is not of the shape asked for; see `issues` and `text`.',
    );
    expect(error.issues).toHaveLength(2);
    expect(error.issues[0]).toContain('expected string');
  });

  it('of another shape says where it is wrong', async () => {
    const people = z.object({ people: z.array(person) });
    const { issues } = await failureOf(parsed(people, '{"people": [{"name": "Ada", "age": "x"}]}'));
    expect(issues).toEqual([expect.stringMatching(/^people\.0\.age: .*expected number/)]);
    const whole = await failureOf(parsed(person, '5'));
    expect(whole.issues).toEqual([expect.stringMatching(/expected object/)]);
  });

  it('may be refused with paths of objects, as the standard allows', async () => {
    const issue = { message: 'no', path: [{ key: 'people' }, 0, { key: Symbol('age') }] };
    const validate = () => ({ issues: [issue, { message: 'nor this', path: [] }] });
    const jsonSchema = { input: () => ({}) };
    const standard = { version: 1, vendor: 'mine', validate, jsonSchema } as const;
    const { issues } = await failureOf(parsed({ '~standard': standard }, '5'));
    expect(issues).toEqual(['people.0.Symbol(age): no', 'nor this']);
  });
});

describe('a validation error', () => {
  const text = 'The canary sings: {"name": 5}';

  it.each([
    ['no JSON', text],
    ['of another shape', '{"name": 5, "canary": "sings"}'],
  ])(
    'for an answer that is %s shows the answer to nobody but who asks for it',
    async (_, answer) => {
      const error = await failureOf(parsed(person, answer));
      expect(error.text).toBe(answer);
      expect(Object.keys(error)).not.toContain('text');
      const shown = inspect(error, { depth: 20 }) + JSON.stringify(error) + error.stack;
      expect(shown).not.toContain('canary');
    },
  );

  it('shows no keys of the answer', async () => {
    const strict = z.strictObject({ name: z.string() });
    const error = await failureOf(parsed(strict, '{"name": "Ada", "canary": "sings"}'));
    expect(inspect(error, { depth: 20 })).not.toContain('canary');
  });

  it('ends the request, with its attempt settled as a good one, and no other model is asked', async () => {
    const provider = new ScriptedProvider({ models: ['a', 'b'], script: [text] });
    const orchestrator = new Orchestrator({ providers: [provider] });
    const recorded = recordEvents(orchestrator);
    const error = await failureOf(orchestrator.generate({ prompt: 'A person', output: person }));
    expect(error.attempts).toMatchObject([{ outcome: 'success', health: 'good' }]);
    expect(recorded.of('request-end')).toMatchObject([
      { outcome: 'error', error: { code: 'output-validation' } },
    ]);
    expect(inspect(recorded.events, { depth: 20 })).not.toContain('canary');
    provider.assertDone();
  });
});

describe('generate', () => {
  it('returns the output with the type of its schema', async () => {
    const orchestrator = answering('{"name": "Ada", "age": 36}');
    const { output, text } = await orchestrator.generate({ prompt: 'A person', output: person });
    expectTypeOf(output).toEqualTypeOf<{ name: string; age: number }>();
    expect(output).toEqual({ name: 'Ada', age: 36 });
    expect(text).toBe('{"name": "Ada", "age": 36}');
  });

  it('joins the parts of the answer before it parses them', async () => {
    const content = [
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: '{"a":' },
      { type: 'text', text: '1}' },
    ] as const;
    const answer = await answering({ content }).generate({ prompt: 'A', output: JSON_SCHEMA });
    expect(answer.output).toEqual({ a: 1 });
  });

  it('says of an answer that thinking left no tokens for that its length cut it off', async () => {
    const orchestrator = answering({ content: [], finishReason: 'length' });
    const error = await failureOf(orchestrator.generate({ prompt: 'A', output: JSON_SCHEMA }));
    expect(error.message).toContain('cut off by its length');
    expect(error.text).toBe('');
  });

  it('returns an answer that calls tools first', async () => {
    const call = { type: 'tool-call', toolCallId: '1', toolName: 'find', input: {} } as const;
    const orchestrator = answering({ content: [call], finishReason: 'tool-calls' });
    const tools = [{ name: 'find', inputSchema: {} }];
    const answer = await orchestrator.generate({ prompt: 'A person', tools, output: person });
    expect(answer.toolCalls).toEqual([call]);
    expect(answer.output).toBeUndefined();
  });
});
