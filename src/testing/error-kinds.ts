import type { ErrorKind } from '../contracts/attempt.js';

const KINDS: Readonly<Record<ErrorKind, true>> = {
  'rate-limit': true,
  quota: true,
  overloaded: true,
  timeout: true,
  network: true,
  server: true,
  protocol: true,
  auth: true,
  permission: true,
  'model-not-found': true,
  'not-found': true,
  'invalid-request': true,
  'context-length': true,
  'content-filter': true,
  unknown: true,
};

/** Every kind there is; the compiler sees to it that none is missing. */
export const ERROR_KINDS = Object.keys(KINDS) as readonly ErrorKind[];

export function isErrorKind(value: unknown): value is ErrorKind {
  return typeof value === 'string' && Object.hasOwn(KINDS, value);
}
