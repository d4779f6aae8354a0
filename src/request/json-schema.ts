import type { JsonObject, JsonSchema } from '../contracts/basics.js';
import type { StandardJsonSchema } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { Checks } from '../support/checks.js';
import { plainObject } from './plain-json.js';

const PLAIN = 'a schema that is plain JSON';

/** What each Standard Schema was converted to: zod takes some twenty times as long for it as a copy takes. */
const converted = new WeakMap<object, JsonObject>();

/**
 * The JSON Schema to send to the model: a copy, which its provider may change. A Standard Schema is converted once, as
 * schemas of libraries are not changed after they were made; plain JSON Schema is its owner's, who may change it.
 * @throws InvalidRequestError
 */
export function jsonSchemaOf(schema: unknown, path: string, check: Checks): JsonSchema {
  // Some schema libraries make their schemas callable.
  const isObject = typeof schema === 'function' || typeof schema === 'object';
  if (!isObject || schema === null) {
    return check.fail(path, 'a JSON Schema or a Standard Schema', schema);
  }
  if (!isStandardSchema(schema)) return plainObject(schema, path, check, PLAIN);
  let known = converted.get(schema);
  if (known === undefined) {
    known = plainObject(convert(schema, path), path, check, PLAIN);
    converted.set(schema, known);
  }
  return plainObject(known, path, check, PLAIN);
}

/** Whether it is a schema object of zod, arktype and the like, rather than plain JSON Schema. */
function isStandardSchema(schema: object): schema is StandardJsonSchema {
  return '~standard' in schema;
}

function convert(schema: StandardJsonSchema, path: string): unknown {
  const standard = schema['~standard'];
  if (typeof standard?.jsonSchema?.input !== 'function') {
    throw new InvalidRequestError(
      path,
      'this schema cannot say its JSON Schema; use a version with Standard JSON Schema (zod 4.2 ' +
        'or later, arktype, valibot with `toStandardJsonSchema`), or pass a JSON Schema',
    );
  }
  try {
    return standard.jsonSchema.input({ target: 'draft-2020-12' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'unknown';
    throw new InvalidRequestError(path, `expected a schema that JSON Schema can say: ${reason}`);
  }
}
