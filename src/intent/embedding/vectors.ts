/** A copy of length 1, or of zeros only; undefined where it holds what is no finite number. */
export function unitVector(vector: ArrayLike<number>): Float64Array | undefined {
  const copy = Float64Array.from(vector);
  const largest = copy.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest)) return undefined;
  if (largest === 0) return copy;
  // So that no square is infinite, nor all of them zero.
  const scaled = copy.map((value) => value / largest);
  const length = Math.sqrt(dot(scaled, scaled));
  return scaled.map((value) => value / length);
}

/** The first, of several that are as high. */
export function placeOfHighest(values: readonly number[]): number {
  return values.reduce(
    (highest, value, place) => (value > (values[highest] as number) ? place : highest),
    0,
  );
}

/** Of unit vectors the cosine of the angle between them. */
export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += (one[index] as number) * (other[index] as number);
  }
  return sum;
}
