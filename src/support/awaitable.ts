import type { Awaitable } from '../contracts/basics.js';

/** Whether it must be awaited: what is no promise is used as it is, which saves a microtask turn. */
export function isPromise<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
