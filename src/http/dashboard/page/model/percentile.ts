/** The value that so large a share of them does not exceed, by nearest rank; undefined where there are none. */
export function percentile(ascending: readonly number[], share: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)];
}
