import { groupsOf, isHardGroup, type LabelledRow } from './difficulty-rows.js';

/** Five rather than ten: each fit is on four fifths, near enough to all, at half the work. */
const FOLDS = 5;

/** Rows to fit to, and others to try the fit on. */
export interface Split {
  readonly training: readonly LabelledRow[];
  readonly heldOut: readonly LabelledRow[];
}

/**
 * Each row is held out once, never while another of the same prompt is fitted to, and each part has its share of hard
 * ones. No dice: the same rows in the same order are split the same way.
 */
export function splits(rows: readonly LabelledRow[]): readonly Split[] {
  const folds: LabelledRow[][] = Array.from({ length: FOLDS }, () => []);
  const dealt = { hard: 0, easy: 0 };
  for (const group of groupsOf(rows)) {
    const place = dealt[isHardGroup(group) ? 'hard' : 'easy']++ % FOLDS;
    folds[place]?.push(...group);
  }
  return folds.map((heldOut) => ({
    heldOut,
    training: folds.flatMap((fold) => (fold === heldOut ? [] : fold)),
  }));
}
