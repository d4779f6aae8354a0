/** A value or a promise of it. The core does not `await` what is no promise. */
export type Awaitable<T> = T | PromiseLike<T>;

/** What JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
/** An object that JSON can say. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** A JSON Schema object, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Something given up or adjusted on the way, without failing the request. */
export interface Warning {
  readonly code:
    | 'parameter-dropped'
    | 'model-retired'
    | 'model-deprecated'
    | 'intent-undetected'
    | 'difficulty-unknown'
    | 'other';
  readonly message: string;
  readonly model?: string;
}
