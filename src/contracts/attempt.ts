import type { FinishReason, TokenUsage } from './chat.js';
import type { ModelId } from './model.js';

/** What a failure is, whoever reported it: decided by the vendor's fields, never by the class of its error. */
export type ErrorKind =
  | 'rate-limit'
  | 'quota'
  | 'overloaded'
  | 'timeout'
  | 'network'
  | 'server'
  | 'protocol'
  | 'auth'
  | 'permission'
  | 'model-not-found'
  | 'not-found'
  | 'invalid-request'
  | 'context-length'
  | 'content-filter'
  | 'unknown';

/** Whether the vendor may charge for a failed call. */
export type Billed = 'no' | 'maybe' | 'yes';

/** What an attempt says about its model: an invalid request is an error, and neutral. */
export type Health = 'good' | 'bad' | 'neutral';

/** Plain and safe to log: cut, scrubbed, without the cause. */
export interface AttemptError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly status?: number;
  /** The vendor's own code, as in `insufficient_quota`. */
  readonly vendorCode?: string;
  readonly retryAfterMs?: number;
  /** False: the model will not heal soon, as with a host name that does not resolve. */
  readonly retryable?: boolean;
  /** The caller had been given some of the answer already, as only a stream does. */
  readonly emitted?: true;
}

/** One model, one try: the same object in results, errors, events and policies. */
export interface AttemptOutcome<M extends string = ModelId> {
  readonly attemptId: string;
  readonly model: M;
  readonly provider: string;
  /** The models it shares a rate limit with, as in `anthropic#opus`. */
  readonly pool?: string;
  readonly outcome: 'success' | 'error' | 'aborted';
  readonly health: Health;
  /** It was the one attempt let through after a rest, to prove that the model is back. */
  readonly probe: boolean;
  readonly error?: AttemptError;
  /** Epoch ms. */
  readonly startedAt: number;
  /** To its end; of a stream with the time that its reader took. */
  readonly latencyMs: number;
  /** To the first content of a stream. */
  readonly timeToFirstTokenMs?: number;
  readonly usage?: TokenUsage;
  /** Absent when the price is unknown. */
  readonly costUsd?: number;
  readonly finishReason?: FinishReason;
  readonly limitResetMs?: number;
  readonly providerRequestId?: string;
}
