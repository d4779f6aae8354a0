import type { Score } from '../contracts/model.js';
import type { Candidate, RankedCandidate } from '../contracts/router.js';

/** Who has so many samples is known well enough. */
const ENOUGH_SAMPLES = 5;
/** A failure costs a request and tells no speed: so much of it is enough, too. */
const SAMPLES_PER_FAILURE = 5;
/** Who is sicker is not tried for its own sake: health comes back by itself. */
const LEAST_HEALTH: Score = 0.7;
/** What finding out may cost, as a multiple of what the best costs. */
const MOST_COST_FACTOR = 2;

type Parts = NonNullable<RankedCandidate['parts']>;

/**
 * The ranking with the least known of its models first: one that is healthy, not dominated by another and not much
 * dearer than the best. Where there is none, or where it is first anyway, the ranking as it is.
 *
 * @param ranked - best first
 * @param costOf - expected of this request, USD
 */
export function explored(
  ranked: readonly RankedCandidate[],
  candidates: readonly Candidate[],
  costOf: (candidate: Candidate) => number,
): readonly RankedCandidate[] {
  const byModel = new Map(candidates.map((candidate) => [candidate.model, candidate]));
  const of = ({ model }: RankedCandidate) => byModel.get(model) as Candidate;
  const [best] = ranked;
  if (best === undefined) return ranked;
  const mostUsd = MOST_COST_FACTOR * costOf(of(best));
  let fewest = ENOUGH_SAMPLES;
  let chosen = best;
  for (const candidate of ranked) {
    const { samples = 0, failures = 0 } = of(candidate);
    const known = samples + SAMPLES_PER_FAILURE * failures;
    if (known >= fewest || costOf(of(candidate)) > mostUsd) continue;
    if (healthOf(candidate) < LEAST_HEALTH || isDominated(candidate, ranked)) continue;
    fewest = known;
    chosen = candidate;
  }
  if (chosen === best) return ranked;
  const others = ranked.filter((candidate) => candidate !== chosen);
  return [{ ...chosen, explored: true }, ...others];
}

function healthOf({ parts }: RankedCandidate): Score {
  return (parts as Parts).health;
}

/** Whether another is as good in every part, and better in one. */
function isDominated({ parts }: RankedCandidate, ranked: readonly RankedCandidate[]): boolean {
  return ranked.some((other) => dominates(other.parts as Parts, parts as Parts));
}

function dominates(one: Parts, other: Parts): boolean {
  const { cost, speed, quality, health } = other;
  const isAsGood =
    one.cost >= cost && one.speed >= speed && one.quality >= quality && one.health >= health;
  if (!isAsGood) return false;
  return one.cost > cost || one.speed > speed || one.quality > quality || one.health > health;
}
