import type { Clock } from '../contracts/clock.js';
import type { Cancellation } from './cancellation.js';

/** Waits; rejects with the reason as soon as the request is cancelled, and leaves no timer and no listener. */
export function pause(ms: number, clock: Clock, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancellation.aborted) return reject(cancellation.reason);
    const stopListening = cancellation.listen((reason) => {
      clock.clearTimeout(timer);
      reject(reason);
    });
    const timer = clock.setTimeout(() => {
      stopListening();
      resolve();
    }, ms);
  });
}
