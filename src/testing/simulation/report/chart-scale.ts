import { countText, durationText } from './report-figures.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More would touch one another on a page 1,000 pixels wide. */
const MOST_TICKS = 10;
const MOST_VALUES = 4;

const TIME_STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];

/** A line across a chart. */
export interface Tick {
  /** Its place: 0 at the start of the axis, 1 at its end. */
  readonly at: number;
  readonly label: string;
}

/** Times that are easy to count by, from 0 to at most `endMs`. */
export function timeTicks(endMs: number): readonly Tick[] {
  const stepMs = timeStep(endMs / MOST_TICKS);
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => ({
    at: (index * stepMs) / endMs,
    label: index === 0 ? '0' : durationText(index * stepMs),
  }));
}

/** Values that are easy to count by, above 0; the last is the first that `peak`, above 0, does not exceed. */
export function valueTicks(peak: number): {
  readonly end: number;
  readonly ticks: readonly Tick[];
} {
  const step = valueStep(peak / MOST_VALUES);
  const count = Math.ceil(peak / step);
  const ticks = Array.from({ length: count }, (_, index) => ({
    at: (index + 1) / count,
    label: countText((index + 1) * step),
  }));
  return { end: count * step, ticks };
}

function timeStep(leastMs: number): number {
  const days = Math.ceil(leastMs / DAY_MS);
  return TIME_STEPS_MS.find((stepMs) => stepMs >= leastMs) ?? days * DAY_MS;
}

/** 1, 2 or 5 times a power of ten. */
function valueStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}
