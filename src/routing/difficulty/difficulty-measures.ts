import { meanOf } from './mean.js';

/** What was foreseen for a row that had no part in foreseeing it, and what came. */
export interface Forecast {
  /** That the strong model is needed. */
  readonly probability: number;
  readonly isHard: boolean;
  /** What the strong model would have gained. */
  readonly gain: number;
}

/** Forecasts of about the same probability. */
export interface CalibrationBin {
  readonly rows: number;
  /** Their mean probability. */
  readonly predicted: number;
  /** The share of them that was hard. */
  readonly observed: number;
}

/** What sending only the hardest to the strong model brings. */
export interface RecoveryPoint {
  /** The share of prompts that goes there, hardest first. */
  readonly strongShare: number;
  /** The share of the difference between strong and weak that is had; above 1 where the weak model is better at times. */
  readonly recovered: number;
}

const MAX_BINS = 10;
const MIN_ROWS_OF_BIN = 10;
const DECILES = 10;

/**
 * How often a hard row is ranked before an easy one, a tie counting half: 0.5 is chance, 1 a perfect order. By ranks, as
 * in the test of Mann and Whitney (1947).
 */
export function areaUnderCurve(forecasts: readonly Forecast[]): number {
  let rankSum = 0;
  let before = 0;
  let hard = 0;
  for (const tied of tiesOf(forecasts).reverse()) {
    const hardHere = tied.filter(({ isHard }) => isHard).length;
    rankSum += hardHere * (before + (tied.length + 1) / 2);
    hard += hardHere;
    before += tied.length;
  }
  return (rankSum - (hard * (hard + 1)) / 2) / (hard * (before - hard));
}

/** Up to ten bins of as many rows each, least probable first: bins of equal width would leave some nearly empty. */
export function calibrationOf(forecasts: readonly Forecast[]): readonly CalibrationBin[] {
  const sorted = [...forecasts].sort((one, other) => one.probability - other.probability);
  const count = Math.max(1, Math.min(MAX_BINS, Math.floor(sorted.length / MIN_ROWS_OF_BIN)));
  return Array.from({ length: count }, (_, index) => {
    const start = Math.round((index * sorted.length) / count);
    const bin = sorted.slice(start, Math.round(((index + 1) * sorted.length) / count));
    return {
      rows: bin.length,
      predicted: meanOf(bin, ({ probability }) => probability),
      observed: meanOf(bin, ({ isHard }) => Number(isHard)),
    };
  });
}

/**
 * Expected calibration error (Naeini et al., 2015): by how much probability and share differ, over all rows. Chance alone
 * makes it about 0.1 in bins of ten rows and 0.03 in bins of a hundred.
 */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  let rows = 0;
  let sum = 0;
  for (const bin of bins) {
    rows += bin.rows;
    sum += bin.rows * Math.abs(bin.predicted - bin.observed);
  }
  return sum / rows;
}

/**
 * Share of prompts sent to the strong model against the share of its lead that is kept, in steps of a tenth: the
 * "performance gap recovered" of RouteLLM (arXiv:2406.18665, section 3). Empty where the strong model has no lead.
 */
export function recoveryCurve(forecasts: readonly Forecast[]): readonly RecoveryPoint[] {
  const gains: number[] = [];
  for (const tied of tiesOf(forecasts)) {
    // Nothing says which of them goes first: each stands for all.
    const gain = meanOf(tied, (forecast) => forecast.gain);
    for (const _ of tied) gains.push(gain);
  }
  const lead = gains.reduce((sum, gain) => sum + gain, 0);
  if (lead <= 0) return [];
  return Array.from({ length: DECILES + 1 }, (_, tenths) => {
    const strongShare = tenths / DECILES;
    return { strongShare, recovered: sumOfFirst(gains, strongShare * gains.length) / lead };
  });
}

/** RouteLLM's APGR: the mean height of the curve. 0.5 is what dice would recover. */
export function averageRecovered(curve: readonly RecoveryPoint[]): number | undefined {
  if (curve.length === 0) return undefined;
  let sum = 0;
  for (const [index, { recovered }] of curve.entries()) {
    const isEnd = index === 0 || index === curve.length - 1;
    sum += isEnd ? recovered / 2 : recovered;
  }
  return sum / (curve.length - 1);
}

/** `count` may be no whole number: of the last one its part. */
function sumOfFirst(values: readonly number[], count: number): number {
  const whole = Math.floor(count);
  let sum = 0;
  for (let index = 0; index < whole; index++) sum += values[index] as number;
  return sum + (count - whole) * (values[whole] ?? 0);
}

/** Forecasts of the same probability together, the most probable first. */
function tiesOf(forecasts: readonly Forecast[]): Forecast[][] {
  const ties: Forecast[][] = [];
  const sorted = [...forecasts].sort((one, other) => other.probability - one.probability);
  for (const forecast of sorted) {
    const last = ties.at(-1);
    if (last?.[0]?.probability === forecast.probability) last.push(forecast);
    else ties.push([forecast]);
  }
  return ties;
}
