import type { ModelProfile, Preference, Score } from '../contracts/model.js';
import type { Candidate, RankedCandidate, Router, RoutingInput } from '../contracts/router.js';
import { expectedSeconds } from './expected-time.js';

type Weights = { readonly cost: number; readonly speed: number; readonly quality: number };
type Parts = NonNullable<RankedCandidate['parts']>;

/** What matters how much; each row sums to 1. */
const WEIGHTS: Readonly<Record<Preference, Weights>> = {
  cost: { cost: 0.75, speed: 0.05, quality: 0.2 },
  speed: { cost: 0.1, speed: 0.7, quality: 0.2 },
  quality: { cost: 0.05, speed: 0.05, quality: 0.9 },
  balanced: { cost: 0.3, speed: 0.25, quality: 0.45 },
};

/** A request that costs so much has a cost score of one half. */
const HALF_SCORE_USD = 0.002;
/** A request that takes so long has a speed score of one half. */
const HALF_SCORE_SECONDS = 5;
const UNKNOWN_QUALITY: Score = 0.5;
const UNKNOWN_HEALTH: Score = 0.95;
/** No score is 0, so that each part can still tell two models apart. */
const LEAST: Score = 1e-6;

/**
 * Ranks by health times a weighted sum of what this request costs, how fast the model answers and how good it is,
 * weighted by the preference. A model's score depends on nothing but itself: adding a model never changes the
 * order of the others. A model no better in any part and worse in one is never ahead.
 */
export class ScoreRouter implements Router {
  rank(input: RoutingInput): readonly RankedCandidate[] {
    const dearestUsd = dearest(input.candidates);
    const ranked = input.candidates.map((candidate) => score(candidate, input, dearestUsd));
    return sorted(ranked);
  }
}

/** A model of unknown price is taken to be as dear as the dearest known. */
function dearest(candidates: readonly Candidate[]): number {
  let most = 0;
  for (const { expectedCostUsd } of candidates) most = Math.max(most, expectedCostUsd ?? 0);
  return most;
}

function score(candidate: Candidate, input: RoutingInput, dearestUsd: number): RankedCandidate {
  const { profile, health = UNKNOWN_HEALTH, expectedCostUsd = dearestUsd } = candidate;
  const quality = qualityFor(input.intent, profile) ?? UNKNOWN_QUALITY;
  const seconds = expectedSeconds(profile, candidate.measured, input.outputTokens);
  const parts: Parts = {
    cost: Math.max(LEAST, 1 / (1 + Math.sqrt(expectedCostUsd / HALF_SCORE_USD))),
    speed: Math.max(LEAST, 1 / (1 + seconds / HALF_SCORE_SECONDS)),
    quality: Math.max(LEAST, quality),
    health: Math.max(LEAST, health),
  };
  const weights = WEIGHTS[input.preference];
  const sum =
    weights.cost * parts.cost + weights.speed * parts.speed + weights.quality * parts.quality;
  return { model: candidate.model, score: parts.health * sum, parts };
}

/** In place, stable, and for the handful that there mostly are without the copies that `sort` makes. */
function sorted(ranked: RankedCandidate[]): readonly RankedCandidate[] {
  if (ranked.length > 16) return ranked.sort(byScore);
  for (let index = 1; index < ranked.length; index++) {
    const candidate = ranked[index] as RankedCandidate;
    let place = index;
    for (; place > 0; place--) {
      const before = ranked[place - 1] as RankedCandidate;
      if (byScore(before, candidate) <= 0) break;
      ranked[place] = before;
    }
    ranked[place] = candidate;
  }
  return ranked;
}

/** Ties: the cheaper, then the faster, then the better; then the order of the configuration, as sorting is stable. */
function byScore(one: RankedCandidate, other: RankedCandidate): number {
  const a = one.parts as Parts;
  const b = other.parts as Parts;
  return other.score - one.score || b.cost - a.cost || b.speed - a.speed || b.quality - a.quality;
}

/** Its own entries only: an intent may be called `constructor`. */
function qualityFor(intent: string, { qualityByIntent, quality }: ModelProfile): Score | undefined {
  if (qualityByIntent === undefined || !Object.hasOwn(qualityByIntent, intent)) return quality;
  return qualityByIntent[intent];
}
