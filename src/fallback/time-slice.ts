/** An attempt that has less time is not started. */
export const LEAST_SLICE_MS = 250;

/**
 * What an attempt may take, so that a hanging model cannot eat the time of those behind it: each of these keeps
 * twice its expected time or an equal share, whichever is less. The last one has all that is left.
 *
 * @param leftMs to the request's deadline
 * @param attemptMs the attempt's own limit; undefined: none
 * @param nextMs how long the models that may follow are expected to take
 */
export function timeSlice(
  leftMs: number,
  attemptMs: number | undefined,
  nextMs: readonly number[],
): number {
  const share = leftMs / (nextMs.length + 1);
  let kept = 0;
  for (const expectedMs of nextMs) kept += Math.min(2 * expectedMs, share);
  return Math.min(attemptMs ?? leftMs, leftMs - kept);
}
