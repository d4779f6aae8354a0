import type { Alternative } from './alternative.js';
import type { JsonObject, Warning } from './basics.js';
import type { ModelId, ModelProfile, Preference, Score } from './model.js';
import type { ModelStats } from './usage-store.js';

/** A model that could take this request, with what is known of it. */
export interface Candidate<M extends string = ModelId> {
  readonly model: M;
  readonly provider: string;
  readonly profile: ModelProfile;
  /** Of this request; absent when the price is unknown. */
  readonly expectedCostUsd?: number;
  /**
   * What its answer is expected to have, tokens, by its own answers beside those of all models; absent before its first
   * one: then it is that of the request.
   */
  readonly outputTokens?: number;
  /** By this process, decaying towards the profile; absent before the first answers. */
  readonly measured?: { readonly timeToFirstTokenMs: number; readonly tokensPerSecond: number };
  /** How many answers `measured` rests on, those of long ago counting less; at most 20. */
  readonly samples?: number;
  /** How many of its attempts failed lately, whatever the reason, those of long ago counting less; at most 20. */
  readonly failures?: number;
  /** Of its attempts in this process, decayed with a half-life of a minute. @default 0.95 */
  readonly health?: Score;
  /** For this intent, the profile's moved by the ratings of its answers; absent where none was rated. */
  readonly quality?: Score;
  readonly stats?: ModelStats;
}

/** The model that has answered a conversation so far. It need not be among the candidates. */
export interface SessionModel<M extends string = ModelId> {
  readonly model: M;
  /** Of its last request there, in tokens: they may be in its vendor's cache. */
  readonly inputTokens: number;
}

/** Everything a router may decide by. */
export interface RoutingInput<M extends string = ModelId, I extends string = string> {
  readonly intent: I | 'general';
  readonly preference: Preference;
  /** Never empty, in the order of the configuration. */
  readonly candidates: readonly Candidate<M>[];
  readonly inputTokens: number;
  /** What an answer is expected to have where a candidate says nothing of its own. */
  readonly outputTokens: number;
  /** Its reader sees the first token as soon as it comes. */
  readonly stream?: true;
  /** 0 easy to 1 hard, as the orchestrator's `difficulty` says; absent without it, and where it failed. */
  readonly difficulty?: Score;
  /** Who answered this conversation last, and how much of it that model has seen; absent where nobody did. */
  readonly session?: SessionModel<M>;
  /** It has a `session` that nobody has answered yet, or lately: who answers now is likely to answer what follows. */
  readonly opensSession?: true;
  readonly tenant?: string;
  readonly metadata?: JsonObject;
  /** 0 to below 1, drawn once per request: to break ties and share load without a random of one's own. */
  readonly random: number;
}

/** A model in its place. */
export interface RankedCandidate<M extends string = ModelId> {
  readonly model: M;
  readonly score: Score;
  /** It has just come back from a rest and has its share of attempts in flight: behind the others for now. */
  readonly slowStart?: true | undefined;
  /** First although others are better, to be tried: few of its answers were seen lately. */
  readonly explored?: true | undefined;
  /** What the score is made of, each 0 to 1. */
  readonly parts?:
    | {
        readonly cost: Score;
        readonly speed: Score;
        readonly quality: Score;
        readonly health: Score;
        /** Less than 1 where the conversation would have to move to it; absent where it is nobody's yet. */
        readonly session?: Score;
      }
    | undefined;
}

/** Best first. Whoever is left out is not tried. Pure. */
export interface Router<M extends string = ModelId, I extends string = string> {
  rank(input: RoutingInput<M, I>): readonly RankedCandidate<M>[];
}

/** Why a model is no candidate for a request. */
export type ExclusionReason =
  | 'cooling'
  | 'probing'
  | 'retired'
  | 'disabled'
  | 'lacks-capability'
  | 'context-too-small'
  | 'over-quota'
  | 'too-expensive'
  | 'price-unknown'
  | 'not-requested'
  | 'not-ranked';

/** A model that will not be tried, and why. */
export interface ExcludedModel<M extends string = ModelId> {
  readonly model: M;
  readonly reason: ExclusionReason;
  /** For people: which capability, which quota, until when. */
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

/** The decision, and what `explain()` returns. Every model is in exactly one of the two lists. */
export interface RoutePlan<M extends string = ModelId, I extends string = string> {
  readonly intent: I | 'general';
  readonly intentConfidence: Score;
  /** What else it might have been, where the detector says so, likeliest first. */
  readonly intentAlternatives?: readonly Alternative<I>[];
  /** Names of the rules that spoke, where the detector says so. */
  readonly intentEvidence?: readonly string[];
  readonly preference: Preference;
  /** As the orchestrator's `difficulty` says, 0 easy to 1 hard; absent without it, and where it failed. */
  readonly difficulty?: Score;
  readonly candidates: readonly RankedCandidate<M>[];
  readonly excluded: readonly ExcludedModel<M>[];
  readonly inputTokens: number;
  /** Expected of this request, by the answers of all models. */
  readonly outputTokens: number;
  /**
   * If every allowed attempt were made and charged in full, by models that rest for now too, as they may come back or
   * be the last resort; absent when a price or a bound is unknown.
   */
  readonly maxCostUsd?: number;
  readonly warnings: readonly Warning[];
}
