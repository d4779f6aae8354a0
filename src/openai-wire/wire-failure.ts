import type { AttemptOutcome, ErrorKind } from '../contracts/attempt.js';
import type { ExcludedModel } from '../contracts/router.js';
import { ProviderError } from '../errors/provider-error.js';
import {
  AllAttemptsFailedError,
  BudgetExceededError,
  InvalidRequestError,
  NoModelAvailableError,
  OutputValidationError,
  RequestTimeoutError,
  StreamInterruptedError,
} from '../errors/request-errors.js';

/** A failure in OpenAI's words. */
export interface WireFailure {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string | null | undefined;
  /** Asking again is of no use. */
  readonly isTerminal: boolean;
  readonly retryAfterMs?: number | undefined;
  /** `allow`, of a wrong method. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly attempts?: readonly AttemptOutcome[] | undefined;
}

/** Thrown where a request is wrong in a way that only this wire knows. */
export class WireError extends Error {
  readonly failure: WireFailure;

  constructor(
    status: number,
    code: string,
    message: string,
    more: Pick<WireFailure, 'param' | 'headers'> = {},
  ) {
    super(message);
    const type = 'invalid_request_error';
    this.failure = { status, message, type, code, isTerminal: true, ...more };
  }
}

type Words = Pick<WireFailure, 'status' | 'type' | 'code' | 'isTerminal'>;

/**
 * The vendor's refusal of our key is no 401, as the client's own key is not what is wrong. The codes are OpenAI's where
 * it has one.
 */
const KINDS: Readonly<Record<ErrorKind, Words>> = {
  'rate-limit': passing(429, 'rate_limit_error', 'rate_limit_exceeded'),
  quota: terminal(429, 'insufficient_quota', 'insufficient_quota'),
  overloaded: passing(503, 'service_unavailable_error', 'server_is_overloaded'),
  timeout: passing(504, 'server_error', 'timeout'),
  network: passing(502, 'server_error', 'upstream_unreachable'),
  server: passing(502, 'server_error', 'upstream_error'),
  protocol: passing(502, 'server_error', 'upstream_error'),
  unknown: passing(502, 'server_error', 'upstream_error'),
  auth: terminal(502, 'server_error', 'upstream_refused'),
  permission: terminal(502, 'server_error', 'upstream_refused'),
  'not-found': terminal(502, 'server_error', 'upstream_not_found'),
  'model-not-found': terminal(404, 'invalid_request_error', 'model_not_found'),
  'invalid-request': terminal(400, 'invalid_request_error', 'invalid_request'),
  'context-length': terminal(400, 'invalid_request_error', 'context_length_exceeded'),
  'content-filter': terminal(400, 'invalid_request_error', 'content_policy_violation'),
};

/** The SDK takes a longer wait for none at all and asks again at once. */
const LONGEST_WAIT_MS = 60_000;

/** What goes on by itself, as opposed to what the request or the configuration would have to change. */
const PASSING: readonly ExcludedModel['reason'][] = ['cooling', 'probing', 'over-quota'];

/** Whatever was thrown, as this wire tells of it. What is not ours is not told: its message may hold anything. */
export function wireFailureOf(error: unknown): WireFailure {
  const failure = known(error);
  if (failure === undefined) {
    const message = 'The server failed while it handled this request.';
    return { ...terminal(500, 'server_error', 'internal_error'), message };
  }
  const isTooLong = (failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
  return isTooLong ? { ...failure, isTerminal: true } : failure;
}

/** Nobody who asks can do anything about it: whoever runs the server should hear of it. */
export function isOurs({ code }: WireFailure): boolean {
  return code === 'internal_error';
}

function known(error: unknown): WireFailure | undefined {
  if (error instanceof WireError) return error.failure;
  if (InvalidRequestError.isInstance(error)) return invalid(error);
  if (ProviderError.isInstance(error)) {
    const { kind, message, retryAfterMs, attempts } = error;
    return { ...KINDS[kind], message, retryAfterMs, attempts };
  }
  if (AllAttemptsFailedError.isInstance(error)) return allFailed(error);
  if (NoModelAvailableError.isInstance(error)) return noModel(error);
  if (BudgetExceededError.isInstance(error)) return overBudget(error);
  if (RequestTimeoutError.isInstance(error)) {
    const { message, attempts } = error;
    return { ...terminal(504, 'server_error', 'timeout'), message, attempts };
  }
  if (OutputValidationError.isInstance(error)) {
    const { message, attempts } = error;
    return { ...passing(502, 'server_error', 'invalid_output'), message, attempts };
  }
  return StreamInterruptedError.isInstance(error) ? interrupted(error) : undefined;
}

function invalid({ path, message }: InvalidRequestError): WireFailure {
  // What is wrong with no place in the request is wrong with us: we are closed.
  if (path === '') return { ...terminal(503, 'service_unavailable_error', 'closed'), message };
  return { ...terminal(400, 'invalid_request_error', 'invalid_request'), message, param: path };
}

/** The most hopeful failure speaks for all: while one of the models may come back, asking again is of use. */
function allFailed(error: AllAttemptsFailedError): WireFailure {
  const { message, attempts, retryBudgetExhausted } = error;
  const failures = attempts.flatMap((attempt) => attempt.error ?? []);
  const passes = failures.findLast(
    ({ kind, retryable }) => !KINDS[kind].isTerminal && retryable !== false,
  );
  const words = KINDS[(passes ?? failures.at(-1))?.kind ?? 'unknown'];
  const retryAfterMs = error.retryAfterMs ?? passes?.retryAfterMs;
  // An outage is not to be multiplied by those who ask again.
  const isTerminal = passes === undefined || retryBudgetExhausted;
  return { ...words, message, attempts, retryAfterMs, isTerminal };
}

function noModel(error: NoModelAvailableError): WireFailure {
  const { message, attempts, retryAfterMs, excluded } = error;
  const reasons = excluded.map(({ reason }) => reason).filter((why) => why !== 'not-requested');
  const all = (...names: string[]) => reasons.every((reason) => names.includes(reason));
  const facts = { message, attempts, retryAfterMs };
  if (retryAfterMs !== undefined || reasons.some((reason) => PASSING.includes(reason))) {
    return { ...passing(503, 'service_unavailable_error', 'no_model_available'), ...facts };
  }
  if (all('retired', 'disabled')) return { ...KINDS['model-not-found'], ...facts, param: 'model' };
  if (all('context-too-small')) return { ...KINDS['context-length'], ...facts, param: 'messages' };
  return { ...terminal(400, 'invalid_request_error', 'no_model_available'), ...facts };
}

function overBudget(error: BudgetExceededError): WireFailure {
  const { message, attempts, retryAfterMs } = error;
  return {
    ...passing(429, 'rate_limit_error', 'budget_exceeded'),
    message,
    attempts,
    retryAfterMs,
  };
}

/** Its own message speaks of fields that no client of this wire has. */
function interrupted({ kind, model, attempts }: StreamInterruptedError): WireFailure {
  const why = attempts.at(-1)?.error?.message ?? kind;
  return { ...KINDS[kind], message: `The stream of ${model} broke off: ${why}`, attempts };
}

function passing(status: number, type: string, code: string): Words {
  return { status, type, code, isTerminal: false };
}

function terminal(status: number, type: string, code: string): Words {
  return { status, type, code, isTerminal: true };
}
