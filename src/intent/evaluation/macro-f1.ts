/** How often a class was meant, answered, and both at once. */
export interface ClassCounts {
  labelled: number;
  answered: number;
  right: number;
}

/** The harmonic mean of precision and recall; 0 for what was neither meant nor answered. */
export function f1Of({ labelled, answered, right }: ClassCounts): number {
  return labelled + answered === 0 ? 0 : (2 * right) / (labelled + answered);
}

/** The mean F1 of the classes that were meant at all: each counts the same, however rare it is. */
export function macroF1Of(classes: Iterable<ClassCounts>): number {
  let sum = 0;
  let count = 0;
  for (const counts of classes) {
    if (counts.labelled === 0) continue;
    sum += f1Of(counts);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
