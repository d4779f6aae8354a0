import { nearest } from '../support/nearest.js';

/** `did you mean "serve"?`, or all that there are. */
export function meant(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  return guess === undefined ? `known: ${known.join(', ')}` : `did you mean "${guess}"?`;
}
