/** `baseMs`, doubled as often as there were rests before, at most `maxMs`. */
export function doubled(baseMs: number, rests: number | undefined, maxMs: number): number {
  return Math.min(maxMs, baseMs * 2 ** (rests ?? 0));
}
