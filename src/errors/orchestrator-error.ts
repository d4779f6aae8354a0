import type { AttemptOutcome } from '../contracts/attempt.js';

const BRAND = Symbol.for('llm-orchestrator.error');

/** What `code` may be: one for each class. */
export type ErrorCode =
  | 'configuration'
  | 'invalid-request'
  | 'provider-error'
  | 'all-attempts-failed'
  | 'no-model-available'
  | 'budget-exceeded'
  | 'request-timeout'
  | 'stream-interrupted'
  | 'output-validation';

/** Base of everything this library throws, but for the caller's own abort reason, which is rethrown as it is. */
export abstract class OrchestratorError extends Error {
  abstract readonly code: ErrorCode;
  /** What was tried before it came to this, in order. */
  readonly attempts: readonly AttemptOutcome[];

  constructor(
    message: string,
    options: { cause?: unknown; attempts?: readonly AttemptOutcome[] } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.attempts = options.attempts ?? [];
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Holds across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is OrchestratorError {
    return isBranded(value);
  }

  /** Plain and safe to log: no stack, no cause. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, code: this.code, message: this.message, attempts: this.attempts };
  }
}

/** For the `isInstance` of each class. */
export function hasCode(value: unknown, code: ErrorCode): boolean {
  return isBranded(value) && value.code === code;
}

function isBranded(value: unknown): value is OrchestratorError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
