import type { Detection } from '../contracts/intent-detector.js';
import type { IntentRule } from './intent-rule.js';

/** What `general` has before any rule speaks: less than this is not enough to leave it. */
const GENERAL_PRIOR = 1;

interface Finding<I extends string> {
  readonly rule: IntentRule<I>;
  /** 0 to 1. */
  strength: number;
  offset: number;
}

/** Gathers which rules spoke in one text, and weighs them. */
export class Evidence<I extends string> {
  /** A handful: looking through them is cheaper than a map. */
  readonly #findings: Finding<I>[] = [];

  /** Of two places where a rule spoke the stronger counts, of equal ones the earlier. */
  add(rule: IntentRule<I>, strength: number, offset: number): void {
    for (const known of this.#findings) {
      if (known.rule !== rule) continue;
      if (strength > known.strength) {
        known.strength = strength;
        known.offset = offset;
      }
      return;
    }
    this.#findings.push({ rule, strength, offset });
  }

  /**
   * The answer with the most weight behind it; of equal ones `general`, then the first.
   *
   * @param answers Every intent of the rules, and `general`.
   */
  weigh(answers: readonly (I | 'general')[]): Detection<I> {
    const shares = softmax(this.#weights(answers));
    const scores: { [intent in I | 'general']?: number } = {};
    let best = answers.indexOf('general');
    for (let index = 0; index < answers.length; index++) {
      const share = shares[index] as number;
      scores[answers[index] as I] = share;
      if (share > (shares[best] as number)) best = index;
    }
    const evidence: string[] = [];
    for (const { rule, offset } of this.#findings) evidence.push(`${rule.name}@${offset}`);
    return { intent: answers[best] as I, confidence: shares[best] as number, scores, evidence };
  }

  #weights(answers: readonly (I | 'general')[]): number[] {
    const weights: number[] = [];
    for (const answer of answers) weights.push(answer === 'general' ? GENERAL_PRIOR : 0);
    for (const { rule, strength } of this.#findings) {
      const index = answers.indexOf(rule.intent);
      weights[index] = (weights[index] as number) + rule.weight * strength;
    }
    return weights;
  }
}

/**
 * Turns weights into shares that add up to 1, in place: the first one falls as the next comes near, and approximates
 * how often it is right.
 */
function softmax(weights: number[]): readonly number[] {
  let most = 0;
  for (const weight of weights) if (weight > most) most = weight;
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    // Relative to the most, so that no sum of weights overflows.
    const power = Math.exp((weights[index] as number) - most);
    weights[index] = power;
    sum += power;
  }
  for (let index = 0; index < weights.length; index++) (weights[index] as number) /= sum;
  return weights;
}
