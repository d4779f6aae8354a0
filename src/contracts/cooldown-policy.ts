import type { AttemptOutcome } from './attempt.js';
import type { Score } from './model.js';
import type { CooldownScope, ModelStats } from './usage-store.js';

/** That somebody rests, for how long, and why. */
export interface CooldownDecision {
  /** Cut to one hour. */
  readonly forMs: number;
  /** For people and events, as in `5 failures in a row`; never text of a prompt. */
  readonly reason: string;
  /** @default 'model' */
  readonly scope?: CooldownScope | undefined;
  /** Lengthened by up to this share, drawn by the core, so that replicas do not return together. @default 0 */
  readonly jitter?: Score | undefined;
  /** @default false */
  readonly probe?: boolean | undefined;
  /**
   * When no other model is left the request may try this one all the same, once in so many ms: 0 for a guess about
   * health, which every request may put to the test. Absent: never, as for limits and budgets.
   */
  readonly overrideEveryMs?: number | undefined;
}

/** Usage beyond which a policy rests a model: input and output tokens together, since its last rest. */
export interface TokenThreshold {
  readonly tokens: number;
  readonly window: 'minute' | 'hour';
}

/** Pure: the same attempt and the same counts give the same answer. */
export interface CooldownPolicy {
  /** Unique among the policies of an orchestrator. */
  readonly name: string;
  /** Where it goes by tokens: told in `stats().limits`, so that people see how near a model is. It decides nothing. */
  readonly threshold?: TokenThreshold | undefined;
  assess(attempt: AttemptOutcome, stats: ModelStats): CooldownDecision | undefined;
}
