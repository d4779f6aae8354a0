import { DIFFICULTY_FEATURES } from './difficulty-features.js';
import { type DifficultyModel, logOddsFrom, standardised } from './difficulty-model.js';
import type { LabelledRow } from './difficulty-rows.js';
import { splits } from './folds.js';
import { fitLogistic, type Observations, softplus } from './logistic-regression.js';
import { meanOf } from './mean.js';

/** What is learnt from rows; where its answers are cut is another matter. */
export type Trained = Omit<DifficultyModel, 'version' | 'cutoff'>;

/**
 * Strengths of the pull towards 0, from "a weight of 1 is nothing special" to "none is above 1/16 unless hundreds of
 * rows say so"; four times apart, as finer steps could not be told from one another with a few hundred rows.
 */
const STRENGTHS = [256, 64, 16, 4, 1] as const;
/** An intent has a weight of its own from so many rows on; also a share of all, so that a thousand intents cost nothing. */
const MIN_INTENT_ROWS = 10;
const MIN_INTENT_SHARE = 0.02;

/**
 * Learns from these rows and nothing else: means and deviations, which intents count, how strong the pull is (by
 * cross-validation among them) and the weights. What is held out from the rows is held out from all of it.
 */
export function train(rows: readonly LabelledRow[]): { trained: Trained; l2: number } {
  const l2 = chooseStrength(rows);
  const scheme = schemeOf(rows);
  return { trained: trainedWith(scheme, observe(rows, scheme), l2), l2 };
}

/** What log-odds cost, given what came. */
export function lossOf(logOdds: number, isHard: boolean): number {
  return softplus(isHard ? -logOdds : logOdds);
}

/** The one with the least loss on rows that it was not fitted to; of two equals the stronger. */
function chooseStrength(rows: readonly LabelledRow[]): number {
  const losses = STRENGTHS.map(() => 0);
  for (const { training, heldOut } of splits(rows)) {
    const scheme = schemeOf(training);
    const observations = observe(training, scheme);
    for (const [index, l2] of STRENGTHS.entries()) {
      losses[index] =
        (losses[index] as number) + lossOn(heldOut, trainedWith(scheme, observations, l2));
    }
  }
  return STRENGTHS[losses.indexOf(Math.min(...losses))] as number;
}

function lossOn(rows: readonly LabelledRow[], trained: Trained): number {
  const logOdds = logOddsFrom(trained);
  return rows.reduce((sum, row) => sum + lossOf(logOdds(row.features, row.intent), row.isHard), 0);
}

/** How a row becomes inputs. */
interface Scheme {
  readonly scales: readonly { readonly mean: number; readonly deviation: number }[];
  readonly intents: readonly string[];
}

function schemeOf(rows: readonly LabelledRow[]): Scheme {
  const scales = DIFFICULTY_FEATURES.map((_, index) => {
    const mean = meanOf(rows, (row) => row.features[index] as number);
    const variance = meanOf(rows, (row) => ((row.features[index] as number) - mean) ** 2);
    // Less is the rounding of a sum of equal numbers.
    return { mean, deviation: variance > 1e-18 ? Math.sqrt(variance) : 1 };
  });
  return { scales, intents: frequentIntents(rows) };
}

function frequentIntents(rows: readonly LabelledRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { intent } of rows) counts.set(intent, (counts.get(intent) ?? 0) + 1);
  const least = Math.max(MIN_INTENT_ROWS, MIN_INTENT_SHARE * rows.length);
  return [...counts]
    .filter(([intent, count]) => intent !== '' && count >= least)
    .map(([intent]) => intent)
    .sort();
}

/**
 * Features in standard deviations. Intents stay 0 or 1: scaled up as well, a rare one would have the largest number
 * and be held back the least, where it should be held back most.
 */
function observe(rows: readonly LabelledRow[], { scales, intents }: Scheme): Observations {
  const width = 1 + scales.length + intents.length;
  const inputs = new Float64Array(rows.length * width);
  let place = 0;
  for (const { features, intent } of rows) {
    inputs[place++] = 1;
    for (const [index, scale] of scales.entries()) {
      inputs[place++] = standardised(features[index] as number, scale);
    }
    for (const known of intents) inputs[place++] = Number(intent === known);
  }
  return { width, inputs, labels: Uint8Array.from(rows, ({ isHard }) => Number(isHard)) };
}

function trainedWith({ scales, intents }: Scheme, observations: Observations, l2: number): Trained {
  const weights = fitLogistic(observations, l2);
  const weightAt = (column: number) => weights[column] as number;
  const features = DIFFICULTY_FEATURES.map((name, index) => [
    name,
    { ...scales[index], weight: weightAt(1 + index) },
  ]);
  return {
    intercept: weightAt(0),
    features: Object.fromEntries(features) as Trained['features'],
    intents: intents.map((intent, index) => ({
      intent,
      weight: weightAt(1 + scales.length + index),
    })),
  };
}
