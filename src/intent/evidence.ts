import type { Detection } from '../contracts/intent-detector.js';
import type { IntentRule } from './intent-rule.js';

/** What `general` has before any rule speaks: less than this is not enough to leave it. */
const GENERAL_PRIOR = 1;

interface Finding {
  /** 0 to 1. */
  readonly strength: number;
  readonly offset: number;
}

/** Gathers which rules spoke in one text, and weighs them. */
export class Evidence<I extends string> {
  readonly #findings = new Map<IntentRule<I>, Finding>();

  /** Of two places where a rule spoke the stronger counts, of equal ones the earlier. */
  add(rule: IntentRule<I>, strength: number, offset: number): void {
    const known = this.#findings.get(rule);
    if (known === undefined || strength > known.strength) {
      this.#findings.set(rule, { strength, offset });
    }
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
    for (const [index, share] of shares.entries()) {
      scores[answers[index] as I] = share;
      if (share > (shares[best] as number)) best = index;
    }
    return {
      intent: answers[best] as I,
      confidence: shares[best] as number,
      scores,
      evidence: Array.from(this.#findings, ([rule, { offset }]) => `${rule.name}@${offset}`),
    };
  }

  #weights(answers: readonly (I | 'general')[]): number[] {
    const weights: number[] = answers.map((answer) => (answer === 'general' ? GENERAL_PRIOR : 0));
    for (const [{ intent, weight }, { strength }] of this.#findings) {
      const index = answers.indexOf(intent);
      weights[index] = (weights[index] as number) + weight * strength;
    }
    return weights;
  }
}

/** Shares that add up to 1: the first one falls as the next comes near, and approximates how often it is right. */
function softmax(weights: readonly number[]): number[] {
  const most = Math.max(...weights);
  // Relative to the most, so that no sum of weights overflows.
  const powers = weights.map((weight) => Math.exp(weight - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
