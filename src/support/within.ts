import pTimeout from 'p-timeout';
import type { Clock } from '../contracts/clock.js';

/**
 * The promise's value, unless it takes longer: then a rejection. For what need not be cancelled: the promise itself
 * runs on, and what becomes of it afterwards is ignored.
 */
export function within<T>(promise: PromiseLike<T>, limitMs: number, clock: Clock): Promise<T> {
  const customTimers = {
    setTimeout: (callback: () => void, delayMs: number) => clock.setTimeout(callback, delayMs),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  };
  return pTimeout(promise, {
    milliseconds: limitMs,
    message: `no answer within ${limitMs} ms`,
    customTimers: customTimers as unknown as typeof globalThis,
  });
}
