import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId, Score } from '../contracts/model.js';
import type { Candidate } from '../contracts/router.js';
import type { Mutable } from '../support/mutable.js';
import { Decaying } from './decaying.js';
import { DecayingMean } from './decaying-mean.js';
import { expectedSeconds, profiledSpeed, type Speed } from './expected-time.js';
import { Slowness } from './slowness.js';

const HEALTH_HALF_LIFE_MS = 60_000;
const HEALTHY = 0.95;
/** How many attempts that is worth. */
const HEALTHY_WEIGHT = 4;
/** Of lengths of answers. */
const LENGTHS = { priorWeight: 4, maxSamples: 20, halfLifeMs: 600_000 } as const;
const MAX_FAILURES = 20;
const FAILURES_HALF_LIFE_MS = 600_000;
/** Until answers were seen. */
const EXPECTED_OUTPUT_TOKENS = 400;
/** What is booked for an answer before one was seen. */
const FIRST_OUTPUT_ESTIMATE = 512;
const RECENT_OUTPUTS = 32;
/** A shorter answer tells no rate: what comes after its first token comes in the same packet, and takes next to no time. */
const LEAST_TOKENS_OF_RATE = 16;

/** What is known of a model by its attempts. */
export type Seen = Pick<Candidate, 'measured' | 'health' | 'samples' | 'failures' | 'outputTokens'>;

/** What one attempt took. */
export interface Taken {
  /** Expected, for where it is not known what came. */
  readonly outputTokens: number;
  /** Of a stream, without the time that its reader took. @default the outcome's latency */
  readonly waitedMs?: number | undefined;
  /** By the monotonic clock. */
  readonly now: number;
}

/**
 * What this process has seen of its models: speed, length of answers, health. All of it decays towards the profile,
 * so that an old bad measurement fades and a recovered model is tried again without dice.
 */
export class Measurements {
  readonly #models = new Map<ModelId, Measured>();
  readonly #lengths = new DecayingMean(LENGTHS);

  /**
   * What an answer is expected to have, tokens; at most what the request allows.
   *
   * @param model - whose answers may be longer or shorter than those of others
   */
  outputTokens(maxOutputTokens: number | undefined, now: number, model?: ModelId): number {
    const own = model === undefined ? undefined : this.#models.get(model);
    const factor = own?.lengthFactor(now, this.#lengths.ofSamples) ?? 1;
    const expected = Math.round(factor * this.#lengths.at(now, EXPECTED_OUTPUT_TOKENS));
    return Math.min(expected, maxOutputTokens ?? Number.POSITIVE_INFINITY);
  }

  /** What to book for an answer: the 95th percentile of the model's last answers. */
  outputEstimate(model: ModelId, maxOutputTokens: number | undefined): number {
    const estimate = this.#models.get(model)?.outputPercentile() ?? FIRST_OUTPUT_ESTIMATE;
    return Math.min(estimate, maxOutputTokens ?? Number.POSITIVE_INFINITY);
  }

  of(model: ModelId, now: number): Seen {
    return this.#models.get(model)?.at(now, this.outputTokens(undefined, now, model)) ?? {};
  }

  /** How long an attempt takes, as far as is known. */
  expectedMs({ id, profile }: ConfiguredModel, outputTokens: number, now: number): number {
    const { measured } = this.of(id, now);
    return expectedSeconds(profile, measured, outputTokens) * 1_000;
  }

  note(model: ConfiguredModel, outcome: AttemptOutcome, taken: Taken): void {
    if (outcome.outcome === 'aborted') return;
    let measured = this.#models.get(model.id);
    if (measured === undefined) {
      measured = new Measured(model);
      this.#models.set(model.id, measured);
    }
    measured.noteHealth(outcome, taken.now);
    if (outcome.outcome === 'success') {
      const tokens = outcome.usage?.outputTokens ?? taken.outputTokens;
      measured.noteAnswer(outcome, tokens, taken);
      this.#lengths.note(tokens, taken.now);
    } else {
      measured.noteFailure(outcome, taken);
    }
  }

  reset(model?: ModelId): void {
    if (model === undefined) this.#models.clear();
    else this.#models.delete(model);
  }
}

class Measured {
  readonly #model: ConfiguredModel;
  readonly #profiled: Speed;
  readonly #firstToken = new Slowness();
  /** Of the tokens after it. */
  readonly #rate = new Slowness();
  readonly #good = new Decaying(HEALTH_HALF_LIFE_MS);
  readonly #bad = new Decaying(HEALTH_HALF_LIFE_MS);
  readonly #failures = new Decaying(FAILURES_HALF_LIFE_MS);
  readonly #lengths = new DecayingMean(LENGTHS);
  readonly #outputs: number[] = [];
  #outputCount = 0;
  #percentile: number | undefined;

  constructor(model: ConfiguredModel) {
    this.#model = model;
    this.#profiled = profiledSpeed(model.profile);
  }

  at(now: number, outputTokens: number): Seen {
    const seen: Mutable<Seen> = { health: this.#health(now) };
    const failures = this.#failures.at(now);
    if (failures > 0) seen.failures = failures;
    if (this.#outputCount > 0) seen.outputTokens = outputTokens;
    const samples = this.#firstToken.samples(now);
    if (samples === 0) return seen;
    const { timeToFirstTokenMs, tokensPerSecond } = this.#profiled;
    seen.samples = samples;
    seen.measured = {
      timeToFirstTokenMs: timeToFirstTokenMs * this.#firstToken.at(now),
      tokensPerSecond: tokensPerSecond / this.#rate.at(now),
    };
    return seen;
  }

  #health(now: number): Score {
    const good = this.#good.at(now);
    return (HEALTHY * HEALTHY_WEIGHT + good) / (HEALTHY_WEIGHT + good + this.#bad.at(now));
  }

  /**
   * How many times as long its answers are as those of all models. Not how long they are: they are presumed to be like
   * the others', whatever is presumed of those, so that a model is not thought to write more because it was never asked.
   */
  lengthFactor(now: number, meanOfAll: number): number {
    return meanOfAll === 0 ? 1 : this.#lengths.at(now, meanOfAll) / meanOfAll;
  }

  noteHealth({ health }: AttemptOutcome, now: number): void {
    if (health === 'good') this.#good.add(1, now);
    if (health === 'bad') this.#bad.add(1, now);
  }

  noteAnswer(outcome: AttemptOutcome, outputTokens: number, { waitedMs, now }: Taken): void {
    const { latencyMs, timeToFirstTokenMs: firstMs } = outcome;
    if (firstMs === undefined) this.#noteWhole(waitedMs ?? latencyMs, outputTokens, now);
    else {
      this.#firstToken.note(firstMs / this.#profiled.timeToFirstTokenMs, now);
      this.#noteRate((waitedMs ?? latencyMs) - firstMs, latencyMs - firstMs, outputTokens, now);
    }
    this.#lengths.note(outputTokens, now);
    this.#noteOutput(outputTokens);
  }

  noteFailure(outcome: AttemptOutcome, taken: Taken): void {
    this.#failures.add(1, taken.now, MAX_FAILURES);
    if (outcome.error?.kind === 'timeout') this.#noteTimeout(outcome, taken);
  }

  /** A time-out says only "at least so slow": it counts where that is slower than was thought. */
  #noteTimeout(outcome: AttemptOutcome, { outputTokens, waitedMs, now }: Taken): void {
    const { latencyMs, timeToFirstTokenMs: firstMs } = outcome;
    const tookMs = waitedMs ?? latencyMs;
    if (waitedMs === undefined) {
      const slowness = this.#slownessOf(tookMs, outputTokens);
      this.#firstToken.noteBetween(slowness, Number.POSITIVE_INFINITY, now);
      this.#rate.noteBetween(slowness, Number.POSITIVE_INFINITY, now);
    } else if (firstMs === undefined) {
      const slowness = tookMs / this.#profiled.timeToFirstTokenMs;
      this.#firstToken.noteBetween(slowness, Number.POSITIVE_INFINITY, now);
    } else {
      this.#firstToken.note(firstMs / this.#profiled.timeToFirstTokenMs, now);
      // It may have run out of time for its length, not for its speed.
      const tokens = Math.max(outputTokens, outcome.usage?.outputTokens ?? 0);
      this.#noteRate(tookMs - firstMs, Number.POSITIVE_INFINITY, tokens, now);
    }
  }

  /** A whole answer does not tell its first token from its last: both get the same share of the difference, if it has both. */
  #noteWhole(tookMs: number, outputTokens: number, now: number): void {
    const slowness = this.#slownessOf(tookMs, outputTokens);
    this.#firstToken.note(slowness, now);
    if (outputTokens >= LEAST_TOKENS_OF_RATE) this.#rate.note(slowness, now);
  }

  /** While its reader takes its time, a model may write on unseen: how long it took lies between the two. */
  #noteRate(leastMs: number, mostMs: number, outputTokens: number, now: number): void {
    if (outputTokens < LEAST_TOKENS_OF_RATE) return;
    const profiledMs = ((outputTokens - 1) / this.#profiled.tokensPerSecond) * 1_000;
    this.#rate.noteBetween(leastMs / profiledMs, mostMs / profiledMs, now);
  }

  #slownessOf(latencyMs: number, outputTokens: number): number {
    return latencyMs / 1_000 / expectedSeconds(this.#model.profile, this.#profiled, outputTokens);
  }

  outputPercentile(): number | undefined {
    return this.#percentile;
  }

  #noteOutput(tokens: number): void {
    this.#outputs[this.#outputCount++ % RECENT_OUTPUTS] = tokens;
    // Sorting for each answer would be the dearest part of a request.
    if (this.#outputCount > 8 && this.#outputCount % 8 !== 0) return;
    const sorted = [...this.#outputs].sort((a, b) => a - b);
    this.#percentile = sorted[Math.ceil(sorted.length * 0.95) - 1];
  }
}
