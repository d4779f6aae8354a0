import type { JSONOutputFormat } from '@anthropic-ai/sdk/resources/messages';
import type { JsonSchema } from '../../contracts/basics.js';

/** What a schema may say here. The rest would be refused, so it is said in the description instead. */
const KEPT = new Set([
  '$ref',
  '$defs',
  'type',
  'title',
  'description',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  'anyOf',
  'allOf',
  'oneOf',
]);
/** Needs no saying: objects are closed, and the dialect binds nobody. */
const IMPLIED = new Set(['$schema', 'additionalProperties']);

interface Simplified {
  [keyword: string]: unknown;
  type?: unknown;
  description?: unknown;
  additionalProperties?: false;
}

/** Asks for JSON of this shape, in the part of JSON Schema that the vendor knows. */
export function outputFormat(schema: JsonSchema): JSONOutputFormat {
  return { type: 'json_schema', schema: simplified(schema) };
}

function simplified(schema: JsonSchema): Simplified {
  const entries = Object.entries(schema);
  const kept = entries.filter(([keyword]) => KEPT.has(keyword));
  const said = entries.filter(([keyword]) => !KEPT.has(keyword) && !IMPLIED.has(keyword));
  const result: Simplified = Object.fromEntries(
    kept.map(([keyword, value]) => simplifiedEntry(keyword, value)),
  );
  if (said.length > 0) result.description = describe(result.description, said);
  if ([result.type].flat().includes('object')) result.additionalProperties = false;
  return result;
}

/** As in `age in years (minimum: 0, maximum: 120)`. */
function describe(description: unknown, said: readonly (readonly [string, unknown])[]): string {
  const rest = said.map(([keyword, value]) => `${keyword}: ${JSON.stringify(value)}`).join(', ');
  return typeof description === 'string' ? `${description} (${rest})` : rest;
}

function simplifiedEntry(keyword: string, value: unknown): [string, unknown] {
  switch (keyword) {
    case 'properties':
    case '$defs':
      return [keyword, mapValues(value)];
    case 'items':
      return [keyword, nested(value)];
    case 'anyOf':
    case 'allOf':
      return [keyword, nestedList(value)];
    case 'oneOf':
      return ['anyOf', nestedList(value)];
    default:
      return [keyword, value];
  }
}

function mapValues(schemas: unknown): unknown {
  if (!isObject(schemas)) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, nested(schema)]),
  );
}

function nestedList(schemas: unknown): unknown {
  return Array.isArray(schemas) ? schemas.map(nested) : schemas;
}

function nested(schema: unknown): unknown {
  return isObject(schema) ? simplified(schema) : schema;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
