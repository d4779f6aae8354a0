/** A copy of length 1, or of zeros only; undefined where it holds what is no finite number. */
export function unitVector(vector: ArrayLike<number>): Float64Array | undefined {
  const unit = Float64Array.from(vector);
  const length = Math.sqrt(dot(unit, unit));
  if (!Number.isFinite(length)) return undefined;
  return length === 0 ? unit : unit.map((value) => value / length);
}

/** Of unit vectors the cosine of the angle between them. */
export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += (one[index] as number) * (other[index] as number);
  }
  return sum;
}
