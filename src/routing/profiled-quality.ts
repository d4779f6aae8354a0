import type { ModelProfile, Score } from '../contracts/model.js';

const UNKNOWN_QUALITY: Score = 0.5;

/** How good a model is at this intent, by its profile. Its own entries only: an intent may be called `constructor`. */
export function profiledQuality(
  { qualityByIntent, quality = UNKNOWN_QUALITY }: ModelProfile,
  intent: string,
): Score {
  if (qualityByIntent === undefined || !Object.hasOwn(qualityByIntent, intent)) return quality;
  return qualityByIntent[intent] ?? UNKNOWN_QUALITY;
}
