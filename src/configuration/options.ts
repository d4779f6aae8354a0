import type { Clock } from '../contracts/clock.js';
import type {
  Budget,
  Limits,
  ModelOverrides,
  Route,
  Timeouts,
} from '../contracts/configuration.js';
import type { CooldownPolicy } from '../contracts/cooldown-policy.js';
import type { Difficulty } from '../contracts/difficulty.js';
import type { Intent, IntentDetector } from '../contracts/intent-detector.js';
import type { Preference } from '../contracts/model.js';
import type { ModelOf, Provider } from '../contracts/provider.js';
import type { Router } from '../contracts/router.js';
import type { UsageStore } from '../contracts/usage-store.js';

/** What may be configured. Only `providers` is required. The objects given are neither kept nor changed. */
export interface OrchestratorOptions<P extends Provider = Provider, I extends string = Intent> {
  /** At least one. A plain array: a non-empty tuple type would infer only the first one's ids. */
  readonly providers: readonly P[];
  /** @default new KeywordIntentDetector() */
  readonly detector?: IntentDetector<I> | undefined;
  /**
   * How hard a request is, from 0 to 1: a harder one goes to a better model, an easier one to a cheaper or faster. It is
   * asked once per request, after the intent; where it fails the request is routed without, with a warning.
   * @default none
   */
  readonly difficulty?: Difficulty | undefined;
  /** @default 'balanced' */
  readonly preference?: Preference | undefined;
  /** Corrections to what the providers say. Naming one model does not switch off the others; `enabled: false` does. */
  readonly models?: { readonly [model in ModelOf<P>]?: ModelOverrides } | undefined;
  /** Models listed for an intent come first, in this order; the rest follow by score unless `only`. */
  readonly routes?: { readonly [intent in NoInfer<I> | 'general']?: Route<ModelOf<P>> } | undefined;
  /** @default new ScoreRouter() */
  readonly router?: Router | undefined;
  /** @default new MemoryUsageStore() */
  readonly store?: UsageStore | undefined;
  /** Of several that speak the longest rest wins. @default defaultCooldown() */
  readonly cooldown?: CooldownPolicy | readonly CooldownPolicy[] | undefined;
  /** For each model that has none in `models`. */
  readonly limits?: Limits | undefined;
  readonly budgets?: readonly Budget[] | undefined;
  readonly timeouts?: Timeouts | undefined;
  /** Of one request, over all models. @default 3 */
  readonly maxAttempts?: number | undefined;
  /**
   * How many attempts on the *same* model may be repeated, over all requests: a share of the requests, so many a
   * second besides, and so many at once. Going on to another model is not charged.
   * @default { ratio: 0.1, perSecond: 1, burst: 10 }
   */
  readonly retryBudget?:
    | {
        readonly ratio?: number | undefined;
        readonly perSecond?: number | undefined;
        readonly burst?: number | undefined;
      }
    | undefined;
  /** Kinds of failure that stop a request, and may go on to another model instead. @default [] */
  readonly fallbackOn?: readonly ('content-filter' | 'invalid-request')[] | undefined;
  /** No candidate is left. Rests for health may be overridden; limits, budgets and token thresholds only be waited for. */
  readonly whenExhausted?:
    | {
        /** 'panic': one attempt on the model that returns soonest. @default 'panic' */
        readonly health?: 'panic' | 'fail' | undefined;
        /** @default { waitUpToMs: 10_000 } */
        readonly limits?: 'fail' | { readonly waitUpToMs: number } | undefined;
      }
    | undefined;
  /**
   * A stream broke after its first content. 'error': its reader gets a `StreamInterruptedError` with what was
   * delivered; 'restart': a `restart` event, and the next model's answer from its beginning. @default 'error'
   */
  readonly onStreamFailure?: 'error' | 'restart' | undefined;
  /** 'open': go on with a store of this process; 'closed': refuse. @default 'open' */
  readonly onStoreFailure?: 'open' | 'closed' | undefined;
  /** How old cooldowns of other replicas may be when planning, ms; `reserve` is exact anyway. @default 1_000 */
  readonly storeCacheMs?: number | undefined;
  /**
   * How many tokens a text has, as the function of this name of `gpt-tokenizer` says. It runs for each text of each
   * request. @default an estimate that needs no tokenizer
   */
  readonly countTokens?: ((text: string) => number) | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Ids of requests, unique among all processes. @default 48 random bits of the orchestrator and a count */
  readonly generateId?: (() => string) | undefined;
}

/** The option names, for the message about an unknown one. */
export const OPTION_NAMES = [
  'providers',
  'detector',
  'difficulty',
  'preference',
  'models',
  'routes',
  'router',
  'store',
  'cooldown',
  'limits',
  'budgets',
  'timeouts',
  'maxAttempts',
  'retryBudget',
  'fallbackOn',
  'whenExhausted',
  'onStreamFailure',
  'onStoreFailure',
  'storeCacheMs',
  'countTokens',
  'clock',
  'random',
  'generateId',
] as const satisfies readonly (keyof OrchestratorOptions)[];
