import type { AttemptOutcome } from '../../../contracts/attempt.js';
import type { ModelId } from '../../../contracts/model.js';
import type { CooldownBand, ModelReport } from '../simulation-report.js';
import { LatencyHistogram } from './latency-histogram.js';
import { restedMs } from './rest-log.js';
import type { Series, Timeline } from './timeline.js';

/** What the attempts of one model came to. */
export class ModelTally {
  readonly #model: ModelId;
  readonly #timeline: Timeline;
  readonly #answeredSteps: Series;
  readonly #failedSteps: Series;
  readonly #latencies = new LatencyHistogram();
  readonly #failures: { [kind: string]: number } = {};
  #attempts = 0;
  #answered = 0;
  #aborted = 0;
  #probes = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  /** Undefined once an attempt had no price. */
  #costUsd: number | undefined = 0;

  constructor(model: ModelId, timeline: Timeline) {
    this.#model = model;
    this.#timeline = timeline;
    this.#answeredSteps = timeline.series();
    this.#failedSteps = timeline.series();
  }

  /** @param now ms since the start */
  add(outcome: AttemptOutcome, now: number): void {
    this.#attempts++;
    if (outcome.probe) this.#probes++;
    if (outcome.usage !== undefined) this.#addUsage(outcome.usage, outcome.costUsd);
    if (outcome.outcome === 'aborted') this.#aborted++;
    else if (outcome.outcome === 'error') this.#fail(outcome.error?.kind ?? 'unknown', now);
    else {
      this.#answered++;
      this.#latencies.add(outcome.latencyMs);
      this.#timeline.count(this.#answeredSteps, now);
    }
  }

  /** @param endMs up to when its rests count */
  report(cooldowns: readonly CooldownBand[], endMs: number): ModelReport {
    const model = this.#model;
    return {
      model,
      attempts: this.#attempts,
      answered: this.#answered,
      failures: { ...this.#failures },
      aborted: this.#aborted,
      probes: this.#probes,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      ...(this.#costUsd !== undefined && { costUsd: this.#costUsd }),
      latencyMs: this.#latencies.percentiles(),
      rests: cooldowns.filter(({ models }) => models.includes(model)).length,
      restedMs: restedMs(cooldowns, model, endMs),
      timeline: {
        answered: this.#timeline.upToNow(this.#answeredSteps),
        failed: this.#timeline.upToNow(this.#failedSteps),
      },
    };
  }

  #addUsage(
    { inputTokens, outputTokens }: NonNullable<AttemptOutcome['usage']>,
    costUsd: number | undefined,
  ): void {
    this.#inputTokens += inputTokens;
    this.#outputTokens += outputTokens;
    if (costUsd === undefined || this.#costUsd === undefined) this.#costUsd = undefined;
    else this.#costUsd += costUsd;
  }

  #fail(kind: string, now: number): void {
    this.#failures[kind] = (this.#failures[kind] ?? 0) + 1;
    this.#timeline.count(this.#failedSteps, now);
  }
}
