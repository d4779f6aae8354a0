import type { AttemptOutcome } from '../contracts/attempt.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { ModelId } from '../contracts/model.js';
import type { Candidate } from '../contracts/router.js';
import { expectedSeconds, profiledSpeed, type Speed } from './expected-time.js';

/** How many measurements the profile's word is worth. */
const PRIOR_WEIGHT = 4;
/** More would make an estimate that no longer moves. */
const MAX_SAMPLES = 20;
const SPEED_HALF_LIFE_MS = 600_000;
const HEALTH_HALF_LIFE_MS = 60_000;
const HEALTHY = 0.95;
/** Until answers were seen. */
const EXPECTED_OUTPUT_TOKENS = 400;
/** What is booked for an answer before one was seen. */
const FIRST_OUTPUT_ESTIMATE = 512;
const RECENT_OUTPUTS = 32;

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
  readonly #all = new Decaying(SPEED_HALF_LIFE_MS);
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

  of(model: ModelId, now: number): Pick<Candidate, 'measured' | 'health'> {
    return this.#models.get(model)?.at(now) ?? {};
  }

  /** How long an attempt takes, as far as is known. */
  expectedMs({ id, profile }: ConfiguredModel, outputTokens: number, now: number): number {
    const { measured } = this.of(id, now);
    return expectedSeconds(profile, measured, outputTokens) * 1_000;
  }

  note(
    model: ConfiguredModel,
    outcome: AttemptOutcome,
    { outputTokens, waitedMs, now }: Taken,
  ): void {
    if (outcome.outcome === 'aborted') return;
    const tookMs = waitedMs ?? outcome.latencyMs;
    let measured = this.#models.get(model.id);
    if (measured === undefined) {
      measured = new Measured(model);
      this.#models.set(model.id, measured);
    }
    measured.noteHealth(outcome, now);
    if (outcome.outcome === 'success') {
      const tokens = outcome.usage?.outputTokens ?? outputTokens;
      measured.noteAnswer(tookMs, tokens, now);
      this.#noteOutput(tokens, now);
    } else if (outcome.error?.kind === 'timeout') {
      measured.noteTimeout(tookMs, outputTokens, now);
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

/** A count that halves in each half-life. */
class Decaying {
  readonly #halfLifeMs: number;
  #count = 0;
  #at = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  at(now: number): number {
    // Within a millisecond nothing decays that anybody could tell; the time is made up for later.
    if (now - this.#at < 1) return this.#count;
    if (this.#count > 0) this.#count *= 0.5 ** ((now - this.#at) / this.#halfLifeMs);
    this.#at = now;
    return this.#count;
  }

  add(count: number, now: number, max = Number.POSITIVE_INFINITY): number {
    this.#count = Math.min(max, this.at(now) + count);
    return this.#count;
  }
}

class Measured {
  readonly #model: ConfiguredModel;
  readonly #profiled: Speed;
  readonly #samples = new Decaying(SPEED_HALF_LIFE_MS);
  readonly #good = new Decaying(HEALTH_HALF_LIFE_MS);
  readonly #bad = new Decaying(HEALTH_HALF_LIFE_MS);
  readonly #outputs: number[] = [];
  #outputCount = 0;
  #percentile: number | undefined;
  /** How much slower than its profile says: 1 as it says, 2 twice as slow. */
  #slowness = 1;

  constructor(model: ConfiguredModel) {
    this.#model = model;
    this.#profiled = profiledSpeed(model.profile);
  }

  at(now: number): Pick<Candidate, 'measured' | 'health'> {
    const good = this.#good.at(now);
    const health = (HEALTHY * PRIOR_WEIGHT + good) / (PRIOR_WEIGHT + good + this.#bad.at(now));
    const samples = this.#samples.at(now);
    if (samples === 0) return { health };
    const slowness = this.#expectedSlowness(now);
    const { timeToFirstTokenMs, tokensPerSecond } = this.#profiled;
    return {
      health,
      measured: {
        timeToFirstTokenMs: timeToFirstTokenMs * slowness,
        tokensPerSecond: tokensPerSecond / slowness,
      },
    };
  }

  noteHealth({ health }: AttemptOutcome, now: number): void {
    if (health === 'good') this.#good.add(1, now);
    if (health === 'bad') this.#bad.add(1, now);
  }

  /** A whole answer does not tell its first token from its last: both get the same share of the difference. */
  noteAnswer(latencyMs: number, outputTokens: number, now: number): void {
    this.#noteSlowness(this.#slownessOf(latencyMs, outputTokens), now);
    this.#noteOutput(outputTokens);
  }

  /** A time-out says only "at least so slow": it counts where that is slower than was thought. */
  noteTimeout(latencyMs: number, outputTokens: number, now: number): void {
    const slowness = this.#slownessOf(latencyMs, outputTokens);
    if (slowness > this.#expectedSlowness(now)) this.#noteSlowness(slowness, now);
  }

  outputPercentile(): number | undefined {
    return this.#percentile;
  }

  #expectedSlowness(now: number): number {
    const samples = this.#samples.at(now);
    return (PRIOR_WEIGHT + this.#slowness * samples) / (PRIOR_WEIGHT + samples);
  }

  #slownessOf(latencyMs: number, outputTokens: number): number {
    const seconds = expectedSeconds(this.#model.profile, this.#profiled, outputTokens);
    return Math.min(100, Math.max(0.01, latencyMs / 1_000 / seconds));
  }

  #noteSlowness(slowness: number, now: number): void {
    const samples = this.#samples.add(1, now, MAX_SAMPLES);
    this.#slowness += (slowness - this.#slowness) / samples;
  }

  #noteOutput(tokens: number): void {
    this.#outputs[this.#outputCount++ % RECENT_OUTPUTS] = tokens;
    // Sorting for each answer would be the dearest part of a request.
    if (this.#outputCount > 8 && this.#outputCount % 8 !== 0) return;
    const sorted = [...this.#outputs].sort((a, b) => a - b);
    this.#percentile = sorted[Math.ceil(sorted.length * 0.95) - 1];
  }
}
