/** Which rules speak in a prompt. */
export type Heard = readonly number[];

/** What the rules weigh, and what each class has before any speaks. */
export interface Model {
  readonly weights: Float64Array;
  readonly priors: Float64Array;
  /** Of the classes, adding up to 1; the next call overwrites them. */
  sharesOf(heard: Heard): Float64Array;
}

interface Shape {
  /** The class that each rule speaks for. */
  readonly intentOf: readonly number[];
  readonly classes: number;
  /** The class whose prior is 0. */
  readonly base: number;
}

/** How strongly weights are held back: less follows the noise of a few hundred prompts. */
const PENALTY = 1;
/** From nothing, and from weights that are nearly right. */
const STEPS = 300;
const FEW_STEPS = 60;

/**
 * Multinomial logistic regression in which a rule may only speak for its class, never against it, and in which all
 * classes weigh the same, however many prompts they have: nobody knows what the next app is asked for. Kingma and Ba's
 * Adam with a falling rate; no chance is in it.
 *
 * @param start weights of nearly the same prompts and rules
 */
export function regression(
  heard: readonly Heard[],
  labels: readonly number[],
  shape: Shape,
  start?: Model,
): Model {
  const count = shape.intentOf.length;
  const values = new Float64Array(count + shape.classes).fill(0.5, 0, count);
  if (start !== undefined) {
    values.set(start.weights);
    values.set(start.priors, count);
  }
  const model = modelOf(values.subarray(0, count), values.subarray(count), shape);
  const steps = start === undefined ? STEPS : FEW_STEPS;
  const importance = importanceOf(labels, shape.classes);
  const mean = new Float64Array(values.length);
  const square = new Float64Array(values.length);
  for (let step = 1; step <= steps; step++) {
    const slope = slopeOf(model, heard, { labels, importance }, shape);
    const rate = (start === undefined ? 0.2 : 0.02) * (1 - step / steps) + 0.002;
    for (let at = 0; at < values.length; at++) {
      const one = slope[at] as number;
      mean[at] = 0.9 * (mean[at] as number) + 0.1 * one;
      square[at] = 0.99 * (square[at] as number) + 0.01 * one * one;
      const pace = Math.sqrt((square[at] as number) / (1 - 0.99 ** step)) + 1e-8;
      (values[at] as number) -= (rate * (mean[at] as number)) / (1 - 0.9 ** step) / pace;
      if (at < count) values[at] = Math.max(0, values[at] as number);
    }
  }
  const zero = model.priors[shape.base] as number;
  for (let at = count; at < values.length; at++) (values[at] as number) -= zero;
  return model;
}

function modelOf(weights: Float64Array, priors: Float64Array, { intentOf, classes }: Shape): Model {
  const shares = new Float64Array(classes);
  return {
    weights,
    priors,
    sharesOf: (heard) => {
      shares.set(priors);
      for (const rule of heard) {
        (shares[intentOf[rule] as number] as number) += weights[rule] as number;
      }
      let most = shares[0] as number;
      for (let at = 1; at < classes; at++) most = Math.max(most, shares[at] as number);
      let total = 0;
      for (let at = 0; at < classes; at++) {
        shares[at] = Math.exp((shares[at] as number) - most);
        total += shares[at] as number;
      }
      for (let at = 0; at < classes; at++) (shares[at] as number) /= total;
      return shares;
    },
  };
}

function slopeOf(
  model: Model,
  heard: readonly Heard[],
  { labels, importance }: { labels: readonly number[]; importance: readonly number[] },
  { intentOf, classes }: Shape,
): Float64Array {
  const count = model.weights.length;
  const slope = new Float64Array(count + classes);
  for (let at = 0; at < heard.length; at++) {
    const shares = model.sharesOf(heard[at] as Heard);
    const label = labels[at] as number;
    const weight = importance[label] as number;
    (shares[label] as number) -= 1;
    for (const rule of heard[at] as Heard) {
      (slope[rule] as number) += weight * (shares[intentOf[rule] as number] as number);
    }
    for (let one = 0; one < classes; one++) {
      (slope[count + one] as number) += weight * (shares[one] as number);
    }
  }
  for (let rule = 0; rule < count; rule++) {
    (slope[rule] as number) += PENALTY * (model.weights[rule] as number);
  }
  return slope;
}

function importanceOf(labels: readonly number[], classes: number): readonly number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) (counts[label] as number)++;
  return counts.map((count) => labels.length / classes / Math.max(count, 1));
}
