import type { ModelId } from '../../contracts/model.js';
import type { CooldownScope } from '../../contracts/usage-store.js';

/** Of what was measured, in its unit; NaN where nothing was. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** One rest, from the decision to the end that the orchestrator told of. Ms since the start of the simulation. */
export interface CooldownBand {
  readonly scope: CooldownScope;
  readonly target: string;
  readonly policy: string;
  readonly reason: string;
  readonly fromMs: number;
  /** Of one that was in force when the simulation ended: that end. */
  readonly toMs: number;
  /** The models that it covers. */
  readonly models: readonly ModelId[];
}

/** What became of one model. */
export interface ModelReport {
  readonly model: ModelId;
  readonly attempts: number;
  readonly answered: number;
  /** Attempts that failed, by kind. */
  readonly failures: { readonly [kind: string]: number };
  readonly aborted: number;
  readonly probes: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when its price is unknown. */
  readonly costUsd?: number;
  /** Of attempts that answered, ms. */
  readonly latencyMs: Percentiles;
  /** How often it rested, and how long in all while requests arrived; rests that overlap count once. */
  readonly rests: number;
  readonly restedMs: number;
  /** Attempts that ended within each step of the timeline. */
  readonly timeline: {
    readonly answered: readonly number[];
    readonly failed: readonly number[];
  };
}

/** What came of a simulation: plain data, but for the two ways to show it. */
export interface SimulationReport {
  readonly seed: number;
  readonly seconds: number;
  readonly requests: number;
  readonly answered: number;
  /** Requests that ended with an error, by its code. */
  readonly failures: { readonly [code: string]: number };
  /** Their callers left. */
  readonly aborted: number;
  /** Answered of all whose caller did not leave, 0 to 1. */
  readonly availability: number;
  readonly attempts: number;
  readonly fallbacks: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when a price is unknown. */
  readonly costUsd?: number;
  /** Of requests that were answered, from their arrival, ms. */
  readonly latencyMs: Percentiles;
  /** Of streams, ms. */
  readonly timeToFirstTokenMs: Percentiles;
  readonly models: readonly ModelReport[];
  readonly cooldowns: readonly CooldownBand[];
  /** Requests by what became of them, within each step of the time. */
  readonly timeline: {
    readonly stepMs: number;
    readonly answered: readonly number[];
    readonly failed: readonly number[];
  };
  /** What should never happen and did, each with the request or attempt; empty for a sound orchestrator. At most 100. */
  readonly violations: readonly string[];
  /** Tables for a terminal. */
  toText(): string;
  /** One page with everything in it, to be opened in a browser. */
  toHtml(): string;
}
