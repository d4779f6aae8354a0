/** JSON Schema, draft 2020-12, as OpenAPI 3.1 has it. */
export type Schema = { readonly ifKnown?: never; readonly [keyword: string]: unknown };

/** The schema of a field that is not always there. */
export interface IfKnown {
  readonly ifKnown: Schema;
}

/** One for each field of the type, and marked where the type says `?`: what a contract gains or loses is missed here. */
export type Fields<T> = {
  readonly [Name in keyof T]-?: Pick<T, Name> extends Required<Pick<T, Name>> ? Schema : IfKnown;
};

export function ifKnown(schema: Schema): IfKnown {
  return { ifKnown: schema };
}

/** An object with these fields and no others. */
export function objectOf<T>(fields: Fields<T>, description?: string): Schema {
  const entries = Object.entries<Schema | IfKnown>(fields);
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    required: entries.filter(([, field]) => !isOptional(field)).map(([name]) => name),
    properties: Object.fromEntries(
      entries.map(([name, field]) => [name, isOptional(field) ? field.ifKnown : field]),
    ),
    additionalProperties: false,
  };
}

/** An object with any keys, whose values are all of one kind. */
export function mapOf(values: Schema, description?: string): Schema {
  return { type: 'object', ...described(description), additionalProperties: values };
}

export function listOf(items: Schema, description?: string): Schema {
  return { type: 'array', ...described(description), items };
}

/** All texts of a union, none forgotten. */
export function oneOfTexts<T extends string>(known: Readonly<Record<T, true>>): Schema {
  return { type: 'string', enum: Object.keys(known) };
}

export function exactly(value: string | true): Schema {
  return { const: value };
}

export function text(description?: string): Schema {
  return { type: 'string', ...described(description) };
}

export function flag(description?: string): Schema {
  return { type: 'boolean', ...described(description) };
}

export function number(description?: string): Schema {
  return { type: 'number', ...described(description) };
}

/** How many of something. */
export function count(description?: string): Schema {
  return { type: 'integer', minimum: 0, ...described(description) };
}

/** 0 (worst) to 1 (best). */
export function score(description?: string): Schema {
  return { type: 'number', minimum: 0, maximum: 1, ...described(description) };
}

/** A schema of `components`. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function isOptional(field: Schema | IfKnown): field is IfKnown {
  return field.ifKnown !== undefined;
}

function described(description: string | undefined): Schema {
  return description === undefined ? {} : { description };
}
