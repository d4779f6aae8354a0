import type { Alternative } from '../contracts/alternative.js';
import type { Detection, IntentDetector } from '../contracts/intent-detector.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { Checks } from '../support/checks.js';
import type { Mutable } from '../support/mutable.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);

const MAX_EVIDENCE = 10;
const MAX_RULE_NAME = 128;
const MAX_ALTERNATIVES = 10;

/** @throws ConfigurationError for what is no detector */
export function checkDetector(value: unknown, path: string): IntentDetector<string> {
  const what = 'an IntentDetector';
  const detector = check.methods<IntentDetector<string>>(value, path, what, ['detect']);
  check.array(detector.intents, `${path}.intents`);
  return detector;
}

/** A copy of what a detector answered, of bounded size; a text says what is wrong with it. */
export function checkDetection<I extends string>(
  { intents }: IntentDetector<I>,
  answer: Detection<I>,
): Detection<I> | string {
  if (typeof answer !== 'object' || answer === null) return 'it answered no object';
  const { intent, confidence, alternatives, scores, evidence } = answer;
  if (!isKnown(intent, intents)) {
    return 'it answered an intent that is not among its `intents`';
  }
  if (!isScore(confidence)) return 'its confidence is not between 0 and 1';
  const detection: Mutable<Detection<I>> = { intent, confidence };
  if (alternatives !== undefined) {
    const copies = copied(alternatives, intents);
    if (copies === undefined) {
      return 'its alternatives are no list of its `intents` with a confidence between 0 and 1';
    }
    detection.alternatives = copies;
  }
  if (scores !== undefined) detection.scores = scores;
  if (evidence !== undefined) detection.evidence = shortened(evidence);
  return detection;
}

function isKnown(intent: string, intents: readonly string[]): boolean {
  return intent === 'general' || intents.includes(intent);
}

function isScore(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** Events freeze what they carry, and the list is the detector's own. */
function copied<I extends string>(
  alternatives: readonly Alternative<I>[],
  intents: readonly string[],
): readonly Alternative<I>[] | undefined {
  if (!Array.isArray(alternatives)) return undefined;
  const copies: Alternative<I>[] = [];
  for (const alternative of alternatives.slice(0, MAX_ALTERNATIVES) as Alternative<I>[]) {
    const { intent, confidence } = alternative ?? {};
    if (!isKnown(intent, intents) || !isScore(confidence)) return undefined;
    copies.push({ intent, confidence });
  }
  return copies;
}

function shortened(evidence: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const name of evidence) {
    if (names.length === MAX_EVIDENCE) break;
    names.push(String(name).slice(0, MAX_RULE_NAME));
  }
  return names;
}
