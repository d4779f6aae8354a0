import type { Intent } from '../contracts/intent-detector.js';
import type { Reason } from './judgement.js';
import { intentRules } from './rules.js';
import { positionOf, type Sighting, type Sightings, type Signal } from './signals.js';
import { builtInIntents } from './undetected.js';

/** A rule, with where its signals are looked up. */
export interface BuiltInReason extends Reason<Intent> {
  readonly first: number;
  /** A second signal that must be there too. */
  readonly second: number | undefined;
}

export const builtInReasons: readonly BuiltInReason[] = /* @__PURE__ */ builtInIntents.flatMap(
  (intent) =>
    intentRules[intent].rules.map(([weight, first, second]) => ({
      name: nameOf(first, second),
      intent,
      weight,
      first: positionOf(first),
      second: second && positionOf(second),
    })),
);

/** Signs are of no language: `sign.code` is named like `en.make`. */
function nameOf(first: Signal, second: Signal | undefined): string {
  const name = first.replace(/^sign\./, '');
  return second === undefined ? name : `${name}+${second}`;
}

/** Where the rule speaks, if it does. */
export function sightingOf(
  { first, second }: BuiltInReason,
  seen: Sightings,
): Sighting | undefined {
  return second === undefined || seen[second] !== undefined ? seen[first] : undefined;
}
