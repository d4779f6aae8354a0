/** Something that happened. */
export interface Dated {
  readonly at: number;
}

/**
 * What a rolling window holds, found in the list of all that ever happened: each 60th of the window leaves as a whole,
 * when its latest record is as old as the window is wide.
 */
export function inWindow<Entry extends Dated>(
  entries: readonly Entry[],
  now: number,
  widthMs: number,
): readonly Entry[] {
  const sixtieth = ({ at }: Dated) => Math.floor(at / (widthMs / 60));
  const held = new Set(entries.filter(({ at }) => at > now - widthMs).map(sixtieth));
  return entries.filter((entry) => held.has(sixtieth(entry)));
}

export function sumOf<Entry>(
  entries: readonly Entry[],
  amountOf: (entry: Entry) => number,
): number {
  return entries.reduce((sum, entry) => sum + amountOf(entry), 0);
}
