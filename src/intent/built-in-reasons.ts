import type { Intent } from '../contracts/intent-detector.js';
import type { Reason } from './judgement.js';
import { intentRules } from './rules.js';
import { positionOf, type Sighting, type Sightings } from './signals.js';

/** A rule, with where its signals are looked up. */
export interface BuiltInReason extends Reason<Intent> {
  readonly first: number;
  /** A second signal that must be there too. */
  readonly second: number | undefined;
}

export const builtInIntents = Object.keys(intentRules) as readonly Intent[];

export const builtInReasons: readonly BuiltInReason[] = builtInIntents.flatMap((intent) =>
  intentRules[intent].rules.map(([weight, first, second]) => ({
    name: second === undefined ? first : `${first}+${second}`,
    intent,
    weight,
    first: positionOf(first),
    second: second && positionOf(second),
  })),
);

/** Where the rule speaks, if it does. */
export function sightingOf(
  { first, second }: BuiltInReason,
  seen: Sightings,
): Sighting | undefined {
  return second === undefined || seen[second] !== undefined ? seen[first] : undefined;
}
