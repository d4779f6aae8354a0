import type { OrchestratorEvent } from '../../../contracts/events.js';
import type { ReportData } from '../report/report-data.js';
import type { ModelReport } from '../simulation-report.js';
import type { WatchedModel } from '../watched-model.js';
import { LatencyHistogram } from './latency-histogram.js';
import { ModelTally } from './model-tally.js';
import { RestLog } from './rest-log.js';
import { type Series, Timeline } from './timeline.js';

/** What the requests came to. */
export type RequestsReport = Omit<ReportData, 'seed' | 'violations'>;

/**
 * Counts what callers see, and what the orchestrator tells of attempts and rests. Of a request nothing is kept when it
 * is over: a million take no more memory than a thousand.
 */
export class Recorder {
  readonly #seconds: number;
  readonly #timeline: Timeline;
  readonly #models: ReadonlyMap<string, ModelTally>;
  readonly #rests: RestLog;
  readonly #latencies = new LatencyHistogram();
  readonly #firstTokens = new LatencyHistogram();
  readonly #answeredSteps: Series;
  readonly #failedSteps: Series;
  readonly #failures: { [code: string]: number } = {};
  #answered = 0;
  #failed = 0;
  #aborted = 0;
  #fallbacks = 0;

  constructor(models: Iterable<WatchedModel>, seconds: number) {
    const timeline = new Timeline(seconds);
    const watched = [...models];
    this.#seconds = seconds;
    this.#timeline = timeline;
    this.#models = new Map(watched.map(({ id }) => [id, new ModelTally(id, timeline)]));
    this.#rests = new RestLog(watched);
    this.#answeredSteps = timeline.series();
    this.#failedSteps = timeline.series();
  }

  /** @param now ms since the start, as everywhere here */
  note(event: OrchestratorEvent, now: number): void {
    const { type } = event;
    if (type === 'attempt-end') this.#models.get(event.model)?.add(event, now);
    else if (type === 'fallback') this.#fallbacks++;
    else if (type === 'cooldown-start') this.#rests.start(event, now);
    else if (type === 'cooldown-end') this.#rests.end(event, now);
  }

  /** A stream's reader has read something for the first time. */
  noteFirstToken(afterMs: number): void {
    this.#firstTokens.add(afterMs);
  }

  noteAnswer(latencyMs: number, now: number): void {
    this.#answered++;
    this.#latencies.add(latencyMs);
    this.#timeline.count(this.#answeredSteps, now);
  }

  noteFailure(code: string, now: number): void {
    this.#failed++;
    this.#failures[code] = (this.#failures[code] ?? 0) + 1;
    this.#timeline.count(this.#failedSteps, now);
  }

  noteAbort(): void {
    this.#aborted++;
  }

  /** What there is to say; rests in force end now. */
  record(now: number): RequestsReport {
    const cooldowns = this.#rests.bands(now);
    const endMs = this.#seconds * 1_000;
    const models = [...this.#models.values()].map((tally) => tally.report(cooldowns, endMs));
    const costUsd = total(models.map((model) => model.costUsd));
    return {
      seconds: this.#seconds,
      requests: this.#answered + this.#failed + this.#aborted,
      answered: this.#answered,
      failures: { ...this.#failures },
      aborted: this.#aborted,
      availability: this.#answered / (this.#answered + this.#failed),
      attempts: sum(models, 'attempts'),
      fallbacks: this.#fallbacks,
      inputTokens: sum(models, 'inputTokens'),
      outputTokens: sum(models, 'outputTokens'),
      ...(costUsd !== undefined && { costUsd }),
      latencyMs: this.#latencies.percentiles(),
      timeToFirstTokenMs: this.#firstTokens.percentiles(),
      models,
      cooldowns,
      timeline: {
        stepMs: this.#timeline.stepMs,
        answered: this.#timeline.upToNow(this.#answeredSteps),
        failed: this.#timeline.upToNow(this.#failedSteps),
      },
    };
  }
}

function sum(
  models: readonly ModelReport[],
  name: 'attempts' | 'inputTokens' | 'outputTokens',
): number {
  return models.reduce((total, model) => total + model[name], 0);
}

/** Undefined when one of them is unknown. */
function total(costs: readonly (number | undefined)[]): number | undefined {
  return costs.reduce<number | undefined>(
    (total, cost) => (total === undefined || cost === undefined ? undefined : total + cost),
    0,
  );
}
