import type { ErrorKind } from '../../../contracts/attempt.js';
import type { FinishReason } from '../../../contracts/chat.js';
import type { VendorLimits } from './vendor-limits.js';

/** A call that fails. */
export interface FailingPlan {
  readonly failure: ErrorKind;
  /** Infinity: it hangs. */
  readonly afterMs: number;
  /** By the monotonic clock, when the limit frees that refused it. */
  readonly freeAt?: number | undefined;
  readonly limits?: VendorLimits | undefined;
}

/** A call that is answered. */
export interface AnsweringPlan {
  readonly failure?: undefined;
  readonly firstTokenMs: number;
  readonly endMs: number;
  readonly outputTokens: number;
  readonly finishReason: FinishReason;
  /** It breaks off after its first content, as only a stream does. */
  readonly isInterrupted: boolean;
  readonly limits?: VendorLimits | undefined;
}

/**
 * What will come of a call, decided when it comes in; times are ms from then on. `limits` are those that let it in, and
 * are to be told when it is over.
 */
export type CallPlan = FailingPlan | AnsweringPlan;
