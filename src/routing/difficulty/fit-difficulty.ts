import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import {
  areaUnderCurve,
  averageRecovered,
  type CalibrationBin,
  calibrationError,
  calibrationOf,
  type Forecast,
  type RecoveryPoint,
  recoveryCurve,
} from './difficulty-measures.js';
import {
  type DifficultyModel,
  difficultyFrom,
  type FittedDifficulty,
  logOddsFrom,
} from './difficulty-model.js';
import { type DifficultyRow, type LabelledRow, readRows } from './difficulty-rows.js';
import { splits } from './folds.js';
import { logOddsOf, sigmoid } from './logistic-regression.js';
import { meanOf } from './mean.js';
import { lossOf, type Trained, train } from './train-difficulty.js';

const check = new Checks(ConfigurationError);

/** How a fit is made. */
export interface FitDifficultyOptions {
  /**
   * A prompt is hard where the strong model's answer is better by more than this. Judges mostly grade from 1 to 10
   * (MT-Bench, arXiv:2306.05685): 0.1 is about one grade, and less no difference that they could state. Hybrid LLM
   * (arXiv:2404.14618) labels with such a gap as well. @default 0.1
   */
  readonly margin?: number | undefined;
  /**
   * The share of traffic like the rows that is to get a difficulty above 0.5, 0.01 to 0.99. @default the share of rows that
   * are hard
   */
  readonly strongShare?: number | undefined;
}

/**
 * What a fit is worth. All but `effects` is measured on rows that the fit had not seen: five times four fifths of the rows
 * are fitted to, all choices included, and the last fifth is foreseen; rows of the same prompt are never on both sides.
 */
export interface DifficultyReport {
  readonly rows: number;
  /** The share of rows that are hard. */
  readonly hardShare: number;
  /**
   * Whether it foresees better than saying `hardShare` to everything does, by more than chance would. Where it is false
   * the plug-in says 0.5 to everything, which changes nothing.
   */
  readonly isUseful: boolean;
  /** How often a hard prompt is ranked before an easy one: 0.5 is chance, 1 always. */
  readonly auc: number;
  /** Of the probabilities, in nats a row: less is better. */
  readonly logLoss: number;
  /** The same for saying the share of hard rows to everything. */
  readonly baseLogLoss: number;
  /** Mean distance of probability and share in `calibration`: about 0.1 by chance alone with a hundred rows. */
  readonly calibrationError: number;
  /** Bins of as many rows each, easiest first. */
  readonly calibration: readonly CalibrationBin[];
  /**
   * What moves the decision, most first: by how much the log-odds change with one standard deviation more of a feature, or
   * with an intent (`intent:translation`). Features that say the same share their weight. Empty where nothing does.
   */
  readonly effects: readonly { readonly feature: string; readonly weight: number }[];
  /**
   * Share of prompts sent to the strong model, hardest first, and of its lead that is kept; by dice both would be equal.
   * Where any row says only `hard`, the lead is counted in hard prompts. Empty where the strong model has none.
   */
  readonly curve: readonly RecoveryPoint[];
  /** The mean of the curve: 0.5 by dice. */
  readonly averageRecovered: number | undefined;
  /** The pull of weights towards 0 that cross-validation chose, 1 to 256: a strong one says that there is little to learn. */
  readonly l2: number;
}

/** A fit, what it is worth, and how to keep it. */
export interface DifficultyFit {
  /** For `OrchestratorOptions.difficulty`. */
  readonly difficulty: FittedDifficulty;
  readonly report: DifficultyReport;
  /** `difficultyFrom(model)` is `difficulty`. */
  readonly model: DifficultyModel;
}

/**
 * Learns from prompts of your own which ones need your strong model. From your own, because difficulty does not transfer:
 * on MMLU all four routers of RouteLLM that had learnt from chats were no better than dice, and 1,500 samples of the right
 * kind, less than 2 % of all, mended it (arXiv:2406.18665, table 2). A plain model of few features, because of 21 ways to route,
 * nearest neighbours among them, none stands out ("The Routing Plateau", arXiv:2606.07587).
 *
 * The order of the rows does not matter and nothing is random. A thousand rows take about half a second, ten thousand five,
 * and nothing else runs meanwhile: fit in a script, keep `model`, and use `difficultyFrom` in your service.
 *
 * @throws ConfigurationError for fewer than 30 different prompts, fewer than 10 hard or easy ones among them, blank prompts,
 * and scores that are not from 0 to 1
 */
export function fitDifficulty(
  rows: readonly DifficultyRow[],
  options: FitDifficultyOptions = {},
): DifficultyFit {
  const { margin, strongShare } = checkOptions(options);
  const labelled = readRows(rows, margin);
  const hardShare = shareOfHard(labelled);
  const forecasts = foresee(labelled);
  const { trained, l2 } = train(labelled);
  const isUseful = isBetter(forecasts);
  const used = isUseful ? trained : constant(trained, hardShare);
  const cutoff = cutoffOf(labelled, used, strongShare ?? hardShare);
  const model: DifficultyModel = { version: 1, cutoff, ...used };
  const report = { rows: labelled.length, hardShare, isUseful, l2, effects: effectsOf(used) };
  return {
    difficulty: difficultyFrom(model),
    report: { ...report, ...measure(forecasts) },
    model,
  };
}

function checkOptions(options: unknown): { margin: number; strongShare: number | undefined } {
  const { margin = 0.1, strongShare } = check.object(options, 'options', ['margin', 'strongShare']);
  return {
    margin: check.number(margin, 'options.margin', { min: 0, max: 1 }),
    strongShare:
      strongShare === undefined
        ? undefined
        : check.number(strongShare, 'options.strongShare', { min: 0.01, max: 0.99 }),
  };
}

function shareOfHard(rows: readonly LabelledRow[]): number {
  return rows.filter(({ isHard }) => isHard).length / rows.length;
}

/** A forecast, and what it and the share of hard rows cost. */
type Judged = Forecast & {
  readonly prompt: string;
  readonly loss: number;
  readonly baseLoss: number;
};

function foresee(rows: readonly LabelledRow[]): readonly Judged[] {
  const isScored = rows.every(({ gain }) => gain !== undefined);
  return splits(rows).flatMap(({ training, heldOut }) => {
    const logOdds = logOddsFrom(train(training).trained);
    const base = logOddsOf(shareOfHard(training));
    return heldOut.map(({ prompt, features, intent, isHard, gain = 0 }) => {
      const foreseen = logOdds(features, intent);
      return {
        prompt,
        probability: sigmoid(foreseen),
        isHard,
        gain: isScored ? gain : Number(isHard),
        loss: lossOf(foreseen, isHard),
        baseLoss: lossOf(base, isHard),
      };
    });
  });
}

/**
 * By more than one standard error of the difference, prompt by prompt: of fits to noise, one in twelve or fewer passes. A
 * prompt that is there a hundred times says no more about others than one.
 */
function isBetter(forecasts: readonly Judged[]): boolean {
  const byPrompt = new Map<string, number>();
  for (const { prompt, loss, baseLoss } of forecasts) {
    byPrompt.set(prompt, (byPrompt.get(prompt) ?? 0) + baseLoss - loss);
  }
  const gains = [...byPrompt.values()];
  const mean = meanOf(gains, (gain) => gain);
  const variance = meanOf(gains, (gain) => (gain - mean) ** 2);
  return mean > Math.sqrt(variance / gains.length);
}

function measure(
  forecasts: readonly Judged[],
): Omit<DifficultyReport, 'rows' | 'hardShare' | 'isUseful' | 'l2' | 'effects'> {
  const calibration = calibrationOf(forecasts);
  const curve = recoveryCurve(forecasts);
  return {
    auc: areaUnderCurve(forecasts),
    logLoss: meanOf(forecasts, ({ loss }) => loss),
    baseLogLoss: meanOf(forecasts, ({ baseLoss }) => baseLoss),
    calibrationError: calibrationError(calibration),
    calibration,
    curve,
    averageRecovered: averageRecovered(curve),
  };
}

/** What knows nothing but how many are hard. */
function constant({ features }: Trained, hardShare: number): Trained {
  const silent = Object.entries(features).map(([name, of]) => [name, { ...of, weight: 0 }]);
  return {
    intercept: logOddsOf(hardShare),
    features: Object.fromEntries(silent) as Trained['features'],
    intents: [],
  };
}

/**
 * Half-way between the last row that is to be above 0.5 and the first that is not; of rows that are all alike none is
 * put apart from the others. Log-odds are moved by as much, which is what another share of hard prompts would do to them:
 * the order stays, and so do the distances.
 */
function cutoffOf(rows: readonly LabelledRow[], trained: Trained, strongShare: number): number {
  const logOdds = logOddsFrom(trained);
  const sorted = Float64Array.from(rows, (row) => logOdds(row.features, row.intent))
    .sort()
    .reverse();
  const wanted = Math.max(1, Math.min(rows.length - 1, Math.round(strongShare * rows.length)));
  const above = nearestEnd(sorted, wanted);
  return ((sorted[above - 1] as number) + (sorted[above] as number)) / 2;
}

/** So many values, or as near to that as can be without a tie between the last of them and the next. */
function nearestEnd(sorted: Float64Array, count: number): number {
  const tied = sorted[count] as number;
  const first = sorted.indexOf(tied);
  const end = sorted.lastIndexOf(tied) + 1;
  if (first === 0) return end < sorted.length ? end : count;
  return end < sorted.length && end - count < count - first ? end : first;
}

function effectsOf({ features, intents }: Trained): DifficultyReport['effects'] {
  return [
    ...Object.entries(features).map(([feature, { weight }]) => ({ feature, weight })),
    ...intents.map(({ intent, weight }) => ({ feature: `intent:${intent}`, weight })),
  ]
    .filter(({ weight }) => weight !== 0)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
}
