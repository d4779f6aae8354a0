import type { AttemptOutcome } from './attempt.js';
import type { Awaitable, JsonObject, JsonSchema, Warning } from './basics.js';
import type {
  AssistantPart,
  FinishReason,
  Message,
  Sampling,
  TokenUsage,
  ToolCallPart,
  ToolChoice,
} from './chat.js';
import type { Timeouts } from './configuration.js';
import type { ModelId, Preference, Score } from './model.js';
import type { ExclusionReason } from './router.js';
import type { Quota, UsageSnapshot, WindowStats } from './usage-store.js';

/** What we need of Standard Schema and Standard JSON Schema, structurally (zod >= 4.2, arktype, valibot with its converter). */
export interface StandardJsonSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly validate: (value: unknown) => Awaitable<
      | { readonly value: Output; readonly issues?: undefined }
      | {
          readonly issues: readonly {
            readonly message: string;
            readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
          }[];
        }
    >;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => {
        [keyword: string]: unknown;
      };
    };
  };
}
/** A function that the model may ask for. Its caller runs it: the library never does. */
export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** Of an object: JSON Schema, or a schema of zod and the like. It is sent; what comes is yours to validate. */
  readonly inputSchema: StandardJsonSchema | JsonSchema;
}

/** What `output` may be. */
export type OutputSchema = StandardJsonSchema | JsonSchema;

/** The type of `answer.output`: what the schema says, `unknown` for plain JSON Schema, `undefined` without one. */
export type OutputOf<S> = S extends undefined
  ? undefined
  : S extends {
        readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined };
      }
    ? Output
    : unknown;

/** One request: a prompt or a whole conversation, and the settings for it. */
export type GenerateRequest<
  M extends string = ModelId,
  I extends string = string,
  S extends OutputSchema | undefined = OutputSchema | undefined,
> = (
  | { readonly prompt: string; readonly messages?: undefined }
  | { readonly messages: readonly Message[]; readonly prompt?: undefined }
) &
  GenerateSettings<M, I, S>;

/** Everything about a request but its prompt. */
export interface GenerateSettings<
  M extends string = ModelId,
  I extends string = string,
  S extends OutputSchema | undefined = OutputSchema | undefined,
> extends Sampling {
  readonly system?: string | undefined;
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** The answer's shape; it is parsed, validated and typed as `answer.output`. */
  readonly output?: S;
  /** @default the orchestrator's */
  readonly preference?: Preference | undefined;
  /** Skips detection. */
  readonly intent?: NoInfer<I> | 'general' | undefined;
  /** Only this one, or only these, in this order. */
  readonly model?: NoInfer<M> | readonly NoInfer<M>[] | undefined;
  readonly exclude?: readonly NoInfer<M>[] | undefined;
  /** Whose usage this is; at most 128 characters. */
  readonly tenant?: string | undefined;
  /**
   * Which conversation this is, of the tenant's; at most 128 characters. Its model is kept while it is healthy, in this
   * process and for an hour after its last answer. It is in no event.
   */
  readonly session?: string | undefined;
  /** For routers of your own. It is in no event. */
  readonly metadata?: JsonObject | undefined;
  /** No attempt is started that could bring the request's cost over this. */
  readonly maxCostUsd?: number | undefined;
  /** @default the orchestrator's */
  readonly maxAttempts?: number | undefined;
  readonly timeouts?: Timeouts | undefined;
  readonly signal?: AbortSignal | undefined;
  /** By the name of a configured provider, passed through as it is. */
  readonly providerOptions?: { readonly [provider: string]: JsonObject } | undefined;
}

/** The answer, who gave it, why, and what it cost. */
export interface GenerateResult<
  M extends string = ModelId,
  I extends string = string,
  Output = unknown,
> {
  readonly id: string;
  /** All text parts of the answer. May be empty, as when tools are called. */
  readonly text: string;
  readonly content: readonly AssistantPart[];
  readonly toolCalls: readonly ToolCallPart[];
  /** Undefined where the model calls tools first. */
  readonly output: Output;
  readonly finishReason: FinishReason;
  readonly intent: I | 'general';
  readonly intentConfidence: Score;
  readonly model: M;
  readonly provider: string;
  /** Of all attempts together, like `costUsd`; each one's own is in `attempts`. */
  readonly usage: TokenUsage;
  /** Absent when a price is unknown: never 0 for a guess. */
  readonly costUsd?: number;
  readonly attempts: readonly AttemptOutcome<M>[];
  readonly fellBack: boolean;
  readonly latencyMs: number;
  /** Of a stream, from its first read to its first content. */
  readonly timeToFirstTokenMs?: number;
  readonly warnings: readonly Warning[];
  /** The vendor's answer as it came. */
  readonly raw?: unknown;
}

/** How much a model may use, as configured: a limit of its own, or the threshold of a cooldown policy. */
export interface UsageLimit {
  readonly model: ModelId;
  readonly unit: Exclude<Quota['unit'], 'nanoUsd'>;
  /** Absent for `in-flight`. */
  readonly window?: 'minute' | 'hour';
  readonly max: number;
  /** Which one rests the model beyond it; absent: the limit lets no more in. */
  readonly policy?: string;
}

/**
 * What `stats()` returns: the store's snapshot, the same windows summed by provider, and how far each model may go.
 * Budgets are not in it: their windows are days and tenants.
 */
export interface UsageReport extends UsageSnapshot {
  /** In the order of the configuration. */
  readonly limits: readonly UsageLimit[];
  readonly providers: readonly {
    readonly provider: string;
    readonly lastMinute: WindowStats;
    readonly lastHour: WindowStats;
  }[];
}

/** Who could answer now. */
export interface HealthReport<M extends string = ModelId> {
  /** `degraded`: some rest, or the store is away. `unavailable`: none could answer now. */
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly models: readonly {
    readonly model: M;
    readonly available: boolean;
    readonly reason?: ExclusionReason;
    readonly retryAfterMs?: number;
  }[];
  readonly store: 'ok' | 'degraded';
}
