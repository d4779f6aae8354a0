import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId } from '../contracts/model.js';
import type { Candidate } from '../contracts/router.js';
import { Decaying } from './decaying.js';
import { expectedSeconds, profiledSpeed, type Speed } from './expected-time.js';
import { Slowness } from './slowness.js';

/** How many answers what is presumed is worth. */
const PRIOR_WEIGHT = 4;
/** More would make an estimate that no longer moves. */
const MAX_SAMPLES = 20;
const OUTPUT_HALF_LIFE_MS = 600_000;
const HEALTH_HALF_LIFE_MS = 60_000;
const HEALTHY = 0.95;
/** Until answers were seen. */
const EXPECTED_OUTPUT_TOKENS = 400;
/** What is booked for an answer before one was seen. */
const FIRST_OUTPUT_ESTIMATE = 512;
const RECENT_OUTPUTS = 32;
/** What comes after the first token of a shorter answer comes in the same packet, and tells no rate. */
const LEAST_TOKENS_OF_RATE = 16;

/** What is known of a model by its attempts. */
export type Seen = Pick<Candidate, 'measured' | 'health' | 'samples'>;

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
  readonly #all = new Decaying(OUTPUT_HALF_LIFE_MS);
  #outputTokens = 0;

  /** What an answer is expected to have, tokens; at most what the request allows. */
  outputTokens(maxOutputTokens: number | undefined, now: number): number {
    const samples = this.#all.at(now);
    const mean =
      (EXPECTED_OUTPUT_TOKENS * PRIOR_WEIGHT + this.#outputTokens * samples) /
      (PRIOR_WEIGHT + samples);
    return Math.min(Math.round(mean), maxOutputTokens ?? Number.POSITIVE_INFINITY);
  }

  /** What to book for an answer: the 95th percentile of the model's last answers. */
  outputEstimate(model: ModelId, maxOutputTokens: number | undefined): number {
    const estimate = this.#models.get(model)?.outputPercentile() ?? FIRST_OUTPUT_ESTIMATE;
    return Math.min(estimate, maxOutputTokens ?? Number.POSITIVE_INFINITY);
  }

  of(model: ModelId, now: number): Seen {
    return this.#models.get(model)?.at(now) ?? {};
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
      this.#noteOutput(tokens, taken.now);
    } else if (outcome.error?.kind === 'timeout') {
      measured.noteTimeout(outcome, taken);
    }
  }

  reset(model?: ModelId): void {
    if (model === undefined) this.#models.clear();
    else this.#models.delete(model);
  }

  #noteOutput(tokens: number, now: number): void {
    const samples = this.#all.add(1, now, MAX_SAMPLES);
    this.#outputTokens += (tokens - this.#outputTokens) / samples;
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
  readonly #outputs: number[] = [];
  #outputCount = 0;
  #percentile: number | undefined;

  constructor(model: ConfiguredModel) {
    this.#model = model;
    this.#profiled = profiledSpeed(model.profile);
  }

  at(now: number): Seen {
    const good = this.#good.at(now);
    const health = (HEALTHY * PRIOR_WEIGHT + good) / (PRIOR_WEIGHT + good + this.#bad.at(now));
    const samples = this.#firstToken.samples(now);
    if (samples === 0) return { health };
    const { timeToFirstTokenMs, tokensPerSecond } = this.#profiled;
    return {
      health,
      samples,
      measured: {
        timeToFirstTokenMs: timeToFirstTokenMs * this.#firstToken.at(now),
        tokensPerSecond: tokensPerSecond / this.#rate.at(now),
      },
    };
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
    this.#noteOutput(outputTokens);
  }

  /** A time-out says only "at least so slow": it counts where that is slower than was thought. */
  noteTimeout(outcome: AttemptOutcome, { outputTokens, waitedMs, now }: Taken): void {
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
      this.#noteRate(tookMs - firstMs, Number.POSITIVE_INFINITY, outputTokens, now);
    }
  }

  /** A whole answer does not tell its first token from its last: both get the same share of the difference. */
  #noteWhole(tookMs: number, outputTokens: number, now: number): void {
    const slowness = this.#slownessOf(tookMs, outputTokens);
    this.#firstToken.note(slowness, now);
    this.#rate.note(slowness, now);
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
