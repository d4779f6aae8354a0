import type { AttemptOutcome, ErrorKind } from '../contracts/attempt.js';
import type { AssistantPart } from '../contracts/chat.js';
import type { ModelId } from '../contracts/model.js';
import type { ExcludedModel } from '../contracts/router.js';
import type { Quota } from '../contracts/usage-store.js';
import { hasCode, OrchestratorError } from './orchestrator-error.js';

/** The request is wrong; thrown before anything is sent. The message says where, what was expected and what came. */
export class InvalidRequestError extends OrchestratorError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  /** Where, as in `messages[2].content`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`);
    this.path = path;
  }

  static override isInstance(value: unknown): value is InvalidRequestError {
    return hasCode(value, 'invalid-request');
  }
}

/** Every candidate was tried, or the attempts were used up. `cause` is the last failure, `attempts` lists all. */
export class AllAttemptsFailedError extends OrchestratorError {
  override readonly name = 'AllAttemptsFailedError';
  readonly code = 'all-attempts-failed';
  /** When the first of the models may be asked again, where that is known. */
  declare readonly retryAfterMs?: number;
  /** A model could have been tried once more, but the orchestrator's `retryBudget` was spent. */
  readonly retryBudgetExhausted: boolean;

  constructor(
    message: string,
    options: {
      cause: unknown;
      attempts: readonly AttemptOutcome[];
      retryAfterMs?: number | undefined;
      retryBudgetExhausted: boolean;
    },
  ) {
    super(message, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    this.retryBudgetExhausted = options.retryBudgetExhausted;
  }

  static override isInstance(value: unknown): value is AllAttemptsFailedError {
    return hasCode(value, 'all-attempts-failed');
  }

  override toJSON(): Record<string, unknown> {
    const { retryAfterMs, retryBudgetExhausted } = this;
    return { ...super.toJSON(), retryAfterMs, retryBudgetExhausted };
  }
}

/** No model may be asked now. `excluded` says of each why. */
export class NoModelAvailableError extends OrchestratorError {
  override readonly name = 'NoModelAvailableError';
  readonly code = 'no-model-available';
  readonly excluded: readonly ExcludedModel[];
  /** When the first of them returns, where that is known. */
  declare readonly retryAfterMs?: number;

  constructor(
    message: string,
    options: {
      excluded: readonly ExcludedModel[];
      attempts: readonly AttemptOutcome[];
      retryAfterMs?: number | undefined;
    },
  ) {
    super(message, options);
    this.excluded = options.excluded;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }

  static override isInstance(value: unknown): value is NoModelAvailableError {
    return hasCode(value, 'no-model-available');
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), excluded: this.excluded, retryAfterMs: this.retryAfterMs };
  }
}

/** Every model left is over a limit or a budget; this is the one that frees first. */
export class BudgetExceededError extends OrchestratorError {
  override readonly name = 'BudgetExceededError';
  readonly code = 'budget-exceeded';
  readonly quota: Quota;
  /** In the quota's unit. */
  readonly used: number;
  readonly retryAfterMs: number;

  constructor(
    message: string,
    options: {
      quota: Quota;
      used: number;
      retryAfterMs: number;
      attempts: readonly AttemptOutcome[];
    },
  ) {
    super(message, options);
    this.quota = options.quota;
    this.used = options.used;
    this.retryAfterMs = options.retryAfterMs;
  }

  static override isInstance(value: unknown): value is BudgetExceededError {
    return hasCode(value, 'budget-exceeded');
  }

  override toJSON(): Record<string, unknown> {
    const { quota, used, retryAfterMs } = this;
    return { ...super.toJSON(), quota, used, retryAfterMs };
  }
}

/** `timeouts.totalMs` ran out. */
export class RequestTimeoutError extends OrchestratorError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'request-timeout';

  static override isInstance(value: unknown): value is RequestTimeoutError {
    return hasCode(value, 'request-timeout');
  }
}

/** A stream broke after its reader had been given some of the answer. `cause` says why; `attempts` lists all. */
export class StreamInterruptedError extends OrchestratorError {
  override readonly name = 'StreamInterruptedError';
  readonly code = 'stream-interrupted';
  readonly kind: ErrorKind;
  readonly model: ModelId;
  /** The text that was delivered. Not in the message and not in `toJSON`. */
  readonly text: string;
  /** All that was delivered. For you alone, like `text`. */
  readonly content: readonly AssistantPart[];

  constructor(
    message: string,
    options: {
      kind: ErrorKind;
      model: ModelId;
      text: string;
      content: readonly AssistantPart[];
      attempts: readonly AttemptOutcome[];
      cause: unknown;
    },
  ) {
    super(message, options);
    this.kind = options.kind;
    this.model = options.model;
    this.text = options.text;
    this.content = options.content;
    // Completions appear in no log: `console.log(error)` must not print them.
    hide(this, 'text');
    hide(this, 'content');
  }

  static override isInstance(value: unknown): value is StreamInterruptedError {
    return hasCode(value, 'stream-interrupted');
  }

  override toJSON(): Record<string, unknown> {
    const { kind, model } = this;
    return { ...super.toJSON(), kind, model };
  }
}

/** The answer is not of the shape asked for with `output`. It was paid for, and says nothing about the model's health. */
export class OutputValidationError extends OrchestratorError {
  override readonly name = 'OutputValidationError';
  readonly code = 'output-validation';
  /** The answer as it came. Not in the message and not in `toJSON`. */
  readonly text: string;
  readonly model: ModelId;
  /** What the schema objects to. Like `text` for you alone: it may quote the answer. */
  readonly issues: readonly string[];

  constructor(
    message: string,
    options: {
      text: string;
      model: ModelId;
      issues: readonly string[];
      attempts: readonly AttemptOutcome[];
    },
  ) {
    super(message, options);
    this.text = options.text;
    this.model = options.model;
    this.issues = options.issues;
    // Nor does what a schema quotes of them.
    hide(this, 'text');
    hide(this, 'issues');
  }

  static override isInstance(value: unknown): value is OutputValidationError {
    return hasCode(value, 'output-validation');
  }
}

function hide(error: Error, field: string): void {
  Object.defineProperty(error, field, { enumerable: false });
}
