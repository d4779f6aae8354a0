import type { ResponseFormatTextJSONSchemaConfig } from 'openai/resources/responses/responses';
import type { ResponseFormatJSONSchema } from 'openai/resources/shared';
import type { JsonSchema } from '../../contracts/basics.js';

/** What OpenAI's strict mode knows; anything else in a schema makes it refuse the request. */
const STRICT_KEYWORDS = new Set([
  '$schema',
  '$ref',
  '$defs',
  'type',
  'title',
  'description',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
]);

/** Asks a chat completion for JSON of this shape: strictly where strict mode takes the schema, else as a strong hint. */
export function responseFormat(schema: JsonSchema): ResponseFormatJSONSchema {
  return { type: 'json_schema', json_schema: namedSchema(schema) };
}

/** The same for a response. */
export function textFormat(schema: JsonSchema): ResponseFormatTextJSONSchemaConfig {
  return { type: 'json_schema', ...namedSchema(schema) };
}

/** Whether the schema keeps to what strict mode knows. */
export function isStrictObject(schema: JsonSchema): boolean {
  const { type }: StrictSchema = schema;
  return type === 'object' && isStrict(schema);
}

function namedSchema(schema: JsonSchema) {
  return { name: 'output', schema: { ...schema }, strict: isStrictObject(schema) };
}

function isStrict(schema: unknown): boolean {
  if (!isSchema(schema)) return false;
  const { type, properties, items, anyOf, $defs } = schema;
  const says = ['type', '$ref', 'enum', 'const', 'anyOf'].some((keyword) => keyword in schema);
  const isObject = [type].flat().includes('object');
  return (
    says &&
    Object.keys(schema).every((keyword) => STRICT_KEYWORDS.has(keyword)) &&
    (!isObject || isClosed(schema)) &&
    [properties, $defs].flatMap(valuesOf).every(isStrict) &&
    [items ?? [], anyOf ?? []].flat().every(isStrict)
  );
}

/** Takes no property that it does not name, and requires those that it names. */
function isClosed({ additionalProperties, properties, required }: StrictSchema): boolean {
  const listed: readonly unknown[] = Array.isArray(required) ? required : [];
  return (
    additionalProperties === false &&
    isSchema(properties) &&
    Object.keys(properties).every((name) => listed.includes(name))
  );
}

interface StrictSchema {
  readonly [keyword: string]: unknown;
  readonly type?: unknown;
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly required?: unknown;
  readonly items?: unknown;
  readonly anyOf?: unknown;
  readonly $defs?: unknown;
}

function isSchema(value: unknown): value is StrictSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valuesOf(value: unknown): readonly unknown[] {
  return isSchema(value) ? Object.values(value) : [];
}
