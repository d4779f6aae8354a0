import { PREFERENCES, type Preference, type Score } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';

const check = new Checks(ConfigurationError);

/** How much each part of a score matters. */
export interface Weights {
  readonly cost: number;
  readonly speed: number;
  readonly quality: number;
}

/** By preference; what is not named stays as it is. */
export type WeightOverrides = {
  readonly [preference in Preference]?:
    | { readonly [part in keyof Weights]?: number | undefined }
    | undefined;
};

const PARTS = ['cost', 'speed', 'quality'] as const satisfies readonly (keyof Weights)[];

/** What matters how much, unless told otherwise; each row sums to 1. */
const WEIGHTS: Readonly<Record<Preference, Weights>> = {
  cost: { cost: 0.75, speed: 0.05, quality: 0.2 },
  speed: { cost: 0.1, speed: 0.7, quality: 0.2 },
  quality: { cost: 0.05, speed: 0.05, quality: 0.9 },
  balanced: { cost: 0.3, speed: 0.25, quality: 0.45 },
};

/** Only their ratios matter, and larger numbers would add up to no number any more. */
const MOST = 1e6;

/** How much heavier quality weighs for the hardest request, and how much lighter for the easiest. */
const MOST_BY_DIFFICULTY = 16;

/** @throws ConfigurationError */
export function resolveWeights(overrides: unknown): Readonly<Record<Preference, Weights>> {
  if (overrides === undefined) return WEIGHTS;
  const given = check.object(overrides, 'weights', PREFERENCES);
  const weights = { ...WEIGHTS };
  for (const preference of PREFERENCES) {
    const path = `weights.${preference}`;
    const own = check.numbers(given[preference], path, PARTS, { min: 0, max: MOST });
    const merged = { ...WEIGHTS[preference], ...own };
    if (PARTS.every((part) => merged[part] === 0)) check.fail(path, 'a weight above 0', 0);
    weights[preference] = normalized(merged);
  }
  return weights;
}

/** Quality weighs more the harder a request is: a 16th for the easiest, as much as ever at 0.5, 16 times for the hardest. */
export function weightsByDifficulty(weights: Weights, difficulty: Score): Weights {
  const quality = weights.quality * MOST_BY_DIFFICULTY ** (2 * difficulty - 1);
  return normalized({ ...weights, quality });
}

/** To a sum of 1. */
function normalized({ cost, speed, quality }: Weights): Weights {
  const sum = cost + speed + quality;
  return { cost: cost / sum, speed: speed / sum, quality: quality / sum };
}
