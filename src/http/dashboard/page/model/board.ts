import type { AttemptOutcome } from '../../../../contracts/attempt.js';
import type { OrchestratorEvents } from '../../../../contracts/events.js';
import type { RoutePlan } from '../../../../contracts/router.js';
import type { Decision } from '../../../decision-log.js';
import { Activity, type SecondCounts } from './activity.js';
import { endingOf, fallbacksOf } from './decision.js';
import { type FeedEvent, type Incident, incidentOf } from './incident.js';
import { LiveAttempts } from './live-attempts.js';
import { type ModelRow, modelRows } from './model-rows.js';
import { type Rest, Rests } from './rests.js';
import { type Latencies, Samples } from './samples.js';
import type { Snapshot } from './snapshot.js';

/** How many decisions and incidents are kept; of decisions the server keeps as many. */
export const KEPT = 100;

const KEPT_PLANS = 1_000;

/** Something, and when it was by the clock of this page, ms. */
export interface Dated<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * Everything that the page shows. It is told what the server says and each event, with the time at which that came by
 * the page's own clock; it knows no other.
 */
export class Board {
  #snapshot: Snapshot | undefined;
  #readAt = 0;
  readonly #rests = new Rests();
  readonly #live = new LiveAttempts();
  readonly #latencies = new Map<string, Samples>();
  readonly #requests = new Samples();
  readonly #activity = new Activity();
  readonly #plans = new Map<string, RoutePlan>();
  #decisions: readonly Dated<Decision>[] = [];
  #incidents: readonly Dated<Incident>[] = [];

  /** Newest first. */
  get decisions(): readonly Dated<Decision>[] {
    return this.#decisions;
  }

  /** Newest first. */
  get incidents(): readonly Dated<Incident>[] {
    return this.#incidents;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Of whole requests, with all their attempts. */
  get latencies(): Latencies {
    return this.#requests.latencies();
  }

  lastMinute(now: number): readonly SecondCounts[] {
    return this.#activity.lastMinute(now);
  }

  restsAt(now: number): readonly Rest[] {
    return this.#rests.at(now);
  }

  /** In the order of the configuration. */
  modelsAt(now: number): readonly ModelRow[] {
    if (this.#snapshot === undefined) return [];
    return modelRows(this.#snapshot, now - this.#readAt, (model, provider) => ({
      inFlight: this.#live.of(model),
      restMs: this.#rests.remainingMs({ model, provider }, now),
      latencies: this.#samplesOf(model).latencies(),
    }));
  }

  /** What the server says now. */
  read(snapshot: Snapshot, now: number): void {
    this.#snapshot = snapshot;
    this.#readAt = now;
    this.#rests.replace(snapshot.stats.cooldowns, now);
    const inFlight = new Map(snapshot.stats.models.map((stats) => [stats.model, stats.inFlight]));
    for (const { model } of snapshot.health.models) {
      this.#live.correct(model, inFlight.get(model) ?? 0);
    }
  }

  /** The requests that ended before this page looked, or while it did not. Newest first, as the server has them. */
  catchUp(decisions: readonly Decision[], serverNow: number, now: number): void {
    const known = new Set(this.#decisions.map(({ value }) => value.end.requestId));
    for (const decision of decisions.toReversed()) {
      if (known.has(decision.end.requestId)) continue;
      const at = now - Math.max(0, serverNow - decision.end.at);
      for (const attempt of decision.end.attempts) this.#measure(attempt);
      for (const [incident, beforeEnd] of fallbacksOf(decision)) {
        this.#tell(incident, at - beforeEnd);
      }
      this.#decide(decision, at);
    }
  }

  /** Events were missed. */
  lose(): void {
    this.#live.forget();
  }

  hear(event: FeedEvent, now: number): void {
    const incident = incidentOf(event);
    if (incident !== undefined) this.#tell(incident, now);
    if (event.type === 'attempt-start') this.#live.start(event.attemptId, event.model);
    if (event.type === 'attempt-end') this.#endAttempt(event);
    if (event.type === 'route') this.#plan(event);
    if (event.type === 'request-end') this.#endRequest(event, now);
    if (event.type === 'cooldown-start') this.#rests.start(event, now);
    if (event.type === 'cooldown-end') this.#rests.end(event);
    if (event.type === 'dropped') this.lose();
  }

  #plan({ requestId, plan }: OrchestratorEvents['route']): void {
    this.#plans.set(requestId, plan);
    const [oldest] = this.#plans.keys();
    // Of requests whose end was missed.
    if (this.#plans.size > KEPT_PLANS && oldest !== undefined) this.#plans.delete(oldest);
  }

  #endAttempt(event: OrchestratorEvents['attempt-end']): void {
    this.#live.end(event.attemptId, event.model);
    this.#measure(event);
  }

  #endRequest(end: OrchestratorEvents['request-end'], now: number): void {
    const plan = this.#plans.get(end.requestId);
    this.#plans.delete(end.requestId);
    // It may have been in what the server said already.
    if (this.#decisions.some(({ value }) => value.end.requestId === end.requestId)) return;
    this.#decide({ ...(plan !== undefined && { plan }), end }, now);
  }

  #decide(decision: Decision, at: number): void {
    this.#decisions = kept({ value: decision, at }, this.#decisions);
    const { requestId, latencyMs, outcome } = decision.end;
    if (outcome === 'success') this.#requests.add(requestId, latencyMs);
    const ending = endingOf(decision);
    if (ending !== undefined) this.#activity.add(ending, at);
  }

  #measure({ attemptId, model, outcome, latencyMs }: AttemptOutcome): void {
    if (outcome === 'success') this.#samplesOf(model).add(attemptId, latencyMs);
  }

  #tell(incident: Incident, at: number): void {
    const { key } = incident;
    if (key !== undefined && this.#incidents.some(({ value }) => value.key === key)) return;
    this.#incidents = kept({ value: incident, at }, this.#incidents);
  }

  #samplesOf(model: string): Samples {
    const samples = this.#latencies.get(model) ?? new Samples();
    this.#latencies.set(model, samples);
    return samples;
  }
}

/** Newest first, by when it was: what is caught up on may be older than what was heard meanwhile. */
function kept<T>(one: Dated<T>, others: readonly Dated<T>[]): readonly Dated<T>[] {
  const older = others.findIndex(({ at }) => at <= one.at);
  return others.toSpliced(older === -1 ? others.length : older, 0, one).slice(0, KEPT);
}
