/**
 * An object while it is built. On the way of every request optional fields are assigned where they are known: a
 * literal with a conditional spread for each of them costs several times as much.
 */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
