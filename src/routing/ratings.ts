import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId, Score } from '../contracts/model.js';
import { DecayingMean } from './decaying-mean.js';
import { profiledQuality } from './profiled-quality.js';
import { type GivenAnswer, RecentAnswers } from './recent-answers.js';

/** Answers that can still be rated. */
const RATEABLE_ANSWERS = 10_000;
/** Of ratings. */
const FADING = { priorWeight: 20, maxSamples: 100, halfLifeMs: 7 * 86_400_000 } as const;

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
  readonly #mean = new DecayingMean(FADING);

  constructor(profiled: Score) {
    this.#profiled = profiled;
  }

  note(score: Score, now: number): void {
    this.#mean.note(score, now);
  }

  at(now: number): Score {
    return this.#mean.at(now, this.#profiled);
  }
}
