import type { Alternative } from '../../contracts/alternative.js';
import type { Awaitable } from '../../contracts/basics.js';
import type { Detection, DetectionInput, IntentDetector } from '../../contracts/intent-detector.js';
import type { Score } from '../../contracts/model.js';
import { ConfigurationError } from '../../errors/configuration-error.js';
import { isPromise } from '../../support/awaitable.js';
import { Checks } from '../../support/checks.js';
import { DetectionCache, type DetectionCacheOptions } from '../detection-cache.js';
import { type Embed, ExampleVectors, type Nearness } from './example-vectors.js';
import { placeOfHighest } from './vectors.js';
import { type Decision, likelihoods, marginsOf, winnerOf } from './verdict.js';

const check = /* @__PURE__ */ new Checks(ConfigurationError);
const OPTION_NAMES = ['embed', 'examples', 'thresholds', 'temperature', 'topK', 'cache'];

/** An intent that is less likely is not worth naming. */
const LEAST_ALTERNATIVE = 0.1;

/** What `fitThresholds` finds out. */
export interface EmbeddingSettings<I extends string> {
  /**
   * How near, as a cosine, a prompt must be to an intent's examples. What is nearer to none is `general`, and the intent
   * that is cleared by the most wins. What is near depends on the model that embeds, so fit them. @default 0 for each
   */
  readonly thresholds?: { readonly [intent in I]?: Score | undefined } | undefined;
  /** How much of a difference between cosines makes it e times as likely. @default 0.05 */
  readonly temperature?: number | undefined;
}

/** Options of {@link EmbeddingIntentDetector}. */
export interface EmbeddingIntentDetectorOptions<I extends string> extends EmbeddingSettings<I> {
  /** Called with all examples once, and with each prompt. It decides how long it takes: pass `signal` on. */
  readonly embed: Embed;
  /** Prompts as people write them, by intent; ten of each are a beginning. `general` may have some as well. */
  readonly examples: { readonly [intent in I]: readonly string[] };
  /** How many of an intent's nearest examples count, their mean. 1: the nearest alone. @default 3 */
  readonly topK?: number | undefined;
  /** So that equal prompts are embedded once. It answers with a promise then. @default none */
  readonly cache?: DetectionCacheOptions | undefined;
}

/**
 * Finds the intent whose examples are the most like a prompt, by an embedding model of yours. The examples are embedded
 * when they are needed first, all at once; after a failure, or where whoever needed them has given up, the next prompt
 * tries again. The evidence names the nearest
 * example, as in `embedding.billing.2`. The system prompt is not looked at. It works in `explain()` as well.
 *
 * @example
 * new EmbeddingIntentDetector({ embed, examples: { billing: ['Refund me'], support: ['It is broken'] } });
 */
export class EmbeddingIntentDetector<const I extends string> implements IntentDetector<I> {
  readonly intents: readonly I[];
  readonly #vectors: ExampleVectors;
  readonly #decision: Decision;
  readonly #temperature: number;
  readonly #cache: DetectionCache<Detection<I>> | undefined;

  /** @throws ConfigurationError naming the option that is wrong */
  constructor(options: EmbeddingIntentDetectorOptions<I>) {
    const { embed, examples, topK = 3 } = check.object(options, '', OPTION_NAMES);
    const { cache, temperature = 0.05, thresholds } = options;
    this.#vectors = new ExampleVectors(embed, examples, topK);
    const { intents } = this.#vectors;
    this.intents = intents as readonly I[];
    this.#decision = { intents, thresholds: thresholdsOf(thresholds, intents) };
    this.#temperature = check.number(temperature, 'temperature', { above: 0 });
    if (cache !== undefined) this.#cache = new DetectionCache(cache);
  }

  /** At once where `embed` answers at once; rejects with what `embed` rejects with. */
  detect({ text, signal }: DetectionInput): Awaitable<Detection<I>> {
    const cache = this.#cache;
    if (cache === undefined) return this.#detect(text, signal);
    const key = cache.keyOf(text);
    return cache.get(key) ?? cache.ask(key, signal, async () => this.#detect(text, signal));
  }

  #detect(text: string, signal: AbortSignal): Awaitable<Detection<I>> {
    const nearness = this.#vectors.nearnessOf([text], signal);
    if (!isPromise(nearness)) return this.#verdictOn(nearness[0] as Nearness);
    return nearness.then(([only]) => this.#verdictOn(only as Nearness));
  }

  #verdictOn({ scores, nearest }: Nearness): Detection<I> {
    const margins = marginsOf(scores, this.#decision);
    const winner = winnerOf(margins);
    const likely = likelihoods(margins, this.#temperature);
    const closest = placeOfHighest(scores);
    return {
      intent: this.#nameOf(winner),
      confidence: likely[winner] as Score,
      alternatives: this.#alternatives(likely, winner),
      scores: Object.fromEntries(
        scores.map((score, index) => [this.intents[index], Math.min(1, Math.max(0, score))]),
      ) as Detection<I>['scores'],
      evidence: [`embedding.${this.intents[closest]}.${nearest[closest]}`],
    };
  }

  #alternatives(likely: readonly number[], winner: number): readonly Alternative<I>[] {
    return likely
      .map((confidence, index) => ({ intent: this.#nameOf(index), confidence, index }))
      .filter(({ confidence, index }) => index !== winner && confidence >= LEAST_ALTERNATIVE)
      .toSorted((one, other) => other.confidence - one.confidence)
      .map(({ intent, confidence }) => ({ intent, confidence }));
  }

  #nameOf(index: number): I | 'general' {
    return this.intents[index] ?? 'general';
  }
}

/** @throws ConfigurationError for an intent without examples, or what is no cosine */
export function thresholdsOf(value: unknown, intents: readonly string[]): readonly number[] {
  const names = intents as readonly string[];
  const given = check.numbers(value, 'thresholds', names, { min: -1, max: 1 });
  return intents.map((intent) => given[intent] ?? 0);
}
