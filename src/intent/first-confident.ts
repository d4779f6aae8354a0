import type { Awaitable } from '../contracts/basics.js';
import type { Detection, DetectionInput, IntentDetector } from '../contracts/intent-detector.js';
import type { Score } from '../contracts/model.js';
import { ConfigurationError } from '../errors/configuration-error.js';
import { isPromise } from '../support/awaitable.js';
import { Checks } from '../support/checks.js';
import { checkDetection, checkDetector } from './check-detection.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);

/** A detector, with a threshold of its own where it needs one. */
export type Asked =
  | IntentDetector<string>
  | { readonly detector: IntentDetector<string>; readonly threshold: Score };

/** The intents of a detector of {@link FirstConfident}. */
export type IntentOf<A> =
  A extends IntentDetector<infer I>
    ? I
    : A extends { readonly detector: IntentDetector<infer I> }
      ? I
      : never;

/** Options of {@link FirstConfident}. */
export interface FirstConfidentOptions {
  /** The confidence from which on an answer is taken, of detectors without one of their own. @default 0.6 */
  readonly threshold?: Score | undefined;
}

interface Entry {
  readonly detector: IntentDetector<string>;
  readonly threshold: Score;
}

/** What has come of a detection so far. */
interface Progress {
  /** The most confident answer, already marked with who gave it. */
  best?: Detection<string>;
  error?: unknown;
}

/**
 * Asks one detector after the other, and takes the first answer that is confident enough; where none is, the most
 * confident one, the earlier of two as confident. One that throws, rejects or answers nonsense is passed over. It
 * answers at once as long as those that it asks do. The first entry of the evidence says who answered, counted from 0.
 *
 * @example
 * new FirstConfident([new KeywordIntentDetector(), new ModelIntentDetector()], { threshold: 0.7 });
 */
export class FirstConfident<const D extends readonly Asked[]>
  implements IntentDetector<IntentOf<D[number]>>
{
  /** Those of all its detectors. */
  readonly intents: readonly IntentOf<D[number]>[];
  readonly #entries: readonly Entry[];

  /** @throws ConfigurationError for what is no detector, or a threshold that is not from 0 to 1 */
  constructor(detectors: D, options: FirstConfidentOptions = {}) {
    const { threshold = 0.6 } = check.object(options, '', ['threshold']);
    const usual = thresholdOf(threshold, 'threshold');
    const list = check.array(detectors, 'detectors', { nonEmpty: true });
    this.#entries = list.map((asked, index) => entryOf(asked, `detectors[${index}]`, usual));
    const intents = this.#entries.flatMap(({ detector }) => detector.intents);
    this.intents = [...new Set(intents)] as IntentOf<D[number]>[];
  }

  /** Throws what the last of them threw where none of them answered. */
  detect(input: DetectionInput): Awaitable<Detection<IntentOf<D[number]>>> {
    return this.#askFrom(0, input, {}) as Awaitable<Detection<IntentOf<D[number]>>>;
  }

  #askFrom(first: number, input: DetectionInput, progress: Progress): Awaitable<Detection<string>> {
    for (let index = first; index < this.#entries.length; index++) {
      // Nobody waits for an answer any more: the others need not be asked.
      if (index > 0 && input.signal.aborted) break;
      const answer = this.#ask(index, input, progress);
      if (isPromise(answer)) {
        return answer.then((taken) => taken ?? this.#askFrom(index + 1, input, progress));
      }
      if (answer !== undefined) return answer;
    }
    if (progress.best === undefined) throw progress.error;
    return progress.best;
  }

  /** What it says, if it is confident enough. */
  #ask(
    index: number,
    input: DetectionInput,
    progress: Progress,
  ): Awaitable<Detection<string> | undefined> {
    const { detector } = this.#entries[index] as Entry;
    const passOver = (error: unknown) => {
      progress.error = error;
      return undefined;
    };
    try {
      const answer = detector.detect(input);
      if (!isPromise(answer)) return this.#judge(index, answer, progress);
      return answer.then((late) => this.#judge(index, late, progress)).then(undefined, passOver);
    } catch (error) {
      return passOver(error);
    }
  }

  #judge(
    index: number,
    answer: Detection<string>,
    progress: Progress,
  ): Detection<string> | undefined {
    const { detector, threshold } = this.#entries[index] as Entry;
    const checked = checkDetection(detector, answer);
    if (typeof checked === 'string') throw new TypeError(`detectors[${index}]: ${checked}`);
    const { evidence = [], ...rest } = checked;
    const detection = { ...rest, evidence: [`first-confident.${index}`, ...evidence] };
    if (detection.confidence >= threshold) return detection;
    if (detection.confidence > (progress.best?.confidence ?? -1)) progress.best = detection;
    return undefined;
  }
}

function entryOf(asked: unknown, path: string, usual: Score): Entry {
  const isBare = typeof (asked as { detect?: unknown } | undefined)?.detect === 'function';
  if (isBare) return { detector: checkDetector(asked, path), threshold: usual };
  const { detector, threshold } = check.object(asked, path, ['detector', 'threshold']);
  return {
    detector: checkDetector(detector, `${path}.detector`),
    threshold: thresholdOf(threshold, `${path}.threshold`),
  };
}

function thresholdOf(value: unknown, path: string): Score {
  return check.number(value, path, { min: 0, max: 1 });
}
