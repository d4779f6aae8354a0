import type { JsonSchema } from '../contracts/basics.js';
import type { StandardOutputSchema } from '../contracts/generate.js';
import { InvalidRequestError } from '../errors/request-errors.js';
import type { Checks } from '../support/checks.js';

/** Whether it is a schema object of zod, arktype and the like, rather than plain JSON Schema. */
function isStandardSchema(schema: object): schema is StandardOutputSchema {
  return '~standard' in schema;
}

/** The JSON Schema to send to the model. */
export function outputSchemaOf(output: unknown, check: Checks): JsonSchema {
  // Some schema libraries make their schemas callable.
  const isObject = typeof output === 'function' || typeof output === 'object';
  if (!isObject || output === null) {
    return check.fail('output', 'a JSON Schema or a Standard Schema', output);
  }
  if (!isStandardSchema(output)) {
    const schema = check.record(output, 'output');
    return plainJson(() => schema, check);
  }
  const standard = output['~standard'];
  if (typeof standard?.jsonSchema?.input !== 'function') {
    throw new InvalidRequestError(
      'output',
      'this schema cannot say its JSON Schema; use a version with Standard JSON Schema ' +
        '(zod 4.2 or later), or pass a JSON Schema',
    );
  }
  return plainJson(() => standard.jsonSchema.input({ target: 'draft-2020-12' }), check);
}

function plainJson(convert: () => unknown, check: Checks): JsonSchema {
  let schema: unknown;
  try {
    schema = JSON.parse(JSON.stringify(convert()));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : 'unknown';
    throw new InvalidRequestError('output', `expected a schema that is plain JSON: ${reason}`);
  }
  return check.record(schema, 'output');
}
