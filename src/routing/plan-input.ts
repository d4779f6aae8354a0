import type { JsonObject, Warning } from '../contracts/basics.js';
import type { Budget } from '../contracts/configuration.js';
import type { ConfiguredModel } from '../contracts/configured-model.js';
import type { Capability, ModelId, Preference, Score } from '../contracts/model.js';
import type { Router, SessionModel } from '../contracts/router.js';
import type { ModelStats } from '../contracts/usage-store.js';
import type { Seen } from './measurements.js';
import type { WorstCaseFacts } from './worst-case.js';

/** A rest, as far as planning is concerned: the longest of those that cover a model. */
export interface Rest {
  readonly remainingMs: number;
  /** Which policy, and why. */
  readonly detail: string;
  /** Every rest that covers the model may be overridden at any time: they only guess at its health. */
  readonly isGuess: boolean;
}

/** Everything the decision depends on. The same input gives the same plan. */
export interface PlanInput extends WorstCaseFacts {
  readonly models: ReadonlyMap<ModelId, ConfiguredModel>;
  readonly router: Router;
  readonly route: { readonly models: readonly ModelId[]; readonly only: boolean } | undefined;
  readonly budgets: readonly Budget[];
  readonly intent: string;
  readonly intentConfidence: Score;
  readonly preference: Preference;
  readonly streaming: boolean;
  /** Undefined where nobody says. */
  readonly difficulty: Score | undefined;
  /** Of its conversation, where one has answered it before. */
  readonly session: SessionModel | undefined;
  /** It is of a conversation, and none has answered that before. */
  readonly opensSession: boolean;
  readonly only: readonly ModelId[] | undefined;
  readonly exclude: readonly ModelId[];
  readonly needs: readonly Capability[];
  readonly inputTokens: (model: ConfiguredModel) => number;
  /** Expected of this request, whoever answers. */
  readonly outputTokens: number;
  readonly maxCostUsd: number | undefined;
  readonly maxAttempts: number;
  readonly tenant: string | undefined;
  readonly metadata: JsonObject | undefined;
  readonly restOf: (model: ConfiguredModel) => Rest | undefined;
  /** It is on its way back after a rest and has no room: it stands behind the others. */
  readonly isHeldBack: (model: ModelId) => boolean;
  readonly seenOf: (model: ModelId) => Seen;
  /** By the ratings of its answers to this intent; undefined: none was rated. */
  readonly qualityOf: (model: ModelId) => Score | undefined;
  readonly statsOf: (model: ModelId) => ModelStats | undefined;
  readonly random: number;
  /** Epoch ms: whether a model is retired by now. */
  readonly now: number;
  readonly warnings: readonly Warning[];
}
