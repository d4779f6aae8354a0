import type { Clock } from '../contracts/clock.js';
import type { Cancellation } from './cancellation.js';
import { within } from './within.js';

/** How long a plug-in may take, and what ends it before. */
export interface AnswerLimits {
  readonly limitMs: number;
  readonly clock: Clock;
  readonly cancellation: Cancellation;
}

/**
 * What a plug-in answers, unless it takes longer or the request is cancelled: then its signal fires, and what becomes
 * of it is ignored.
 */
export async function answerInTime<T>(
  answer: PromiseLike<T>,
  controller: AbortController,
  { limitMs, clock, cancellation }: AnswerLimits,
): Promise<T> {
  const stopListening = cancellation.listen((reason) => controller.abort(reason));
  try {
    return await within(cancellation.race(answer), limitMs, clock);
  } catch (error) {
    cancellation.throwIfAborted();
    controller.abort(error);
    throw error;
  } finally {
    stopListening();
  }
}
