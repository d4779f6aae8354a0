/** How hard a model may think, from least to most: the union of ours and both vendors' words. */
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type VendorEffort = (typeof EFFORTS)[number];

/** The nearest effort that a model takes; of two as near, the higher. */
export function nearestEffort<Taken extends VendorEffort>(
  wanted: VendorEffort,
  taken: readonly [Taken, ...Taken[]],
): Taken {
  const distance = (effort: Taken) =>
    Math.abs(EFFORTS.indexOf(effort) - EFFORTS.indexOf(wanted)) -
    (EFFORTS.indexOf(effort) > EFFORTS.indexOf(wanted) ? 0.5 : 0);
  return taken.reduce((best, effort) => (distance(effort) < distance(best) ? effort : best));
}
