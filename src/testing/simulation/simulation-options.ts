import type { OrchestratorOptions } from '../../configuration/options.js';
import type { ErrorKind } from '../../contracts/attempt.js';
import type { Clock } from '../../contracts/clock.js';
import type { OrchestratorEvent } from '../../contracts/events.js';
import type { GenerateRequest } from '../../contracts/generate.js';
import type { ModelProfile } from '../../contracts/model.js';
import type { Provider } from '../../contracts/provider.js';
import type { Distribution } from './distribution.js';

/** What goes wrong in a call: one of our kinds, or no answer at all until the attempt's time is up. */
export type SimulatedFailure = ErrorKind | 'hang';

/** A model as its vendor runs it: what the orchestrator is told of it, and how it really behaves. */
export interface SimulatedModel<Id extends string = string> extends ModelProfile<Id> {
  /** From the call to its first token, ms. @default { median: 600, p95: 2_000 } */
  readonly firstTokenMs?: Distribution | undefined;
  /** From then on. @default 80 */
  readonly tokensPerSecond?: Distribution | undefined;
  /** Of one answer; the request's `maxOutputTokens` cuts it. @default { median: 150, p95: 600 } */
  readonly outputTokens?: Distribution | undefined;
  /** The share of calls that fail, by kind, as in `{ server: 0.01, hang: 0.001 }`. @default none */
  readonly failures?: { readonly [failure in SimulatedFailure]?: number } | undefined;
  /** How long a call takes that fails, ms. @default { median: 150, p95: 800 } */
  readonly failureMs?: Distribution | undefined;
  /** The share of streams that break off after their first content. @default 0 */
  readonly interruptions?: number | undefined;
  /** The vendor's own limits. What goes beyond is refused: the first two as `rate-limit` with a Retry-After, the third as `overloaded`. */
  readonly limits?:
    | {
        readonly requestsPerMinute?: number | undefined;
        readonly tokensPerMinute?: number | undefined;
        readonly maxConcurrency?: number | undefined;
      }
    | undefined;
}

/** A time in which something is the matter. */
export interface Incident {
  readonly fromSeconds: number;
  readonly forSeconds: number;
  /** Vendor's ids. @default all of the provider's */
  readonly models?: readonly string[] | undefined;
  /** How calls fail. Absent: they do not. */
  readonly failure?: SimulatedFailure | undefined;
  /** Of the calls. @default 1 */
  readonly share?: number | undefined;
  /** All times are so many times as long at its end; they grow evenly from 1. @default 1 */
  readonly slowdown?: number | undefined;
}

/** A vendor. */
export interface SimulatedProviderOptions<
  Name extends string = string,
  Id extends string = string,
> {
  readonly name: Name;
  readonly models: readonly SimulatedModel<Id>[];
  readonly incidents?: readonly Incident[] | undefined;
}

/** Who asks, how often, for what. */
export interface Traffic {
  /** On average: arrivals are random (a Poisson process). A list changes the rate at its times. */
  readonly perSecond:
    | number
    | readonly { readonly fromSeconds: number; readonly perSecond: number }[];
  /** The next request. @default one of six prompts, one for each intent */
  readonly request?: ((random: () => number) => string | GenerateRequest) | undefined;
  /** The share that is streamed. @default 0 */
  readonly streams?: number | undefined;
  /** Callers who do not wait for the end: their share, and after how many ms they leave. @default none */
  readonly leaving?: { readonly share: number; readonly afterMs: Distribution } | undefined;
}

/** The options under test; time, randomness and providers are the simulation's. */
export type SimulatedSettings = Omit<
  OrchestratorOptions<Provider, string>,
  'providers' | 'clock' | 'random' | 'generateId'
>;

export interface SimulationOptions {
  /** A function where a part needs the clock, as a store does. @default {} */
  readonly orchestrator?: SimulatedSettings | ((clock: Clock) => SimulatedSettings) | undefined;
  readonly providers: readonly SimulatedProviderOptions[];
  readonly traffic: Traffic;
  /** How long requests arrive, in virtual time; those under way then are waited for. */
  readonly seconds: number;
  /** The same seed gives the same report. Of it the lower 32 bits count. @default 1 */
  readonly seed?: number | undefined;
  /** Steps of the wall clock, as a host's time is corrected; the monotonic clock knows none. */
  readonly clockSteps?:
    | readonly { readonly atSeconds: number; readonly byMs: number }[]
    | undefined;
  /** Hears every event, and how many ms after the start: the report is no place for all of them. */
  readonly onEvent?: ((event: OrchestratorEvent, atMs: number) => void) | undefined;
}
