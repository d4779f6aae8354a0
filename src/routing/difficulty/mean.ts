/** The arithmetic mean of what each item says; NaN of none. */
export function meanOf<T>(
  items: Iterable<T> & { readonly length: number },
  value: (item: T) => number,
): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum / items.length;
}
