import type { AttemptOutcome, ErrorKind } from './attempt.js';
import type { Warning } from './basics.js';
import type { TokenUsage } from './chat.js';
import type { Detection } from './intent-detector.js';
import type { ModelId, Preference, Score } from './model.js';
import type { RoutePlan } from './router.js';
import type { Cooldown, CooldownScope, Quota, UsageStore } from './usage-store.js';

/** Flat, plain, frozen; no prompt text, keys or headers. */
export interface EventBase<Type extends string> {
  readonly type: Type;
  /** Epoch ms. */
  readonly at: number;
  readonly requestId?: string;
}
/** An event of one request. */
export interface RequestEventBase<Type extends string> extends EventBase<Type> {
  readonly requestId: string;
  readonly tenant?: string;
}

/** The request was accepted. Its `request-end` always follows. */
export interface RequestStartEvent extends RequestEventBase<'request-start'> {
  readonly preference: Preference;
  /** `stream()` rather than `generate()`. */
  readonly streaming: boolean;
  /** Whose intent it is to find out, where a detector asks a model. */
  readonly parentRequestId?: string;
}
/** What the prompt is for. */
export interface IntentEvent<I extends string>
  extends RequestEventBase<'intent'>,
    Pick<Detection<I>, 'intent' | 'confidence' | 'alternatives' | 'evidence'> {
  /** False: the caller said it. */
  readonly detected: boolean;
  readonly latencyMs: number;
}
/** Who may answer, in what order, and why not the others. */
export interface RouteEvent<M extends string, I extends string> extends RequestEventBase<'route'> {
  readonly plan: RoutePlan<M, I>;
}
/** One HTTP request begins. */
export interface AttemptStartEvent<M extends string> extends RequestEventBase<'attempt-start'> {
  readonly attemptId: string;
  readonly model: M;
  readonly provider: string;
  /** Of this request, from 1. */
  readonly attempt: number;
  readonly probe: boolean;
}
/** It ended, one way or the other. */
export interface AttemptEndEvent<M extends string>
  extends RequestEventBase<'attempt-end'>,
    AttemptOutcome<M> {}
/** The next attempt is on another model. A retry of the same one is just the next `attempt-start`. */
export interface FallbackEvent<M extends string> extends RequestEventBase<'fallback'> {
  readonly from: M;
  readonly to: M;
  readonly reason: ErrorKind;
  readonly message: string;
}
/** What an attempt used: reported, or estimated where it failed or was aborted. */
export interface UsageEvent<M extends string> extends RequestEventBase<'usage'> {
  readonly attemptId: string;
  readonly model: M;
  readonly provider: string;
  readonly usage: TokenUsage;
  readonly costUsd?: number;
}
/** From the process that decided it; the others show `cooling` in their next `route`. */
export interface CooldownStartEvent extends EventBase<'cooldown-start'>, Cooldown {}
/** When it is first noticed, not on the dot: there are no timers. */
export interface CooldownEndEvent extends EventBase<'cooldown-end'> {
  readonly scope: CooldownScope;
  readonly target: string;
  readonly policy: string;
}
/** A model was passed by because one of its limits or budgets has no room. */
export interface QuotaExceededEvent<M extends string> extends RequestEventBase<'quota-exceeded'> {
  readonly model: M;
  readonly quota: Quota;
  readonly used: number;
  readonly retryAfterMs: number;
}
/** The store failed or is late: told once, until it is back. */
export interface StoreDegradedEvent extends EventBase<'store-degraded'> {
  readonly operation: keyof UsageStore;
  readonly message: string;
}
/** The store is back, and knows what was used meanwhile. */
export interface StoreRecoveredEvent extends EventBase<'store-recovered'> {
  readonly degradedMs: number;
  /** Settlements made while it was away and booked now. */
  readonly replayed: number;
}
/** Something was given up or adjusted without failing the request. */
export interface WarningEvent extends EventBase<'warning'> {
  readonly warning: Warning;
}
/** Exactly one for each `request-start`, whatever happened. */
export interface RequestEndEvent<M extends string, I extends string>
  extends RequestEventBase<'request-end'> {
  readonly outcome: 'success' | 'error' | 'aborted';
  readonly intent?: I | 'general';
  readonly model?: M;
  readonly attempts: readonly AttemptOutcome<M>[];
  readonly latencyMs: number;
  readonly usage?: TokenUsage;
  readonly costUsd?: number;
  readonly error?: { readonly code: string; readonly message: string };
}
/** An answer was rated. */
export interface FeedbackEvent<M extends string, I extends string> extends EventBase<'feedback'> {
  readonly requestId: string;
  readonly model: M;
  readonly intent: I | 'general';
  /** As it was given. */
  readonly score: Score;
  /** What the model is worth at this intent by now. */
  readonly quality: Score;
}
/** A listener threw or rejected; nothing else came of it. */
export interface ListenerErrorEvent extends EventBase<'listener-error'> {
  readonly event: string;
  readonly error: unknown;
}

/** Every event, in the order of a request. */
export interface OrchestratorEvents<M extends string = ModelId, I extends string = string> {
  'request-start': RequestStartEvent;
  intent: IntentEvent<I>;
  route: RouteEvent<M, I>;
  'attempt-start': AttemptStartEvent<M>;
  'attempt-end': AttemptEndEvent<M>;
  fallback: FallbackEvent<M>;
  usage: UsageEvent<M>;
  'cooldown-start': CooldownStartEvent;
  'cooldown-end': CooldownEndEvent;
  'quota-exceeded': QuotaExceededEvent<M>;
  'store-degraded': StoreDegradedEvent;
  'store-recovered': StoreRecoveredEvent;
  warning: WarningEvent;
  'request-end': RequestEndEvent<M, I>;
  feedback: FeedbackEvent<M, I>;
  'listener-error': ListenerErrorEvent;
}
/** Any of them: `switch (event.type)`. */
export type OrchestratorEvent<
  M extends string = ModelId,
  I extends string = string,
> = OrchestratorEvents<M, I>[keyof OrchestratorEvents];
