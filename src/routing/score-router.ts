import type { Preference, Score } from '../contracts/model.js';
import type { Candidate, RankedCandidate, Router, RoutingInput } from '../contracts/router.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';
import type { Mutable } from '../support/mutable.js';
import { expectedSeconds } from './expected-time.js';
import { explored } from './explore.js';
import { profiledQuality } from './profiled-quality.js';
import {
  resolveWeights,
  type WeightOverrides,
  type Weights,
  weightsByDifficulty,
} from './weights.js';

type Parts = NonNullable<RankedCandidate['parts']>;

/** What may be changed about the score. */
export interface ScoreRouterOptions {
  /**
   * How much cost, speed and quality matter, by preference; from 0 to 1,000,000, and scaled to a sum of 1.
   * @default cost .75 .05 .20, speed .10 .70 .20, quality .05 .05 .90, balanced .30 .25 .45
   */
  readonly weights?: WeightOverrides | undefined;
  /**
   * With this probability a request goes first to the model of which the fewest answers were seen lately (fewer than
   * five, and an attempt that failed counts for five), if it is healthy, not dominated, and costs at most twice what the
   * best does. Not needed to come back to a model that was slow or failed: what was measured fades towards its profile by
   * itself. It is for finding out that a model is better than its profile says. Requests with a `session` are left alone.
   * @default 0
   */
  readonly explore?: number | undefined;
  /**
   * The share of its score that every other model loses where a request has a `session` that one has answered before:
   * 0 for none, 1 to stay with it as long as it is a candidate. @default 0.2
   */
  readonly switchCost?: number | undefined;
}

/** A request that costs so much has a cost score of one half. */
const HALF_SCORE_USD = 0.002;
/** A request that takes so long has a speed score of one half. */
const HALF_SCORE_SECONDS = 5;
/** A stream is read while it is written: so much of its output is waited for. */
const STREAM_SHARE = 1 / 4;
const UNKNOWN_HEALTH: Score = 0.95;
/** No score is 0, so that each part can still tell two models apart. */
const LEAST: Score = 1e-6;
/** Less than any score by the other parts, so that nothing makes up for a switch cost of 1. */
const LEAST_SESSION: Score = 1e-15;

/** What the scores of one request have in common. */
interface Terms {
  readonly intent: string;
  readonly weights: Weights;
  readonly dearestUsd: number;
  /** Of a candidate that says nothing of its own. */
  readonly outputTokens: number;
  /** How much of the output is waited for. */
  readonly outputShare: number;
  /** Its conversation's, if it is a candidate. */
  readonly sessionModel: string | undefined;
  /** What moving the conversation leaves of a score. */
  readonly movedShare: Score;
}

/**
 * Ranks by health times a weighted sum of what this request costs, how fast the model answers and how good it is,
 * weighted by the preference. Where all prices are known a model's score depends on nothing but itself, so that adding
 * a model never changes the order of the others; one of unknown price counts as the dearest. A model no better in any part
 * and worse in one is never ahead, but for that of a conversation, which is kept until another is better by more than
 * `switchCost`.
 *
 * @example
 * new ScoreRouter({ weights: { cost: { quality: 0 } }, explore: 0.05 });
 */
export class ScoreRouter implements Router {
  readonly #weights: Readonly<Record<Preference, Weights>>;
  readonly #explore: number;
  readonly #movedShare: Score;

  /** @throws ConfigurationError for an option that there is not, or a number out of its range */
  constructor(options: ScoreRouterOptions = {}) {
    const check = new Checks(ConfigurationError);
    const given = check.object(options, '', ['weights', 'explore', 'switchCost']);
    const { weights, explore = 0, switchCost = 0.2 } = given;
    this.#weights = resolveWeights(weights);
    this.#explore = check.number(explore, 'explore', { max: 1 });
    const share = 1 - check.number(switchCost, 'switchCost', { max: 1 });
    this.#movedShare = Math.max(LEAST_SESSION, share);
  }

  rank(input: RoutingInput): readonly RankedCandidate[] {
    const { candidates, random } = input;
    const terms = this.#termsOf(input);
    const ranked = sorted(candidates.map((candidate) => score(candidate, terms)));
    // Not `random >= explore`: that is false as well for a draw that is no number.
    const isDrawn = random >= 0 && random < this.#explore;
    if (!isDrawn || input.session !== undefined || input.opensSession === true) return ranked;
    return explored(ranked, candidates, (candidate) => costOf(candidate, terms));
  }

  #termsOf(input: RoutingInput): Terms {
    const { candidates, outputTokens, difficulty, session } = input;
    const weights = this.#weights[input.preference];
    const isHere = session !== undefined && candidates.some(({ model }) => model === session.model);
    return {
      intent: input.intent,
      weights: difficulty === undefined ? weights : weightsByDifficulty(weights, difficulty),
      dearestUsd: dearest(candidates),
      outputTokens,
      outputShare: input.stream === true ? STREAM_SHARE : 1,
      sessionModel: isHere ? session.model : undefined,
      movedShare: this.#movedShare,
    };
  }
}

function dearest(candidates: readonly Candidate[]): number {
  let most = 0;
  for (const { expectedCostUsd } of candidates) most = Math.max(most, expectedCostUsd ?? 0);
  return most;
}

/** A model of unknown price is taken to be as dear as the dearest known. */
function costOf({ expectedCostUsd }: Candidate, { dearestUsd }: Terms): number {
  return expectedCostUsd ?? dearestUsd;
}

function score(candidate: Candidate, terms: Terms): RankedCandidate {
  const { model, profile, measured, health = UNKNOWN_HEALTH } = candidate;
  const { quality = profiledQuality(profile, terms.intent), outputTokens = terms.outputTokens } =
    candidate;
  const { weights, sessionModel, movedShare } = terms;
  const seconds = expectedSeconds(profile, measured, outputTokens * terms.outputShare);
  const parts: Mutable<Parts> = {
    cost: Math.max(LEAST, 1 / (1 + Math.sqrt(costOf(candidate, terms) / HALF_SCORE_USD))),
    speed: Math.max(LEAST, 1 / (1 + seconds / HALF_SCORE_SECONDS)),
    quality: Math.max(LEAST, quality),
    health: Math.max(LEAST, health),
  };
  const sum =
    weights.cost * parts.cost + weights.speed * parts.speed + weights.quality * parts.quality;
  // Rounding may bring weights to a bit more than 1.
  const alone = parts.health * Math.min(1, sum);
  if (sessionModel === undefined) return { model, score: alone, parts };
  parts.session = model === sessionModel ? 1 : movedShare;
  return { model, score: alone * parts.session, parts };
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
