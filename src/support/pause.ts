import type { Clock } from '../contracts/clock.js';
import type { Cancellation } from './cancellation.js';

/**
 * Waits; rejects with the reason as soon as the request is cancelled, and leaves no timer and no listener.
 * @param takeWake gets what ends the pause before its time
 */
export function pause(
  ms: number,
  clock: Clock,
  cancellation: Cancellation,
  takeWake?: (wake: () => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancellation.aborted) return reject(cancellation.reason);
    const stopListening = cancellation.listen((reason) => {
      clock.clearTimeout(timer);
      reject(reason);
    });
    const wake = () => {
      clock.clearTimeout(timer);
      stopListening();
      resolve();
    };
    const timer = clock.setTimeout(wake, ms);
    takeWake?.(wake);
  });
}
