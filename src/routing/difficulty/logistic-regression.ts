import { meanOf } from './mean.js';

/** What a regression is fitted to: `width` inputs for each label, one row after the other. */
export interface Observations {
  /** At least 1: the first input of each row is 1, and its weight the intercept. */
  readonly width: number;
  readonly inputs: Float64Array;
  /** 0 or 1; both must be among them. */
  readonly labels: Uint8Array;
}

/** Ten are many: each doubles the digits that are right. */
const MAX_STEPS = 50;
const MAX_HALVINGS = 30;
/** What a step leaves to gain is about the square of what it gained, both as shares of the loss. */
const SMALL_GAIN = 1e-8;

/**
 * The intercept and the weight of each input that make the labels likeliest, with `l2` / 2 times the squared weights
 * against them: a weight is taken to be within about `1 / sqrt(l2)` of 0 until the rows say otherwise. The intercept is
 * free. Newton's method from the base rate, each step halved until it descends: no randomness, one answer.
 *
 * @param l2 Above 0, which is what makes the answer one, and finite.
 */
export function fitLogistic(observations: Observations, l2: number): Float64Array {
  let best = new Float64Array(observations.width);
  best[0] = logOddsOf(meanOf(observations.labels, (label) => label));
  let loss = penalisedLoss(observations, best, l2);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonStep(observations, best, l2);
    const next = descend(observations, l2, { from: best, loss, direction });
    const gained = loss - next.loss;
    if (gained > 0) ({ coefficients: best, loss } = next);
    if (gained <= SMALL_GAIN * loss) break;
  }
  return best;
}

/** The probability that belongs to log-odds. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds that belong to a probability. */
export function logOddsOf(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** What log-odds cost, in nats, where the label is 0; where it is 1, so do the same log-odds with the other sign. */
export function softplus(logOdds: number): number {
  return Math.max(0, logOdds) + Math.log1p(Math.exp(-Math.abs(logOdds)));
}

function descend(
  observations: Observations,
  l2: number,
  { from, loss, direction }: { from: Float64Array; loss: number; direction: Float64Array },
): { coefficients: Float64Array<ArrayBuffer>; loss: number } {
  let length = 1;
  for (let halving = 0; ; halving++) {
    const coefficients = Float64Array.from(from, (value, index) => {
      return value - length * (direction[index] as number);
    });
    const next = penalisedLoss(observations, coefficients, l2);
    if (next < loss || halving === MAX_HALVINGS) return { coefficients, loss: next };
    length /= 2;
  }
}

function penalisedLoss(observations: Observations, coefficients: Float64Array, l2: number): number {
  const { labels, width } = observations;
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const logOdds = logOddsAt(observations, row, coefficients);
    loss += softplus(labels[row] === 1 ? -logOdds : logOdds);
  }
  for (let column = 1; column < width; column++) {
    loss += (l2 / 2) * (coefficients[column] as number) ** 2;
  }
  return loss;
}

function logOddsAt({ width, inputs }: Observations, row: number, weights: Float64Array): number {
  const start = row * width;
  let sum = 0;
  for (let column = 0; column < width; column++) {
    sum += (inputs[start + column] as number) * (weights[column] as number);
  }
  return sum;
}

/** The gradient divided by the curvature. */
function newtonStep(
  observations: Observations,
  coefficients: Float64Array,
  l2: number,
): Float64Array {
  const { labels, width, inputs } = observations;
  const gradient = new Float64Array(width);
  const curvature = new Float64Array(width * width);
  for (let row = 0; row < labels.length; row++) {
    const probability = sigmoid(logOddsAt(observations, row, coefficients));
    const error = probability - (labels[row] as number);
    const weight = probability * (1 - probability);
    const start = row * width;
    for (let at = 0; at < width; at++) {
      const input = inputs[start + at] as number;
      // Most rows are of none but one intent.
      if (input === 0) continue;
      gradient[at] = (gradient[at] as number) + error * input;
      addScaled(curvature, at * width, inputs, start, at + 1, weight * input);
    }
  }
  for (let at = 1; at < width; at++) {
    gradient[at] = (gradient[at] as number) + l2 * (coefficients[at] as number);
    curvature[at * width + at] = (curvature[at * width + at] as number) + l2;
  }
  return solve(curvature, gradient);
}

/** Adds so many values from one place to the sums at another. */
function addScaled(
  sums: Float64Array,
  to: number,
  values: Float64Array,
  from: number,
  count: number,
  scale: number,
): void {
  for (let index = 0; index < count; index++) {
    const sum = sums[to + index] as number;
    sums[to + index] = sum + scale * (values[from + index] as number);
  }
}

/** By Cholesky's decomposition, in place; of the matrix, which must be positive definite, only its lower half is read. */
function solve(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const sum = reduced(matrix, size, row, column);
      matrix[row * size + column] =
        row === column ? Math.sqrt(sum) : sum / (matrix[column * size + column] as number);
    }
  }
  for (let row = 0; row < size; row++) substitute(matrix, vector, row, { above: true });
  for (let row = size - 1; row >= 0; row--) substitute(matrix, vector, row, { above: false });
  return vector;
}

function reduced(matrix: Float64Array, size: number, row: number, column: number): number {
  let sum = matrix[row * size + column] as number;
  for (let index = 0; index < column; index++) {
    sum -= (matrix[row * size + index] as number) * (matrix[column * size + index] as number);
  }
  return sum;
}

function substitute(
  matrix: Float64Array,
  vector: Float64Array,
  row: number,
  { above }: { above: boolean },
): void {
  const size = vector.length;
  let sum = vector[row] as number;
  const [from, to] = above ? [0, row] : [row + 1, size];
  for (let index = from; index < to; index++) {
    const entry = above ? matrix[row * size + index] : matrix[index * size + row];
    sum -= (entry as number) * (vector[index] as number);
  }
  vector[row] = sum / (matrix[row * size + row] as number);
}
