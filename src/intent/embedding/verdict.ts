/** By how much each intent clears its threshold; `general`, in the place after the last, clears none by nothing. */
export interface Margins {
  /** In the order of the intents, then `general`'s. */
  readonly all: readonly number[];
  /** The place of `general`: its own where it has examples, else behind all intents. */
  readonly general: number;
}

/** What a decision depends on besides the similarities. */
export interface Decision {
  readonly intents: readonly string[];
  /** In the order of the intents. */
  readonly thresholds: readonly number[];
}

/**
 * Everyone's margin over its threshold, so that a threshold both keeps out what is too far away and makes up for an
 * intent whose examples are near to everything.
 */
export function marginsOf(scores: readonly number[], { intents, thresholds }: Decision): Margins {
  const all = scores.map((score, index) => score - (thresholds[index] as number));
  const place = intents.indexOf('general');
  const general = place < 0 ? intents.length : place;
  all[general] = Math.max(0, all[general] ?? 0);
  return { all, general };
}

/** The place of the widest margin; `general` where no intent has a wider one. */
export function winnerOf({ all, general }: Margins): number {
  let winner = general;
  for (const [index, margin] of all.entries()) {
    if (margin > (all[winner] as number)) winner = index;
  }
  return winner;
}

/** How likely each is, if margins are worth `temperature`: the softmax of them. */
export function likelihoods({ all }: Margins, temperature: number): readonly number[] {
  const widest = Math.max(...all);
  const weights = all.map((margin) => Math.exp((margin - widest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
