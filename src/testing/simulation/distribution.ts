import { ConfigurationError } from '../../errors/configuration-error.js';
import { Checks } from '../../support/checks.js';

/**
 * What a quantity is drawn from: always the same; evenly between two; or log-normal, as waiting times are, given by the
 * value that half of all stay under and the one that 95 % do.
 */
export type Distribution =
  | number
  | { readonly min: number; readonly max: number }
  | { readonly median: number; readonly p95: number };

/** So many standard deviations from its mean, 95 % of a normal distribution lie below. */
const DEVIATIONS_TO_P95 = 1.6448536;
/**
 * No draw is more than so many times the 95th percentile, or less than the 5th divided by as much. Without an end one
 * in millions would be a wait of hours or a rate of next to nothing, and a simulation that waits for its last call would
 * be about that one. No percentile that a report shows lies so far out.
 */
const MOST_P95S = 20;

const check = new Checks(ConfigurationError);

/**
 * Draws from `distribution`, never less than 0. Each draw takes the same number of random numbers: none for a constant,
 * one for a range, two for a log-normal one.
 * @param random From 0 to below 1, as `Math.random`.
 */
export function sampler(distribution: Distribution, random: () => number): () => number {
  if (typeof distribution === 'number') return () => distribution;
  if ('min' in distribution) {
    const { min, max } = distribution;
    return () => min + (max - min) * random();
  }
  const { median, p95 } = distribution;
  const deviation = (Math.log(p95) - Math.log(median)) / DEVIATIONS_TO_P95;
  const most = MOST_P95S * p95;
  const least = median * (median / most);
  return () => Math.max(least, Math.min(most, median * Math.exp(deviation * normal(random))));
}

/** Of mean 0 and deviation 1: one of the two numbers of a Box-Muller transform (1958). */
function normal(random: () => number): number {
  // From above 0: its logarithm must be finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/**
 * A distribution of numbers from 0.
 * @param range `{ above: 0 }` where 0 itself makes no sense.
 * @throws ConfigurationError
 */
export function checkDistribution(
  value: unknown,
  path: string,
  range: { readonly above?: number } = {},
): Distribution {
  if (typeof value === 'number') return check.number(value, path, range);
  if (typeof value !== 'object' || value === null) {
    return check.fail(path, 'a number, { min, max } or { median, p95 }', value);
  }
  if ('median' in value || 'p95' in value) {
    const given = check.object(value, path, ['median', 'p95']);
    const median = check.number(given['median'], `${path}.median`, { above: 0 });
    return { median, p95: check.number(given['p95'], `${path}.p95`, { min: median }) };
  }
  const given = check.object(value, path, ['min', 'max']);
  const min = check.number(given['min'], `${path}.min`, range);
  return { min, max: check.number(given['max'], `${path}.max`, { min }) };
}
