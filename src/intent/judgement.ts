import type { Detection } from '../contracts/intent-detector.js';
import type { Mutable } from '../support/mutable.js';
import type { Sighting } from './signals.js';

/** One reason to believe in one intent. It speaks once per prompt, however often it is met. */
export interface Reason<I extends string = string> {
  /** As the evidence names it, behind the language: never text of a prompt. */
  readonly name: string;
  readonly intent: I | 'general';
  /** How much it says, in log-odds. Those that speak add up. */
  readonly weight: number;
}

interface Heard<I extends string> extends Sighting {
  readonly reason: Reason<I>;
}

/** Others than the answer are named from this share on. */
const WORTH_NAMING = 0.1;

/** Gathers which rules spoke, and weighs them. */
export class Judgement<I extends string> {
  readonly #heard: Heard<I>[] = [];

  hear(reason: Reason<I>, { language, offset }: Sighting): void {
    this.#heard.push({ reason, language, offset });
  }

  /**
   * The answer with the most behind it; of equal ones `general`, then the first.
   *
   * @param answers every intent of the rules, and `general`
   * @param priors what each has before any rule speaks
   * @param threshold with less confidence than this it is `general`
   */
  weigh(
    answers: readonly (I | 'general')[],
    priors: readonly number[],
    threshold: number,
  ): Detection<I> {
    const shares = this.#shares(answers, priors);
    const general = answers.indexOf('general');
    let best = general;
    for (let at = 0; at < shares.length; at++) {
      if ((shares[at] as number) > (shares[best] as number)) best = at;
    }
    if ((shares[best] as number) < threshold) best = general;
    const scores: { [intent in I | 'general']?: number } = {};
    const alternatives: { intent: I | 'general'; confidence: number }[] = [];
    for (let at = 0; at < shares.length; at++) {
      const intent = answers[at] as I | 'general';
      const confidence = shares[at] as number;
      scores[intent] = confidence;
      if (at !== best && confidence >= WORTH_NAMING) alternatives.push({ intent, confidence });
    }
    const intent = answers[best] as I | 'general';
    const detection: Mutable<Detection<I>> = {
      intent,
      confidence: shares[best] as number,
      scores,
      evidence: this.#evidence(intent),
    };
    if (alternatives.length > 0) {
      detection.alternatives = alternatives.sort((a, b) => b.confidence - a.confidence);
    }
    return detection;
  }

  /** What speaks for the answer comes first, the loudest before all. */
  #evidence(answer: string): readonly string[] {
    const loudness = ({ reason }: Heard<I>) =>
      reason.intent === answer ? reason.weight : reason.weight - LOUDEST;
    const evidence: string[] = [];
    for (const { language, reason, offset } of this.#heard.sort(
      (one, other) => loudness(other) - loudness(one),
    )) {
      const entry = `${language}.${reason.name}@${offset}`;
      // A sign may speak for two intents.
      if (!evidence.includes(entry)) evidence.push(entry);
    }
    return evidence;
  }

  #shares(answers: readonly string[], priors: readonly number[]): readonly number[] {
    const weights = [...priors];
    for (const { reason } of this.#heard) {
      const at = answers.indexOf(reason.intent);
      weights[at] = (weights[at] as number) + reason.weight;
    }
    return softmax(weights);
  }
}

/** More than any rule weighs. */
const LOUDEST = 1_000;

/** Turns weights into shares that add up to 1, in place: log-odds into how often such an answer is right. */
function softmax(weights: number[]): readonly number[] {
  const most = Math.max(...weights);
  let sum = 0;
  for (let at = 0; at < weights.length; at++) {
    // Relative to the most, so that no sum of weights overflows.
    const power = Math.exp((weights[at] as number) - most);
    weights[at] = power;
    sum += power;
  }
  for (let at = 0; at < weights.length; at++) (weights[at] as number) /= sum;
  return weights;
}
