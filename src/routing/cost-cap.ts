import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import { affordableOutputTokens, type WorstCaseFacts, worstCaseUsd } from './worst-case.js';

/** A request's `maxCostUsd`, kept over its attempts. */
export class CostCap {
  readonly #facts: WorstCaseFacts;
  #leftUsd: number;

  constructor(maxCostUsd: number, facts: WorstCaseFacts) {
    this.#leftUsd = maxCostUsd;
    this.#facts = facts;
  }

  /** How many tokens the model may write: 0 where that is too few for an answer, undefined where nothing is cut. */
  outputTokens(model: ConfiguredModel): number | undefined {
    const affordable = affordableOutputTokens(model, this.#facts, this.#leftUsd);
    if (affordable === undefined) return 0;
    const wanted = this.#facts.maxOutputTokens ?? model.profile.maxOutputTokens;
    return affordable < (wanted ?? Number.POSITIVE_INFINITY) ? affordable : undefined;
  }

  /** An attempt whose bill is not known keeps its worst case. */
  note(model: ConfiguredModel, { usage, costUsd }: AttemptOutcome): void {
    if (usage === undefined) return;
    const isKnown = usage.source === 'reported' && costUsd !== undefined;
    this.#leftUsd -= isKnown ? costUsd : (worstCaseUsd(model, this.#facts) ?? this.#leftUsd);
  }
}
