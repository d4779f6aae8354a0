import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** What is wrong with the body of a request; empty where it is as OpenAI describes it. */
export type CheckBody = (body: unknown) => readonly string[];

const named = process.env['OPENAI_OPENAPI'];
const place = named ?? fileURLToPath(new URL('../../.cache/openai-openapi.json', import.meta.url));

/** Whether OpenAI's description of its API is on this machine: `node scripts/fetch-openai-spec.mjs` brings it. */
export const hasOpenAISpec = named !== undefined || existsSync(place);

/** Checks against schemas of the description, and that nothing is sent which they do not name. */
export function bodyChecks<Name extends string>(
  schemas: readonly Name[],
): Readonly<Record<Name, CheckBody>> {
  const { components } = JSON.parse(readFileSync(place, 'utf8'), mended);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'openai', components });
  const checks = schemas.map((name) => {
    const $ref = `openai#/components/schemas/${name}`;
    return [name, checkWith(ajv.compile({ $ref, unevaluatedProperties: false }))] as const;
  });
  return Object.fromEntries(checks) as Record<Name, CheckBody>;
}

function checkWith(validate: ValidateFunction): CheckBody {
  return (body) => {
    validate(body);
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    );
  };
}

/**
 * The document says that it is OpenAPI 3.1, but still has the `nullable` of 3.0. And many a `oneOf` of it is an `anyOf`:
 * a plain message of a user fits two of its shapes.
 */
function mended(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { oneOf, ...plain } = value as { readonly oneOf?: unknown };
  const schema: { readonly nullable?: unknown } = Array.isArray(oneOf)
    ? { ...plain, anyOf: oneOf }
    : value;
  if (typeof schema.nullable !== 'boolean') return schema;
  const { nullable, ...rest } = schema;
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}
