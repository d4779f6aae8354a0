import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';
import {
  DIFFICULTY_FEATURES,
  type DifficultyFeature,
  difficultyFeatures,
} from './difficulty-features.js';
import { sigmoid } from './logistic-regression.js';

const check = new Checks(ConfigurationError);

/** A fit as plain JSON, to be kept in a file: numbers and the names of your intents, nothing of the prompts. */
export interface DifficultyModel {
  /** Of this format and of what the features mean. */
  readonly version: 1;
  /** Log-odds that a prompt is hard whose features are all at their mean and whose intent is none of `intents`. */
  readonly intercept: number;
  /** Log-odds that become a difficulty of 0.5. */
  readonly cutoff: number;
  readonly features: { readonly [feature in DifficultyFeature]: FeatureWeight };
  readonly intents: readonly { readonly intent: string; readonly weight: number }[];
}

/** What a feature has to do with it. */
export interface FeatureWeight {
  readonly mean: number;
  /** Standard deviation; 1 for a feature that was the same in all rows. */
  readonly deviation: number;
  /** What one standard deviation more adds to the log-odds. */
  readonly weight: number;
}

/** How hard a prompt is, 0 to 1; 0.5 changes nothing. It never waits and never throws. */
export type FittedDifficulty = (input: {
  readonly text: string;
  readonly intent: string;
}) => number;

const VERSION = 1;
/** Further out counts as this far: no single sign, however often somebody repeats it, decides alone. */
const MAX_DEVIATIONS = 3;

/**
 * The plug-in that a model describes, as `fitDifficulty` made it: the same answers to the last digit.
 *
 * @param model What `fitDifficulty` gave as `model`, whatever JSON has been made of it since.
 * @throws ConfigurationError naming what is missing, of another version or no number
 */
export function difficultyFrom(model: DifficultyModel): FittedDifficulty {
  const { cutoff, ...weights } = checkModel(model);
  const logOdds = logOddsFrom(weights);
  return ({ text, intent }) => sigmoid(logOdds(difficultyFeatures(text), intent) - cutoff);
}

/** Log-odds that a prompt is hard. */
export function logOddsFrom({
  intercept,
  features,
  intents,
}: Omit<DifficultyModel, 'version' | 'cutoff'>): (values: Float64Array, intent: string) => number {
  const weights = DIFFICULTY_FEATURES.map((name) => features[name]);
  const byIntent = new Map(intents.map(({ intent, weight }) => [intent, weight]));
  return (values, intent) => {
    let sum = intercept + (byIntent.get(intent) ?? 0);
    for (let index = 0; index < weights.length; index++) {
      const feature = weights[index] as FeatureWeight;
      sum += feature.weight * standardised(values[index] as number, feature);
    }
    return sum;
  };
}

/** In standard deviations from the mean. */
export function standardised(
  value: number,
  { mean, deviation }: Omit<FeatureWeight, 'weight'>,
): number {
  return Math.max(-MAX_DEVIATIONS, Math.min(MAX_DEVIATIONS, (value - mean) / deviation));
}

function checkModel(value: unknown): DifficultyModel {
  const names = ['version', 'intercept', 'cutoff', 'features', 'intents'];
  const given = check.record(value, 'model');
  // Before the names: those of another version may be others.
  if (given['version'] !== VERSION) check.fail('model.version', `${VERSION}`, given['version']);
  const { intercept, cutoff, features, intents } = check.object(given, 'model', names);
  return {
    version: VERSION,
    intercept: checkFinite(intercept, 'model.intercept'),
    cutoff: checkFinite(cutoff, 'model.cutoff'),
    features: checkFeatures(features),
    intents: check.array(intents, 'model.intents').map((entry, index) => {
      const path = `model.intents[${index}]`;
      const { intent, weight } = check.object(entry, path, ['intent', 'weight']);
      return {
        intent: check.string(intent, `${path}.intent`),
        weight: checkFinite(weight, `${path}.weight`),
      };
    }),
  };
}

function checkFeatures(value: unknown): DifficultyModel['features'] {
  const given = check.object(value, 'model.features', DIFFICULTY_FEATURES);
  const checked = DIFFICULTY_FEATURES.map((name) => {
    const path = `model.features.${name}`;
    const entry = check.object(given[name], path, ['mean', 'deviation', 'weight']);
    const mean = checkFinite(entry['mean'], `${path}.mean`);
    const deviation = check.number(entry['deviation'], `${path}.deviation`, { above: 0 });
    return [name, { mean, deviation, weight: checkFinite(entry['weight'], `${path}.weight`) }];
  });
  return Object.fromEntries(checked) as DifficultyModel['features'];
}

/** Of this size at most, so that no sum of a few is infinite. */
const MOST = 1e6;

function checkFinite(value: unknown, path: string): number {
  return check.number(value, path, { min: -MOST, max: MOST });
}
