import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId, Score } from '../contracts/model.js';
import { Decaying } from './decaying.js';
import { profiledQuality } from './profiled-quality.js';
import { type GivenAnswer, RecentAnswers } from './recent-answers.js';

/** Answers that can still be rated. */
const RATEABLE_ANSWERS = 10_000;
/** How many ratings the profile's word is worth. */
const PRIOR_WEIGHT = 20;
/** More would make an estimate that no longer moves. */
const MAX_RATINGS = 100;
const HALF_LIFE_MS = 7 * 86_400_000;

/** An answer, and what its model is worth at its intent by now. */
export interface RatedAnswer extends GivenAnswer {
  readonly quality: Score;
}

/** How good the models are at each intent, by the ratings of their answers, which fade towards the profile. */
export class Ratings {
  readonly #models: ReadonlyMap<ModelId, ConfiguredModel>;
  readonly #answers = new RecentAnswers(RATEABLE_ANSWERS);
  /** By model, then by intent. */
  readonly #rated = new Map<ModelId, Map<string, Rating>>();

  constructor(models: ReadonlyMap<ModelId, ConfiguredModel>) {
    this.#models = models;
  }

  /** Whether no answer was ever rated. */
  get isEmpty(): boolean {
    return this.#rated.size === 0;
  }

  noteAnswer(requestId: string, model: ModelId, intent: string): void {
    this.#answers.note(requestId, model, intent);
  }

  /** Undefined where the request is not known, or not any more. */
  rate(requestId: string, score: Score, now: number): RatedAnswer | undefined {
    const answer = this.#answers.find(requestId);
    const model = answer && this.#models.get(answer.model);
    if (answer === undefined || model === undefined) return undefined;
    const { intent } = answer;
    const byIntent = this.#rated.get(model.id) ?? new Map<string, Rating>();
    const rating = byIntent.get(intent) ?? new Rating(profiledQuality(model.profile, intent));
    this.#rated.set(model.id, byIntent.set(intent, rating));
    rating.note(score, now);
    return { ...answer, quality: rating.at(now) };
  }

  /** Undefined where none of its answers to this intent was rated. */
  qualityOf(model: ModelId, intent: string, now: number): Score | undefined {
    return this.#rated.get(model)?.get(intent)?.at(now);
  }

  reset(model?: ModelId): void {
    if (model === undefined) this.#rated.clear();
    else this.#rated.delete(model);
  }
}

class Rating {
  readonly #profiled: Score;
  readonly #count = new Decaying(HALF_LIFE_MS);
  #mean: Score = 0;

  constructor(profiled: Score) {
    this.#profiled = profiled;
  }

  note(score: Score, now: number): void {
    this.#mean += (score - this.#mean) / this.#count.add(1, now, MAX_RATINGS);
  }

  at(now: number): Score {
    const count = this.#count.at(now);
    return (this.#profiled * PRIOR_WEIGHT + this.#mean * count) / (PRIOR_WEIGHT + count);
  }
}
